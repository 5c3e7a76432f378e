"""What a feature receives: a window, the planted values, a keyring that can fail, and access to the controls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QWidget

from tests.hunt.hands import Hands
from tests.hunt.moody import Keyring
from tests.hunt.plan import Plan
from tests.hunt.witness import Witness
from workbench.credentials import profile_title

Found = TypeVar("Found", bound=QWidget)


@dataclass
class Scene:
    """One run of the window.

    Attributes:
        kept: whatever a feature wants to outlive it.
    """

    hands: Hands
    plan: Plan
    witness: Witness
    keyring: Keyring
    folder: Path
    kept: list[object] = field(default_factory=list)

    def take_keyboard(self) -> None:
        """Move the focus to the editor."""
        self.hands.wait_for_keyboard(self.hands.window)
        self.hands.workbench.panes.documents.focus_editor()

    def command(self, words: str) -> None:
        """Trigger a command of the menu."""
        action = self.hands.workbench.commands.actions[words]
        assert action.isEnabled(), f"{words} is disabled"
        action.trigger()

    def find(self, kind: type[Found], name: str) -> Found:
        """Return the visible control with this object name."""
        found = [each for each in self.hands.window.findChildren(kind, name) if each.isVisible()]
        assert len(found) == 1, f"{len(found)} controls of the name {name} can be seen"
        return found[0]

    def can_see(self, name: str) -> bool:
        """Return whether such a control is visible."""
        return any(each.isVisible() for each in self.hands.window.findChildren(QWidget, name))

    def press(self, name: str) -> None:
        """Press a button by its object name."""
        button = self.find(QAbstractButton, name)
        assert button.isEnabled(), f"{name} is disabled"
        button.click()

    def fill(self, **values: str) -> None:
        """Enter text into fields, by object name."""
        for name, value in values.items():
            widget = self.find(QWidget, name)
            match widget:
                case QLineEdit():
                    widget.setText(value)
                    widget.textEdited.emit(value)
                case QPlainTextEdit():
                    widget.setPlainText(value)
                case QComboBox():
                    widget.setCurrentText(value)
                case _:
                    raise TypeError(f"{name} is no field")

    def paste(self, name: str, text: str) -> None:
        """Paste into a field and clear the clipboard."""
        field = self.find(QLineEdit, name)
        field.setFocus()
        clipboard = self.hands.application.clipboard()
        clipboard.setText(text)
        self.hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        clipboard.clear()

    def until(self, condition: Callable[[], bool]) -> None:
        """Run the event loop until the condition holds."""
        try:
            self.hands.qtbot.waitUntil(condition)
        except TimeoutError:
            said = [each.toPlainText() for each in self.hands.window.findChildren(QPlainTextEdit, "profileProblem")]
            raise TimeoutError(f"what was waited for did not come; there stands {said} {self.hands.notice!r}") from None

    def type_body(self, body: str) -> None:
        """Replace the body of the current document."""
        self.hands.workbench.panes.documents.focus_editor()
        self.hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.hands.application.clipboard().setText(body)
        self.hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        self.hands.application.clipboard().clear()

    def use(self, profile: str) -> None:
        """Select a profile by its title, and wait for its credentials."""
        self.hands.choose(self.profile_choice(), profile)
        self.until(lambda: self.signs_with(profile))

    def signs_with(self, profile: str) -> bool:
        """Return whether the profile with this title is selected and its values are loaded."""
        session = self.hands.workbench.session
        return profile_title(session.profile) == profile and session.credentials is not None

    def profile_choice(self) -> QComboBox:
        """Return the profile combo box of the request bar."""
        return self.hands.named(QComboBox, "Profile")

    def rows(self, name: str) -> QListWidget:
        """Return a list by its accessible name."""
        return self.hands.named(QListWidget, name)
