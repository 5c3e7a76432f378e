"""The full-text index: finds any part of any text of an exchange, ignoring case.

Rows are indexed when no sends are running (`indexed` is 0 until then); unindexed rows are scanned, so a search always
sees everything. The index holds no text that the tables do not hold.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

from workbench.history.query import unescaped
from workbench.history.records import tags_of
from workbench.history.schema import SEARCH

SEARCHED_BYTES: Final = 100_000
"""Bytes at the start of each body that are searchable."""
BATCH_SIZE: Final = 32
"""Rows indexed in one transaction; other writers wait for it."""

_COLUMNS: Final = f"""
    SELECT e.number, e.title, e.profile, e.endpoint, r.url, r.payload_hash, r.token_prefix, r.pair, r.options,
        o.search_text, e.note, e.tags, substr(r.body, 1, {SEARCHED_BYTES}), substr(o.body, 1, {SEARCHED_BYTES})
    FROM exchange e JOIN request r USING (number) LEFT JOIN outcome o USING (number)"""
_UNINDEXED: Final = "WHERE e.indexed = 0"
_PADDING: Final = "\n\n"  # so that the last two characters also start a trigram


def index_some(connection: sqlite3.Connection) -> bool:
    """Index a batch of completed rows, inside a transaction; return whether more may be waiting."""
    texts = _texts(connection, f"{_UNINDEXED} AND e.process IS NULL ORDER BY e.number LIMIT {BATCH_SIZE}")
    connection.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", texts)
    connection.executemany("UPDATE exchange SET indexed = 1 WHERE number = ?", ((number,) for number, _ in texts))
    return len(texts) == BATCH_SIZE


def remove(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Remove rows from the index, inside a transaction, before their text changes."""
    for number in numbers:
        texts = _texts(connection, "WHERE e.number = ? AND e.indexed = 1", number)
        connection.executemany("INSERT INTO search (search, rowid, text) VALUES ('delete', ?, ?)", texts)
        connection.execute("UPDATE exchange SET indexed = 0 WHERE number = ?", (number,))


def rebuild(connection: sqlite3.Connection) -> None:
    """Recreate the index empty, inside a transaction, so that every row is indexed again."""
    for table in ("trigrams", "search"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in SEARCH:
        connection.execute(statement)
    connection.execute("UPDATE exchange SET indexed = 0 WHERE indexed")


def with_words(connection: sqlite3.Connection, words: Sequence[str]) -> list[int]:
    """Return the sorted numbers of the rows that contain all the words."""
    unindexed = _unindexed(connection, [word.lower() for word in words])
    indexed = _indexed(connection, words)
    return sorted([*indexed, *unindexed]) if unindexed else indexed


def numbers_of(connection: sqlite3.Connection, sql: str, *values: object) -> list[int]:
    """Return the numbers of one JSON array, sorted.

    The query is a single step, because sqlite3 releases the GIL between steps.
    """
    (array,) = connection.execute(sql, values).fetchone()
    return sorted(json.loads(array))


def intersection(found: Sequence[list[int]]) -> list[int]:
    """Return the numbers that are in all of these sorted lists."""
    smallest, *others = sorted(found, key=len)
    for other in others:
        there = set(other)
        smallest = [number for number in smallest if number in there]
    return smallest


def _unindexed(connection: sqlite3.Connection, words: Sequence[str]) -> list[int]:
    found = []
    for number, text in _texts(connection, _UNINDEXED):
        folded = text.lower()
        if all(word in folded for word in words):
            found.append(number)
    return found


def _indexed(connection: sqlite3.Connection, words: Sequence[str]) -> list[int]:
    phrases: list[str] = []
    for word in words:
        if len(word) > 2:
            phrases.append(_quoted(word))
        else:
            trigrams = _trigrams_starting(connection, word.lower())
            if not trigrams:
                return []
            phrases.append(" OR ".join(map(_quoted, trigrams)).join("()"))
    matching = "SELECT json_group_array(rowid) FROM search WHERE search MATCH ?"
    return numbers_of(connection, matching, " AND ".join(phrases))


def _trigrams_starting(connection: sqlite3.Connection, word: str) -> list[str]:
    """Return trigrams of which each indexed row that contains these one or two characters contains at least one."""
    sql = "SELECT term, doc FROM trigrams WHERE term >= ? AND term <= ? ORDER BY doc DESC"
    trigrams = connection.execute(sql, (word, f"{word}\U0010ffff")).fetchall()
    # The condition `indexed = 1` would scan the table; the other one has an index.
    (indexed,) = connection.execute("""
        SELECT (SELECT count(*) FROM exchange) - (SELECT count(*) FROM exchange WHERE indexed = 0)
    """).fetchone()
    # If the most frequent one is in every row, the others, often hundreds, would find nothing more.
    return [term for term, _rows in (trigrams[:1] if trigrams and trigrams[0][1] >= indexed else trigrams)]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _texts(connection: sqlite3.Connection, where: str, *values: object) -> list[tuple[int, str]]:
    """Return number and text of rows. The text of an indexed row must always come out the same."""
    return [(row[0], _text(row)) for row in connection.execute(f"{_COLUMNS} {where}", values)]


def _text(row: Sequence[Any]) -> str:
    *parts, tags, body, answer = row[1:]
    lines = [*map(_searchable, parts), *map(_searchable, tags_of(tags)), _searchable(body), _searchable(answer)]
    return unescaped("\n".join(lines)) + _PADDING


def _searchable(part: str | bytes | None) -> str:
    """Return a column as searchable text; invalid UTF-8 becomes U+FFFD."""
    if not part:
        return ""
    return part.decode("utf-8", "replace") if isinstance(part, bytes) else part
