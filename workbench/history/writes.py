"""What is written into an open history, inside a transaction that the caller began.

Owns the order of writing. Everything given here was cleaned before: it is kept as it is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from workbench.exchange import Exchange, Interrupted, Marks
from workbench.history import search
from workbench.history.outcomes import columns_of
from workbench.history.records import (
    UNKNOWN,
    exchange_columns,
    mark_columns,
    request_columns,
    summary_columns,
    text,
)

_TABLES = ("exchange", "request", "outcome")


def begin(connection: sqlite3.Connection, exchange: Exchange, owner: str) -> None:
    """Add an exchange; without an outcome it is under way, for `owner`."""
    own, marks, summary = exchange_columns(exchange), mark_columns(exchange.marks), summary_columns(exchange)
    number = connection.execute(
        """INSERT INTO exchange (
            id, started, run, run_number, title, profile, endpoint, wire_form, again, pinned, recorded, note, tags,
            sent, answered, success, total, sent_bytes, received_bytes, answer, held_secret, owner
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (*own, *marks, *summary, owner if exchange.outcome is None else None),
    ).lastrowid
    connection.execute(
        "INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (number, *request_columns(exchange))
    )
    if exchange.outcome is not None:
        connection.execute("INSERT INTO outcome VALUES (?, ?, ?, ?, ?)", (number, *columns_of(exchange.outcome)))
    if exchange.run and number:
        add_to_span(connection, number, text(exchange.run))


def end(connection: sqlite3.Connection, exchange: Exchange) -> None:
    """Complete an exchange; one that was deleted meanwhile stays deleted."""
    found = connection.execute("SELECT number, indexed FROM exchange WHERE id = ?", (text(exchange.id),)).fetchone()
    if found is None or exchange.outcome is None:
        return
    number, indexed = found
    if indexed:
        search.forget(connection, [number])
    connection.execute("INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?, ?)", (number, *columns_of(exchange.outcome)))
    connection.execute(
        """UPDATE exchange SET owner = NULL, sent = ?, answered = ?, success = ?, total = ?, sent_bytes = ?,
            received_bytes = ?, answer = ?, held_secret = max(held_secret, ?) WHERE number = ?""",
        (*summary_columns(exchange), number),
    )


def interrupt(connection: sqlite3.Connection, owner: str) -> None:
    """Complete what a process that is gone had under way: its outcome is unknown."""
    kind, says, head, body = columns_of(Interrupted())
    connection.execute(
        "INSERT OR REPLACE INTO outcome SELECT number, ?, ?, ?, ? FROM exchange WHERE owner = ?",
        (kind, says, head, body, owner),
    )
    connection.execute(
        "UPDATE exchange SET owner = NULL, sent = ?, answered = ?, success = ?, answer = ? WHERE owner = ?",
        (UNKNOWN, UNKNOWN, UNKNOWN, kind, owner),
    )


def mark(connection: sqlite3.Connection, id_: str, marks: Marks) -> None:
    """Put a person's marks on an exchange in place of the earlier ones."""
    columns = connection.execute("SELECT number, note, tags FROM exchange WHERE id = ?", (text(id_),)).fetchone()
    if columns is None:
        return
    number, *searched = columns
    if searched != list(mark_columns(marks)[2:]):
        search.forget(connection, [number])
    connection.execute(
        "UPDATE exchange SET pinned = ?, recorded = ?, note = ?, tags = ? WHERE number = ?",
        (*mark_columns(marks), number),
    )


def numbers_of(connection: sqlite3.Connection, ids: Iterable[str]) -> list[int]:
    """Return the numbers of exchanges by their ids."""
    sql = "SELECT number FROM exchange WHERE id = ?"
    return [row[0] for id_ in ids for row in connection.execute(sql, (text(id_),))]


def delete(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Take exchanges out."""
    search.forget(connection, numbers)
    chosen = "(SELECT value FROM json_each(?))"
    given = (json.dumps(numbers),)
    runs = connection.execute(
        f"SELECT DISTINCT run FROM exchange WHERE number IN {chosen} AND run IS NOT NULL", given
    ).fetchall()
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE number IN {chosen}", given)
    for (run,) in runs:
        head = "(SELECT min(number) FROM exchange WHERE run = ?1)"
        connection.execute(f"DELETE FROM span WHERE run = ?1 AND {head} IS NULL", (run,))
        connection.execute(f"UPDATE span SET head = {head} WHERE run = ?1", (run,))


def add_to_span(connection: sqlite3.Connection, number: int, run: str | bytes) -> None:
    """Note that a new number, the largest, belongs to a run."""
    longer = "UPDATE span SET last = ?1 WHERE first = (SELECT max(first) FROM span) AND last = ?1 - 1 AND run = ?2"
    if not connection.execute(longer, (number, run)).rowcount:
        connection.execute(
            "INSERT INTO span SELECT ?1, ?1, coalesce((SELECT min(head) FROM span WHERE run = ?2), ?1), ?2",
            (number, run),
        )


def owners(connection: sqlite3.Connection) -> list[str]:
    """Return who has something under way."""
    return [owner for (owner,) in connection.execute("SELECT DISTINCT owner FROM exchange WHERE owner IS NOT NULL")]
