"""The table of the log: keys, mouse, columns. It shows what the model has, and tells what a person wants of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from workbench.gui.features.log.columns import NAME
from workbench.gui.features.log.layout import Layout

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QMouseEvent, QResizeEvent

    from workbench.gui.core.theme import ThemeSource
    from workbench.gui.features.log.delegate import RowDelegate
    from workbench.gui.features.log.model import LogModel

ROW = 28
"""Height of a row in pixels (design measures)."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LogTable(QTableView):
    """Rows, newest first.

    Signals:
        pressed_keys(QKeySequence): keys that may be an act.
        toggle_requested(int): the run of this row is to be opened or closed.
        entered(): the person wants to read the selected exchange.
        menu_requested(QPoint): the menu, at this place of the screen.
        picked(): another selection, or another current row.
        layout_changed(): other columns, or other widths.

    Attributes:
        columns: which there are, and how wide.
    """

    pressed_keys = Signal(object)
    toggle_requested = Signal(int)
    entered = Signal()
    menu_requested = Signal(object)
    picked = Signal()
    layout_changed = Signal()

    def __init__(self, themes: ThemeSource, model: LogModel) -> None:
        super().__init__()
        self._log = model
        self._themes = themes
        self._delegate: RowDelegate | None = None
        self.setModel(model)
        self.setObjectName("log")
        self.setAccessibleName("Log")
        self.setToolTip("Every send, newest first (Ctrl+3). Shift+F10 opens the menu.")
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.columns = Layout(self, model)
        self.columns.changed.connect(self.layout_changed)
        model.rowsInserted.connect(self._stay)
        for came in (model.rowsInserted, model.modelReset):
            came.connect(self._draw_rows)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())
        self.selectionModel().currentRowChanged.connect(lambda *_: self.picked.emit())
        themes.theme_changed.connect(self._take_theme)
        self._take_theme()

    def _take_theme(self) -> None:
        self.horizontalHeader().setFont(self._themes.current.title)
        self.viewport().update()

    def _draw_rows(self, *_where: object) -> None:
        """Have what draws rows, once there is one."""
        if self._delegate is None and self._log.rowCount():
            from workbench.gui.features.log.delegate import RowDelegate

            self._delegate = RowDelegate(self._themes, self._log)
            self.setItemDelegate(self._delegate)

    @cached_property
    def _keys(self) -> frozenset[str]:
        """The keys of acts, heard even where the window has a command for them; loaded when the first key comes."""
        from workbench.gui.features.log.actions import KEYS

        return KEYS

    # Selection

    def spans(self) -> list[tuple[int, int]]:
        """Return the first and the last row of each part of the selection, from the top."""
        selection: QItemSelection = self.selectionModel().selection()
        return sorted({(each.top(), each.bottom()) for each in map(selection.at, range(selection.count()))})

    def select_rows(self, rows: list[int], current: int) -> None:
        """Select these rows and no others; the keyboard goes on from `current`."""
        selection = QItemSelection()
        last = self._log.columnCount() - 1
        for row in rows:
            selection.select(self._log.index(row, 0), self._log.index(row, last))
        self.selectionModel().setCurrentIndex(self._log.index(current, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def select_row(self, row: int) -> None:
        """Select this row and no other. Qt's own way asks which keys are held, and adds to the selection under Ctrl."""
        self.select_rows([row], row)
        self.scrollTo(self._log.index(row, 0))

    def read_at(self, row: int) -> None:
        """Bring a row to the top, also before the table knows how many there are now."""
        self.updateGeometries()
        self.scrollTo(self._log.index(row, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def _stay(self, _parent: QModelIndex, first: int, last: int) -> None:
        """Keep what is read where it is when rows come in above it; at the top the newest stay in sight."""
        bar = self.verticalScrollBar()
        if bar.value() > 0 and first <= bar.value():
            self.updateGeometries()
            bar.setValue(bar.value() + last - first + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Share the room among the columns."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.columns.share()

    # Keys and mouse

    def event(self, event: QEvent) -> bool:
        """Keep our own keys from the window's commands."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _text(event) in self._keys:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open and close runs, read, act; the rest is the table's own."""
        row = self.currentIndex().row()
        if _text(event) in self._keys:
            self.pressed_keys.emit(QKeySequence(event.keyCombination()))
        elif event.key() == Qt.Key.Key_Right and row >= 0 and self._log.is_run(row):
            if self._log.listing.sends_at(row) is None:
                self.toggle_requested.emit(row)
        elif event.key() == Qt.Key.Key_Left and row >= 0:
            if self._log.listing.sends_at(row) is not None:
                self.toggle_requested.emit(row)
            elif self._log.listing.at(row).inside:
                self.select_row(self._log.listing.parent(row))
        elif event.key() in _ENTER and row >= 0:
            if self._log.is_run(row):
                self.toggle_requested.emit(row)
            else:
                self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Select the row that the keyboard goes on from, so that it is seen; a click selects its own."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and not self.spans() and self.currentIndex().isValid():
            self.select_row(self.currentIndex().row())

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Search nothing by the first letter: every row would have to be fetched. That is what the filter is for."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open or close a run by its triangle."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._is_on_triangle(index, event.position().toPoint()):
            self.toggle_requested.emit(index.row())
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open or close a run."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._log.is_run(index.row()):
            if not self._is_on_triangle(index, event.position().toPoint()):
                self.toggle_requested.emit(index.row())
            return
        super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the menu: at the mouse, or at the current row if a key opens it."""
        at = event.globalPos()
        if event.reason() == event.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).bottomLeft() if self.currentIndex().isValid() else QPoint()
            at = self.viewport().mapToGlobal(place + QPoint(ROW, 0))
        else:
            index = self.indexAt(self.viewport().mapFromGlobal(at))
            if index.isValid() and not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
                self.select_row(index.row())
        self.menu_requested.emit(at)

    def _is_on_triangle(self, index: QModelIndex, at: QPoint) -> bool:
        if not index.isValid() or self._log.columns[index.column()].key != NAME or not self._log.is_run(index.row()):
            return False
        from workbench.gui.features.log.delegate import TRIANGLE  # loaded before: there is a run

        return 0 <= at.x() - self.visualRect(index).left() <= TRIANGLE + 8


def _text(event: QKeyEvent) -> str:
    return QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
