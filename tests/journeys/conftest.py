"""Gives each journey a whole window, driven as a user does: with keys, clicks, and what its controls show."""

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.closing import left
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir
from workbench.gui.app import App
from workbench.gui.core import active_profile
from workbench.gui.features.compose.editor import PayloadEditor
from workbench.gui.shell.first_paint import FirstPaint

# The Secret Service is Linux's; macOS and Windows have keyrings that no test may touch, and other devices.
collect_ignore = [] if sys.platform == "linux" else ["test_locked_keyring.py", "test_slow_disk.py"]

__all__ = ["left"]

Found = TypeVar("Found", bound=QWidget)

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class WindowDriver:
    """Drives a running window with keys and clicks, and reads its controls."""

    def __init__(self, qtbot: QtBot, application: QApplication) -> None:
        self.qtbot = qtbot
        self.application = application
        self._threads = set(threading.enumerate())
        frame = FirstPaint(application)
        with qtbot.waitSignal(frame.window.painted):  # the program's start, too, paints first and makes the rest then
            frame.window.show()
            frame.window.emit_when_painted()
        self.app = App(application, frame)
        self.window = self.app.window

    def start(self, files: Sequence[Path] = ()) -> None:
        """Open the window and wait until it is idle and has the keyboard."""
        with self.qtbot.waitSignal(self.app.idle):
            self.app.start(files)
        self.wait_for_keyboard(self.window)

    def quit(self) -> None:
        """Close the window by its shortcut; nothing of it may go on running."""
        self.press(Qt.Key.Key_Q, CONTROL)
        self.qtbot.waitUntil(lambda: not self.window.isVisible())  # at once, unless the disk is slow

    def dispose(self) -> None:
        """End what is left of it, and see that no thread goes on."""
        if not self.window.close():
            self.window.close()  # without waiting for a slow disk
        for thread in set(threading.enumerate()) - self._threads:
            thread.join(30)
            assert not thread.is_alive(), f"{thread.name} goes on after the window was closed"
        self.app.setParent(None)
        for thing in (self.window, self.app):
            thing.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # Keys and clicks

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self.focus(), key, modifiers)

    def write(self, text: str) -> None:
        """Type where the focus is."""
        for character in text:
            if character.isascii():
                QTest.keyClicks(self.focus(), character)
                continue
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, Qt.Key.Key_unknown, NONE, character)
                QCoreApplication.sendEvent(self.focus(), event)

    def click(self, widget: QWidget) -> None:
        """Click in the middle of a control."""
        assert widget.isVisible(), f"{widget.objectName()} cannot be seen"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def send(self) -> None:
        """Press Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, CONTROL)

    def send_and_wait(self) -> list[str]:
        """Send, and return the finished row of the log."""
        rows = self.table.model().rowCount()
        self.send()
        self.qtbot.waitUntil(lambda: self.table.model().rowCount() == rows + 1)
        self.qtbot.waitUntil(lambda: self.row()[4] != "…")
        return self.row()

    def type_endpoint(self, url: str) -> None:
        """Choose “Custom URL…” by keys, type an address, press Enter."""
        self.begin_endpoint(url)
        self.press(Qt.Key.Key_Return)

    def begin_endpoint(self, url: str) -> None:
        """Choose “Custom URL…” by keys and type an address, no more."""
        self.press(Qt.Key.Key_L, CONTROL)
        view = self.named(QComboBox, "Endpoint").view()
        self.wait_for_keyboard(view.window())
        QTest.keyClick(view, Qt.Key.Key_End)
        QTest.keyClick(view, Qt.Key.Key_Return)
        self.wait_for_keyboard(self.window)
        self.qtbot.waitUntil(lambda: self.focus().objectName() in ("customUrl", "endpoint"))
        self.press(Qt.Key.Key_A, CONTROL)
        self.write(url)

    def choose(self, combo: QComboBox, words: str) -> None:
        """Open a list and choose an entry by its words, by keys."""
        combo.showPopup()
        view = combo.view()
        self.wait_for_keyboard(view.window())
        view.setCurrentIndex(view.model().index(combo.findText(words), 0))
        QTest.keyClick(view, Qt.Key.Key_Return)
        self.wait_for_keyboard(self.window)

    def wait_for_keyboard(self, window: QWidget) -> None:
        """Wait until keys go to this window or list: on the offscreen platform that is told by a late event."""
        if window is self.window:
            window.activateWindow()
        self.qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())

    # Reading

    def focus(self) -> QWidget:
        """Where a key goes."""
        widget = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert widget is not None, "the keyboard is nowhere"
        return widget

    def named(self, kind: type[Found], name: str) -> Found:
        """Find a control by its accessible name."""
        found = [each for each in self.window.findChildren(kind) if each.accessibleName() == name]
        assert len(found) == 1, f"{len(found)} controls are called “{name}”"
        return found[0]

    def button(self, name: str) -> QPushButton:
        """Find a button that can be seen, by its accessible name."""
        found = [
            each for each in self.window.findChildren(QPushButton) if each.accessibleName() == name and each.isVisible()
        ]
        assert len(found) == 1, f"{len(found)} buttons are called “{name}”"
        return found[0]

    def has_button(self, name: str) -> bool:
        """Say whether such a button can be seen."""
        return any(b.accessibleName() == name and b.isVisible() for b in self.window.findChildren(QPushButton))

    def line(self, name: str) -> str:
        """Read a value of one line."""
        return self.named(QLineEdit, name).text()

    def lines(self, name: str) -> str:
        """Read a value of several lines."""
        return self.named(QPlainTextEdit, name).toPlainText()

    def labels(self) -> list[str]:
        """Read every label that can be seen."""
        return [label.text() for label in self.window.findChildren(QLabel) if label.isVisible()]

    def everything(self) -> str:
        """Every text, value and tooltip of the window, seen or not."""
        words: list[str] = []
        for widget in self.window.findChildren(QWidget):
            words += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
            if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
                words.append(widget.text())
            elif isinstance(widget, QPlainTextEdit):
                words.append(widget.toPlainText())
            elif isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
                columns = range(model.columnCount() if isinstance(widget, QTableView) else 1)
                cells = [model.index(row, column) for row in range(model.rowCount()) for column in columns]
                roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
                words += [str(model.data(cell, role)) for cell in cells for role in roles]
        return "\n".join(words)

    @property
    def notice(self) -> str:
        """The message above the editor; empty if there is none."""
        pane = self.named(QPlainTextEdit, "Notice")
        return pane.toPlainText() if pane.isVisible() else ""

    @property
    def editor(self) -> PayloadEditor:
        """The editor of the document in front."""
        found = [each for each in self.window.findChildren(PayloadEditor) if each.isVisible()]
        assert len(found) == 1
        return found[0]

    @property
    def payload_hash(self) -> str:
        """The payload hash as shown."""
        return self.line("Payload hash")

    @property
    def token(self) -> str:
        """The auth token as shown."""
        return self.lines("Auth token")

    @property
    def php(self) -> str:
        """The PHP-stable line."""
        return self.lines("PHP-stable")

    @property
    def table(self) -> QTableView:
        """The log."""
        return self.named(QTableView, "Log")

    def row(self, number: int = 0) -> list[str]:
        """Read a row of the log, newest first; empty texts while it is not there."""
        model = self.table.model()
        return [model.index(number, column).data() or "" for column in range(model.columnCount())]

    def tabs(self) -> list[str]:
        """The names of the open documents."""
        bar = self.app.features.parts("compose").pane.tabs
        return [bar.tabText(index) for index in range(bar.count())]


Make = Callable[[], WindowDriver]


@pytest.fixture
def new_driver(qtbot: QtBot, qapp: QApplication) -> Iterator[Make]:
    """Make windows, one after another, in one home folder."""
    face, style = qapp.font(), qapp.style().objectName()
    qapp.setStyle("Fusion")
    made: list[WindowDriver] = []

    def make() -> WindowDriver:
        made.append(WindowDriver(qtbot, qapp))
        return made[-1]

    yield make
    for driver in reversed(made):
        driver.dispose()
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    qapp.setFont(face)
    qapp.setStyle(style)


@pytest.fixture
def driver(new_driver: Make) -> WindowDriver:
    """A window as it is at the first start."""
    made = new_driver()
    made.start()
    return made


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch, home: Path) -> MemoryKeyring:
    """A keyring that works, in memory; ask for it before the window."""
    backend = MemoryKeyring()
    monkeypatch.setattr(
        active_profile, "default_profiles", lambda: Profiles(config_dir() / "profiles.json", Vault(backend))
    )
    return backend
