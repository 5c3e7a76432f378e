"""Deletes old exchanges, erases the history, releases disk space. Each step is short, because other writers wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from workbench.history import search
from workbench.history.file import damaged_files, size_of
from workbench.history.records import to_microseconds
from workbench.history.values import Retention, Usage

BATCH_SIZE: Final = 32
"""Exchanges deleted in one transaction."""
MERGE_THRESHOLD: Final = 0.05
"""Merge the whole index if more than this share of the exchanges was deleted."""

_PAGES_MERGED: Final = 500  # pages of the index
_PAGES_FREED: Final = 1_000  # pages
_ROW_BYTES: Final = 1_500  # approximate bytes of an exchange without its bodies
_MARGIN: Final = 0.1  # share of the limit that is freed in addition, so that pruning is not needed every day
_DELETABLE: Final = "NOT pinned AND process IS NULL"


def usage(connection: sqlite3.Connection, path: Path | None) -> Usage:
    """Return the size of the history."""
    (rows,) = connection.execute("SELECT count(*) FROM exchange").fetchone()
    return Usage(rows, _used(connection, free_too=True) if path is None else size_of(path))


def expired(connection: sqlite3.Connection, limits: Retention) -> list[int]:
    """Return the numbers of the exchanges to prune: too old, or the oldest if there are too many bytes."""
    oldest = to_microseconds(datetime.now(UTC) - timedelta(days=limits.days))
    old = connection.execute(f"SELECT number FROM exchange WHERE started < ? AND {_DELETABLE}", (oldest,))
    numbers = [number for (number,) in old]
    used = _used(connection)
    if used > limits.bytes:
        numbers += _oldest_of_size(connection, used, used - limits.bytes * (1 - _MARGIN), set(numbers))
    return numbers


def _oldest_of_size(connection: sqlite3.Connection, used: int, excess: float, gone: set[int]) -> list[int]:
    """Return the oldest exchanges that together have `excess` bytes; those in `gone` count but are not returned."""
    weights = f"{_ROW_BYTES} + coalesce(length(r.body), 0) + coalesce(length(o.body), 0)"
    tables = "exchange e JOIN request r USING (number) LEFT JOIN outcome o USING (number)"
    (total,) = connection.execute(f"SELECT coalesce(sum({weights}), 0) FROM {tables}").fetchone()
    scale = used / max(total, 1)  # the index grows about in proportion
    freed = 0.0
    numbers = []
    for number, weight in connection.execute(
        f"SELECT number, {weights} FROM {tables} WHERE {_DELETABLE} ORDER BY number"
    ):
        if freed >= excess:
            break
        freed += weight * scale
        if number not in gone:
            numbers.append(number)
    return numbers


def erase(connection: sqlite3.Connection) -> None:
    """Delete every exchange, inside a transaction."""
    for table in ("exchange", "request", "outcome", "span"):
        connection.execute(f"DELETE FROM {table}")
    search.rebuild(connection)


def vacuum(connection: sqlite3.Connection, path: Path) -> bool:
    """Release the space of erased exchanges, delete damaged copies; False if another process still reads them."""
    connection.execute("VACUUM")
    (busy, *_) = connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchone()
    for file in damaged_files(path):
        with suppress(OSError):
            file.unlink()
    return not busy and not damaged_files(path)


def merge_index(connection: sqlite3.Connection) -> bool:
    """Merge a part of the search index, to remove deleted text; return whether there is more to merge."""
    before = connection.total_changes
    connection.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (-_PAGES_MERGED,))
    return connection.total_changes - before > 1  # see "The merge command" in SQLite's FTS5 documentation


def free_pages(connection: sqlite3.Connection) -> bool:
    """Release free pages at the end of the file, outside a transaction; return whether there are more."""
    connection.execute(f"PRAGMA incremental_vacuum ({_PAGES_FREED})").fetchall()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    if not free:
        checkpoint(connection)
    return bool(free)


def checkpoint(connection: sqlite3.Connection) -> None:
    """Copy the WAL into the database file and truncate it, outside a transaction: it still has deleted rows."""
    connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchone()


def batches(numbers: Sequence[int]) -> list[Sequence[int]]:
    """Split numbers into batches that are deleted one after the other."""
    return [numbers[start : start + BATCH_SIZE] for start in range(0, len(numbers), BATCH_SIZE)]


def _used(connection: sqlite3.Connection, *, free_too: bool = False) -> int:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int((pages if free_too else pages - free) * size)
