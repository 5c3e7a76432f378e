"""Copies what can still be read of a damaged file into the new one. Never changes the damaged file.

Rows are read in blocks; a block that cannot be read is halved until the lost exchanges are known.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from workbench.history import reads
from workbench.history.errors import UnreadableRow
from workbench.history.file import characters
from workbench.history.writes import add_to_span, interrupt

_BLOCK: Final = 256
_MAX_FAILURES: Final = 4_000  # then the rest is skipped, because the user is waiting
_NO_PROCESS: Final = "lost"
_TABLES: Final = {
    "exchange": (
        "number, id, started, process, sent, answered, success, total, sent_bytes, received_bytes, held_secret, "
        "pinned, recorded, run, run_number, answer, title, profile, endpoint, wire_form, again, note, tags"
    ),
    "request": "number, method, url, headers, payload_hash, token_prefix, pair, options, replaced, body",
    "outcome": "number, kind, search_text, head, body",
}

_Rows = dict[str, list[tuple[object, ...]]]


def recover(connection: sqlite3.Connection, damaged_file: Path) -> int:
    """Copy what can be read of `damaged_file` into the empty history; return the number of exchanges copied.

    Raises:
        sqlite3.Error: the new file cannot be written; nothing was copied.
    """
    with closing(sqlite3.connect(f"{damaged_file.absolute().as_uri()}?mode=ro", uri=True)) as damaged:
        damaged.text_factory = characters
        damaged.execute("PRAGMA writable_schema = ON")  # otherwise a truncated file is not read at all
        connection.execute("BEGIN IMMEDIATE")
        try:
            _copy(damaged, connection)
            (count,) = connection.execute("SELECT count(*) FROM exchange").fetchone()
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    return int(count)


def _copy(damaged: sqlite3.Connection, connection: sqlite3.Connection) -> None:
    blocks = _blocks(damaged)
    failures = 0
    while blocks and failures < _MAX_FAILURES:
        first, last = blocks.pop()
        rows = _read(damaged, first, last)
        if rows is None:
            failures += 1
            if first < last:
                middle = (first + last) // 2
                blocks += [(first, middle), (middle + 1, last)]
            continue
        for table, columns in _TABLES.items():
            places = ", ".join("?" * len(columns.split(",")))
            connection.executemany(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})", rows[table])
    for number, id_ in connection.execute("SELECT number, id FROM exchange").fetchall():
        for table in ("outcome", "exchange"):
            if _is_readable(connection, number, id_):
                break
            connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))
    # Incomplete exchanges: without a request they are dropped, without an outcome it becomes unknown.
    connection.execute("DELETE FROM exchange WHERE number NOT IN (SELECT number FROM request)")
    for table in ("request", "outcome"):
        connection.execute(f"DELETE FROM {table} WHERE number NOT IN (SELECT number FROM exchange)")
    lost = "process IS NULL AND number NOT IN (SELECT number FROM outcome)"
    connection.execute(f"UPDATE exchange SET process = ? WHERE {lost}", (_NO_PROCESS,))
    interrupt(connection, _NO_PROCESS)
    runs = connection.execute("SELECT number, run FROM exchange WHERE run IS NOT NULL ORDER BY number").fetchall()
    for number, run in runs:
        add_to_span(connection, number, run)


def _is_readable(connection: sqlite3.Connection, number: int, id_: str) -> bool:
    """Return whether the copied exchange can be displayed."""
    try:
        reads.rows(connection, [number])
        reads.exchange(connection, id_)
    except UnreadableRow:
        return False
    return True


def _blocks(damaged: sqlite3.Connection) -> list[tuple[int, int]]:
    """Return the possible row numbers in blocks, newest last."""
    largest = 0
    for sql in (
        "SELECT seq FROM sqlite_sequence WHERE name = 'exchange'",
        "SELECT max(number) FROM exchange",
        "SELECT max(number) FROM request",
    ):
        try:
            largest = max([largest, *(row[0] or 0 for row in damaged.execute(sql))])
        except sqlite3.Error:
            continue
    return [(first, min(first + _BLOCK - 1, largest)) for first in range(1, largest + 1, _BLOCK)]


def _read(damaged: sqlite3.Connection, first: int, last: int) -> _Rows | None:
    """Return the rows with these numbers; None if any of them cannot be read."""
    try:
        return {
            table: damaged.execute(
                f"SELECT {columns} FROM {table} WHERE number BETWEEN ? AND ?", (first, last)
            ).fetchall()
            for table, columns in _TABLES.items()
        }
    except sqlite3.Error:
        return None
