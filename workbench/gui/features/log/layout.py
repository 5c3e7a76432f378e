"""The layout of the table: visible columns, their order and widths.

Widths set by the user are kept; the other columns share the remaining width.
"""

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView

from workbench.gui.features.log.actions import columns_menu
from workbench.gui.features.log.columns import STATUS, Column, layout_from_text, layout_to_text
from workbench.gui.features.log.model import LogModel


class ColumnLayout(QObject):
    """The columns of one table.

    Signals:
        changed(): columns, order, or a width set by the user.
    """

    changed = Signal()

    def __init__(self, table: QTableView, model: LogModel) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._user_widths: dict[str, int] = {}  # widths set by the user, in pixels
        self._is_distributing = False
        header = self._header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionsMovable(True)
        header.setToolTip("Drag to move a column; right-click to choose columns.")
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_menu)
        header.sectionMoved.connect(lambda *_: self.changed.emit())
        header.sectionResized.connect(self._resized)
        self.restore("")

    def to_text(self) -> str:
        """Return columns, order and widths as text, to be saved."""
        order = (self._header.logicalIndex(position) for position in range(self._header.count()))
        keys = [self._model.columns[each].key for each in order]
        return layout_to_text([(key, self._user_widths.get(key)) for key in keys])

    def restore(self, saved: str) -> None:
        """Restore the layout of a text from `to_text`; the default layout if it is empty."""
        layout = layout_from_text(saved)
        self._is_distributing = True  # Qt resizes columns here, not the user
        self._user_widths = {key: width for key, width in layout if width is not None}
        self._model.choose_columns([key for key, _width in layout])
        for position in range(self._header.count()):
            self._header.moveSection(self._header.visualIndex(position), position)
        self._set_resize_modes()

    def show_column(self, key: str, on: bool) -> None:
        """Show a column at the end, or hide it; the last visible one cannot be hidden."""
        keys = [each.key for each in self._model.columns]
        if on == (key in keys) or (not on and len(keys) == 1):
            return
        self._is_distributing = True
        self._model.choose_columns([*keys, key] if on else [each for each in keys if each != key])
        self._set_resize_modes()
        self.changed.emit()

    def distribute(self) -> None:
        """Set the width of each column, and distribute the rest by their `stretch`."""
        columns = self._model.columns
        spare = self._table.viewport().width() - sum(self._user_widths.get(each.key, each.width) for each in columns)
        total_stretch = sum(each.stretch for each in columns if each.key not in self._user_widths)
        self._is_distributing = True
        for position, column in enumerate(columns):
            if column.key != STATUS:
                self._table.setColumnWidth(position, self._width(column, spare, total_stretch))
        self._is_distributing = False

    def _width(self, column: Column, spare: int, total_stretch: int) -> int:
        if column.key in self._user_widths:
            return self._user_widths[column.key]
        return column.width + (max(spare, 0) * column.stretch // total_stretch if total_stretch else 0)

    def _set_resize_modes(self) -> None:
        """Make the column Status, or else the last column, fill the table to its right edge."""
        for position, column in enumerate(self._model.columns):
            fills = column.key == STATUS
            mode = QHeaderView.ResizeMode.Stretch if fills else QHeaderView.ResizeMode.Interactive
            self._header.setSectionResizeMode(position, mode)
        self._header.setStretchLastSection(all(each.key != STATUS for each in self._model.columns))
        self.distribute()

    def _resized(self, position: int, _before: int, width: int) -> None:
        last = self._header.logicalIndex(self._header.count() - 1)
        key = self._model.columns[position].key if position < len(self._model.columns) else STATUS
        if self._is_distributing or key == STATUS or (self._header.stretchLastSection() and position == last):
            return
        self._user_widths[key] = width
        self.changed.emit()

    def _open_menu(self, at: QPoint) -> None:
        menu = columns_menu(self._table, [each.key for each in self._model.columns], self.show_column)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._header.mapToGlobal(at))
