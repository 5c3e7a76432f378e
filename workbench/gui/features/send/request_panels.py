"""The panels above the editor, made when they are first wanted: repeat, a run, how requests leave.

Owns which of them is open, and where the keyboard goes when one closes.
"""

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
        self.strip: RunProgressBar | None = None
        self.travel: TransportPanel | None = None

    def open_repeat(self) -> None:
        """Ask how often these bytes are to be sent."""
        self._make_room(self.travel)
        panel = self.repeat
        if panel is None:
            from workbench.gui.features.send.repeat_panel import RepeatPanel

            panel = self.repeat = RepeatPanel()
            self._bench.window.put_above(panel)
            connections.connect_repeat_panel(self._bench, panel)
            panel.hide()
        if not panel.isVisible():
            from workbench.operations.repeat import DEFAULT_RATE

            local = is_loopback(self._bench.session.endpoint.url)
            panel.suggest_rate("" if local else f"{DEFAULT_RATE:g}")
            panel.show_going(self._bench.repeating.going)
            panel.show_problem("")
        panel.show()
        panel.take_keyboard()

    def close_repeat(self) -> None:
        """Close that panel again."""
        if self.repeat is not None:
            self.repeat.hide()
            self._bench.panes.documents.focus_editor()

    def open_travel(self) -> None:
        """Show the request as it will leave, and let its headers and its way be chosen."""
        self._make_room(self.repeat)
        panel = self.travel
        if panel is None:
            from workbench.gui.features.send.transport_panel import TransportPanel

            panel = self.travel = TransportPanel(self._bench.privacy)
            self._bench.window.put_above(panel)
            connections.connect_travel_panel(self._bench, panel)
        panel.show()
        self._bench.travel.follow()
        panel.take_keyboard()

    def close_travel(self) -> None:
        """Close that panel again."""
        if self.travel is not None:
            self.travel.hide()
            self._bench.panes.documents.focus_editor()

    def choose_file(self, name: str) -> None:
        """Ask for a file of certificates or of a key."""
        path = dialogs.ask_open(self._bench.window, "Choose a PEM file", "", "PEM files (*.pem *.crt *.key)")
        if path is not None:
            self._bench.travel.change(name, str(path))

    def show_preview(self) -> None:
        """Show the request as it would leave now, while anyone looks."""
        bench, panel = self._bench, self.travel
        if panel is None or not panel.isVisible() or bench.shown is None:
            return
        from workbench.gui.features.send.request_preview import preview

        headers, choices = bench.travel.of(bench.session.endpoint)
        wants = not headers.user_agent and lacks_user_agent(bench.session.expanded.body)
        panel.show_preview(
            preview(bench.shown.derivation, bench.session.endpoint, headers, choices), wants_user_agent=wants
        )

    def show_problem(self, says: str) -> None:
        """Show what is wrong with what was typed; if nothing is, the panel has done its work."""
        if self.repeat is not None:
            self.repeat.show_problem(says)
            if not says:
                self.close_repeat()

    def show_going(self, going: bool) -> None:
        """Show the strip of the run, as long as one goes on."""
        if self.repeat is not None:
            self.repeat.show_going(going)
        if self.strip is None:
            from workbench.gui.features.send.repeat_panel import RunProgressBar

            self.strip = RunProgressBar()
            self._bench.window.put_above(self.strip)
            connections.connect_run_strip(self._bench, self.strip)
        if going:
            self.strip.show_words("The run begins…", paused=False)
        elif self._has_keyboard(self.strip):
            self._bench.panes.documents.focus_editor()
        self.strip.setVisible(going)

    @staticmethod
    def _make_room(other: QWidget | None) -> None:
        """Close the other panel: both would leave the editor and the token too little of a small screen."""
        if other is not None:
            other.hide()

    @staticmethod
    def _has_keyboard(panel: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and panel.isAncestorOf(focus)

    def show_standing(self, _run: str, standing: RunProgress) -> None:
        """Show how far the run has come."""
        if self.strip is not None:
            self.strip.show_words(standing_words(standing), paused=standing.paused)


def standing_words(standing: RunProgress) -> str:
    """Return how far a run has come, in one line."""
    parts = [f"{standing.finished:,} of {standing.count:,} done"]
    if standing.failures:
        parts.append(f"{standing.failures:,} without success")
    parts.append(f"{standing.remaining:,} left")
    if standing.elapsed_s > 1 and standing.finished:
        parts.append(f"{standing.finished / standing.elapsed_s:,.1f} a second")
    return f"{'Paused' if standing.paused else 'Repeating'}: {', '.join(parts)}"
