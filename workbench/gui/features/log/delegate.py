"""Paints the cells of the log: coloured answers, the steps of a verdict, the triangle of a repeat run."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from workbench.exchange import MARKS
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.log import text
from workbench.gui.features.log.columns import ANSWER, NAME, STATUS, Column, is_run
from workbench.gui.features.log.model import LogModel
from workbench.gui.features.log.row_index import Position
from workbench.history.values import Row
from workbench.operations.presentation.verdict import STATE_ROLES

TRIANGLE = 16
"""Width of the triangle of a repeat run, in pixels."""

_GAP = 10
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_STEP_SYMBOLS = {**MARKS, "pending": "·"}


class RowDelegate(QStyledItemDelegate):
    """Paints the cells of the log."""

    def __init__(self, themes: ThemeSource, model: LogModel, view: QTableView) -> None:
        super().__init__(view)
        self._model, self._view = model, view
        self._themes = themes
        themes.theme_changed.connect(self._take_theme)
        self._take_theme()

    def _take_theme(self) -> None:
        """Cache the theme's colours and fonts: rows are painted thousands of times during a run."""
        theme = self._themes.current
        self._colors = {name: theme.color(name) for name in theme.colors}
        self._text, self._mono = theme.text, theme.mono

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint background and text."""
        rect: QRect = option.rect
        painter.save()
        # Not by the flags in `option.state`: QStyle and its enumerations would be 2 % of the window's start.
        if self._view.selectionModel().isSelected(index):
            painter.fillRect(rect, self._colors["selection"])
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.fillRect(rect.left(), rect.top(), 2, rect.height(), self._colors["accent"])
        row = index.row()
        column = self._model.columns[index.column()]
        record = self._model.record(row)
        inside = rect.adjusted(8, 0, -8, 0)
        if record is None:
            self._paint_text(painter, inside, self._model.cell_text(row, column, column.text_of), "muted", column)
        else:
            self._paint_cell(painter, inside, self._model.row_index.at(row), column, record)
        painter.restore()

    def _paint_cell(self, painter: QPainter, inside: QRect, position: Position, column: Column, record: Row) -> None:
        run = is_run(record, position.inside)
        if column.key == STATUS:
            spans = text.run_spans(record) if run else _steps(record)
            self._paint_spans(painter, inside, spans)
            return
        cell_text = self._model.masked(record, column.text_of(record, position.inside))
        role = "text"
        if column.key == ANSWER:
            role = "muted" if run else text.answer_role(record.answer, record.success)
        elif column.key == NAME:
            if run:
                self._paint_triangle(painter, inside, expanded=position.key in self._model.row_index.expanded)
            if run or position.inside:
                inside = inside.adjusted(TRIANGLE, 0, 0, 0)
            if record.held_secret and not run:
                role = "warn"
            marks = f"{'◆ ' if record.pinned else ''}{'✎ ' if record.note or record.tags else ''}"
            if marks:
                painter.setFont(self._text)
                painter.setPen(self._colors["accent"])
                painter.drawText(inside, _LEFT, marks)
                inside = inside.adjusted(painter.fontMetrics().horizontalAdvance(marks), 0, 0, 0)
        self._paint_text(painter, inside, cell_text, role, column)

    def _paint_text(self, painter: QPainter, inside: QRect, cell_text: str, role: str, column: Column) -> None:
        painter.setFont(self._mono if column.mono else self._text)
        painter.setPen(self._colors[role])
        shown = painter.fontMetrics().elidedText(cell_text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, column.alignment, shown)

    def _paint_spans(self, painter: QPainter, inside: QRect, spans: list[tuple[str, str]]) -> None:
        """Paint spans of several colours, as many as fit."""
        painter.setFont(self._text)
        metrics = painter.fontMetrics()
        left = inside.left()
        for label, role in spans:
            painter.setPen(self._colors[role])
            width = metrics.horizontalAdvance(label)
            if left + width > inside.right() + 8:
                painter.drawText(left, inside.top(), 20, inside.height(), _LEFT, "…")
                return
            painter.drawText(left, inside.top(), width + 2, inside.height(), _LEFT, label)
            left += width + _GAP

    def _paint_triangle(self, painter: QPainter, inside: QRect, *, expanded: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colors["muted"])
        left, middle = float(inside.left()), inside.center().y() + 0.5
        if expanded:
            corners = [(left, middle - 2), (left + 8, middle - 2), (left + 4, middle + 4)]
        else:
            corners = [(left + 1, middle - 4), (left + 7, middle), (left + 1, middle + 4)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def _steps(row: Row) -> list[tuple[str, str]]:
    return [(f"{_STEP_SYMBOLS[state]} {name}", STATE_ROLES[state]) for name, state in text.steps(row)]
