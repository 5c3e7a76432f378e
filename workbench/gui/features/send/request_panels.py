"""The panels below the request bar: repeat, the progress of a run, headers and transport.

Opens one at a time, and focuses the editor when one closes.
"""

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from workbench.gui.core import dialogs
from workbench.gui.core.state import SignatureState
from workbench.gui.feature import Context
from workbench.gui.features.send.repeat_panel import RepeatPanel, RunProgressBar
from workbench.gui.features.send.repeat_run import RepeatRun
from workbench.gui.features.send.request_preview import preview
from workbench.gui.features.send.transport_panel import TransportPanel
from workbench.operations import is_loopback
from workbench.operations.run_plan import DEFAULT_RATE, RunProgress
from workbench.payloads import lacks_user_agent


class RequestPanels:
    """The panels of one window; `column` is what they are put into, below the bar."""

    def __init__(self, column: QVBoxLayout, context: Context, run: RepeatRun) -> None:
        self._context, self._run = context, run
        self._shown: SignatureState | None = None
        self.repeat = RepeatPanel()
        self.progress = RunProgressBar()
        self.transport = TransportPanel(context.privacy)
        for panel in (self.repeat, self.transport, self.progress):
            panel.hide()
            column.addWidget(panel)
        self.repeat.start_requested.connect(run.start)
        self.repeat.closed.connect(self.close_repeat)
        self.progress.pause_requested.connect(run.pause)
        self.progress.resume_requested.connect(run.resume)
        self.progress.cancel_requested.connect(run.cancel)
        self._connect_transport()
        context.session.derived.connect(self._show_derivation)

    def open_repeat(self) -> None:
        """Ask how often these bytes are to be sent."""
        self.transport.hide()
        if not self.repeat.isVisible():
            local = is_loopback(self._context.session.endpoint.url)
            self.repeat.suggest_rate("" if local else f"{DEFAULT_RATE:g}")
            self.repeat.show_running(self._run.running)
            self.repeat.show_problem("")
        self.repeat.show()
        self.repeat.take_focus()

    def close_repeat(self) -> None:
        """Close that panel."""
        self.repeat.hide()
        self._focus_editor()

    def open_transport(self) -> None:
        """Show the request as it will be sent, with its headers and transport settings."""
        self.repeat.hide()  # both would leave the editor and the token too little of a small screen
        self.transport.show()
        self._context.transport.emit_current()
        self.transport.take_focus()

    def close_transport(self) -> None:
        """Close that panel."""
        self.transport.hide()
        self._focus_editor()

    def show_preview(self) -> None:
        """Show the request as it would be sent now, while its panel is open."""
        context = self._context
        if not self.transport.isVisible() or self._shown is None:
            return
        headers, options = context.transport.of(context.session.endpoint)
        wants = not headers.user_agent and lacks_user_agent(context.session.expanded.body)
        head = preview(self._shown.derivation, context.session.endpoint, headers, options)
        self.transport.show_preview(head, wants_user_agent=wants)

    def show_problem(self, problem: str) -> None:
        """Show what is wrong with what was typed for a run; if nothing is, the run has begun and the panel closes."""
        self.repeat.show_problem(problem)
        if not problem:
            self.close_repeat()

    def show_running(self, running: bool) -> None:
        """Show the progress bar while a run is under way."""
        self.repeat.show_running(running)
        if running:
            self.progress.show_words("Starting the run…", paused=False)
        elif self._has_keyboard(self.progress):
            self._focus_editor()
        self.progress.setVisible(running)

    def show_progress(self, _run: str, progress: RunProgress) -> None:
        """Show how far the run is."""
        self.progress.show_words(progress_text(progress), paused=progress.paused)

    def _connect_transport(self) -> None:
        panel, transport = self.transport, self._context.transport
        panel.changed.connect(transport.change)
        panel.verify_chosen.connect(transport.check_certificates)
        panel.login_typed.connect(transport.save_login)
        panel.reset_requested.connect(transport.reset)
        panel.file_wanted.connect(self._choose_file)
        panel.closed.connect(self.close_transport)
        transport.current_changed.connect(panel.show_settings)
        transport.problem_changed.connect(panel.show_problem)
        transport.changed.connect(self.show_preview)

    def _show_derivation(self, shown: SignatureState) -> None:
        self._shown = shown
        self.show_preview()

    def _choose_file(self, name: str) -> None:
        path = dialogs.ask_open(self._context.window, "Choose a PEM file", "", "PEM files (*.pem *.crt *.key)")
        if path is not None:
            self._context.transport.change(name, str(path))

    def _focus_editor(self) -> None:
        self._context.commands.run("compose.show")

    @staticmethod
    def _has_keyboard(panel: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and panel.isAncestorOf(focus)


def progress_text(progress: RunProgress) -> str:
    """Return how far a run is, in one line."""
    parts = [f"{progress.finished:,} of {progress.count:,} done"]
    if progress.failures:
        parts.append(f"{progress.failures:,} without success")
    parts.append(f"{progress.remaining:,} left")
    if progress.elapsed_s > 1 and progress.finished:
        parts.append(f"{progress.finished / progress.elapsed_s:,.1f} per second")
    return f"{'Paused' if progress.paused else 'Repeating'}: {', '.join(parts)}"
