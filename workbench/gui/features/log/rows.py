"""Combines rows of the history and unsaved exchanges in one table.

The selection and the scroll position survive every change of the rows. Missing data is requested by a signal.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.exchange import Exchange
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.log.columns import is_run
from workbench.gui.features.log.log_mask import LogMask
from workbench.gui.features.log.model import LogModel
from workbench.gui.features.log.row_index import Position, rows_of
from workbench.gui.features.log.table import LogTable
from workbench.gui.features.log.unsaved_exchanges import FIRST_KEY, UnsavedExchanges
from workbench.history.values import Found, Row

UPDATE_INTERVAL_MS = 50
"""Milliseconds between two updates of the table while many unsaved exchanges arrive."""

IMMEDIATE_UPDATES = 4
"""Updates that are shown immediately before that interval applies, so that a single send is shown at once."""

_MAX_RESTORED = 500  # selected rows that are selected again after a reset of the model


class Rows(QObject):
    """The table, its model and the unsaved exchanges.

    Signals:
        run_wanted(str): request for the keys of this run's exchanges.
        current_changed(): another row is current, or its data changed.
        count_changed(): the number of rows changed.

    Attributes:
        unsaved: exchanges that no history holds.
        query: the filter of the rows.
        hides_newest: whether the filter hides the newest exchange.
    """

    run_wanted = Signal(str)
    current_changed = Signal()
    count_changed = Signal()

    def __init__(self, unsaved: UnsavedExchanges, themes: ThemeSource, mask: LogMask, parent: QObject) -> None:
        super().__init__(parent)
        self.unsaved = unsaved
        self.model = LogModel(unsaved, mask)
        self.table = LogTable(themes, self.model)
        self.query = ""
        self.hides_newest = False
        self._pending: dict[str, Exchange] = {}
        self._new_id = ""  # of an exchange that is selected as soon as the history provides its row
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

    def show_unsaved(self, exchanges: Iterable[Exchange]) -> None:
        """Show exchanges that have started or ended and that no history holds."""
        for exchange in exchanges:
            self._pending[exchange.id] = exchange
        if self._pending and self._immediate_left:
            self._flush()

    def note_saved(self, exchanges: Iterable[Exchange]) -> None:
        """Note exchanges that have started or ended and are saved: the row comes by `show_found`."""
        for exchange in exchanges:
            self.unsaved.remember(exchange)
            if exchange.outcome is None:
                self._new_id = exchange.id
        self.current_changed.emit()

    def show_found(self, found: Found, rows: Iterable[Row], query: str) -> None:
        """Show the result of a query, and the rows of it that came along."""
        records = tuple(rows)
        self.query = query
        self.unsaved.note_newest(found[0] if found else 0)
        with self._selection_preserved(self._remove_saved(records)):
            self.model.show_found(found, self.unsaved.entries(query))
            self.model.show_rows(records)
        if self._new_id:
            key = next((row.key for row in records if row.id == self._new_id), 0)
            self._new_id = "" if key else self._new_id
            self._select_newest(key)
        for run, key in tuple(self._expanded.items()):
            if key < FIRST_KEY and key in found:
                self.run_wanted.emit(run)
        self.count_changed.emit()

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show rows that were requested."""
        records = tuple(rows)
        self.model.show_rows(records)
        if moved := self._remove_saved(records):
            self._show_unsaved(moved)
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
        """Filter the unsaved exchanges; the history answers by `show_found`."""
        if query != self.query:
            self.query = query
            self._new_id, self.hides_newest = "", False
            self._show_unsaved()

    def show_gone(self, ids: Iterable[str]) -> None:
        """Remove unsaved exchanges that were deleted."""
        self.unsaved.remove(ids)
        self._show_unsaved()

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
            self.model.expand_run(key, self.unsaved.run(record.run))
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
        first_new = self.unsaved.next_key
        changed = [self.unsaved.add(exchange) for exchange in pending]
        with self._selection_preserved({}):
            self.model.show_unsaved(self.unsaved.entries(self.query), changed)
            for run, key in self._expanded.items():
                if key >= FIRST_KEY and (sends := self.unsaved.run(run)):
                    self.model.expand_run(key, sends)
        newest = max(changed)
        if newest >= first_new:
            self._select_newest(newest)
        else:
            self.current_changed.emit()
        self.count_changed.emit()
        self.table.lay_out()

    def _show_unsaved(self, moved: Mapping[int, int] = MappingProxyType({})) -> None:
        """Show the unsaved exchanges that match; `moved` as in `_selection_preserved`."""
        with self._selection_preserved(moved):
            self.model.show_unsaved(self.unsaved.entries(self.query))
        self.count_changed.emit()

    def _remove_saved(self, records: Iterable[Row]) -> Mapping[int, int]:
        """Remove unsaved exchanges that the history holds by now; return the old and the new key of their rows."""
        moved = self.unsaved.remove_saved(records)
        self._expanded = {run: moved.get(key, key) for run, key in self._expanded.items()}
        return moved

    def _select_newest(self, key: int) -> None:
        """Select the row of a new exchange, unless the filter hides it."""
        row = self.model.row_index.row_of(Position(key, inside=False))
        self.hides_newest = row is None and bool(self.query.strip())
        if row is None:
            self.current_changed.emit()
        else:
            self.table.select_row(row)

    @contextmanager
    def _selection_preserved(self, moved: Mapping[int, int]) -> Iterator[None]:
        """Restore selection and scroll position after a change; `moved` maps keys to those that replace them."""
        table, row_index = self.table, self.model.row_index
        before = [row_index.at(row) for row in _first_of(rows_of(table.selected_ranges()))]
        current = self._current_position()
        top = table.rowAt(0)
        topmost = row_index.at(top) if top > 0 else None
        self._is_updating, self._was_reset = True, False
        try:
            yield
        finally:
            self._is_updating = False
        if current is not None and (self._was_reset or moved or current != self._current_position()):
            current, *selected = (Position(moved.get(key, key), inside) for key, inside in (current, *before))
            self._select(selected, current)
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
