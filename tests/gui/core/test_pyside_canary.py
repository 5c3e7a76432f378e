"""Watches for a fault in the Qt binding that ends the process: calls that lose a reference to None or True.

PySide6 6.12.0 on Python 3.11 does so on every call that returns None, and Python aborts once the count is used up. On
Python 3.12 and later the counts of None and True never change, and so never show the fault.
"""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 5_000
# Names and caches that come and go beside the calls. A lost reference a call would be 5,000.
STRAY = 200
# Held for good, so that a faulty binding fails these tests instead of ending the process.
_RESERVE = [None, True] * (40 * CALLS)


class _Sender(QObject):
    said = Signal(int)


class _Highlighter(QSyntaxHighlighter):
    colour = QTextCharFormat()

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt's name
        self.setFormat(0, len(text), self.colour)


def _emit() -> Callable[[], object]:
    sender = _Sender()
    sender.said.connect(lambda number: None)
    return lambda: sender.said.emit(1)  # answers True; the others answer None


def _highlight() -> Callable[[], object]:
    document = QTextDocument("x")
    highlighter = _Highlighter(document)

    def act() -> None:
        highlighter.rehighlight()
        document.setModified(False)

    return act


def _set_title() -> Callable[[], object]:
    widget = QWidget()
    return lambda: widget.setWindowTitle("x")


def _set_colour() -> Callable[[], object]:
    colour, form = QColor("teal"), QTextCharFormat()
    return lambda: form.setForeground(colour)


@pytest.mark.parametrize("prepare", [_emit, _highlight, _set_title, _set_colour])
def test_five_thousand_calls_into_qt_keep_every_reference_to_none_and_true(
    qtbot: QtBot, prepare: Callable[[], Callable[[], object]]
) -> None:
    act = prepare()
    act()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        act()
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert [abs(now - then) < STRAY for now, then in zip(after, before, strict=True)] == [True, True], (before, after)
