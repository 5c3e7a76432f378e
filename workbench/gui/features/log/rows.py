"""Combines live exchanges and rows of the history in one table.

The selection and the scroll position survive every change of the rows. Missing data is requested by a signal.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import takewhile

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.exchange import Exchange
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.log.columns import is_run
from workbench.gui.features.log.live_exchanges import FIRST_KEY, LiveExchanges
from workbench.gui.features.log.log_mask import LogMask
from workbench.gui.features.log.model import LogModel
from workbench.gui.features.log.row_index import Position, rows_of
from workbench.gui.features.log.table import LogTable
from workbench.history.values import Found, Row

UPDATE_INTERVAL_MS = 50
"""Milliseconds between two updates of the table while many exchanges arrive."""

IMMEDIATE_UPDATES = 4
"""Updates that are shown immediately before that interval applies, so that a single send is shown at once."""

_MAX_NEW = 2_000  # new rows that are compared with the live exchanges
_MAX_RESTORED = 500  # selected rows that are selected again after a reset of the model


class Rows(QObject):
    """The table, its model and the live exchanges.

    Signals:
        run_wanted(str): request for the keys of this run's exchanges.
        current_changed(): another row is current, or its data changed.
        count_changed(): the number of rows changed.

    Attributes:
        live: exchanges in memory.
        query: the filter of the rows.
        hides_newest: whether the filter hides the newest exchange.
    """

    run_wanted = Signal(str)
    current_changed = Signal()
    count_changed = Signal()

    def __init__(self, live: LiveExchanges, themes: ThemeSource, mask: LogMask, parent: QObject) -> None:
        super().__init__(parent)
        self.live = live
        self.model = LogModel(live, mask)
        self.table = LogTable(themes, self.model)
        self.query = ""
        self.hides_newest = False
        self._pending: dict[str, Exchange] = {}
        self._expanded: dict[str, int] = {}  # keys of the rows of runs that are expanded or about to be
        self._is_updating = False
        self._was_reset = False
        self._immediate_left = IMMEDIATE_UPDATES
        self._timer = QTimer(self, interval=UPDATE_INTERVAL_MS)
        self._timer.timeout.connect(self._tick)
        self.table.toggle_requested.connect(self.toggle)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.model.modelReset.connect(self._note_reset)

    def current(self) -> tuple[Row | None, bool]:
        """Return the record of the current row, and whether it represents a repeat run."""
        index = self.table.currentIndex()
        if not index.isValid():
            return None, False
        position, record = self.model.row_index.at(index.row()), self.model.record(index.row())
        return record, record is not None and is_run(record, position.inside)

    def show_exchanges(self, exchanges: Iterable[Exchange]) -> None:
        """Show exchanges that have started or ended."""
        for exchange in exchanges:
            self._pending[exchange.id] = exchange
        if self._immediate_left:
            self._flush()

    def show_found(self, found: Found, rows: Iterable[Row], query: str) -> None:
        """Show the result of a query, and the rows of it that came along."""
        records = tuple(rows)
        self.query = query
        with self._selection_preserved(records):
            self.model.show_found(found)
            self._store(records)
            self.model.show_live(self.live.entries(query))
        newest = self.live.newest
        self.live.note_newest(found[0] if found else 0)
        if len(self.live):  # new keys may belong to live exchanges; only their rows say which
            self.model.request(tuple(takewhile(lambda key: key > newest, found[:_MAX_NEW])))
        for run, key in tuple(self._expanded.items()):
            if key < FIRST_KEY and key in found:
                self.run_wanted.emit(run)
        self.count_changed.emit()

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show rows that were requested."""
        records = tuple(rows)
        if any(self.live.contains(row.id) for row in records):
            with self._selection_preserved(records):
                self._store(records)
                self.model.show_live(self.live.entries(self.query))
            self.count_changed.emit()
        else:
            self.model.show_rows(records)
        record, _ = self.current()
        if record is not None and any(row.key == record.key for row in records):
            self.current_changed.emit()

    def show_run(self, run: str, sends: Found, rows: Iterable[Row]) -> None:
        """Expand a run that was requested, or update it."""
        self.model.show_rows(rows)
        key = self._expanded.get(run)
        if key is not None:
            self.model.expand_run(key, sends)

    def show_filtered(self, query: str) -> None:
        """Filter the live exchanges; the history answers by `show_found`."""
        if query != self.query:
            with self._selection_preserved(()):
                self.model.show_live(self.live.entries(query))
            self.query = query
            self.hides_newest = False
            self.count_changed.emit()

    def show_gone(self, ids: Iterable[str]) -> None:
        """Remove live exchanges that were deleted."""
        self.live.remove(ids)
        self.model.show_live(self.live.entries(self.query))
        self.count_changed.emit()

    def toggle(self, row: int) -> None:
        """Expand or collapse the run of this row."""
        record = self.model.record(row)
        if record is None or not self.model.is_run(row):
            return
        key = self.model.row_index.at(row).key
        if self.model.row_index.expanded_rows(row) is not None:
            self._expanded.pop(record.run, None)
            if self.table.currentIndex().row() > row and self.model.row_index.parent(self._current_row()) == row:
                self.table.select_row(row)
            self.model.collapse_run(row)
        elif key >= FIRST_KEY:
            self._expanded[record.run] = key
            self.model.expand_run(key, self.live.run(record.run))
        else:
            self._expanded[record.run] = key
            self.run_wanted.emit(record.run)

    def _tick(self) -> None:
        """Show what arrived since the last update; stop the timer when nothing has arrived for a while."""
        self._immediate_left = min(self._immediate_left + 1, IMMEDIATE_UPDATES)
        if self._pending:
            self._flush()
        elif self._immediate_left == IMMEDIATE_UPDATES:
            self._timer.stop()

    def _flush(self) -> None:
        """Show the pending exchanges."""
        pending, self._pending = tuple(self._pending.values()), {}
        self._immediate_left -= 1
        if not self._timer.isActive():
            self._timer.start()
        new_key = 0
        changed = []
        for exchange in pending:
            if self.live.is_in_history(exchange.id):
                self.live.remember(exchange)  # the history provides its row
                continue
            is_new = not self.live.contains(exchange.id) and not (exchange.run and self.live.count(exchange.run))
            key = self.live.add(exchange)
            changed.append(key)
            new_key = key if is_new else new_key
        with self._selection_preserved(()):
            self.model.show_live(self.live.entries(self.query), changed)
            for run, key in self._expanded.items():
                if key >= FIRST_KEY and self.live.count(run):
                    self.model.expand_run(key, self.live.run(run))
        row = self.model.row_index.row_of(Position(new_key, inside=False)) if new_key else None
        self.hides_newest = row is None if new_key else self.hides_newest
        if row is not None:
            self.table.select_row(row)
        else:
            self.current_changed.emit()
        self.count_changed.emit()
        self.table.lay_out()

    def _store(self, rows: tuple[Row, ...]) -> None:
        """Store rows of the history, and remove the live exchanges that they replace."""
        self.model.show_rows(rows)
        for row in rows:
            if self.live.contains(row.id):
                if row.run in self._expanded:
                    self._expanded[row.run] = row.key
                self.live.move_to_history((row.id,))

    @contextmanager
    def _selection_preserved(self, rows: tuple[Row, ...]) -> Iterator[None]:
        """Restore selection and scroll position after a change; `rows` may replace live exchanges by new keys."""
        table, row_index = self.table, self.model.row_index
        before = [self._with_id(row_index.at(row)) for row in _first_of(rows_of(table.selected_ranges()))]
        current = self._with_id(row_index.at(self._current_row())) if table.currentIndex().isValid() else None
        top = table.rowAt(0)
        topmost = row_index.at(top) if top > 0 else None
        self._is_updating, self._was_reset = True, False
        try:
            yield
        finally:
            self._is_updating = False
        keys = {row.id: row.key for row in rows}
        after = [self._moved(each, keys) for each in before]
        moved = after != [position for position, _id in before]
        if current is not None and (self._was_reset or moved or self._moved(current, keys) != self._current_position()):
            self._select(after, self._moved(current, keys))
        if self._was_reset and topmost is not None and (row := self.model.row_index.row_of(topmost)) is not None:
            table.scroll_to_top(row)
        self.current_changed.emit()

    def _select(self, positions: list[Position], current: Position) -> None:
        """Select these rows; if the current one is gone, the first that is left becomes current."""
        rows = [row for row in map(self.model.row_index.row_of, positions) if row is not None]
        current_row = self.model.row_index.row_of(current)
        if current_row is None:
            current_row = rows[0] if rows else 0
        if len(self.model.row_index):
            self._is_updating = True
            self.table.select_rows(rows or [current_row], current_row)
            self._is_updating = False

    def _with_id(self, position: Position) -> tuple[Position, str]:
        """Return a position, and the id of its exchange if that is a live one."""
        exchange = self.live.by_key(position.key)
        return position, "" if exchange is None else exchange.id

    def _moved(self, before: tuple[Position, str], keys: dict[str, int]) -> Position:
        """Return the position now that the history may provide the row."""
        position, id_ = before
        if id_ in keys and self.live.by_key(position.key) is None:
            return Position(keys[id_], position.inside)
        return position

    def _current_position(self) -> Position | None:
        index = self.table.currentIndex()
        return self.model.row_index.at(index.row()) if index.isValid() else None

    def _current_row(self) -> int:
        return self.table.currentIndex().row()

    def _on_selection_changed(self) -> None:
        if not self._is_updating:
            self.current_changed.emit()

    def _note_reset(self) -> None:
        self._was_reset = True


def _first_of(rows: Iterator[int]) -> list[int]:
    return [row for _number, row in zip(range(_MAX_RESTORED), rows, strict=False)]
