"""Finds the partner of the bracket beside the caret, line by line, without reading the whole document.

Brackets inside strings are ignored.
"""

import re
from collections.abc import Iterator

from PySide6.QtGui import QTextBlock, QTextDocument

from workbench.gui.features.compose.editor.highlighter import MAX_LINE, utf16_positions

_FARTHEST = 2_000  # lines; a partner further away is not visible anyway
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[]{}[]')
_PARTNER = {"{": "}", "[": "]", "}": "{", "]": "["}


def _in_line(block: QTextBlock) -> list[tuple[int, str]]:
    text = block.text()
    if len(text) > MAX_LINE:
        return []
    positions = utf16_positions(text)
    start = block.position()
    return [(start + positions[m.start()], m[0]) for m in _TOKEN.finditer(text) if m[0] in _PARTNER]


def _onward(block: QTextBlock, position: int, step: int) -> Iterator[tuple[int, str]]:
    for _ in range(_FARTHEST):
        if not block.isValid():
            return
        found = _in_line(block)
        for at, bracket in found if step > 0 else reversed(found):
            if (at - position) * step > 0:
                yield at, bracket
        block = block.next() if step > 0 else block.previous()


def matching(document: QTextDocument, caret: int) -> tuple[int, int] | None:
    """Return the positions of the bracket beside the caret (the one after it first) and of its partner."""
    block = document.findBlock(caret)
    beside = {at: bracket for at, bracket in _in_line(block) if at in (caret, caret - 1)}
    for position in (caret, caret - 1):
        bracket = beside.get(position)
        if bracket is None:
            continue
        step = 1 if bracket in "{[" else -1
        open_ones = [bracket]
        for at, other in _onward(block, position, step):
            if (other in "{[") == (step > 0):
                open_ones.append(other)
            elif _PARTNER[other] != open_ones.pop():
                break  # crossed brackets: no partner
            elif not open_ones:
                return position, at
    return None
