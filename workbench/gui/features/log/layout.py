"""The columns of the table: which there are, in which order, how wide. Owns how room is shared among them.

A width that a person has set stays; the others share what room there is, so that names are cut only where they must be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QHeaderView

from workbench.gui.features.log.columns import KNOWN, Column, recalled, remembered

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

    from workbench.gui.features.log.model import LogModel


class Layout(QObject):
    """The columns of one table.

    Signals:
        changed(): other columns, another order, or a width that was set.
    """

    changed = Signal()

    def __init__(self, table: QTableView, model: LogModel) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._set: dict[str, int] = {}  # widths that a person has set, in pixels
        self._sharing = False
        header = self._header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionsMovable(True)
        header.setToolTip("Drag a column to another place; a right click chooses columns.")
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_menu)
        header.sectionMoved.connect(lambda *_: self.changed.emit())
        header.sectionResized.connect(self._resized)
        self.use("")

    def text(self) -> str:
        """Return the columns, in the order they stand in, and the widths that were set, as one text."""
        order = (self._header.logicalIndex(place) for place in range(self._header.count()))
        keys = [self._model.columns[each].key for each in order]
        return remembered([(key, self._set.get(key)) for key in keys])

    def use(self, text: str) -> None:
        """Show the columns of such a text, or those of the first time."""
        layout = recalled(text)
        self._sharing = True  # what Qt resizes on the way is no person's doing
        self._set = {key: width for key, width in layout if width is not None}
        self._model.choose_columns([key for key, _width in layout])
        for place in range(self._header.count()):
            self._header.moveSection(self._header.visualIndex(place), place)
        self._stretch()

    def show_column(self, key: str, on: bool) -> None:
        """Show a column at the end, or take it away; the last one stays."""
        keys = [each.key for each in self._model.columns]
        if on == (key in keys) or (not on and len(keys) == 1):
            return
        self._sharing = True
        self._model.choose_columns([*keys, key] if on else [each for each in keys if each != key])
        self._stretch()
        self.changed.emit()

    def share(self) -> None:
        """Give each column its width, and what room is left to those that can use it."""
        columns = self._model.columns
        room = self._table.viewport().width() - sum(self._set.get(each.key, each.width) for each in columns)
        hungry = sum(each.grows for each in columns if each.key not in self._set)
        self._sharing = True
        for place, column in enumerate(columns):
            if column.key != KNOWN:
                self._table.setColumnWidth(place, self._width(column, room, hungry))
        self._sharing = False

    def _width(self, column: Column, room: int, hungry: int) -> int:
        if column.key in self._set:
            return self._set[column.key]
        return column.width + (max(room, 0) * column.grows // hungry if hungry else 0)

    def _stretch(self) -> None:
        """Have the ladder, or the last column, fill the table to its right edge."""
        for place, column in enumerate(self._model.columns):
            fills = column.key == KNOWN
            mode = QHeaderView.ResizeMode.Stretch if fills else QHeaderView.ResizeMode.Interactive
            self._header.setSectionResizeMode(place, mode)
        self._header.setStretchLastSection(all(each.key != KNOWN for each in self._model.columns))
        self.share()

    def _resized(self, place: int, _before: int, width: int) -> None:
        last = self._header.logicalIndex(self._header.count() - 1)
        key = self._model.columns[place].key if place < len(self._model.columns) else KNOWN
        if self._sharing or key == KNOWN or (self._header.stretchLastSection() and place == last):
            return
        self._set[key] = width
        self.changed.emit()

    def _open_menu(self, at: QPoint) -> None:
        from workbench.gui.features.log.actions import columns_menu  # menus are loaded with the first

        menu = columns_menu(self._table, [each.key for each in self._model.columns], self.show_column)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._header.mapToGlobal(at))
