"""Provides the gutter left of the text: line numbers, the current one brighter, and a dot at a problem."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_LEFT, _RIGHT = 24, 12  # px; the dot is in the left margin
_ASIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_DOT = 3.0  # px, radius


LinesIn = Callable[[QRect], Iterable[tuple[int, float, float]]]
"""Returns the lines in an area: the number of each, from 1, its top and its height, in pixels."""


class Gutter(QWidget):
    """The line numbers. It takes neither focus nor clicks.

    Attributes:
        current, problem: line numbers from 1; 0 for no problem.
        highlights_current: whether the current line is tinted, that is, nothing is selected.
        colors: the theme's colours by name; nothing is painted without them.
    """

    def __init__(self, parent: QWidget, lines_in: LinesIn) -> None:
        super().__init__(parent)
        self._lines_in = lines_in
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Line numbers")
        self.current = 1
        self.highlights_current = True
        self.problem = 0
        self.colors: dict[str, QColor] = {}

    def width_for(self, lines: int) -> int:
        """Return the width for this many lines, in pixels."""
        digits = max(2, len(str(lines)))
        return _LEFT + digits * QFontMetrics(self.font()).horizontalAdvance("0") + _RIGHT

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the smallest width."""
        return QSize(self.width_for(1), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the numbers of the lines in the area."""
        if not self.colors:
            return
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.colors["surface"])
            right = self.width() - _RIGHT
            for number, top, height in self._lines_in(event.rect()):
                area = QRectF(0, top, self.width(), height)
                is_current = number == self.current
                if is_current and self.highlights_current:
                    painter.fillRect(area, self.colors["current_line"])
                painter.setPen(self.colors["text" if is_current else "muted"])
                painter.drawText(area.adjusted(0, 0, right - self.width(), 0), _ASIDE, str(number))
                if number == self.problem:
                    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(self.colors["bad"])
                    painter.drawEllipse(QRectF(10 - _DOT, top + height / 2 - _DOT, 2 * _DOT, 2 * _DOT))
