"""A themed editor for each test."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import Theme, ThemeSource
from workbench.gui.features.compose.editor import PayloadEditor


class PlainTheme(Theme):
    """Every colour from its name alone, so that a test can tell them apart."""

    def color(self, name: str) -> QColor:
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
    return PlainTheme("light", {}, 10, 10, 10)


@pytest.fixture
def themes(theme: PlainTheme) -> ThemeSource:
    return ThemeSource(theme)


@pytest.fixture
def editor(qtbot: QtBot, themes: ThemeSource, privacy: ScreenPrivacy) -> PayloadEditor:
    made = PayloadEditor(themes, privacy)
    qtbot.addWidget(made)
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
