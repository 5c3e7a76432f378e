"""The rows of the log as a table, newest first: a list of keys, and of them only the rows that are looked at.

What is missing is asked for by pages and shown as soon as it comes; words are made here, colours by the view. Rows
come and go one by one, never by starting afresh, so that whoever has selected one keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from workbench.gui.features.log.columns import COLUMNS, DEFAULT, ENDPOINT, NAME, Column, is_run
from workbench.gui.features.log.live_exchanges import FIRST_KEY
from workbench.gui.features.log.row_cache import RowCache
from workbench.gui.features.log.row_index import Place, RowIndex
from workbench.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtCore import SignalInstance

    from workbench.exchange import Exchange
    from workbench.gui.features.log.live_exchanges import LiveExchanges
    from workbench.gui.features.log.log_mask import LogMask
    from workbench.history.values import Found, Row

Index = QModelIndex | QPersistentModelIndex

PAGE = 64
"""Rows that are asked for together."""

_Role = Qt.ItemDataRole
_ROLES = {_Role.DisplayRole, _Role.AccessibleTextRole, _Role.ToolTipRole, _Role.TextAlignmentRole}
_LOADING = {"answer": "…"}
_ONE_BY_ONE = 50  # rows that are taken out singly; of more the whole table is made anew


class LogModel(QAbstractTableModel):
    """The log.

    Attributes:
        rows_wanted: the signal of `RowCache`: rows of these keys are looked at, and are not known or may have changed.
    """

    def __init__(self, shelf: LiveExchanges, mask: LogMask) -> None:
        super().__init__()
        self._shelf = shelf
        self._mask = mask
        mask.changed.connect(self._tell_all_changed)
        self._list = RowIndex()
        self._fetched = RowCache(self)
        self.rows_wanted: SignalInstance = self._fetched.wanted
        self._pages: set[int] = set()  # first rows of pages that need no second look
        self._columns: tuple[Column, ...] = tuple(COLUMNS[key] for key in DEFAULT)

    # What there is

    @property
    def listing(self) -> RowIndex:
        """Which row shows what."""
        return self._list

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that were chosen."""
        return self._columns

    def known(self, row: int) -> Row | None:
        """Return what is known of a row, and ask for it if need be."""
        return self._known(self._list.at(row), row)

    def remembered(self, key: int) -> Row | None:
        """Return the row of a key if it is at hand; nothing is asked for."""
        return self._shelf.row(key) if key >= FIRST_KEY else self._fetched.get(key)

    def want(self, keys: Iterable[int]) -> None:
        """Ask for the rows of these keys, though nobody looks at them."""
        self._fetched.want(keys)

    def is_run(self, row: int) -> bool:
        """Say whether a row stands for a whole repeat run."""
        place = self._list.at(row)
        known = self._known(place, row)
        return known is not None and is_run(known, place.inside)

    def exchange(self, row: int) -> Exchange | None:
        """Return the exchange of a row if it is in memory; None if only a history has it."""
        return None if (known := self.known(row)) is None else self._shelf.exchange(known.id)

    # What it is told

    def show_held(self, held: tuple[int, ...], changed: Iterable[int] = ()) -> None:
        """Take the keys of what is held in memory; the rows of `changed` are others than before."""
        before = self._list.held
        if held != before:
            gone = set(before).difference(held)
            if len(gone) <= _ONE_BY_ONE:
                for place in reversed([place for place, key in enumerate(before) if key in gone]):
                    self._remove(place)
            now = self._list
            came = len(held) - len(now.held)
            listing = self._listed(held, now.found, now.opened)
            if came > 0 and held[came:] == now.held:
                self._insert(0, came, listing)
            elif held != now.held:
                self._start_over(listing)
        self._tell_changed(changed)

    def show_found(self, found: Found) -> None:
        """Take the keys of what a history found; what is known of the rows may have changed with it."""
        now = self._list
        came = len(found) - len(now.found)
        self._pages.clear()
        self._fetched.age()
        if came >= 0 and (found[came:] if came else found) == now.found:
            if came:
                listing = self._listed(now.held, found, now.opened)
                self._insert(listing.row_of(Place(found[0], inside=False)) or 0, came, listing)
        elif found != now.found:
            self._start_over(self._listed(now.held, found, now.opened))
        if len(self._fetched):
            self._tell_all_changed()

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Take rows that were asked for."""
        came = tuple(rows)
        if self._fetched.take(came):
            self._pages.clear()
        self._tell_changed(row.key for row in came)

    def show_sends(self, key: int, sends: Found) -> None:
        """Open the run of this row, or show what it has now."""
        now = self._list
        row = now.row_of(Place(key, inside=False))
        if row is None:
            return
        before = now.opened.get(key)
        came = len(sends) - len(before) if before is not None else len(sends)
        listing = self._listed(now.held, now.found, {**now.opened, key: sends})
        if came > 0 and (before is None or sends[came:] == before):
            self._insert(row + 1, came, listing)
        elif before and sends != before:
            self.close_run(row)
            self.show_sends(key, sends)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    def close_run(self, row: int) -> None:
        """Close the open run at this row."""
        sends = self._list.sends_at(row)
        if sends is None:
            return
        key = self._list.at(row).key
        first, count = sends
        opened = {each: found for each, found in self._list.opened.items() if each != key}
        if count:
            self.beginRemoveRows(QModelIndex(), first, first + count - 1)
        self._take(self._listed(self._list.held, self._list.found, opened))
        if count:
            self.endRemoveRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    def choose_columns(self, keys: Sequence[str]) -> None:
        """Show these columns, in this order; those that stay keep their place as far as they can."""
        for place in reversed(range(len(self._columns))):
            if self._columns[place].key not in keys:
                self.beginRemoveColumns(QModelIndex(), place, place)
                self._columns = (*self._columns[:place], *self._columns[place + 1 :])
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

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._list)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: ANN401, N802 - Qt's
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Column {column.title}"  # “Profile” and “Endpoint” are names of controls
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        return None

    def data(self, index: Index, role: int = 0) -> Any:  # noqa: ANN401 - Qt's
        """Return the words of a cell, more of them, or where they stand."""
        if role not in _ROLES or not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == _Role.ToolTipRole:
            return self._tip(index.row(), column)
        said = self.words(index.row(), column, column.says)
        if role == _Role.AccessibleTextRole and column.key == NAME and self.is_run(index.row()):
            return f"{said}, repeat run, {'closed' if self._list.sends_at(index.row()) is None else 'open'}"
        return said

    def words(self, row: int, column: Column, says: Callable[[Row, bool], str]) -> str:
        """Return the words of a cell as they may be shown."""
        place = self._list.at(row)
        known = self._known(place, row)
        if known is None:
            return _LOADING.get(column.key, "")
        return self.shown(known, says(known, place.inside))

    def hides(self, row: Row, said: str) -> bool:
        """Say whether the mask covers anything of these words about a row."""
        return self.shown(row, said) != said

    def shown(self, row: Row, said: str) -> str:
        """Return words about a row as they may be shown."""
        return self._mask.row_words(row, said)

    # Within

    def _tip(self, row: int, column: Column) -> str:
        """Return more of a cell: of the endpoint its address, where the exchange is at hand."""
        known, exchange = self.known(row), self.exchange(row)
        if column.key != ENDPOINT or known is None or exchange is None:
            return self.words(row, column, column.tip)
        return self.shown(known, redact(exchange.request.url))

    def _known(self, place: Place, row: int) -> Row | None:
        if place.key >= FIRST_KEY:
            return self._shelf.row(place.key)
        first = row - row % PAGE
        if first not in self._pages and not self._fetched.is_fresh(place.key):
            self._pages.add(first)
            page = (self._list.at(each).key for each in range(first, min(first + PAGE, len(self._list))))
            self._fetched.want(key for key in page if key < FIRST_KEY)
        return self._fetched.get(place.key)

    def _tell_all_changed(self) -> None:
        if self._list:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._list) - 1, len(self._columns) - 1))

    def _tell_changed(self, keys: Iterable[int]) -> None:
        rows = sorted(row for key in set(keys) for row in self._list.rows_of(key))
        last = len(self._columns) - 1
        start = 0
        for at, row in enumerate(rows):
            if at + 1 == len(rows) or rows[at + 1] != row + 1:
                self.dataChanged.emit(self.index(rows[start], 0), self.index(row, last))
                start = at + 1

    def _listed(self, held: tuple[int, ...], found: Found, opened: Mapping[int, Found]) -> RowIndex:
        return RowIndex(held, found, opened, tuple(map(self._shelf.anchor, held)))

    def _insert(self, row: int, count: int, listing: RowIndex) -> None:
        self.beginInsertRows(QModelIndex(), row, row + count - 1)
        self._take(listing)
        self.endInsertRows()

    def _remove(self, place: int) -> None:
        """Take out the row of what is held at this place, with what stands under it."""
        where = Place(self._list.held[place], inside=False)
        row = self._list.row_of(where)
        if row is None:
            return
        self.close_run(row)
        now = self._list
        self.beginRemoveRows(QModelIndex(), row, row)
        self._take(self._listed((*now.held[:place], *now.held[place + 1 :]), now.found, now.opened))
        self.endRemoveRows()

    def _start_over(self, listing: RowIndex) -> None:
        self.beginResetModel()
        self._take(listing)
        self.endResetModel()

    def _take(self, listing: RowIndex) -> None:
        self._list = listing
        self._pages.clear()
