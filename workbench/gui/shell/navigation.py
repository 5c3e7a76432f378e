"""The ways to the parts of the window: which dock comes up, and what in it gets the keyboard. Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from workbench.gui.app import Workbench


class Navigation:
    """Where commands lead."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def go(self, dock: str, widget: QWidget) -> None:
        """Show a dock and give the keyboard to a part of it."""
        self.raise_dock(dock)
        widget.setFocus()

    def raise_dock(self, dock: str) -> None:
        """Show a dock, in front of those it shares a place with."""
        self._bench.window.dock(dock).show()
        self._bench.window.dock(dock).raise_()

    def go_to_credentials(self) -> None:
        """Show the profiles and give them the keyboard."""
        self.raise_dock("Credentials")
        self._bench.panes.credentials.take_keyboard()

    def make_profile(self) -> None:
        """Open the form for a new profile."""
        self.go_to_credentials()
        self._bench.panes.credentials.fill_in("")

    def edit_profile(self) -> None:
        """Open the form for the profile that signs, if it is one that people made."""
        keys = self._bench.keys
        chosen = keys.pairs.find(keys.chosen)
        if chosen is None or not chosen.removable:
            title = chosen.title if chosen else ""
            self._bench.warn(f"“{title}” stays as it is. Make a new profile for a pair of your own.")
            return
        self.go_to_credentials()
        self._bench.panes.credentials.fill_in(chosen.name)

    def check_keyring(self) -> None:
        """Hold the list of profiles against the keyring, where the answer is seen."""
        self.go_to_credentials()
        self._bench.late.profile_work.check()
