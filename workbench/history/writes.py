"""Writes to an open history, inside the caller's transaction.

Everything passed here is already redacted and is stored as it is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from workbench.exchange import Annotations, Exchange, Interrupted
from workbench.history import search
from workbench.history.outcomes import columns_of
from workbench.history.records import (
    UNKNOWN,
    annotation_columns,
    exchange_columns,
    request_columns,
    summary_columns,
    text,
)

_TABLES = ("exchange", "request", "outcome")


def insert(connection: sqlite3.Connection, exchange: Exchange, process: str) -> None:
    """Insert an exchange; one without an outcome is unfinished and belongs to `process`."""
    own, annotations, summary = (
        exchange_columns(exchange),
        annotation_columns(exchange.annotations),
        summary_columns(exchange),
    )
    number = connection.execute(
        """INSERT INTO exchange (
            id, started, run, run_number, title, profile, endpoint, wire_form, again, pinned, recorded, note, tags,
            sent, answered, success, total, sent_bytes, received_bytes, answer, held_secret, process
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (*own, *annotations, *summary, process if exchange.outcome is None else None),
    ).lastrowid
    connection.execute(
        "INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (number, *request_columns(exchange))
    )
    if exchange.outcome is not None:
        connection.execute("INSERT INTO outcome VALUES (?, ?, ?, ?, ?)", (number, *columns_of(exchange.outcome)))
    if exchange.run and number:
        add_to_span(connection, number, text(exchange.run))


def complete(connection: sqlite3.Connection, exchange: Exchange) -> None:
    """Complete an exchange; one that was deleted meanwhile stays deleted."""
    found = connection.execute("SELECT number, indexed FROM exchange WHERE id = ?", (text(exchange.id),)).fetchone()
    if found is None or exchange.outcome is None:
        return
    number, indexed = found
    if indexed:
        search.remove(connection, [number])
    connection.execute("INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?, ?)", (number, *columns_of(exchange.outcome)))
    connection.execute(
        """UPDATE exchange SET process = NULL, sent = ?, answered = ?, success = ?, total = ?, sent_bytes = ?,
            received_bytes = ?, answer = ?, held_secret = max(held_secret, ?) WHERE number = ?""",
        (*summary_columns(exchange), number),
    )


def interrupt(connection: sqlite3.Connection, process: str) -> None:
    """Complete the unfinished exchanges of a process that has ended as interrupted, with an unknown outcome."""
    kind, search_text, head, body = columns_of(Interrupted())
    connection.execute(
        "INSERT OR REPLACE INTO outcome SELECT number, ?, ?, ?, ? FROM exchange WHERE process = ?",
        (kind, search_text, head, body, process),
    )
    connection.execute(
        "UPDATE exchange SET process = NULL, sent = ?, answered = ?, success = ?, answer = ? WHERE process = ?",
        (UNKNOWN, UNKNOWN, UNKNOWN, kind, process),
    )


def annotate(connection: sqlite3.Connection, id_: str, annotations: Annotations) -> None:
    """Replace the annotations of an exchange."""
    columns = connection.execute("SELECT number, note, tags FROM exchange WHERE id = ?", (text(id_),)).fetchone()
    if columns is None:
        return
    number, *searched = columns
    if searched != list(annotation_columns(annotations)[2:]):
        search.remove(connection, [number])
    connection.execute(
        "UPDATE exchange SET pinned = ?, recorded = ?, note = ?, tags = ? WHERE number = ?",
        (*annotation_columns(annotations), number),
    )


def numbers_of(connection: sqlite3.Connection, ids: Iterable[str]) -> list[int]:
    """Return the numbers of exchanges by their ids."""
    sql = "SELECT number FROM exchange WHERE id = ?"
    return [row[0] for id_ in ids for row in connection.execute(sql, (text(id_),))]


def delete(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Delete exchanges."""
    search.remove(connection, numbers)
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
    """Record that a new number, the largest, belongs to a run."""
    longer = "UPDATE span SET last = ?1 WHERE first = (SELECT max(first) FROM span) AND last = ?1 - 1 AND run = ?2"
    if not connection.execute(longer, (number, run)).rowcount:
        connection.execute(
            "INSERT INTO span SELECT ?1, ?1, coalesce((SELECT min(head) FROM span WHERE run = ?2), ?1), ?2",
            (number, run),
        )


def owner_processes(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the processes that have unfinished exchanges."""
    return [
        process for (process,) in connection.execute("SELECT DISTINCT process FROM exchange WHERE process IS NOT NULL")
    ]
