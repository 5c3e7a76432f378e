"""What a key costs in the editor, until the body is known and painted, over the same key in a bare text widget."""

import json
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.benchmarks.harness import Row, in_turns
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import Theme, ThemeSource
from workbench.gui.features.compose.editor import PayloadEditor

_EVENT = {"action": "install", "data": {"device_ua": "Mozilla/5.0 (iPhone)", "usertime": 1732262400, "ids": ["é", ""]}}
_ROUNDS = 60


class _Theme(Theme):
    """Any colours will do."""

    def color(self, name: str) -> QColor:
        return QColor("white" if name == "surface" else "black")

    @property
    def mono(self) -> QFont:
        return QFont("DejaVu Sans Mono", 10)


def _body(size: int) -> bytes:
    """Return pretty JSON of about `size` bytes."""
    one = len(json.dumps(_EVENT, indent=2)) + 60
    return json.dumps([_EVENT] * (size // one), indent=2, ensure_ascii=False).encode()


def _keys(widget: QPlainTextEdit, after: Callable[[], object]) -> Callable[[], None]:
    """Return what types one letter in the middle of the document, and paints it."""
    cursor = QTextCursor(widget.document())
    cursor.setPosition(widget.document().characterCount() // 2)
    widget.setTextCursor(cursor)
    widget.centerCursor()
    widget.viewport().repaint()

    def key() -> None:
        QApplication.sendEvent(
            widget, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, "x")
        )
        after()
        widget.viewport().repaint()

    return key


def measure() -> list[Row]:
    """Return the promise for a megabyte of pretty JSON."""
    _application = QApplication.instance() or QApplication([])  # ends with its last reference
    body = _body(1_000_000)
    editor = PayloadEditor(ThemeSource(_Theme("light", {}, 10, 10, 10)), ScreenPrivacy())
    bare = QPlainTextEdit()
    editor.load(body)
    bare.setPlainText(body.decode())
    for widget in (editor, bare):
        widget.resize(800, 500)
        widget.show()
        assert QTest.qWaitForWindowExposed(widget)
    ours, yardstick = in_turns(_keys(editor, editor.body), _keys(bare, lambda: None), _ROUNDS)
    assert editor.body().count(b"x") == body.count(b"x") + _ROUNDS + 1
    return [
        Row("key to body and paint, 1 MB", ours, yardstick, "the same key in a bare QPlainTextEdit", 8),
        Row("key to body and paint, 1 MB", ours, 16.0, "one frame of the screen", 0.5),
    ]
