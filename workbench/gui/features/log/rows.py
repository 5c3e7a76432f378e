"""Keeps the rows of the log in step: what happens now, what a history found, which runs are open, what is selected.

However rows come and go, what was selected stays selected and what is read stays in its place. Holds no history: what
is missing is asked for by a signal and taken when it comes.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import takewhile
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.features.log.columns import is_run
from workbench.gui.features.log.live_exchanges import FIRST_KEY
from workbench.gui.features.log.model import LogModel
from workbench.gui.features.log.row_index import Place, rows_of
from workbench.gui.features.log.table import LogTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.exchange import Exchange
    from workbench.gui.core.theme import ThemeSource
    from workbench.gui.features.log.live_exchanges import LiveExchanges
    from workbench.gui.features.log.log_mask import LogMask
    from workbench.history.values import Found, Row

BEAT_MS = 50
"""Milliseconds between two changes of the table in a storm of sends: what happens faster is shown together."""

AT_ONCE = 4
"""Changes that are shown at once before that holds: a send that begins and ends is no storm."""

_MOST_NEW = 2_000  # rows that are looked at in search of what is held
_MOST_KEPT = 500  # selected rows that are selected again after a change of the whole table


class Rows(QObject):
    """The table and what stands behind it.

    Signals:
        run_wanted(str): the keys of this run's exchanges.
        current_changed(): another row is current, or more or less is known of it.
        count_changed(): there are more or fewer rows.

    Attributes:
        shelf: exchanges in memory.
        query: what the rows were filtered by.
        hides_newest: whether the filter hides what was sent last.
    """

    run_wanted = Signal(str)
    current_changed = Signal()
    count_changed = Signal()

    def __init__(self, shelf: LiveExchanges, themes: ThemeSource, mask: LogMask, parent: QObject) -> None:
        super().__init__(parent)
        self.shelf = shelf
        self.model = LogModel(shelf, mask)
        self.table = LogTable(themes, self.model)
        self.query = ""
        self.hides_newest = False
        self._arrived: dict[str, Exchange] = {}
        self._open: dict[str, int] = {}  # runs that are open or to be opened, and the keys of their rows
        self._settling = False
        self._was_reset = False
        self._credit = AT_ONCE
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._tick)
        self.table.toggle_requested.connect(self.toggle)
        self.table.picked.connect(self._picked)
        self.model.modelReset.connect(self._note_reset)

    # What is current

    def current(self) -> tuple[Row | None, bool]:
        """Return what is known of the current row, and whether it stands for a whole run."""
        index = self.table.currentIndex()
        if not index.isValid():
            return None, False
        place, known = self.model.listing.at(index.row()), self.model.known(index.row())
        return known, known is not None and is_run(known, place.inside)

    # What it is told

    def show_exchanges(self, exchanges: Iterable[Exchange]) -> None:
        """Take exchanges as they start and as they end; they are shown at once, in a storm soon."""
        for exchange in exchanges:
            self._arrived[exchange.id] = exchange
        if self._credit:
            self._flush()

    def show_found(self, found: Found, rows: Iterable[Row], query: str) -> None:
        """Take what a history found for a query, and such rows of it as are at hand."""
        came = tuple(rows)
        self.query = query
        with self._settled(came):
            self.model.show_found(found)
            self._take(came)
            self.model.show_held(self.shelf.entries(query))
        newest = self.shelf.newest
        self.shelf.see(found[0] if found else 0)
        if len(self.shelf):  # what is new may be what is held: only its rows tell
            self.model.want(tuple(takewhile(lambda key: key > newest, found[:_MOST_NEW])))
        for run, key in tuple(self._open.items()):
            if key < FIRST_KEY and key in found:
                self.run_wanted.emit(run)
        self.count_changed.emit()

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Take rows that were asked for."""
        came = tuple(rows)
        if any(self.shelf.is_here(row.id) for row in came):
            with self._settled(came):
                self._take(came)
                self.model.show_held(self.shelf.entries(self.query))
            self.count_changed.emit()
        else:
            self.model.show_rows(came)
        known, _ = self.current()
        if known is not None and any(row.key == known.key for row in came):
            self.current_changed.emit()

    def show_run(self, run: str, sends: Found, rows: Iterable[Row]) -> None:
        """Open a run that was asked for, or show what it has now."""
        self.model.show_rows(rows)
        key = self._open.get(run)
        if key is not None:
            self.model.show_sends(key, sends)

    def show_filtered(self, query: str) -> None:
        """Filter what is in memory; a history's answer comes by itself."""
        if query != self.query:
            with self._settled(()):
                self.model.show_held(self.shelf.entries(query))
            self.query = query
            self.hides_newest = False
            self.count_changed.emit()

    def show_gone(self, ids: Iterable[str]) -> None:
        """Take exchanges out that are in memory only: they were deleted."""
        self.shelf.forget(ids)
        self.model.show_held(self.shelf.entries(self.query))
        self.count_changed.emit()

    def toggle(self, row: int) -> None:
        """Open or close the run of this row."""
        known = self.model.known(row)
        if known is None or not self.model.is_run(row):
            return
        key = self.model.listing.at(row).key
        if self.model.listing.sends_at(row) is not None:
            self._open.pop(known.run, None)
            if self.table.currentIndex().row() > row and self.model.listing.parent(self._current_row()) == row:
                self.table.select_row(row)
            self.model.close_run(row)
        elif key >= FIRST_KEY:
            self._open[known.run] = key
            self.model.show_sends(key, self.shelf.run(known.run))
        else:
            self._open[known.run] = key
            self.run_wanted.emit(known.run)

    # Within

    def _tick(self) -> None:
        """Show what has arrived since the last beat; after a while without anything changes are shown at once again."""
        self._credit = min(self._credit + 1, AT_ONCE)
        if self._arrived:
            self._flush()
        elif self._credit == AT_ONCE:
            self._beat.stop()

    def _flush(self) -> None:
        """Show what has arrived."""
        arrived, self._arrived = tuple(self._arrived.values()), {}
        self._credit -= 1
        if not self._beat.isActive():
            self._beat.start()
        fresh = 0
        changed = []
        for exchange in arrived:
            if self.shelf.was_taken_over(exchange.id):
                self.shelf.remember(exchange)  # its row is the history's
                continue
            is_new = not self.shelf.is_here(exchange.id) and not (exchange.run and self.shelf.count(exchange.run))
            key = self.shelf.put(exchange)
            changed.append(key)
            fresh = key if is_new else fresh
        with self._settled(()):
            self.model.show_held(self.shelf.entries(self.query), changed)
            for run, key in self._open.items():
                if key >= FIRST_KEY and self.shelf.count(run):
                    self.model.show_sends(key, self.shelf.run(run))
        row = self.model.listing.row_of(Place(fresh, inside=False)) if fresh else None
        self.hides_newest = row is None if fresh else self.hides_newest
        if row is not None:
            self.table.select_row(row)
        else:
            self.current_changed.emit()
        self.count_changed.emit()

    def _take(self, rows: tuple[Row, ...]) -> None:
        """Take rows of a history; what they show is no longer only in memory."""
        self.model.show_rows(rows)
        for row in rows:
            if self.shelf.is_here(row.id):
                if row.run in self._open:
                    self._open[row.run] = row.key
                self.shelf.hand_over((row.id,))

    @contextmanager
    def _settled(self, rows: tuple[Row, ...]) -> Iterator[None]:
        """Keep the selection and the place that is read over a change; `rows` tell which keys become others."""
        table, listing = self.table, self.model.listing
        before = [self._named(listing.at(row)) for row in _some(rows_of(table.spans()))]
        current = self._named(listing.at(self._current_row())) if table.currentIndex().isValid() else None
        top = table.rowAt(0)
        read = listing.at(top) if top > 0 else None
        self._settling, self._was_reset = True, False
        try:
            yield
        finally:
            self._settling = False
        keys = {row.id: row.key for row in rows}
        after = [self._now(each, keys) for each in before]
        moved = after != [place for place, _id in before]
        if current is not None and (self._was_reset or moved or self._now(current, keys) != self._current_place()):
            self._select(after, self._now(current, keys))
        if self._was_reset and read is not None and (row := self.model.listing.row_of(read)) is not None:
            table.read_at(row)
        self.current_changed.emit()

    def _select(self, places: list[Place], current: Place) -> None:
        """Select these again; what is gone gives way to the first that is left."""
        rows = [row for row in map(self.model.listing.row_of, places) if row is not None]
        now = self.model.listing.row_of(current)
        if now is None:
            now = rows[0] if rows else 0
        if len(self.model.listing):
            self._settling = True
            self.table.select_rows(rows or [now], now)
            self._settling = False

    def _named(self, place: Place) -> tuple[Place, str]:
        """Return a place, and the id of its exchange if that is in memory only."""
        exchange = self.shelf.of_key(place.key)
        return place, "" if exchange is None else exchange.id

    def _now(self, named: tuple[Place, str], keys: dict[str, int]) -> Place:
        """Return where this stands now that the history may have taken its exchange over."""
        place, id_ = named
        if id_ in keys and self.shelf.of_key(place.key) is None:
            return Place(keys[id_], place.inside)
        return place

    def _current_place(self) -> Place | None:
        index = self.table.currentIndex()
        return self.model.listing.at(index.row()) if index.isValid() else None

    def _current_row(self) -> int:
        return self.table.currentIndex().row()

    def _picked(self) -> None:
        if not self._settling:
            self.current_changed.emit()

    def _note_reset(self) -> None:
        self._was_reset = True


def _some(rows: Iterator[int]) -> list[int]:
    return [row for _number, row in zip(range(_MOST_KEPT), rows, strict=False)]
