"""What is in the Credentials dock."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QListWidget, QWidget

if TYPE_CHECKING:
    from workbench.gui.state import ProfileChoice, Values
    from workbench.gui.theme import Theme


class Contents(QWidget):
    """Everything in the dock."""

    def __init__(self, pane: QWidget, theme: "Theme") -> None:
        super().__init__(pane)
        self.list = QListWidget(self)
        self.theme = theme

    def take_keyboard(self) -> None:
        """Move the keyboard to the list."""
        self.list.setFocus()

    def set_theme(self, theme: "Theme") -> None:
        """Take the theme."""

    def show_profiles(self, choices: "tuple[ProfileChoice, ...]", chosen: str) -> None:
        """Show the profiles."""

    def show_keyring(self, says: str, advice: str, *, usable: bool) -> None:
        """Show the keyring."""

    def show_problem(self, says: str) -> None:
        """Show a problem."""

    def show_saved(self, name: str) -> None:
        """Close the form."""

    def show_slips(self, slips: tuple[object, ...]) -> None:
        """Show slips."""

    def show_values(self, name: str, values: "Values | None", why: str) -> None:
        """Show values."""

    def show_undo(self, words: str) -> None:
        """Offer to bring back."""

    def show_disagreements(self, found: tuple[object, ...], *, checked: bool) -> None:
        """Show disagreements."""

    def show_waiting(self, waiting: bool) -> None:
        """Show waiting."""
