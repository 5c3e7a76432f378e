"""Builds and connects the request bar, the sender, the repeat run with its progress, and resends."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from workbench.gui.core.state import Document, Notice, NoticeAction
from workbench.gui.feature import Context, Parts
from workbench.gui.features.send.repeat_run import RepeatRun
from workbench.gui.features.send.request_bar import RequestBar
from workbench.gui.features.send.resend import Resender
from workbench.gui.features.send.run_progress_bar import RunProgressBar
from workbench.gui.features.send.sender import Sender
from workbench.gui.widgets.layouts import box, column


class SendParts(Parts):
    """The send feature."""

    def __init__(self, context: Context) -> None:
        self.bar = RequestBar(context.themes, context.privacy)
        self.progress = RunProgressBar()
        self.progress.hide()
        super().__init__(box(column(self.progress, self.bar)))
        session, window = context.session, context.window
        self._context = context
        self._close_confirmed = False
        tasks, history, notices = context.tasks, context.history, context.notices
        self.sender = Sender(session, tasks, context.sandbox, history, context.transport, notices, window)
        self.run = RepeatRun(session, self.sender, history, context.exchanges, tasks, notices, window)
        self.resender = Resender(session, self.sender, context.profiles, notices)
        self.bar.menu_button.setMenu(context.commands.menu)
        more = context.commands.menu_of("More send options", ("send.send", "repeat.show", "transport.show"))
        self.bar.more.setMenu(more)
        self._connect_bar()
        self._connect_sends()
        self._connect_run()

    def start(self, files: Sequence[Path]) -> None:  # noqa: ARG002 - documents only
        """Show the endpoints."""
        self.sender.start(self._context.saved.endpoint or "sandbox")

    def send(self) -> None:
        """Send to the endpoint in the bar, even if Enter was not pressed after typing it."""
        typed = self.bar.typed_endpoint
        if typed is None or self.sender.type_endpoint(typed):
            self.sender.send()

    def cancel(self) -> None:
        """Cancel the send in progress, otherwise the repeat run."""
        (self.sender if self.sender.busy else self.run).cancel()

    def may_close(self) -> bool:
        """Warn once that closing cancels the run in progress."""
        if not self.run.running or self._close_confirmed:
            return True
        self._close_confirmed = True
        text = f"A repeat run is in progress ({self.run.progress_text()}). Closing cancels it; the rest is not sent."
        close = NoticeAction(
            "close-and-cancel", "Cancel the run and close", lambda: self._context.commands.run("window.quit")
        )
        self._question = Notice("ask", text, (close,))
        self._context.notices.show(self._question)
        return False

    def _connect_bar(self) -> None:
        bar, sender, context = self.bar, self.sender, self._context
        context.names.front_changed.connect(lambda document, edited: bar.show_document(document.name, edited=edited))
        context.names.profiles_changed.connect(bar.show_profiles)
        bar.send_requested.connect(self.send)
        bar.cancel_requested.connect(self.cancel)
        bar.profile_chosen.connect(context.profiles.choose)
        bar.endpoint_chosen.connect(sender.choose_endpoint)
        bar.endpoint_typed.connect(sender.type_endpoint)
        sender.busy_changed.connect(bar.show_sending)
        sender.endpoints_changed.connect(bar.show_endpoints)
        context.transport.badge_changed.connect(bar.show_transport)

    def _connect_sends(self) -> None:
        sender, context = self.sender, self._context
        context.session.front_changed.connect(self._follow_document)
        context.profiles.credentials_changed.connect(sender.profile_changed)
        context.exchanges.resend_requested.connect(self.resender.send)
        context.exchanges.address_requested.connect(sender.type_endpoint)
        sender.exchange_changed.connect(lambda exchange: context.exchanges.changed.emit((exchange,)))
        sender.busy_changed.connect(self._enable_cancel)
        sender.endpoints_changed.connect(lambda _all, _chosen: context.transport.emit_current())
        sender.traffic_changed.connect(context.status.traffic)
        sender.scope_widened.connect(context.profile_usage.add_to_scope)
        sender.profile_used.connect(context.profile_usage.mark_used)

    def _connect_run(self) -> None:
        run, exchanges = self.run, self._context.exchanges
        run.exchanges_changed.connect(exchanges.changed)
        run.progress_changed.connect(exchanges.run_progressed)
        run.progress_changed.connect(lambda _run, progress: self.progress.show_progress(progress))
        run.running_changed.connect(exchanges.running_changed)
        run.running_changed.connect(self._show_running)
        run.running_changed.connect(self._enable_cancel)
        run.running_changed.connect(self._follow_run)
        run.problem_changed.connect(exchanges.run_answered)
        self.progress.pause_requested.connect(run.pause)
        self.progress.resume_requested.connect(run.resume)
        self.progress.cancel_requested.connect(run.cancel)
        exchanges.run_requested.connect(run.start)
        act = {"pause": run.pause, "resume": run.resume, "cancel": run.cancel}
        exchanges.run_action_requested.connect(lambda action, run_id: act[action](run_id))

    def _follow_document(self, _document: Document) -> None:
        self.sender.document_changed()

    def _enable_cancel(self, _busy: bool) -> None:
        self._context.commands.set_enabled("send.cancel", self.sender.busy or self.run.running)

    def _show_running(self, running: bool) -> None:
        focus = QApplication.focusWidget()
        if running:
            self.progress.show_starting()
        elif focus is not None and self.progress.isAncestorOf(focus):
            self._context.commands.run("compose.show")
        self.progress.setVisible(running)

    def _follow_run(self, running: bool) -> None:
        if not running and self._close_confirmed:
            self._close_confirmed = False
            self._context.notices.withdraw(self._question)
