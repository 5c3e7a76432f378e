"""Builds the log: its pane, the history feed, and the actions for exchanges."""

from itertools import filterfalse
from typing import Any

from workbench.exchange import Exchange
from workbench.gui.core.file_calls import FileCalls
from workbench.gui.core.log_values import Selection
from workbench.gui.feature import Context, Parts
from workbench.gui.features.log.annotations import AnnotationActions
from workbench.gui.features.log.exchange_actions import ExchangeActions
from workbench.gui.features.log.export import Exporter
from workbench.gui.features.log.history_feed import HistoryFeed
from workbench.gui.features.log.pane import LogPane


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
        context.exchanges.changed.connect(self._show_exchanges)
        context.exchanges.run_progressed.connect(pane.show_progress)
        context.exchanges.history_failed.connect(feed.report)
        pane.filter_edited.connect(feed.find)
        pane.rows_wanted.connect(feed.load_rows)
        pane.run_wanted.connect(feed.load_run)
        pane.exchange_wanted.connect(feed.load_exchange)
        pane.results_wanted.connect(self._show_results)
        pane.columns_chosen.connect(self._set_columns)
        feed.results_changed.connect(pane.show_found)
        feed.rows_loaded.connect(pane.show_rows)
        feed.run_loaded.connect(pane.show_run)
        feed.exchange_loaded.connect(pane.show_detail)
        feed.run_results_loaded.connect(pane.show_results)
        feed.error_changed.connect(context.status.history_error)
        feed.notice_posted.connect(context.notices.show)

    def _connect_actions(self) -> None:
        pane, actions, annotations, exporter = self.pane, self.actions, self.annotations, self.exporter
        exchanges, notices = self._context.exchanges, self._context.notices
        pane.action_requested.connect(self._act)
        pane.run_action_requested.connect(exchanges.run_action_requested)
        pane.address_wanted.connect(exchanges.address_requested)
        actions.document_requested.connect(self._open_document)
        actions.compared.connect(pane.show_compared)
        annotations.exchange_changed.connect(pane.show_exchange)
        annotations.exchanges_deleted.connect(pane.show_gone)
        annotations.withdrawn.connect(notices.withdraw)
        exporter.copy_requested.connect(self._context.clipboard.copy)
        exporter.bundle_opened.connect(pane.show_exchanges)
        for each in (actions, annotations, exporter):
            each.notice_posted.connect(notices.show)

    def _act(self, action: str, chosen: Selection, value: Any) -> None:  # noqa: ANN401 - see `ActionMenu.requested`
        """Carry out an action on the selected exchanges."""
        match action.partition("-"):
            case "copy", _, form:
                self.exporter.copy(form, chosen)
            case "save", _, form:
                self.exporter.save(form, chosen)
            case "compare", _, "editor":
                self.actions.compare_with_editor(chosen)
            case "compare", _, _:
                self.actions.compare_two(chosen)
            case "open", _, "bundle":
                self.exporter.open_bundle()
            case "open", _, _:
                self.actions.open(chosen)
            case "resend", _, _:
                self.actions.resend(chosen)
            case "note", _, _:
                self.annotations.note(chosen, *value)
            case "pin", _, _:
                self.annotations.pin(chosen, value)
            case "recorded", _, _:
                self.annotations.mark_recorded(chosen, value)
            case "delete", _, _:
                self.annotations.delete(chosen)

    def _show_exchanges(self, exchanges: tuple[Exchange, ...]) -> None:
        """Show exchanges that have started or ended; those that are saved come from the history."""
        is_saved = self._context.history.is_saved
        self.pane.show_exchanges(filterfalse(is_saved, exchanges))
        saved = list(filter(is_saved, exchanges))
        if saved:
            self.pane.note_saved(saved)
            self.feed.refresh()

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
