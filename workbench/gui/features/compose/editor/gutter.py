"""The strip left of the text: line numbers, the current one brighter, and a dot at the line with a problem.

Owns its width and its painting; asks the editor where the lines are.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_LEFT, _RIGHT = 24, 12  # px; the dot stands in the left one
_ASIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_DOT = 3.0  # px, radius


Rows = Callable[[QRect], Iterable[tuple[int, float, float]]]
"""Tells the lines that touch an area: the number of each, from 1, its top and its height, in pixels."""


class Gutter(QWidget):
    """The line numbers. It takes no focus and no click.

    Attributes:
        current, problem: line numbers from 1; a problem's is 0 for none.
        tinted: whether the current line is tinted, as it is but for a selection.
        colors: the theme's, by name; nothing is painted without.
    """

    def __init__(self, parent: QWidget, rows: Rows) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Line numbers")
        self.current = 1  # where the caret of an empty document is
        self.tinted = True
        self.problem = 0
        self.colors: dict[str, QColor] = {}

    def width_for(self, lines: int) -> int:
        """Return the width that the numbers of so many lines need, in pixels."""
        digits = max(2, len(str(lines)))
        return _LEFT + digits * QFontMetrics(self.font()).horizontalAdvance("0") + _RIGHT

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the width of the narrowest strip."""
        return QSize(self.width_for(1), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the numbers of the rows that the event touches."""
        if not self.colors:
            return
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.colors["surface"])
            right = self.width() - _RIGHT
            for number, top, height in self._rows(event.rect()):
                area = QRectF(0, top, self.width(), height)
                here = number == self.current
                if here and self.tinted:
                    painter.fillRect(area, self.colors["current_line"])
                painter.setPen(self.colors["text" if here else "muted"])
                painter.drawText(area.adjusted(0, 0, right - self.width(), 0), _ASIDE, str(number))
                if number == self.problem:
                    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(self.colors["bad"])
                    painter.drawEllipse(QRectF(10 - _DOT, top + height / 2 - _DOT, 2 * _DOT, 2 * _DOT))
