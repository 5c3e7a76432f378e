"""Says which parts of a document must not be seen while the window is masked for screen-sharing.

Owns where they are and keeps that in step with typing; what they are is `secrecy.screen`'s to find. It never changes
the text and paints nothing. A large text is read apart from the window's thread, and until then what is new in it is
covered.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QTextBlock, QTextDocument
from shiboken6 import isValid

from workbench.gui.core.state import UnreadText
from workbench.gui.features.compose.editor.highlighter import LONGEST
from workbench.redaction import pii

AT_ONCE = 16_384
"""Texts of up to this many characters are read at each change: it takes a few milliseconds."""

PAUSE_MS = 150
"""Milliseconds without a keystroke after which a larger text is read."""

_MOST = 500
"""So many ranges of one line are painted apart; of a line with more, all between the first and the last is one."""

_WIDE = re.compile("[\U00010000-\U0010ffff]")  # characters of two UTF-16 units

Ranges = tuple[tuple[int, int], ...]


class RedactionOverlay(QObject):
    """The covered places of one document, in UTF-16 positions.

    Signals:
        changed(): they are others now.
        unread(Unread): a large text is to be read, on another thread.
    """

    changed = Signal()
    unread = Signal(object)

    def __init__(self, document: QTextDocument, text: Callable[[], str]) -> None:
        super().__init__(document)
        self._text = text
        self.on = False
        self._known: frozenset[str] = frozenset()
        self._ranges: list[tuple[int, int]] = []
        self._ends: list[int] = []
        self._late = False  # the ranges are those of an earlier text, moved along with what was typed since
        self._number = 0
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        document.contentsChange.connect(self._move)

    def put_on(self, known: Iterable[str]) -> None:
        """Cover what must not be seen, from now on; `known` are values found elsewhere."""
        known = frozenset(known)
        if self.on and known == self._known:
            return
        self._known = known
        if not self.on:
            self.on = True
            self._set([(0, self._size())])  # everything, until it has been read
        self.read()

    def take_off(self) -> None:
        """Cover nothing."""
        self.on = False
        self._pause.stop()
        self._number += 1
        self._set([])
        self.changed.emit()

    def read(self) -> None:
        """Find the places anew, at once or after a pause: the text, or what is known, has changed."""
        if not self.on:
            return
        self._number += 1
        if self._size() > AT_ONCE:
            self._late = True
            self._pause.start()
        else:
            self._pause.stop()
            text = self._text()
            self._had(self._number, text, pii.ranges(text, self._known))

    def line(self, block: QTextBlock) -> tuple[str, Ranges]:
        """Return the text of a block as it is laid out, and its covered places in UTF-16 units of that.

        What an input method composes stands in the layout, and not in the text yet.
        """
        text = block.text()
        if not self.on:
            return text, ()
        start, size = block.position(), block.length() - 1
        found: list[tuple[int, int]] = []
        for first, last in self._ranges[bisect_right(self._ends, start) :]:
            if first >= start + size:
                break
            found.append((max(first - start, 0), min(last - start, size)))
        composed = block.layout().preeditAreaText()
        if composed:
            at = block.layout().preeditAreaPosition()
            text = _inserted(text, at, composed)
            grown = len(_utf16(composed)) // 2
            found = [(first + grown * (first > at), last + grown * (last >= at)) for first, last in found]
        if (self._late or composed) and size <= LONGEST:
            found = _joined(found + in_units(text, pii.ranges(text, self._known)))
        if len(found) > _MOST:
            found = [(found[0][0], found[-1][1])]
        return text, tuple(found)

    def _ask(self) -> None:
        text, number = self._text(), self._number
        self.unread.emit(UnreadText(text, self._known, lambda found: self._had(number, text, found)))

    def _had(self, number: int, text: str, found: Ranges) -> None:
        if number != self._number or not isValid(self):
            return  # of a text, or a document, that is gone
        self._late = False
        self._set(in_units(text, found))
        self.changed.emit()

    def _set(self, ranges: list[tuple[int, int]]) -> None:
        self._ranges = ranges
        self._ends = [end for _start, end in ranges]

    def _size(self) -> int:
        document = self.parent()
        return document.characterCount() - 1 if isinstance(document, QTextDocument) else 0

    def _move(self, position: int, removed: int, added: int) -> None:
        """Let the places follow a change. What is typed at one is covered, and so is whatever comes in one piece."""
        if not self.on:
            return
        end, grown = position + removed, added - removed
        # A single character elsewhere may be seen: its own line tells whether it is part of an id.
        moved = [(position, position + added)] if added > 1 else []
        for first, last in self._ranges:
            if last < position:
                moved.append((first, last))
            elif first > end:
                moved.append((first + grown, last + grown))
            else:
                moved.append((min(first, position), max(last, end) + grown))
        self._set(_joined(moved))


def in_units(text: str, ranges: Ranges) -> list[tuple[int, int]]:
    """Return ranges in characters as ranges in UTF-16 units, which is how Qt counts."""
    wide = [] if text.isascii() else [match.start() for match in _WIDE.finditer(text)]
    if not wide:
        return list(ranges)
    return [(start + bisect_left(wide, start), end + bisect_left(wide, end)) for start, end in ranges]


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        elif start < end:
            made.append((start, end))
    return made


def _inserted(text: str, at: int, more: str) -> str:
    """Return the text with more in it, at a place in UTF-16 units."""
    wide = _utf16(text)
    return (wide[: 2 * at] + _utf16(more) + wide[2 * at :]).decode("utf-16-le", "replace")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
