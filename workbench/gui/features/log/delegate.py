"""Draws a row of the log: the answer in its colour, the ladder rung by rung, a repeat run with its triangle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.gui.features.log import text
from workbench.gui.features.log.columns import ANSWER, KNOWN, NAME, Column, is_run

if TYPE_CHECKING:
    from workbench.gui.core.theme import ThemeSource
    from workbench.gui.features.log.model import LogModel
    from workbench.gui.features.log.row_index import Place
    from workbench.history.values import Row

TRIANGLE = 16
"""Width of the triangle before a repeat run, in pixels."""

_GAP = 10
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_LADDER_MARKS = {**text.MARKS, "pending": "·"}


class RowDelegate(QStyledItemDelegate):
    """The cells of one row."""

    def __init__(self, themes: ThemeSource, model: LogModel) -> None:
        super().__init__()
        self._model = model
        self._themes = themes
        themes.theme_changed.connect(self._take_theme)
        self._take_theme()

    def _take_theme(self) -> None:
        """Take the theme's colours and faces. They are made once: a storm of sends paints a row thousands of times."""
        theme = self._themes.current
        self._colors = {name: theme.color(name) for name in theme.colors}
        self._text, self._mono = theme.text, theme.mono

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the ground, then the words in their colours."""
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, self._colors["selection"])
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect.left(), rect.top(), 2, rect.height(), self._colors["accent"])
        row = index.row()
        column = self._model.columns[index.column()]
        known = self._model.known(row)
        inside = rect.adjusted(8, 0, -8, 0)
        if known is None:
            self._words(painter, inside, self._model.words(row, column, column.says), "muted", column)
        else:
            self._cell(painter, inside, self._model.listing.at(row), column, known)
        painter.restore()

    def _cell(self, painter: QPainter, inside: QRect, place: Place, column: Column, known: Row) -> None:
        run = is_run(known, place.inside)
        if column.key == KNOWN:
            parts = text.run_parts(known) if run else _rungs(known)
            self._parts(painter, inside, parts)
            return
        said = self._model.shown(known, column.says(known, place.inside))
        dye = "text"
        if column.key == ANSWER:
            dye = "muted" if run else text.answer_dye(known.answer, known.success)
        elif column.key == NAME:
            if run:
                self._triangle(painter, inside, opened=place.key in self._model.listing.opened)
            if run or place.inside:
                inside = inside.adjusted(TRIANGLE, 0, 0, 0)
            if known.held_secret and not run:
                dye = "warn"
            marks = f"{'◆ ' if known.pinned else ''}{'✎ ' if known.note or known.tags else ''}"
            if marks:
                painter.setFont(self._text)
                painter.setPen(self._colors["accent"])
                painter.drawText(inside, _LEFT, marks)
                inside = inside.adjusted(painter.fontMetrics().horizontalAdvance(marks), 0, 0, 0)
        self._words(painter, inside, said, dye, column)

    def _words(self, painter: QPainter, inside: QRect, said: str, dye: str, column: Column) -> None:
        painter.setFont(self._mono if column.mono else self._text)
        painter.setPen(self._colors[dye])
        shown = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, column.alignment, shown)

    def _parts(self, painter: QPainter, inside: QRect, parts: list[tuple[str, str]]) -> None:
        """Draw words of several colours, as many as there is room for."""
        painter.setFont(self._text)
        metrics = painter.fontMetrics()
        left = inside.left()
        for said, dye in parts:
            painter.setPen(self._colors[dye])
            width = metrics.horizontalAdvance(said)
            if left + width > inside.right() + 8:
                painter.drawText(left, inside.top(), 20, inside.height(), _LEFT, "…")
                return
            painter.drawText(left, inside.top(), width + 2, inside.height(), _LEFT, said)
            left += width + _GAP

    def _triangle(self, painter: QPainter, inside: QRect, *, opened: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colors["muted"])
        left, middle = float(inside.left()), inside.center().y() + 0.5
        if opened:
            corners = [(left, middle - 2), (left + 8, middle - 2), (left + 4, middle + 4)]
        else:
            corners = [(left + 1, middle - 4), (left + 7, middle), (left + 1, middle + 4)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def _rungs(row: Row) -> list[tuple[str, str]]:
    return [(f"{_LADDER_MARKS[state]} {name}", text.DYES[state]) for name, state in text.states(row)]
