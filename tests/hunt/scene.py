"""What a feature is given: a window, the planted values, a keyring that can be made to fail, and hands."""

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

    def take_focus(self) -> None:
        """Give the keyboard to the editor."""
        self.hands.wait_for_keyboard(self.hands.window)
        self.hands.app.features.parts("compose").pane.focus_editor()

    def command(self, command_id: str) -> None:
        """Trigger a command."""
        action = self.hands.app.commands.action(command_id)
        assert action.isEnabled(), f"{command_id} is disabled"
        action.trigger()

    def find(self, kind: type[Found], name: str) -> Found:
        """Find the control of this object name that can be seen."""
        found = [each for each in self.hands.window.findChildren(kind, name) if each.isVisible()]
        assert len(found) == 1, f"{len(found)} controls of the name {name} can be seen"
        return found[0]

    def can_see(self, name: str) -> bool:
        """Say whether such a control can be seen."""
        return any(each.isVisible() for each in self.hands.window.findChildren(QWidget, name))

    def press(self, name: str) -> None:
        """Press a button by its object name."""
        button = self.find(QAbstractButton, name)
        assert button.isEnabled(), f"{name} is disabled"
        button.click()

    def fill(self, **values: str) -> None:
        """Put text into fields by their object names."""
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
        """Paste into a field, and leave nothing of it on the clipboard."""
        field = self.find(QLineEdit, name)
        field.setFocus()
        clipboard = self.hands.application.clipboard()
        clipboard.setText(text)
        self.hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        clipboard.clear()

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window go on until the condition holds."""
        try:
            self.hands.qtbot.waitUntil(condition)
        except TimeoutError:
            said = [each.toPlainText() for each in self.hands.window.findChildren(QPlainTextEdit, "profileProblem")]
            raise TimeoutError(f"what was waited for did not come; there stands {said} {self.hands.notice!r}") from None

    def type_body(self, body: str) -> None:
        """Replace the body in front."""
        self.hands.app.features.parts("compose").pane.focus_editor()
        self.hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.hands.application.clipboard().setText(body)
        self.hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        self.hands.application.clipboard().clear()

    def use(self, profile: str) -> None:
        """Choose a profile in the bar, and wait for its token."""
        self.hands.choose(self.profile_choice(), profile)
        self.until(lambda: self.signs_with(profile))

    def signs_with(self, profile: str) -> bool:
        """Say whether a profile is in use and its values are there."""
        session = self.hands.app.session
        return profile_title(session.profile) == profile and session.credentials is not None

    def profile_choice(self) -> QComboBox:
        """Find the choice of profiles in the bar."""
        return self.hands.named(QComboBox, "Profile")

    def rows(self, name: str) -> QListWidget:
        """Find a list by its accessible name."""
        return self.hands.named(QListWidget, name)
