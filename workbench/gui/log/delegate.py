"""Draws a row of the log: the answer in its colour, the ladder rung by rung."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.gui.log.model import ANSWER, DYE_ROLE, KNOWN, RUNGS_ROLE, TOOK
from workbench.gui.theme import Theme

MARKS = {"yes": "✓", "no": "✗", "unknown": "?", "pending": "·"}
DYES = {"yes": "good", "no": "bad", "unknown": "unknown", "pending": "muted"}
_GAP = 12


class RowDelegate(QStyledItemDelegate):
    """The cells of one row."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the ground, then the words in their colours."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        painter.save()
        if chosen:
            painter.fillRect(rect, self.theme.color("selection"))
        inside = rect.adjusted(8, 0, -8, 0)
        if index.column() == KNOWN:
            self._ladder(painter, inside, index)
        else:
            mono = index.column() in (0, ANSWER, TOOK)
            painter.setFont(self.theme.mono if mono else self.theme.text)
            painter.setPen(self.theme.color(index.data(DYE_ROLE)))
            words = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, index.data(Qt.ItemDataRole.TextAlignmentRole), words)
        painter.restore()

    def _ladder(self, painter: QPainter, inside: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        painter.setFont(self.theme.text)
        metrics = painter.fontMetrics()
        left = inside.left()
        for rung in index.data(RUNGS_ROLE):
            words = f"{MARKS[rung.state]} {rung.name}"
            painter.setPen(QColor(self.theme.color(DYES[rung.state])))
            width = metrics.horizontalAdvance(words)
            if left + width > inside.right() + 8:
                painter.drawText(left, inside.top(), 20, inside.height(), Qt.AlignmentFlag.AlignVCenter, "…")
                return
            painter.drawText(left, inside.top(), width + 2, inside.height(), Qt.AlignmentFlag.AlignVCenter, words)
            left += width + _GAP
