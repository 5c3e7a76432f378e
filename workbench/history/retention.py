"""What keeps a history small: retention, erasing, giving room back. Each step is short, for others wait for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from workbench.history import search
from workbench.history.file import damaged_files, size_of
from workbench.history.records import instant
from workbench.history.values import Retention, Usage

AT_ONCE: Final = 32
"""Exchanges that are deleted in one transaction."""
MUCH: Final = 0.05
"""Share of the exchanges after whose deletion the whole index is worth merging."""

_MERGED_AT_ONCE: Final = 500  # pages of the index
_FREED_AT_ONCE: Final = 1_000  # pages
_ROW: Final = 1_500  # bytes of an exchange beside its bodies, about
_ROOM: Final = 0.1  # of the bytes that retention leaves: made at once, so that it need not be made every day
_MAY_GO: Final = "NOT pinned AND owner IS NULL"


def usage(connection: sqlite3.Connection, path: Path | None) -> Usage:
    """Return how much there is."""
    (rows,) = connection.execute("SELECT count(*) FROM exchange").fetchone()
    return Usage(rows, _used(connection, free_too=True) if path is None else size_of(path))


def surplus(connection: sqlite3.Connection, keep: Retention) -> list[int]:
    """Return the numbers of the exchanges that retention does not leave: too old, or the oldest of too many bytes."""
    oldest = instant(datetime.now(UTC) - timedelta(days=keep.days))
    old = connection.execute(f"SELECT number FROM exchange WHERE started < ? AND {_MAY_GO}", (oldest,))
    numbers = [number for (number,) in old]
    used = _used(connection)
    if used > keep.bytes:
        numbers += _largest_share(connection, used, used - keep.bytes * (1 - _ROOM), set(numbers))
    return numbers


def _largest_share(connection: sqlite3.Connection, used: int, excess: float, gone: set[int]) -> list[int]:
    """Return the oldest exchanges that together have `excess` bytes, those that are `gone` already counted in."""
    weights = f"{_ROW} + coalesce(length(r.body), 0) + coalesce(length(o.body), 0)"
    tables = "exchange e JOIN request r USING (number) LEFT JOIN outcome o USING (number)"
    (total,) = connection.execute(f"SELECT coalesce(sum({weights}), 0) FROM {tables}").fetchone()
    scale = used / max(total, 1)  # the index takes room too, about in proportion
    freed = 0.0
    numbers = []
    for number, weight in connection.execute(f"SELECT number, {weights} FROM {tables} WHERE {_MAY_GO} ORDER BY number"):
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
    search.begin_again(connection)


def shrink_to_nothing(connection: sqlite3.Connection, path: Path) -> bool:
    """Give back the room of what was erased, and what was set aside; False if another process still reads it."""
    connection.execute("VACUUM")
    (busy, *_) = connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchone()
    for file in damaged_files(path):
        with suppress(OSError):
            file.unlink()
    return not busy and not damaged_files(path)


def merge_index(connection: sqlite3.Connection) -> bool:
    """Merge a part of the index, so that what was deleted leaves it; say whether there is more to merge."""
    before = connection.total_changes
    connection.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (-_MERGED_AT_ONCE,))
    return connection.total_changes - before > 1  # as SQLite's manual says to find out


def give_room_back(connection: sqlite3.Connection) -> bool:
    """Cut free pages off the file's end, inside no transaction; say whether there are more."""
    connection.execute(f"PRAGMA incremental_vacuum ({_FREED_AT_ONCE})").fetchall()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    if not free:
        merge_log(connection)
    return bool(free)


def merge_log(connection: sqlite3.Connection) -> None:
    """Merge what was written into the file, inside no transaction: the file's log still has what was deleted."""
    connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchone()


def parts(numbers: Sequence[int]) -> list[Sequence[int]]:
    """Return numbers in parts that are deleted one after the other."""
    return [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]


def _used(connection: sqlite3.Connection, *, free_too: bool = False) -> int:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int((pages if free_too else pages - free) * size)
