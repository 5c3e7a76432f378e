"""Buffers unwritten history in memory: unfinished exchanges, outcomes, and exchanges the file could not take.

They are written when the file works again, or to a new file. Everything in the buffer is already redacted.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from workbench.exchange import Exchange
from workbench.history import redaction, writes
from workbench.history.records import STATES, summary_columns
from workbench.history.values import Row


class WriteBuffer:
    """Exchanges by id. Its lock is never held during disk access."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._unfinished: dict[str, Exchange] = {}
        self._outcomes: dict[str, Exchange] = {}
        self._not_in_file: set[str] = set()  # ids of outcomes whose exchange is not in the file

    @property
    def count(self) -> int:
        """The number of outcomes to write."""
        return len(self._outcomes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost with the file."""
        return not self._outcomes and not self._unfinished

    def begin(self, exchanges: Iterable[Exchange]) -> None:
        """Add unfinished exchanges."""
        begun = {each.id: each for each in exchanges if each.outcome is None}
        with self._lock:
            self._unfinished |= begun

    def end(self, exchanges: Iterable[Exchange], *, whole: bool = False) -> None:
        """Add outcomes; `whole`: the file does not have these exchanges, so that they are inserted completely."""
        done = [self._done(each) for each in exchanges if each.outcome is not None]
        with self._lock:
            for each in done:
                self._outcomes[each.id] = each
                self._unfinished.pop(each.id, None)
            if whole:
                self._not_in_file.update(each.id for each in done)

    def discard(self, ids: Iterable[str]) -> None:
        """Remove exchanges that were deleted."""
        with self._lock:
            for id_ in ids:
                self._remove(id_)
                self._unfinished.pop(id_, None)

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            self._unfinished.clear()
            self._outcomes.clear()
            self._not_in_file.clear()

    def pending(self) -> list[Exchange]:
        """Return the exchanges whose outcomes are to be written."""
        with self._lock:
            return list(self._outcomes.values())

    def write(self, connection: sqlite3.Connection, pending: Sequence[Exchange]) -> None:
        """Write them, inside a transaction."""
        for each in pending:
            if each.id in self._not_in_file and not writes.numbers_of(connection, [each.id]):
                writes.insert(connection, each, "")
            else:
                writes.complete(connection, each)

    def discard_written(self, pending: Sequence[Exchange]) -> None:
        """Remove them after the commit."""
        with self._lock:
            for each in pending:
                if self._outcomes.get(each.id) is each:
                    self._remove(each.id)

    def restore_begun(self, connection: sqlite3.Connection, process: str) -> None:
        """Insert the unfinished exchanges, and those finished since, into a new file."""
        with self._lock:
            begun = [*self._unfinished.values(), *self._outcomes.values()]
        for each in begun:
            if not writes.numbers_of(connection, [each.id]):
                writes.insert(connection, replace(each, outcome=None), process)

    def with_outcome(self, found: Exchange) -> Exchange:
        """Return an exchange read from the file, with its buffered outcome if there is one."""
        pending = self._outcomes.get(found.id)
        return found if pending is None else replace(found, outcome=pending.outcome)

    def update_row(self, row: Row) -> Row:
        """Return a row read from the file, with its buffered outcome if there is one."""
        pending = self._outcomes.get(row.id)
        if pending is None or row.answer:
            return row
        summary: tuple[Any, ...] = summary_columns(pending)
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
        """Return a finished exchange as it is stored: as it was begun, with its outcome."""
        begun = self._unfinished.get(exchange.id)
        return (
            redaction.redact_exchange(exchange)
            if begun is None
            else replace(begun, outcome=redaction.redact_outcome(exchange))
        )

    def _remove(self, id_: str) -> None:
        self._outcomes.pop(id_, None)
        self._not_in_file.discard(id_)
