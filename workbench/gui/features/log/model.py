"""The table model of the log: a list of keys, newest first, and a cache of the rows that were displayed.

Missing rows are requested by pages. Rows are inserted and removed without a reset of the model where possible, so that
selections survive.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, SignalInstance

from workbench.exchange import Exchange
from workbench.gui.features.log.columns import COLUMNS, DEFAULT, ENDPOINT, NAME, Column, is_run
from workbench.gui.features.log.log_mask import LogMask
from workbench.gui.features.log.row_cache import RowCache
from workbench.gui.features.log.row_index import Position, RowIndex
from workbench.gui.features.log.unsaved_exchanges import FIRST_KEY, UnsavedExchanges
from workbench.gui.widgets.plain_text import plain_tip
from workbench.history.values import Found, Row
from workbench.redaction import redact

Index = QModelIndex | QPersistentModelIndex

PAGE = 64
"""Rows that are requested together."""

_Role = Qt.ItemDataRole
_ROLES = {_Role.DisplayRole, _Role.AccessibleTextRole, _Role.ToolTipRole, _Role.TextAlignmentRole}
_LOADING = {"answer": "…"}


class LogModel(QAbstractTableModel):
    """The rows of the log.

    Attributes:
        rows_wanted: the signal `requested` of the row cache.
    """

    def __init__(self, unsaved: UnsavedExchanges, mask: LogMask) -> None:
        super().__init__()
        self._unsaved = unsaved
        self._mask = mask
        mask.changed.connect(self._emit_all_changed)
        self._row_index = RowIndex()
        self._cache = RowCache(self)
        self.rows_wanted: SignalInstance = self._cache.requested
        self._columns: tuple[Column, ...] = tuple(COLUMNS[key] for key in DEFAULT)

    @property
    def row_index(self) -> RowIndex:
        """The order of the rows."""
        return self._row_index

    @property
    def columns(self) -> tuple[Column, ...]:
        """The visible columns."""
        return self._columns

    def record(self, row: int) -> Row | None:
        """Return the record of a row; None if it is not loaded, which requests it."""
        return self._record(self._row_index.at(row), row)

    def cached_record(self, key: int) -> Row | None:
        """Return the record of a key if it is loaded; requests nothing."""
        return self._unsaved.row(key) if key >= FIRST_KEY else self._cache.get(key)

    def is_run(self, row: int) -> bool:
        """Return whether a row represents a repeat run."""
        position = self._row_index.at(row)
        record = self._record(position, row)
        return record is not None and is_run(record, position.inside)

    def exchange(self, row: int) -> Exchange | None:
        """Return the exchange of a row if it is in memory."""
        return None if (record := self.record(row)) is None else self._unsaved.exchange(record.id)

    def show_unsaved(self, unsaved: Mapping[int, int], changed: Iterable[int] = ()) -> None:
        """Show these unsaved exchanges; the rows of `changed` are updated."""
        now = self._row_index
        if unsaved != now.unsaved:
            self._show(RowIndex(now.found, unsaved, now.expanded))
        self._emit_changed(changed)

    def show_found(self, found: Found, unsaved: Mapping[int, int]) -> None:
        """Show the keys that a history found, and these unsaved exchanges; all rows may have changed."""
        self._cache.mark_stale()
        self._show(RowIndex(found, unsaved, self._row_index.expanded))
        if len(self._cache):
            self._emit_all_changed()

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show rows that were requested."""
        came = tuple(rows)
        self._cache.store(came)
        self._emit_changed(row.key for row in came)

    def expand_run(self, key: int, sends: Found) -> None:
        """Expand the run of this row, or update it."""
        now = self._row_index
        row = now.row_of(Position(key, inside=False))
        if row is None:
            return
        before = now.expanded.get(key)
        came = len(sends) - len(before) if before is not None else len(sends)
        row_index = now.with_expanded({**now.expanded, key: sends})
        if came > 0 and (before is None or sends[came:] == before):
            self._insert(row + 1, came, row_index)
        elif before and sends != before:
            self.collapse_run(row)
            self.expand_run(key, sends)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    def collapse_run(self, row: int) -> None:
        """Collapse the run at this row."""
        sends = self._row_index.expanded_rows(row)
        if sends is None:
            return
        key = self._row_index.at(row).key
        first, count = sends
        expanded = {each: found for each, found in self._row_index.expanded.items() if each != key}
        if count:
            self.beginRemoveRows(QModelIndex(), first, first + count - 1)
        self._row_index = self._row_index.with_expanded(expanded)
        if count:
            self.endRemoveRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    def choose_columns(self, keys: Sequence[str]) -> None:
        """Show these columns in this order."""
        for position in reversed(range(len(self._columns))):
            if self._columns[position].key not in keys:
                self.beginRemoveColumns(QModelIndex(), position, position)
                self._columns = (*self._columns[:position], *self._columns[position + 1 :])
                self.endRemoveColumns()
        for key in keys:
            if all(each.key != key for each in self._columns):
                last = len(self._columns)
                self.beginInsertColumns(QModelIndex(), last, last)
                self._columns = (*self._columns, COLUMNS[key])
                self.endInsertColumns()
        if [each.key for each in self._columns] != list(keys):
            self.beginResetModel()
            self._columns = tuple(COLUMNS[key] for key in keys)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._row_index)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: ANN401, N802 - Qt's
        """Return title, accessible name or alignment of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Column {column.title}"  # “Profile” and “Endpoint” are accessible names of controls
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        return None

    def data(self, index: Index, role: int = 0) -> Any:  # noqa: ANN401 - Qt's
        """Return text, tooltip, accessible text or alignment of a cell."""
        if role not in _ROLES or not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == _Role.ToolTipRole:
            return plain_tip(self._tip(index.row(), column))
        text = self.cell_text(index.row(), column, column.text_of)
        if role == _Role.AccessibleTextRole and column.key == NAME and self.is_run(index.row()):
            return f"{text}, repeat run, {'closed' if self._row_index.expanded_rows(index.row()) is None else 'open'}"
        return text

    def cell_text(self, row: int, column: Column, text_of: Callable[[Row, bool], str]) -> str:
        """Return the text of a cell, masked if the window is; `text_of` is a method of the column."""
        position = self._row_index.at(row)
        record = self._record(position, row)
        if record is None:
            return _LOADING.get(column.key, "")
        return self.masked(record, text_of(record, position.inside))

    def is_masked(self, row: Row, text: str) -> bool:
        """Return whether the mask hides part of a text about a row."""
        return self.masked(row, text) != text

    def masked(self, row: Row, text: str) -> str:
        """Return a text about a row, masked if the window is."""
        return self._mask.hide_in_row(row, text)

    def _tip(self, row: int, column: Column) -> str:
        """Return the tooltip of a cell; of the endpoint its URL, if the exchange is in memory."""
        record, exchange = self.record(row), self.exchange(row)
        if column.key != ENDPOINT or record is None or exchange is None:
            return self.cell_text(row, column, column.tip)
        return self.masked(record, redact(exchange.request.url))

    def _record(self, position: Position, row: int) -> Row | None:
        if position.key >= FIRST_KEY:
            return self._unsaved.row(position.key)
        if self._cache.is_wanted(position.key):
            first = row - row % PAGE
            page = (self._row_index.at(each).key for each in range(first, min(first + PAGE, len(self._row_index))))
            self._cache.request(key for key in page if key < FIRST_KEY)
        return self._cache.get(position.key)

    def _emit_all_changed(self) -> None:
        if self._row_index:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._row_index) - 1, len(self._columns) - 1))

    def _emit_changed(self, keys: Iterable[int]) -> None:
        rows = sorted(row for key in set(keys) for row in self._row_index.rows_of(key))
        last = len(self._columns) - 1
        start = 0
        for at, row in enumerate(rows):
            if at + 1 == len(rows) or rows[at + 1] != row + 1:
                self.dataChanged.emit(self.index(rows[start], 0), self.index(row, last))
                start = at + 1

    def _show(self, row_index: RowIndex) -> None:
        """Show other rows. If they are the same with new ones above them, selection and scroll position are kept."""
        before = self._row_index
        came = len(row_index.keys) - len(before.keys)
        if came > 0 and row_index.keys[came:] == before.keys:
            self._insert(0, len(row_index) - len(before), row_index)
        elif row_index.keys != before.keys:
            self.beginResetModel()
            self._row_index = row_index
            self.endResetModel()

    def _insert(self, row: int, count: int, row_index: RowIndex) -> None:
        self.beginInsertRows(QModelIndex(), row, row + count - 1)
        self._row_index = row_index
        self.endInsertRows()
