"""Drives a Credentials pane in a window of its own, records its signals, and makes profiles to show."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.credentials import Part, Profile, ProfileMetadata
from workbench.credentials.input_warnings import InputWarning
from workbench.credentials.profile import sample_profile
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import ProfileChoice, Values
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.pane import CredentialsPane
from workbench.gui.features.credentials.reveal import RevealButton
from workbench.redaction import Secret

Found = TypeVar("Found", bound=QObject)

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton

KEY, SECRET = "4D2C9E11-51A0-4B7C-9C10-0123456789AB", "9k3L7w2Qe5"

DEMO = ProfileChoice(
    "sample", "Sample", "public sample", "Known to everyone.", kind="sample", profile=sample_profile("sample")
)
ENVIRONMENT = ProfileChoice("environment", "Environment", "", "From two variables.", kind="environment")
CREATED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

_INTENTS = (
    "profile_chosen",
    "saved",
    "duplicate_requested",
    "delete_requested",
    "undo_requested",
    "rotate_requested",
    "finish_requested",
    "back_requested",
    "values_wanted",
    "copy_requested",
    "typed",
    "check_requested",
    "repair_requested",
    "stop_waiting_requested",
)

Field = Literal["api_key", "secret", "both"]


def kept(
    name: str,
    facts: ProfileMetadata = ProfileMetadata(),  # noqa: B008 - frozen
    *,
    hint: str = "4D2C••••89AB",
    old: str = "",
    extras: frozenset[Part] = frozenset(),
    used: datetime | None = None,
    rotated: datetime | None = None,
) -> ProfileChoice:
    """A profile in the keyring."""
    profile = Profile(name, hint, CREATED, False, facts, rotated, used, old, extras)
    return ProfileChoice(name, name, "", f"API key {hint}", client=facts.client, profile=profile)


def session(name: str) -> ProfileChoice:
    """A profile of this session."""
    profile = Profile(name, "4D2C••••89AB", CREATED, False)
    return ProfileChoice(name, name, "this session", "In memory only.", kind="session", profile=profile)


def values(*, old: bool = False) -> Values:
    """A profile's values, as they come when they are asked for."""
    more = ("0a0a0a0a", "0b0b0b0b") if old else ()
    return Values(Secret(KEY), Secret(SECRET), "1a1a1a1a", "1b1b1b1b", *more)


def warning(
    kind: str, field: Field, says: str = "It looks odd.", fixed: tuple[str, str] | None = None, *, stops: bool = False
) -> InputWarning:
    """A warning, with a button that fixes it if `fixed` is given."""
    pair = None if fixed is None else (Secret(fixed[0]), Secret(fixed[1]))
    return InputWarning(kind, field, says, "Fix it" if fixed else "", pair, stops)


class Desk:
    """One Credentials pane in a window of its own."""

    def __init__(self, qtbot: QtBot, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        self.qtbot = qtbot
        self.themes, self.privacy = themes, privacy
        self.pane = CredentialsPane(themes, privacy)
        qtbot.addWidget(self.pane)
        self.heard: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _INTENTS}
        for name, calls in self.heard.items():
            getattr(self.pane.intents, name).connect(lambda *values, calls=calls: calls.append(values))
        self.pane.resize(380, 760)

    def open(self, *choices: ProfileChoice, chosen: str = "sample", usable: bool = True) -> None:
        """Show it, with a keyring and these profiles."""
        self.pane.show_keyring("Secret Service", "It is there.", usable=usable)
        self.pane.show_profiles(choices or (DEMO,), chosen)
        with self.qtbot.waitExposed(self.pane):
            self.pane.show()
        self.take_focus()

    def take_focus(self) -> None:
        """Activate this window."""
        self.pane.activateWindow()
        self.qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is self.pane.windowHandle())

    # Input

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key in the focused widget."""
        QTest.keyClick(self.focus(), key, modifiers)

    def write(self, name: str, text: str) -> None:
        """Type into a field."""
        self.field(name).setFocus()
        QTest.keyClicks(self.field(name), text)

    def paste(self, name: str, text: str) -> None:
        """Paste into a field by its shortcut."""
        QGuiApplication.clipboard().setText(text)
        self.field(name).setFocus()
        self.press(Qt.Key.Key_V, CONTROL)

    def click(self, name: str) -> None:
        """Click a button."""
        QTest.mouseClick(self.button(name), LEFT)

    def fill_in(self, name: str = "Acme QA", api_key: str = KEY, secret: str = SECRET) -> None:
        """Open the form and type into its fields."""
        self.click("New profile")
        for field, text in (("Profile name", name), ("API key", api_key), ("Secret", secret)):
            self.write(field, text)

    # Output

    def focus(self) -> QWidget:
        """The focused widget."""
        widget = QApplication.focusWidget()
        assert widget is not None, "no widget has the focus"
        return widget

    def seen(self, kind: type[Found]) -> list[Found]:
        """Every visible control of a kind."""
        return [each for each in self.pane.findChildren(kind) if isinstance(each, QWidget) and each.isVisible()]

    def find(self, kind: type[Found], name: str) -> Found:
        """Find the one visible control of this accessible name."""
        found = [each for each in self.seen(kind) if isinstance(each, QWidget) and each.accessibleName() == name]
        assert len(found) == 1, f"{len(found)} controls are called “{name}”"
        return found[0]

    def button(self, name: str) -> QPushButton:
        """Find a button by its label."""
        return self.find(QPushButton, name)

    def has_button(self, name: str) -> bool:
        """Return whether such a button is visible."""
        return any(each.accessibleName() == name for each in self.seen(QPushButton))

    def reveal_button(self, name: str) -> RevealButton:
        """Find a reveal button."""
        return self.find(RevealButton, name)

    def field(self, name: str) -> QLineEdit:
        """Find a single-line field."""
        return self.find(QLineEdit, name)

    def text(self, name: str) -> str:
        """Read a text by its accessible name."""
        return self.find(QPlainTextEdit, name).toPlainText()

    def has_text(self, name: str) -> bool:
        """Return whether such a text is visible."""
        return any(each.accessibleName() == name for each in self.seen(QPlainTextEdit))

    def labels(self) -> str:
        """Read every visible label."""
        return "\n".join(each.text() for each in self.seen(QLabel))

    def everything(self) -> str:
        """Every text, tooltip and description in the pane, visible or not."""
        text: list[str] = []
        for each in self.pane.findChildren(QWidget):
            text += [each.toolTip(), each.accessibleName(), each.accessibleDescription()]
            if isinstance(each, QLabel | QLineEdit | QPushButton):
                text.append(each.text())
            elif isinstance(each, QPlainTextEdit):
                text.append(each.toPlainText())
        return "\n".join(text)

    def metadata(self) -> Mapping[str, str]:
        """Read the metadata of the selected profile."""
        ending = " of the profile"
        return {
            each.accessibleName().removesuffix(ending): each.toPlainText()
            for each in self.seen(QPlainTextEdit)
            if each.accessibleName().endswith(ending)
        }
