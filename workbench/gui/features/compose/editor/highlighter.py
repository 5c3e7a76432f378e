"""Computes the formats of a line: JSON colours, and boxes for the labels of stand-ins.

It does not check whether the JSON is valid.
"""

import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QTextBlock, QTextCharFormat, QTextLayout

from workbench.gui.core.theme import Theme
from workbench.workspace.view import LABELLED, label

MAX_LINE = 20_000
"""Lines with more characters are not coloured: their layout is slow enough without formats."""

_MOST_MARKS = 1_000  # labels in one line
_SIDE, _GAP = 4.0, 2.0  # px: within the box beside the label, and outside beside the box
_COVER, _HATCH = 0.16, 0.34  # share of the muted colour in a cover and its hatching

Ranges = tuple[tuple[int, int], ...]

_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*"?)(?P<key>\s*:)?'
    r"|(?P<number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)"
    r"|(?P<literal>\b(?:true|false|null)\b)"
    r"|(?P<punctuation>[]{}[:,]+)"
)
_WORD = re.compile(r"[\w.+-]+")
_KINDS = ("key", "string", "number", "literal", "punctuation")


def end_of_token(text: str, start: int) -> int:
    """Return the end of the token that starts at an index: at least one character, but within the text."""
    match = _TOKEN.match(text, start) or _WORD.match(text, start)
    if match is None or match.lastgroup == "punctuation":
        return min(start + 1, len(text))
    return match.end("string") if match.lastgroup == "key" else match.end()


def utf16_positions(text: str) -> list[int] | range:
    """Return, for each index into a text and its end, the position in UTF-16 units."""
    if text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return range(len(text) + 1)
    return list(accumulate((1 + (char > "\uffff") for char in text), initial=0))


def _range(start: int, end: int, char_format: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = start
    made.length = end - start
    made.format = char_format
    return made


class Box(NamedTuple):
    """The area of a stand-in, its character, and its position in the document."""

    area: QRectF
    char: str
    position: int


class Highlighter:
    """The formats and fonts of one theme at one font size.

    Attributes:
        bracket, problem: formats of matching brackets and of the problem.
    """

    def __init__(self, theme: Theme, font: QFont) -> None:
        self._formats: dict[str, QTextCharFormat] = {}
        for kind in _KINDS:
            made = QTextCharFormat()
            made.setForeground(theme.color(f"json_{kind}"))
            self._formats[kind] = made
        self.bracket = QTextCharFormat()
        self.bracket.setBackground(theme.color("selection"))
        self.problem = QTextCharFormat()
        self.problem.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        self.problem.setUnderlineColor(theme.color("bad"))
        self._covered = QTextCharFormat()
        self._covered.setForeground(Qt.GlobalColor.transparent)
        self._composed = QTextCharFormat()
        self._composed.setFontUnderline(True)
        self._warn = theme.color("warn")
        surface = theme.color("surface")
        self._box = _blend(self._warn, surface, 0.16)
        self._edge = _blend(self._warn, surface, 0.55)
        muted, selection = theme.color("muted"), theme.color("selection")
        self._covers = {
            chosen: (_blend(muted, ground, _COVER), _blend(muted, ground, _HATCH))
            for chosen, ground in ((False, surface), (True, selection))
        }
        self.small = QFont(font)
        self.small.setPointSizeF(max(5.0, font.pointSizeF() * 0.72))
        self._small_metrics = QFontMetricsF(self.small)
        # The private character itself is invisible: transparent, from no other font, spaced to its label's width.
        self._plain = QFont(font)
        self._plain.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
        self._plain_metrics = QFontMetricsF(self._plain)
        self._marks: dict[str, QTextCharFormat] = {}

    def _mark(self, char: str) -> QTextCharFormat:
        made = self._marks.get(char)
        if made is None:
            width = self._small_metrics.horizontalAdvance(label(char) or "") + 2 * (_SIDE + _GAP)
            made = QTextCharFormat()
            made.setFont(self._plain)
            made.setForeground(Qt.GlobalColor.transparent)
            made.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
            made.setFontLetterSpacing(width - self._plain_metrics.horizontalAdvance(char))
            self._marks[char] = made
        return made

    def formats(
        self, text: str, covered: Ranges = (), composed: tuple[int, int] = (0, 0)
    ) -> list[QTextLayout.FormatRange]:
        """Return the formats of one line; covered ranges are transparent, and composed text is underlined.

        `composed` is the start and the length of an input method's unfinished text.
        """
        made: list[QTextLayout.FormatRange] = []
        positions = utf16_positions(text)
        if len(text) <= MAX_LINE:
            for match in _TOKEN.finditer(text):
                kind = match.lastgroup or ""
                if kind == "key":
                    colon = match.end() - 1
                    made.append(_range(positions[match.start()], positions[match.end("string")], self._formats["key"]))
                    made.append(_range(positions[colon], positions[colon + 1], self._formats["punctuation"]))
                else:
                    made.append(_range(positions[match.start()], positions[match.end()], self._formats[kind]))
        # A later range wins over an earlier one.
        for _, match in zip(range(_MOST_MARKS), LABELLED.finditer(text), strict=False):
            if not _within(positions[match.start()], covered):  # the label's width would reveal the character
                made.append(_range(positions[match.start()], positions[match.end()], self._mark(match[0])))
        if composed[1]:
            made.append(_range(composed[0], sum(composed), self._composed))
        made += [_range(start, end, self._covered) for start, end in covered]
        return made

    def boxes(self, block: QTextBlock, covered: Ranges = ()) -> list[Box]:
        """Return the boxes of the visible stand-ins in a laid-out block, relative to the block."""
        text = block.text()
        if not LABELLED.search(text):
            return []
        made: list[Box] = []
        layout = block.layout()
        positions = utf16_positions(text)
        for _, match in zip(range(_MOST_MARKS), LABELLED.finditer(text), strict=False):
            line = layout.lineForTextPosition(positions[match.start()])
            if not line.isValid() or _within(positions[match.start()], covered):
                continue
            left = x_of(line.cursorToX(positions[match.start()]))
            right = x_of(line.cursorToX(positions[match.end()]))
            top = layout.position().y() + line.y() + 1
            area = QRectF(left + _GAP, top, right - left - 2 * _GAP, line.height() - 2)
            made.append(Box(area, match[0], block.position() + positions[match.start()]))
        return made

    def paint_box(self, painter: QPainter, box: QRectF, char: str, behind: QColor | None) -> None:
        """Paint the label of a stand-in into its box; `behind` hides the glyph that a selection would show."""
        if behind is not None:
            painter.fillRect(box.adjusted(-_GAP, -1, _GAP, 1), behind)
        painter.setFont(self.small)
        painter.setPen(self._edge)
        painter.setBrush(self._box)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(self._warn)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label(char) or "")

    def covers(self, block: QTextBlock, covered: Ranges) -> list[QRectF]:
        """Return the areas of the covered ranges in a laid-out block, relative to the block."""
        made: list[QRectF] = []
        layout = block.layout()
        for start, end in covered:
            line = layout.lineForTextPosition(start)
            if not line.isValid():
                continue
            left, right = x_of(line.cursorToX(start)), x_of(line.cursorToX(end))
            made.append(QRectF(left, layout.position().y() + line.y(), right - left, line.height()))
        return made

    def paint_covers(self, painter: QPainter, covers: list[QRectF], *, chosen: bool) -> None:
        """Paint the same hatched block over each covered range."""
        ground, hatch = self._covers[chosen]
        painter.setPen(Qt.PenStyle.NoPen)
        for brush in (QBrush(ground), QBrush(hatch, Qt.BrushStyle.BDiagPattern)):
            painter.setBrush(brush)
            for cover in covers:
                painter.drawRoundedRect(cover, 3, 3)


def same_formats(one: list[QTextLayout.FormatRange], other: list[QTextLayout.FormatRange]) -> bool:
    """Return whether two lists of formats are equal."""
    return [(each.start, each.length, each.format) for each in one] == [
        (each.start, each.length, each.format) for each in other
    ]


def _within(position: int, ranges: Ranges) -> bool:
    at = bisect_right(ranges, position, key=lambda each: each[0])
    return at > 0 and position < ranges[at - 1][1]


def x_of(found: object) -> float:
    """Return the x of `QTextLine.cursorToX`, which PySide returns together with the cursor."""
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]


def _blend(over: QColor, under: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        over.redF() * share + under.redF() * (1 - share),
        over.greenF() * share + under.greenF() * (1 - share),
        over.blueF() * share + under.blueF() * (1 - share),
    )
