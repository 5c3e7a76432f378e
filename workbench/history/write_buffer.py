"""What a history holds in memory until it is written: what is under way, outcomes, exchanges the file could not take.

Owns what becomes of it when the file works again, or is another. Every part was cleaned: it is as it may be kept.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from workbench.exchange import Exchange
from workbench.history import redaction, writes
from workbench.history.records import STATES, summary_columns
from workbench.history.values import Row


class WriteBuffer:
    """Exchanges, by their ids. Its lock never waits for the disk."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, Exchange] = {}
        self._outcomes: dict[str, Exchange] = {}
        self._late: set[str] = set()  # ids of those outcomes whose exchange is not in the file either

    @property
    def count(self) -> int:
        """How many outcomes wait."""
        return len(self._outcomes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost with the file."""
        return not self._outcomes and not self._under_way

    def begin(self, exchanges: Iterable[Exchange]) -> None:
        """Take what is under way from now on."""
        begun = {each.id: each for each in exchanges if each.outcome is None}
        with self._lock:
            self._under_way |= begun

    def end(self, exchanges: Iterable[Exchange], *, late: bool = False) -> None:
        """Take outcomes; `late`: the file has no such exchange, and is to have it whole."""
        done = [self._done(each) for each in exchanges if each.outcome is not None]
        with self._lock:
            for each in done:
                self._outcomes[each.id] = each
                self._under_way.pop(each.id, None)
            if late:
                self._late.update(each.id for each in done)

    def forget(self, ids: Iterable[str]) -> None:
        """Let go of exchanges that were deleted."""
        with self._lock:
            for id_ in ids:
                self._let_go(id_)
                self._under_way.pop(id_, None)

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._under_way.clear()
            self._outcomes.clear()
            self._late.clear()

    def waiting(self) -> list[Exchange]:
        """Return what is to be written."""
        with self._lock:
            return list(self._outcomes.values())

    def write(self, connection: sqlite3.Connection, waiting: Sequence[Exchange]) -> None:
        """Write them, inside a transaction."""
        for each in waiting:
            if each.id in self._late and not writes.numbers_of(connection, [each.id]):
                writes.begin(connection, each, "")
            else:
                writes.end(connection, each)

    def written(self, waiting: Sequence[Exchange]) -> None:
        """Let go of them, once they are committed."""
        with self._lock:
            for each in waiting:
                if self._outcomes.get(each.id) is each:
                    self._let_go(each.id)

    def move(self, connection: sqlite3.Connection, owner: str) -> None:
        """Begin what is under way in a file that was begun anew, and what ended since."""
        with self._lock:
            begun = [*self._under_way.values(), *self._outcomes.values()]
        for each in begun:
            if not writes.numbers_of(connection, [each.id]):
                writes.begin(connection, replace(each, outcome=None), owner)

    def newest(self, found: Exchange) -> Exchange:
        """Return an exchange of the file with the outcome that waits for it."""
        waiting = self._outcomes.get(found.id)
        return found if waiting is None else replace(found, outcome=waiting.outcome)

    def newest_row(self, row: Row) -> Row:
        """Return a row of the file with what the outcome that waits for it came to."""
        waiting = self._outcomes.get(row.id)
        if waiting is None or row.answer:
            return row
        summary: tuple[Any, ...] = summary_columns(waiting)
        sent, answered, success, total, sent_bytes, received_bytes, answer, held_secret = summary
        return row._replace(
            answer=answer,
            sent=STATES[sent],
            answered=STATES[answered],
            success=STATES[success],
            total_s=total,
            sent_bytes=sent_bytes,
            received_bytes=received_bytes,
            held_secret=row.held_secret or bool(held_secret),
        )

    def _done(self, exchange: Exchange) -> Exchange:
        """Return what is to be kept of an exchange that is done: as it was begun, with the outcome."""
        begun = self._under_way.get(exchange.id)
        return redaction.begun(exchange) if begun is None else replace(begun, outcome=redaction.ended(exchange))

    def _let_go(self, id_: str) -> None:
        self._outcomes.pop(id_, None)
        self._late.discard(id_)
