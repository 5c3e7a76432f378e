"""Builds the log: its pane, the history feed, and the actions for exchanges."""

from workbench.gui.core.file_calls import FileCalls
from workbench.gui.feature import Context, Parts
from workbench.gui.features.log.annotations import AnnotationActions
from workbench.gui.features.log.exchange_actions import ExchangeActions
from workbench.gui.features.log.export import Exporter
from workbench.gui.features.log.history_feed import HistoryFeed
from workbench.gui.features.log.pane import LogPane
from workbench.history import Found, Row


class LogParts(Parts):
    """The log feature."""

    pane: LogPane

    def __init__(self, context: Context) -> None:
        pane = LogPane(context.themes, context.privacy)
        super().__init__(pane)
        session, history, tasks, window = context.session, context.history, context.tasks, context.window
        self._context = context
        self.feed = HistoryFeed(history, tasks, window)
        self.annotations = AnnotationActions(self.feed, history, tasks, window)
        self.actions = ExchangeActions(session, history, context.exchanges, context.transport, tasks, window)
        self.exporter = Exporter(session, history, tasks, FileCalls(tasks, context.notices, window), window)
        self._columns = context.saved.splitters.get("log", "")
        pane.use_columns(self._columns)
        self._connect_feed()
        self._connect_actions()

    def become_idle(self) -> None:
        """Load the history."""
        self.feed.start()

    def set_visible(self, visible: bool) -> None:
        """Check for changes of the history while the log is visible."""
        self.feed.set_polling(visible)

    def close(self) -> None:
        """Save the columns, and stop reading the history."""
        if self._columns != self._context.saved.splitters.get("log", ""):
            self._context.settings.change(splitters={"log": self._columns})
        self.feed.close()

    def switch_private(self) -> None:
        """Turn the private session on or off, for new sends."""
        history = self._context.history
        history.private = not history.private
        self._context.commands.set_checked("log.private", history.private)
        self._context.status.private.emit(history.private)

    def _connect_feed(self) -> None:
        pane, feed, context = self.pane, self.feed, self._context
        context.exchanges.changed.connect(pane.show_exchanges)
        context.exchanges.removed.connect(pane.show_gone)
        context.exchanges.run_progressed.connect(pane.show_progress)
        context.exchanges.history_failed.connect(feed.report)
        pane.filter_edited.connect(feed.find)
        pane.rows_wanted.connect(feed.load_rows)
        pane.run_wanted.connect(feed.load_run)
        pane.exchange_wanted.connect(feed.load_exchange)
        pane.results_wanted.connect(self._show_results)
        pane.columns_chosen.connect(self._set_columns)
        feed.results_changed.connect(self._show_query_results)
        feed.rows_loaded.connect(pane.show_rows)
        feed.run_loaded.connect(pane.show_run)
        feed.exchange_loaded.connect(pane.show_detail)
        feed.run_results_loaded.connect(pane.show_results)
        feed.error_changed.connect(context.status.history_error)
        feed.notice_posted.connect(context.notices.show)

    def _connect_actions(self) -> None:
        pane, actions, annotations, exporter = self.pane, self.actions, self.annotations, self.exporter
        exchanges, notices = self._context.exchanges, self._context.notices
        pane.resend_requested.connect(actions.resend)
        pane.open_requested.connect(actions.open)
        pane.compare_requested.connect(actions.compare_two)
        pane.compare_with_editor_requested.connect(actions.compare_with_editor)
        pane.note_edited.connect(annotations.note)
        pane.pin_requested.connect(annotations.pin)
        pane.recorded_requested.connect(annotations.mark_recorded)
        pane.delete_requested.connect(annotations.delete)
        pane.copy_requested.connect(exporter.copy)
        pane.save_requested.connect(exporter.save)
        pane.bundle_wanted.connect(exporter.open_bundle)
        pane.address_wanted.connect(exchanges.address_requested)
        pane.run_pause_requested.connect(exchanges.run_pause_requested)
        pane.run_resume_requested.connect(exchanges.run_resume_requested)
        pane.run_cancel_requested.connect(exchanges.run_cancel_requested)
        actions.document_requested.connect(self._open_document)
        actions.compared.connect(pane.show_compared)
        annotations.exchange_changed.connect(lambda exchange: exchanges.changed.emit((exchange,)))
        annotations.exchanges_deleted.connect(exchanges.removed)
        annotations.withdrawn.connect(notices.withdraw)
        exporter.copy_requested.connect(self._context.clipboard.copy)
        exporter.bundle_opened.connect(exchanges.changed)
        for each in (actions, annotations, exporter):
            each.notice_posted.connect(notices.show)

    def _show_query_results(self, found: Found, rows: tuple[Row, ...], total: int, query: str) -> None:
        self.pane.show_found(found, rows, total=total, query=query)

    def _show_results(self, run: str) -> None:
        results = self._context.exchanges.results_of(run)
        if results is None:
            self.feed.load_run_results(run)
        else:
            self.pane.show_results(run, results)

    def _open_document(self, name: str, body: bytes, identity_link: bool) -> None:
        session = self._context.session
        session.open(session.free_name(name), body, identity_link=identity_link)
        self._context.commands.run("compose.show")

    def _set_columns(self, text: str) -> None:
        self._columns = text
