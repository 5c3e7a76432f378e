"""The full-text index: finds any part of any text of an exchange, in the form that `search_text` gives it.

Rows are indexed when no sends are running (`indexed` is 0 until then); unindexed rows are scanned, so a search always
sees everything. The index holds no text that the tables do not hold.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final

from workbench.exchange import Exchange
from workbench.history.outcomes import columns_of
from workbench.history.query import is_id
from workbench.history.records import request_columns, string, tags_column, tags_of
from workbench.history.schema import SEARCH
from workbench.history.search_text import SEARCHED_BYTES, body_lines, field_lines, folded

BATCH_SIZE: Final = 32
"""Rows indexed in one transaction; other writers wait for it."""

_COLUMNS: Final = f"""
    SELECT e.number, e.title, e.profile, e.endpoint, r.url, r.payload_hash, r.token_prefix, r.pair, r.options,
        o.search_text, e.note, e.tags, r.headers, substr(r.body, 1, {SEARCHED_BYTES}), o.head,
        substr(o.body, 1, {SEARCHED_BYTES})
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


def with_words(connection: sqlite3.Connection, words: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the sorted numbers of the rows that contain all the words, each in one of its spellings."""
    unindexed = _unindexed(connection, words)
    indexed = _indexed(connection, words)
    return sorted([*indexed, *unindexed]) if unindexed else indexed


def contains(exchange: Exchange, words: Iterable[tuple[str, ...]]) -> bool:
    """Return whether each word occurs in an exchange as in a row of the file, or is the start of its id."""
    _, url, headers, *signed, _, body = request_columns(exchange)
    _, said, head, answer = columns_of(exchange.outcome) if exchange.outcome else (None, "", "", None)
    names, marks = (exchange.title, exchange.profile, exchange.endpoint), exchange.annotations
    text = _text((None, *names, url, *signed, said, marks.note, tags_column(marks.tags), headers, body, head, answer))
    return all(
        _contains(text, [spelled]) or any(is_id(each) and exchange.id.startswith(each) for each in spelled)
        for spelled in words
    )


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


def _unindexed(connection: sqlite3.Connection, words: Sequence[tuple[str, ...]]) -> list[int]:
    return [number for number, text in _texts(connection, _UNINDEXED) if _contains(text, words)]


def _contains(text: str, words: Iterable[tuple[str, ...]]) -> bool:
    return all(any(each in text for each in spelled) for spelled in words)


def _indexed(connection: sqlite3.Connection, words: Sequence[tuple[str, ...]]) -> list[int]:
    phrases: list[str] = []
    for spelled in words:
        wanted = [each for each in spelled if len(each) > 2]
        for short in spelled:
            if len(short) <= 2:
                wanted += _trigrams_starting(connection, short)
        if not wanted:
            return []
        phrases.append(" OR ".join(map(_quoted, wanted)).join("()"))
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
    *fields, tags, headers, body, head, answer = row[1:]
    lines: list[str] = []
    for part in (*fields, *tags_of(tags)):
        if part:
            lines += field_lines(_string(part))
    for stored, content in ((headers, body), (head, answer)):
        if content:
            lines += body_lines(bytes(content), partial(_headers, stored))
    return folded("\n".join(lines)) + _PADDING


def _string(part: str | bytes) -> str:
    """Return a column as text; invalid UTF-8 of a damaged file becomes U+FFFD."""
    try:
        return string(part)
    except UnicodeDecodeError:
        return part.decode("utf-8", "replace") if isinstance(part, bytes) else part


def _headers(stored: str) -> tuple[tuple[str, str], ...]:
    """Return the headers of a request or of an outcome; none from a damaged file."""
    try:
        record = json.loads(stored)
        return tuple(
            (str(name), str(value)) for name, value in (record if isinstance(record, list) else record["headers"])
        )
    except (ValueError, LookupError, TypeError):
        return ()
