"""The log, built: its pane, what it shows of the history, and what can be done with exchanges."""

from workbench.gui.feature import Context, Parts
from workbench.gui.features.log.annotations import AnnotationActions
from workbench.gui.features.log.exchange_actions import ExchangeActions
from workbench.gui.features.log.export import Exporter
from workbench.gui.features.log.history_feed import HistoryFeed
from workbench.gui.features.log.pane import LogPane
from workbench.history import Found, Row


class LogParts(Parts):
    """Every exchange, as it happens and as the history has it."""

    pane: LogPane

    def __init__(self, context: Context) -> None:
        pane = LogPane(context.themes, context.privacy)
        super().__init__(pane)
        session, history, tasks, window = context.session, context.history, context.tasks, context.window
        self._context = context
        self.feed = HistoryFeed(history, tasks, window)
        self.annotations = AnnotationActions(self.feed, history, tasks, window)
        self.actions = ExchangeActions(session, history, context.exchanges, context.transport, tasks, window)
        self.exporter = Exporter(session, history, tasks, window)
        self._columns = context.saved.splitters.get("log", "")
        pane.use_columns(self._columns)
        self._connect_feed()
        self._connect_actions()

    def become_idle(self) -> None:
        """Show what the history has."""
        self.feed.start()

    def show_visible(self, visible: bool) -> None:
        """Look for changes of the history while the log can be seen."""
        self.feed.watch(visible)

    def close(self) -> None:
        """Save which columns are shown, and ask the history for nothing any more."""
        if self._columns != self._context.saved.splitters.get("log", ""):
            self._context.settings.change(splitters={"log": self._columns})
        self.feed.close()

    def switch_private(self) -> None:
        """Record nothing of the sends that begin from now on, or everything again."""
        history = self._context.history
        history.private = not history.private
        self._context.commands.set_checked("log.private", history.private)
        self._context.status.private.emit(history.private)

    def _connect_feed(self) -> None:
        pane, feed, context = self.pane, self.feed, self._context
        context.exchanges.changed.connect(pane.show_exchanges)
        context.exchanges.removed.connect(pane.show_gone)
        context.exchanges.run_progressed.connect(pane.show_progress)
        context.exchanges.history_failed.connect(feed.tell)
        pane.filter_edited.connect(feed.find)
        pane.rows_wanted.connect(feed.show_rows)
        pane.run_wanted.connect(feed.show_run)
        pane.exchange_wanted.connect(feed.show_exchange)
        pane.results_wanted.connect(self._show_results)
        pane.columns_chosen.connect(self._keep_columns)
        feed.found_shown.connect(self._show_found)
        feed.rows_shown.connect(pane.show_rows)
        feed.run_shown.connect(pane.show_run)
        feed.detail_shown.connect(pane.show_detail)
        feed.results_shown.connect(pane.show_results)
        feed.trouble_shown.connect(context.status.history_error)
        feed.noticed.connect(context.notices.show)

    def _connect_actions(self) -> None:
        pane, actions, annotations, exporter = self.pane, self.actions, self.annotations, self.exporter
        exchanges, notices = self._context.exchanges, self._context.notices
        pane.resend_requested.connect(actions.resend)
        pane.open_requested.connect(actions.open)
        pane.compare_requested.connect(actions.compare_two)
        pane.compare_with_editor_requested.connect(actions.compare_with_editor)
        pane.note_edited.connect(annotations.note)
        pane.pin_requested.connect(annotations.pin)
        pane.recorded_requested.connect(annotations.tick)
        pane.delete_requested.connect(annotations.delete)
        pane.copy_requested.connect(exporter.copy)
        pane.save_requested.connect(exporter.save)
        pane.bundle_wanted.connect(exporter.open_bundle)
        pane.address_wanted.connect(exchanges.address_requested)
        pane.run_pause_requested.connect(exchanges.run_pause_requested)
        pane.run_resume_requested.connect(exchanges.run_resume_requested)
        pane.run_cancel_requested.connect(exchanges.run_cancel_requested)
        actions.opened.connect(self._open_document)
        actions.compared.connect(pane.show_compared)
        annotations.exchange_shown.connect(lambda exchange: exchanges.changed.emit((exchange,)))
        annotations.gone_shown.connect(exchanges.removed)
        annotations.withdrawn.connect(notices.withdraw)
        exporter.copied.connect(self._context.clipboard.copy)
        exporter.exchanges_shown.connect(exchanges.changed)
        for each in (actions, annotations, exporter):
            each.noticed.connect(notices.show)

    def _show_found(self, found: Found, rows: tuple[Row, ...], total: int, query: str) -> None:
        self.pane.show_found(found, rows, total=total, query=query)

    def _show_results(self, run: str) -> None:
        results = self._context.exchanges.results_of(run)
        if results is None:
            self.feed.show_results(run)
        else:
            self.pane.show_results(run, results)

    def _open_document(self, name: str, body: bytes, identity_link: bool) -> None:
        session = self._context.session
        session.open(session.free_name(name), body, identity_link=identity_link)
        self._context.commands.run("compose.show")

    def _keep_columns(self, text: str) -> None:
        self._columns = text
