"""The table view of the log: keys, mouse, selection, columns."""

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.log.actions import SHORTCUTS
from workbench.gui.features.log.columns import NAME
from workbench.gui.features.log.delegate import TRIANGLE, RowDelegate
from workbench.gui.features.log.layout import ColumnLayout
from workbench.gui.features.log.model import LogModel

ROW = 28
"""Height of a row in pixels."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LogTable(QTableView):
    """Rows, newest first.

    Signals:
        keys_pressed(QKeySequence): a shortcut of an action.
        toggle_requested(int): expand or collapse the run of this row.
        read_requested(): move the focus to the details of the current row.
        menu_requested(QPoint): the menu, at this position of the screen.
        selection_changed(): other rows are selected, or another is current.
        layout_changed(): other columns, order or widths.

    Attributes:
        columns: the layout of the columns.
    """

    keys_pressed = Signal(object)
    toggle_requested = Signal(int)
    read_requested = Signal()
    menu_requested = Signal(object)
    selection_changed = Signal()
    layout_changed = Signal()

    def __init__(self, themes: ThemeSource, model: LogModel) -> None:
        super().__init__()
        self._log = model
        self._themes = themes
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
        self.setItemDelegate(RowDelegate(themes, model, self))
        self.columns = ColumnLayout(self, model)
        self.columns.changed.connect(self.layout_changed)
        model.rowsInserted.connect(self._keep_scroll_position)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())
        self.selectionModel().currentRowChanged.connect(lambda *_: self.selection_changed.emit())
        themes.theme_changed.connect(self._take_theme)
        self._take_theme()

    def _take_theme(self) -> None:
        self.horizontalHeader().setFont(self._themes.current.title)
        self.viewport().update()

    # Selection

    def selected_ranges(self) -> list[tuple[int, int]]:
        """Return the first and last row of each contiguous part of the selection, from the top."""
        selection: QItemSelection = self.selectionModel().selection()
        return sorted({(each.top(), each.bottom()) for each in map(selection.at, range(selection.count()))})

    def select_rows(self, rows: list[int], current: int) -> None:
        """Select these rows only; `current` becomes the current row."""
        selection = QItemSelection()
        last = self._log.columnCount() - 1
        for row in rows:
            selection.select(self._log.index(row, 0), self._log.index(row, last))
        self.selectionModel().setCurrentIndex(self._log.index(current, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def select_row(self, row: int) -> None:
        """Select this row only. Unlike `selectRow`, this ignores whether Ctrl is pressed."""
        self.select_rows([row], row)
        self.scrollTo(self._log.index(row, 0))

    def lay_out(self) -> None:
        """Lay out changed rows now. Qt would do so after it has painted the old layout, and then paint all again."""
        self.executeDelayedItemsLayout()

    def scroll_to_top(self, row: int) -> None:
        """Scroll a row to the top, also right after a reset of the model."""
        self.updateGeometries()
        self.scrollTo(self._log.index(row, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def _keep_scroll_position(self, _parent: QModelIndex, first: int, last: int) -> None:
        """Keep the visible rows in place when rows are inserted above; at the top, show the new ones."""
        bar = self.verticalScrollBar()
        if bar.value() > 0 and first <= bar.value():
            self.updateGeometries()
            bar.setValue(bar.value() + last - first + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Distribute the width among the columns."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.columns.distribute()

    # Keys and mouse

    def event(self, event: QEvent) -> bool:
        """Handle the shortcuts of the log before the window's commands."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _text(event) in SHORTCUTS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Expand and collapse runs, move to the details, trigger actions."""
        row = self.currentIndex().row()
        if _text(event) in SHORTCUTS:
            self.keys_pressed.emit(QKeySequence(event.keyCombination()))
        elif event.key() == Qt.Key.Key_Right and row >= 0 and self._log.is_run(row):
            if self._log.row_index.expanded_rows(row) is None:
                self.toggle_requested.emit(row)
        elif event.key() == Qt.Key.Key_Left and row >= 0:
            if self._log.row_index.expanded_rows(row) is not None:
                self.toggle_requested.emit(row)
            elif self._log.row_index.at(row).inside:
                self.select_row(self._log.row_index.parent(row))
        elif event.key() in _ENTER and row >= 0:
            if self._log.is_run(row):
                self.toggle_requested.emit(row)
            else:
                self.read_requested.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Select the current row if none is selected, so that the focus is visible; a click selects its own."""
        super().focusInEvent(event)
        if (
            event.reason() != Qt.FocusReason.MouseFocusReason
            and not self.selected_ranges()
            and self.currentIndex().isValid()
        ):
            self.select_row(self.currentIndex().row())

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Do nothing: a search by the first letter would load every row."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Expand or collapse a run by its triangle."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._is_on_triangle(index, event.position().toPoint()):
            self.toggle_requested.emit(index.row())
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Expand or collapse a run."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._log.is_run(index.row()):
            if not self._is_on_triangle(index, event.position().toPoint()):
                self.toggle_requested.emit(index.row())
            return
        super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Request the menu at the mouse, or at the current row if a key opened it."""
        at = event.globalPos()
        if event.reason() == event.Reason.Keyboard:
            corner = self.visualRect(self.currentIndex()).bottomLeft() if self.currentIndex().isValid() else QPoint()
            at = self.viewport().mapToGlobal(corner + QPoint(ROW, 0))
        else:
            index = self.indexAt(self.viewport().mapFromGlobal(at))
            if index.isValid() and not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
                self.select_row(index.row())
        self.menu_requested.emit(at)

    def _is_on_triangle(self, index: QModelIndex, at: QPoint) -> bool:
        if not index.isValid() or self._log.columns[index.column()].key != NAME or not self._log.is_run(index.row()):
            return False
        return 0 <= at.x() - self.visualRect(index).left() <= TRIANGLE + 8


def _text(event: QKeyEvent) -> str:
    return QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
