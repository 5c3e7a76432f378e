"""Reads from an open history: lists of keys, rows, whole exchanges. Never writes."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from workbench.exchange import Exchange
from workbench.history import search
from workbench.history.query import Condition, Facet, Query, by_id, is_id
from workbench.history.records import EXCHANGE_COLUMNS, ROW_COLUMNS, exchange_of, row_of, string, text
from workbench.history.values import Found, Row


def find(connection: sqlite3.Connection, query: Query, *, grouped: bool) -> Found:
    """Return the keys that match a query, from one snapshot of the file."""
    connection.execute("BEGIN")
    try:
        numbers = _matching(connection, query)
        if grouped:
            numbers = _grouped(numbers, connection.execute("SELECT first, last, head FROM span ORDER BY first"))
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")
    return Found(reversed(numbers))


def of_run(connection: sqlite3.Connection, run: str) -> Found:
    """Return the keys of a repeat run."""
    sql = "SELECT json_group_array(number) FROM exchange WHERE run = ?"
    return Found(reversed(search.numbers_of(connection, sql, text(run))))


def rows(connection: sqlite3.Connection, keys: Iterable[int]) -> tuple[Row, ...]:
    """Return the rows of these keys, in their order; deleted ones are left out."""
    wanted = list(keys)
    sql = f"SELECT {ROW_COLUMNS} FROM exchange WHERE number IN (SELECT value FROM json_each(?))"
    columns = {each[0]: each for each in connection.execute(sql, (json.dumps(wanted),))}
    runs = {each[15] for each in columns.values() if each[15] is not None}
    counts = {run: _counted(connection, run) for run in runs}
    there = (columns[key] for key in wanted if key in columns)
    return tuple(row_of(each, counts.get(each[15], ())) for each in there)


def exchange(connection: sqlite3.Connection, id_: str) -> Exchange | None:
    """Return a whole exchange; None if there is none with this id."""
    columns = connection.execute(f"SELECT {EXCHANGE_COLUMNS} WHERE e.id = ?", (text(id_),)).fetchone()
    return None if columns is None else exchange_of(columns)


def _counted(connection: sqlite3.Connection, run: str | bytes) -> list[tuple[str, int, int, int]]:
    """Return the counts of a run: answer, success, number of exchanges, number still unfinished."""
    sql = "SELECT answer, success, count(*), count(process) FROM exchange WHERE run = ? GROUP BY success, answer"
    return connection.execute(sql, (run,)).fetchall()


def _all(connection: sqlite3.Connection) -> Sequence[int]:
    """Return every number, oldest first. If none was ever deleted, counting is enough."""
    counts = (f"(SELECT {each} FROM exchange)" for each in ("count(*)", "min(number)", "max(number)"))
    count, first, last = connection.execute(f"SELECT {', '.join(counts)}").fetchone()
    if count and last - first + 1 == count:
        return range(first, last + 1)
    return search.numbers_of(connection, "SELECT json_group_array(number) FROM exchange")


def _matching(connection: sqlite3.Connection, query: Query) -> Sequence[int]:
    """Return the matching numbers, oldest first."""
    if not any(query):
        return _all(connection)
    found: list[list[int]] = []
    ids = [spelled for spelled in query.words if any(map(is_id, spelled))]
    words = [spelled for spelled in query.words if spelled not in ids]
    if words:
        found.append(search.with_words(connection, words))
    for spelled in ids:
        numbers = set(search.with_words(connection, [spelled]))
        for condition in map(by_id, filter(is_id, spelled)):
            sql = f"SELECT json_group_array(number) FROM exchange WHERE {condition.sql}"
            numbers.update(search.numbers_of(connection, sql, *condition.values))
        found.append(sorted(numbers))
    for restriction in query.restrictions:
        condition = _condition(connection, restriction) if isinstance(restriction, Facet) else restriction
        sql = f"SELECT json_group_array(number) FROM exchange WHERE {condition.sql}"
        found.append(search.numbers_of(connection, sql, *condition.values))
    return search.intersection(found)


def _condition(connection: sqlite3.Connection, facet: Facet) -> Condition:
    """Return the condition that a column has one of its matching values."""
    column = facet.column
    condition = "1" if facet.but is None else f"{column} <> '{facet.but}'"
    smallest = f"SELECT min({column}) FROM exchange WHERE {condition}"
    values = connection.execute(  # each value is found from the previous one, which skips rows with equal values
        f"""WITH RECURSIVE each (value) AS (
            SELECT ({smallest})
            UNION ALL SELECT ({smallest} AND {column} > each.value) FROM each WHERE each.value IS NOT NULL
        ) SELECT value FROM each WHERE value IS NOT NULL"""
    ).fetchall()
    chosen = tuple(value for (value,) in values if facet.matches(string(value)))
    return Condition(f"{condition} AND {column} IN ({', '.join('?' * len(chosen))})", chosen)


def _grouped(numbers: Sequence[int], spans: Iterable[tuple[int, int, int]]) -> Sequence[int]:
    """Return the sorted numbers with those of each run replaced by the run's first; `spans` are sorted too."""
    grouped: list[int] = []
    heads: set[int] = set()
    done = 0
    for first, last, head in spans:
        start, end = bisect_left(numbers, first, done), bisect_right(numbers, last, done)
        grouped += numbers[done:start]
        if end > start:
            heads.add(head)
        done = end
    if not heads:
        return numbers
    return sorted([*grouped, *numbers[done:], *heads])
