"""A themed editor for each test."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.gui.features.compose.editor import PayloadEditor


class PlainTheme:
    """Every colour from its name alone, so that a test can tell them apart."""

    def color(self, name: str, /) -> QColor:
        if name == "surface":
            return QColor("white")
        return QColor.fromHsv(sum(name.encode()) * 7 % 360, 200, 160)

    @property
    def mono(self) -> QFont:
        face = QFont("DejaVu Sans Mono")
        face.setPointSize(10)
        return face


@pytest.fixture
def theme() -> PlainTheme:
    return PlainTheme()


@pytest.fixture
def editor(qtbot: QtBot, theme: PlainTheme) -> PayloadEditor:
    made = PayloadEditor()
    qtbot.addWidget(made)
    made.set_theme(theme)
    made.resize(800, 500)
    return made


Press = Callable[..., None]


@pytest.fixture
def press(editor: PayloadEditor) -> Press:
    """Send one key to the editor, as the window system would."""

    def send(key: Qt.Key, text: str = "", modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(editor, QKeyEvent(kind, key, modifiers, text))

    return send


Select = Callable[[int, int], None]


@pytest.fixture
def select(editor: PayloadEditor) -> Select:
    """Select from one document position to another."""

    def choose(start: int, end: int) -> None:
        cursor = editor.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        editor.setTextCursor(cursor)

    return choose
