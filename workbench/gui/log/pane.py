"""The Log dock put together: rows on the left, the selected exchange on the right."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QSplitter, QStackedLayout, QTableView, QWidget

from workbench.exchange import Exchange
from workbench.gui.log.delegate import RowDelegate
from workbench.gui.log.detail import Detail
from workbench.gui.log.model import COLUMNS, KNOWN, LogModel
from workbench.gui.theme import Theme

if TYPE_CHECKING:
    from workbench.secrecy.screen import Mask

_ROW = 28
_WIDTHS = (82, 84, 72, 96, 76, 300, 72)


class LogPane(QSplitter):
    """A row for each exchange; a new one is selected as it starts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("logSplitter")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._model = LogModel()
        self._delegate = RowDelegate(theme)
        self.table = QTableView()
        self.detail = Detail(theme)
        self._empty = QLabel("Nothing has been sent yet. Ctrl+Enter sends the payload in front.")
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._outfit()
        left = QWidget()
        left.setProperty("role", "surface")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        stack = QStackedLayout(left)
        stack.setStackingMode(QStackedLayout.StackingMode.StackAll)
        stack.addWidget(self.table)
        stack.addWidget(self._empty)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        stack.setCurrentWidget(self._empty)
        self.addWidget(left)
        self.addWidget(self.detail)
        self.setStretchFactor(0, 7)
        self.setStretchFactor(1, 4)
        self.setSizes([880, 500])

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and faces."""
        self.table.horizontalHeader().setFont(theme.title)
        self._delegate.theme = theme
        self.detail.set_theme(theme)
        self.table.viewport().update()

    def wear_mask(self, mask: "Mask | None") -> None:
        """Hide device ids and addresses in rows and detail from now on; None shows them again."""
        worn = None
        if mask is not None:
            from workbench.gui.log.masked import LogMask

            worn = LogMask(mask)
        self._model.wear_mask(worn)
        self.detail.wear_mask(worn)

    def show_exchange(self, exchange: Exchange) -> None:
        """Show an exchange as it starts and again as it ends."""
        new = self._model.rowCount()
        row = self._model.show(exchange)
        self._empty.hide()
        if self._model.rowCount() > new:
            self.table.selectRow(row)
        elif self.table.currentIndex().row() == row:
            self.detail.show_exchange(exchange)

    def _outfit(self) -> None:
        table = self.table
        table.setModel(self._model)
        table.setItemDelegate(self._delegate)
        table.setObjectName("log")
        table.setAccessibleName("Log")
        table.setToolTip("Every send of this run, newest first (Ctrl+3)")
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        table.verticalHeader().setMinimumSectionSize(_ROW)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for column, width in enumerate(_WIDTHS[: len(COLUMNS)]):
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(KNOWN, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().currentRowChanged.connect(self._selected)

    def _selected(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.detail.show_exchange(self._model.exchange(current.row()) if current.isValid() else None)
