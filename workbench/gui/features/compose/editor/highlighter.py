"""Turns a line of shown text into the formats it is painted with: JSON colours, and room for the stand-ins' labels.

Owns what a token looks like. Colours only: whether the JSON is right is not asked here, and nothing is stored.
"""

import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QTextBlock, QTextCharFormat, QTextLayout

from workbench.gui.core.theme import Theme
from workbench.workspace.view import LABELLED, label

LONGEST = 20_000
"""A line with more characters than this is not coloured: laying it out is slow enough as it is."""

_MOST_MARKS = 1_000  # labels in one line
_SIDE, _GAP = 4.0, 2.0  # px: within the box beside the label, and outside beside the box
_COVER, _HATCH = 0.16, 0.34  # how much of a cover and its hatching is the colour of quiet text

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
    """Return the index at which the token ends that starts at one; one character on at least, but within the text."""
    match = _TOKEN.match(text, start) or _WORD.match(text, start)
    if match is None or match.lastgroup == "punctuation":
        return min(start + 1, len(text))
    return match.end("string") if match.lastgroup == "key" else match.end()


def places(text: str) -> list[int] | range:
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
    """Where a stand-in is painted, which it is, and its position in the document."""

    area: QRectF
    char: str
    position: int


class Highlighter:
    """The formats and small faces of one theme at one size of type.

    Attributes:
        bracket, problem: formats for a matching bracket and for what is wrong.
    """

    def __init__(self, theme: Theme, face: QFont) -> None:
        self.face = face
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
        self._box = _mixed(self._warn, surface, 0.16)
        self._edge = _mixed(self._warn, surface, 0.55)
        muted, selection = theme.color("muted"), theme.color("selection")
        self._covers = {
            chosen: (_mixed(muted, ground, _COVER), _mixed(muted, ground, _HATCH))
            for chosen, ground in ((False, surface), (True, selection))
        }
        self.small = QFont(face)
        self.small.setPointSizeF(max(5.0, face.pointSizeF() * 0.72))
        self._small_metrics = QFontMetricsF(self.small)
        # The private character itself is out of sight: transparent, from no other face, spaced to its label's width.
        self._plain = QFont(face)
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
        """Return the formats of one line; its text is out of sight in covered places, and underlined while composed.

        `composed` is where an input method's unfinished text begins, and its length.
        """
        made: list[QTextLayout.FormatRange] = []
        place = places(text)
        if len(text) <= LONGEST:
            for match in _TOKEN.finditer(text):
                kind = match.lastgroup or ""
                if kind == "key":
                    made.append(_range(place[match.start()], place[match.end("string")], self._formats["key"]))
                    made.append(_range(place[match.end() - 1], place[match.end()], self._formats["punctuation"]))
                else:
                    made.append(_range(place[match.start()], place[match.end()], self._formats[kind]))
        # A later range wins over an earlier one.
        for _, match in zip(range(_MOST_MARKS), LABELLED.finditer(text), strict=False):
            if not _within(place[match.start()], covered):  # its label's width would tell which it is
                made.append(_range(place[match.start()], place[match.end()], self._mark(match[0])))
        if composed[1]:
            made.append(_range(composed[0], sum(composed), self._composed))
        made += [_range(start, end, self._covered) for start, end in covered]
        return made

    def boxes(self, block: QTextBlock, covered: Ranges = ()) -> list[Box]:
        """Return where in a laid-out block the stand-ins are that can be seen, relative to the block."""
        text = block.text()
        if not LABELLED.search(text):
            return []
        made: list[Box] = []
        layout = block.layout()
        place = places(text)
        for _, match in zip(range(_MOST_MARKS), LABELLED.finditer(text), strict=False):
            line = layout.lineForTextPosition(place[match.start()])
            if not line.isValid() or _within(place[match.start()], covered):
                continue
            left = x_of(line.cursorToX(place[match.start()]))
            right = x_of(line.cursorToX(place[match.end()]))
            top = layout.position().y() + line.y() + 1
            area = QRectF(left + _GAP, top, right - left - 2 * _GAP, line.height() - 2)
            made.append(Box(area, match[0], block.position() + place[match.start()]))
        return made

    def paint_box(self, painter: QPainter, box: QRectF, char: str, behind: QColor | None) -> None:
        """Paint the label of a stand-in into its box, on a colour that hides the glyph where a selection shows it."""
        if behind is not None:
            painter.fillRect(box.adjusted(-_GAP, -1, _GAP, 1), behind)
        painter.setFont(self.small)
        painter.setPen(self._edge)
        painter.setBrush(self._box)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(self._warn)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label(char) or "")

    def covers(self, block: QTextBlock, covered: Ranges) -> list[QRectF]:
        """Return where in a laid-out block the covered places are, relative to it."""
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
        """Paint a hatched block over each covered place: of one look, whatever is under it."""
        ground, hatch = self._covers[chosen]
        painter.setPen(Qt.PenStyle.NoPen)
        for brush in (QBrush(ground), QBrush(hatch, Qt.BrushStyle.BDiagPattern)):
            painter.setBrush(brush)
            for cover in covers:
                painter.drawRoundedRect(cover, 3, 3)


def same_formats(one: list[QTextLayout.FormatRange], other: list[QTextLayout.FormatRange]) -> bool:
    """Say whether two lists of formats are alike."""
    return [(each.start, each.length, each.format) for each in one] == [
        (each.start, each.length, each.format) for each in other
    ]


def _within(position: int, ranges: Ranges) -> bool:
    at = bisect_right(ranges, position, key=lambda each: each[0])
    return at > 0 and position < ranges[at - 1][1]


def x_of(found: object) -> float:
    """Return the x of `QTextLine.cursorToX`, which PySide gives together with the cursor."""
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]


def _mixed(over: QColor, under: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        over.redF() * share + under.redF() * (1 - share),
        over.greenF() * share + under.greenF() * (1 - share),
        over.blueF() * share + under.blueF() * (1 - share),
    )
