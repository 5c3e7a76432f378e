"""Drives the Credentials pane of a window: clicks, types and reads."""

import hashlib
import hmac

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QWidget

from tests.journeys.conftest import CONTROL, WindowDriver
from workbench.payloads import template

KEY, SECRET = "5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", "acme-9876543210-secret"
NEW_KEY, NEW_SECRET = "0A1B2C3D-1111-4222-8333-444455556666", "newer-0123456789-secret"
INSTALL = template("install-ios").body
DEMO = "d9e6e126828e95f6b02684ea87c3a5f596bd69c7a90452824e4ac8ec3140dbcc"
ACCEPTED = "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"


def token(api_key: str, secret: str, body: bytes = INSTALL) -> str:
    """Compute a token by the documented formula, independently of the product's code."""
    digits = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    return hmac.new(api_key.encode(), (secret + digits).encode(), hashlib.sha256).hexdigest()


class Panel:
    """The Credentials pane of a window."""

    def __init__(self, driver: WindowDriver) -> None:
        self.driver = driver

    def open(self) -> None:
        """Go to the pane by its shortcut."""
        self.driver.press(Qt.Key.Key_5, CONTROL)
        self.driver.qtbot.waitUntil(lambda: bool(self.state))
        self.driver.qtbot.waitUntil(self.rows.isVisible)

    def new(self, name: str, api_key: str = KEY, secret: str = SECRET) -> None:
        """Fill in the form for a new profile, without saving it."""
        self.open()
        self.driver.click(self.driver.button("New profile"))
        self.type("Profile name", name)
        self.type("API key", api_key)
        self.type("Secret", secret)

    def add(self, name: str, api_key: str = KEY, secret: str = SECRET) -> None:
        """Create a profile and wait until it signs."""
        self.new(name, api_key, secret)
        self.press("Save in the keyring")
        self.wait_for_token(api_key, secret)

    def edit(self, title: str) -> None:
        """Open the form for a profile."""
        self.select(title)
        self.press("Edit")

    def expand_advanced(self) -> None:
        """Expand the advanced fields."""
        self.press("More: hosts, apps, notes, Signal")

    def rotate(self, title: str, api_key: str = NEW_KEY, secret: str = NEW_SECRET) -> None:
        """Replace a profile's pair by a new one."""
        self.select(title)
        self.press("Rotate")
        self.type("New API key", api_key)
        self.type("New secret", secret)
        self.press("Keep both, sign with the new pair")

    def select(self, title: str) -> None:
        """Select a profile in the list by its title."""
        self.open()
        for row in range(self.rows.count()):
            if self.rows.item(row).text().startswith(title):
                self.rows.setCurrentRow(row)
                return
        raise AssertionError(f"no profile is called “{title}”")

    def type(self, field: str, text: str) -> None:
        """Click into a field and type into it, in place of what is there."""
        widget = self.field(field)
        self.driver.click(widget)
        self.driver.press(Qt.Key.Key_A, CONTROL)
        self.driver.write(text)

    def paste(self, field: str, text: str) -> None:
        """Click into a field and paste."""
        self.driver.application.clipboard().setText(text)
        self.driver.click(self.field(field))
        self.driver.press(Qt.Key.Key_V, CONTROL)
        self.driver.application.clipboard().clear()

    def press(self, label: str) -> None:
        """Focus a button of the pane and press Space."""
        button = self.driver.button(label)
        assert button.isEnabled(), f"“{label}” is disabled"
        button.setFocus()
        self.driver.press(Qt.Key.Key_Space)

    def field(self, name: str) -> QWidget:
        """Find a visible field by its accessible name."""
        for kind in (QLineEdit, QPlainTextEdit):
            for each in self.driver.window.findChildren(kind):
                if each.accessibleName() == name and each.isVisible():
                    return each
        raise AssertionError(f"no visible field is called “{name}”")

    def text(self, name: str) -> str:
        """Read a visible field."""
        field = self.field(name)
        return field.text() if isinstance(field, QLineEdit) else ""

    def wait_for_token(self, api_key: str = KEY, secret: str = SECRET) -> None:
        """Wait until the documented install is signed with this pair."""
        wanted = token(api_key, secret)
        self.driver.qtbot.waitUntil(lambda: self.driver.token == wanted)

    def wait_for_problem(self, text: str) -> None:
        """Wait until an error message contains a text."""
        self.driver.qtbot.waitUntil(lambda: text in self.problem)

    @property
    def form_is_open(self) -> bool:
        """Whether a form is shown instead of the list."""
        return not self.rows.isVisible()

    @property
    def rows(self) -> QListWidget:
        """The list of profiles."""
        return self.driver.named(QListWidget, "Credentials")

    @property
    def titles(self) -> list[str]:
        """The texts of the list's rows."""
        return [self.rows.item(row).text() for row in range(self.rows.count())]

    @property
    def state(self) -> str:
        """The text about the keyring."""
        found = [
            each for each in self.driver.window.findChildren(QPlainTextEdit) if each.objectName() == "keyringState"
        ]
        return found[0].toPlainText() if found else ""

    @property
    def problem(self) -> str:
        """The error message; empty if there is none."""
        widget = self.driver.named(QPlainTextEdit, "Profile problem")
        return widget.toPlainText() if widget.isVisible() else ""

    def words(self) -> str:
        """Every visible text of the pane."""
        dock = self.driver.window.dock("Credentials")
        seen = [each.toPlainText() for each in dock.findChildren(QPlainTextEdit) if each.isVisible()]
        return "\n".join(seen)
