"""The panels above the editor, created at their first use: repeat, progress of a run, headers and transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from workbench.gui import connections
from workbench.gui.core import dialogs
from workbench.operations import is_loopback
from workbench.payloads import lacks_user_agent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from workbench.gui.app import Workbench
    from workbench.gui.features.send.repeat_panel import RepeatPanel, RunProgressBar
    from workbench.gui.features.send.transport_panel import TransportPanel
    from workbench.operations.repeat import RunProgress


class RequestPanels:
    """The panels of one window."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self.repeat: RepeatPanel | None = None
        self.progress: RunProgressBar | None = None
        self.transport: TransportPanel | None = None

    def open_repeat(self) -> None:
        """Open the panel for a repeat run."""
        self._make_room(self.transport)
        panel = self.repeat
        if panel is None:
            from workbench.gui.features.send.repeat_panel import RepeatPanel

            panel = self.repeat = RepeatPanel()
            self._bench.window.put_above(panel)
            connections.connect_repeat_panel(self._bench, panel)
            panel.hide()
        if not panel.isVisible():
            from workbench.operations.repeat import GENTLE_RATE

            local = is_loopback(self._bench.session.endpoint.url)
            panel.suggest_rate("" if local else f"{GENTLE_RATE:g}")
            panel.show_going(self._bench.repeating.going)
            panel.show_problem("")
        panel.show()
        panel.take_keyboard()

    def close_repeat(self) -> None:
        """Close that panel."""
        if self.repeat is not None:
            self.repeat.hide()
            self._bench.panes.documents.focus_editor()

    def open_transport(self) -> None:
        """Open the panel with the request as it will be sent, its headers and transport settings."""
        self._make_room(self.repeat)
        panel = self.transport
        if panel is None:
            from workbench.gui.features.send.transport_panel import TransportPanel

            panel = self.transport = TransportPanel(self._bench.privacy)
            self._bench.window.put_above(panel)
            connections.connect_travel_panel(self._bench, panel)
        panel.show()
        self._bench.travel.follow()
        panel.take_keyboard()

    def close_transport(self) -> None:
        """Close that panel."""
        if self.transport is not None:
            self.transport.hide()
            self._bench.panes.documents.focus_editor()

    def choose_file(self, name: str) -> None:
        """Ask for a certificate or key file."""
        path = dialogs.ask_open(self._bench.window, "Choose a PEM file", "", "PEM files (*.pem *.crt *.key)")
        if path is not None:
            self._bench.travel.change(name, str(path))

    def show_preview(self) -> None:
        """Show the request as it would be sent now, if its panel is open."""
        bench, panel = self._bench, self.transport
        if panel is None or not panel.isVisible() or bench.shown is None:
            return
        from workbench.gui.features.send.request_preview import preview

        headers, choices = bench.travel.of(bench.session.endpoint)
        wants = not headers.user_agent and lacks_user_agent(bench.session.expanded.body)
        panel.show_preview(
            preview(bench.shown.derivation, bench.session.endpoint, headers, choices), wants_user_agent=wants
        )

    def show_problem(self, says: str) -> None:
        """Show what is wrong with the values; without a problem, close the panel."""
        if self.repeat is not None:
            self.repeat.show_problem(says)
            if not says:
                self.close_repeat()

    def show_going(self, going: bool) -> None:
        """Show the progress bar while a run is in progress."""
        if self.repeat is not None:
            self.repeat.show_going(going)
        if self.progress is None:
            from workbench.gui.features.send.repeat_panel import RunProgressBar

            self.progress = RunProgressBar()
            self._bench.window.put_above(self.progress)
            connections.connect_run_strip(self._bench, self.progress)
        if going:
            self.progress.show_words("Starting the run…", paused=False)
        elif self._has_keyboard(self.progress):
            self._bench.panes.documents.focus_editor()
        self.progress.setVisible(going)

    @staticmethod
    def _make_room(other: QWidget | None) -> None:
        """Close the other panel: both would take too much height from the editor on a small screen."""
        if other is not None:
            other.hide()

    @staticmethod
    def _has_keyboard(panel: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and panel.isAncestorOf(focus)

    def show_progress(self, _run: str, progress: RunProgress) -> None:
        """Show the progress of the run."""
        if self.progress is not None:
            self.progress.show_words(progress_text(progress), paused=progress.paused)


def progress_text(progress: RunProgress) -> str:
    """Return the progress of a run as one line."""
    parts = [f"{progress.finished:,} of {progress.count:,} done"]
    if progress.failures:
        parts.append(f"{progress.failures:,} without success")
    parts.append(f"{progress.left:,} left")
    if progress.elapsed_s > 1 and progress.finished:
        parts.append(f"{progress.finished / progress.elapsed_s:,.1f} per second")
    return f"{'Paused' if progress.paused else 'Repeating'}: {', '.join(parts)}"
