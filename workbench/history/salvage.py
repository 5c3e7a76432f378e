"""What can still be read of a damaged file, copied into the new one. Never changes the damaged one.

Goes through it in blocks, and halves a block that cannot be read until it knows which exchanges are lost.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from workbench.history.writing import add_to_span, interrupt

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK: Final = 512
_FAILURES: Final = 4_000  # then the rest is given up: a person waits for this
_NOBODY: Final = "nobody"
_EXCHANGE: Final = (
    "number, id, started, owner, sent, answered, success, total, sent_bytes, received_bytes, pinned, recorded, run, "
    "run_number, answer, title, profile, endpoint, wire_form, again, note, tags"
)


def salvage(connection: sqlite3.Connection, kept: Path) -> int:
    """Copy what can be read of `kept` into the empty history; return how many exchanges came over."""
    try:
        connection.execute("ATTACH ? AS kept", (f"{kept.absolute().as_uri()}?mode=ro",))
    except sqlite3.Error:
        return 0
    try:
        connection.execute("BEGIN IMMEDIATE")
        blocks = _blocks(connection)
        failures = 0
        while blocks and failures < _FAILURES:
            first, last = blocks.pop()
            if not _copied(connection, first, last):
                failures += 1
                if first < last:
                    middle = (first + last) // 2
                    blocks += [(first, middle), (middle + 1, last)]
        connection.execute("DELETE FROM exchange WHERE number NOT IN (SELECT number FROM request)")
        lost = "owner IS NULL AND number NOT IN (SELECT number FROM outcome)"
        connection.execute(f"UPDATE exchange SET owner = ? WHERE {lost}", (_NOBODY,))
        interrupt(connection, _NOBODY)
        runs = connection.execute("SELECT number, run FROM exchange WHERE run IS NOT NULL ORDER BY number").fetchall()
        for number, run in runs:
            add_to_span(connection, number, run)
        (count,) = connection.execute("SELECT count(*) FROM exchange").fetchone()
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        return 0
    finally:
        connection.execute("DETACH kept")
    return int(count)


def _blocks(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """Return the numbers there may be, in blocks, the newest last."""
    largest = 0
    for sql in (
        "SELECT seq FROM kept.sqlite_sequence WHERE name = 'exchange'",
        "SELECT max(number) FROM kept.exchange",
        "SELECT max(number) FROM kept.request",
    ):
        try:
            largest = max(largest, *(row[0] or 0 for row in connection.execute(sql)), 0)
        except sqlite3.Error:
            continue
    return [(first, min(first + _BLOCK - 1, largest)) for first in range(1, largest + 1, _BLOCK)]


def _copied(connection: sqlite3.Connection, first: int, last: int) -> bool:
    """Copy these numbers, all that there are or none."""
    connection.execute("SAVEPOINT block")
    between = "WHERE number BETWEEN ? AND ?"
    try:
        connection.execute(
            f"INSERT INTO main.exchange ({_EXCHANGE}) SELECT {_EXCHANGE} FROM kept.exchange {between}", (first, last)
        )
        for table in ("request", "outcome"):
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM kept.{table} {between}", (first, last))
    except sqlite3.DatabaseError:
        connection.execute("ROLLBACK TO block")
        return False
    finally:
        connection.execute("RELEASE block")
    return True
