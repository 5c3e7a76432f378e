"""Computes the ranges of a document that are covered while the window is masked for screen sharing.

`redaction.pii` finds them; this module keeps them up to date while the user types. It paints nothing. A large text is
searched on another thread; until then new text is covered.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QTextBlock, QTextDocument
from shiboken6 import isValid

from workbench.gui.core.state import UnreadText
from workbench.gui.features.compose.editor.highlighter import MAX_LINE, Ranges
from workbench.redaction import pii

AT_ONCE = 16_384
"""Texts of up to this many characters are searched at each change: it takes a few milliseconds."""

PAUSE_MS = 150
"""Milliseconds without a keystroke after which a larger text is searched."""

_MOST = 500
"""The most ranges of one line; a line with more is covered from the first to the last."""

_WIDE = re.compile("[\U00010000-\U0010ffff]")  # characters of two UTF-16 units


class RedactionOverlay(QObject):
    """The covered ranges of one document, in UTF-16 positions.

    Signals:
        changed(): the ranges have changed.
        unread(UnreadText): a large text must be searched on another thread.
    """

    changed = Signal()
    unread = Signal(object)

    def __init__(self, document: QTextDocument, text: Callable[[], str]) -> None:
        super().__init__(document)
        self._text = text
        self.enabled = False
        self._known: frozenset[str] = frozenset()
        self._ranges: list[tuple[int, int]] = []
        self._ends: list[int] = []
        self._stale = False  # whether the ranges are those of an earlier text, moved by later edits
        self._number = 0
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._request_scan)
        document.contentsChange.connect(self._move)

    def enable(self, known: Iterable[str]) -> None:
        """Start covering; `known` are values found in other documents."""
        known = frozenset(known)
        if self.enabled and known == self._known:
            return
        self._known = known
        if not self.enabled:
            self.enabled = True
            self._set_ranges([(0, self._size())])  # everything, until the search is done
        self.read()

    def disable(self) -> None:
        """Stop covering."""
        self.enabled = False
        self._pause.stop()
        self._number += 1
        self._set_ranges([])
        self.changed.emit()

    def read(self) -> None:
        """Search again, now or after a pause, because the text or the known values have changed."""
        if not self.enabled:
            return
        self._number += 1
        if self._size() > AT_ONCE:
            self._stale = True
            self._pause.start()
        else:
            self._pause.stop()
            text = self._text()
            self._receive(self._number, text, pii.ranges(text, self._known))

    def line(self, block: QTextBlock) -> tuple[str, Ranges]:
        """Return the text of a block as laid out, and its covered ranges in UTF-16 units.

        The unfinished text of an input method is part of the layout, but not of the document.
        """
        text = block.text()
        if not self.enabled:
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
        if (self._stale or composed) and size <= MAX_LINE:
            found = _joined(found + in_units(text, pii.ranges(text, self._known)))
        if len(found) > _MOST:
            found = [(found[0][0], found[-1][1])]
        return text, tuple(found)

    def _request_scan(self) -> None:
        text, number = self._text(), self._number
        self.unread.emit(UnreadText(text, self._known, lambda found: self._receive(number, text, found)))

    def _receive(self, number: int, text: str, found: Ranges) -> None:
        if number != self._number or not isValid(self):
            return  # the text has changed or the document is deleted
        self._stale = False
        self._set_ranges(in_units(text, found))
        self.changed.emit()

    def _set_ranges(self, ranges: list[tuple[int, int]]) -> None:
        self._ranges = ranges
        self._ends = [end for _start, end in ranges]

    def _size(self) -> int:
        document = self.parent()
        return document.characterCount() - 1 if isinstance(document, QTextDocument) else 0

    def _move(self, position: int, removed: int, added: int) -> None:
        """Move the ranges with a change. Text inserted at a range, or more than one character at once, is covered."""
        if not self.enabled:
            return
        end, grown = position + removed, added - removed
        # A single character elsewhere is not covered: `line` searches its line for ids.
        moved = [(position, position + added)] if added > 1 else []
        for first, last in self._ranges:
            if last < position:
                moved.append((first, last))
            elif first > end:
                moved.append((first + grown, last + grown))
            else:
                moved.append((min(first, position), max(last, end) + grown))
        self._set_ranges(_joined(moved))


def in_units(text: str, ranges: Ranges) -> list[tuple[int, int]]:
    """Convert ranges from characters to UTF-16 units, as Qt counts."""
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
    """Return the text with `more` inserted at a position in UTF-16 units."""
    wide = _utf16(text)
    return (wide[: 2 * at] + _utf16(more) + wide[2 * at :]).decode("utf-16-le", "replace")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
