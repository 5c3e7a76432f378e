"""The index of texts: which exchanges hold a word, wherever in them. Any part of a text is found, in any case.

Owns what of an exchange can be searched. Rows wait to be indexed until the sends are quiet (`indexed` is 0 till then);
those are read instead, so that a search sees everything at once. Never holds text the tables do not hold.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

from workbench.history.query import unescaped
from workbench.history.records import tags_of
from workbench.history.schema import SEARCH

SEARCHED: Final = 100_000
"""Bytes from the start of each body that can be searched."""
AT_ONCE: Final = 32
"""Rows that are indexed in one transaction; others wait for it."""

_COLUMNS: Final = f"""
    SELECT e.number, e.title, e.profile, e.endpoint, r.url, r.payload_hash, r.token_prefix, r.pair, r.choices,
        o.says, e.note, e.tags, substr(r.body, 1, {SEARCHED}), substr(o.body, 1, {SEARCHED})
    FROM exchange e JOIN request r USING (number) LEFT JOIN outcome o USING (number)"""
_WAITING: Final = "WHERE e.indexed = 0"
_END: Final = "\n\n"  # so that the last two characters, too, begin a trigram


def index_some(connection: sqlite3.Connection) -> bool:
    """Index some of the complete rows that wait for it, inside a transaction; say whether more may be waiting."""
    texts = _texts(connection, f"{_WAITING} AND e.owner IS NULL ORDER BY e.number LIMIT {AT_ONCE}")
    connection.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", texts)
    connection.executemany("UPDATE exchange SET indexed = 1 WHERE number = ?", ((number,) for number, _ in texts))
    return len(texts) == AT_ONCE


def forget(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take rows out of the index, inside a transaction, before anything of them changes."""
    for number in numbers:
        texts = _texts(connection, "WHERE e.number = ? AND e.indexed = 1", number)
        connection.executemany("INSERT INTO search (search, rowid, text) VALUES ('delete', ?, ?)", texts)
        connection.execute("UPDATE exchange SET indexed = 0 WHERE number = ?", (number,))


def begin_again(connection: sqlite3.Connection) -> None:
    """Make the index anew, inside a transaction: empty, so that every row waits."""
    for table in ("trigrams", "search"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in SEARCH:
        connection.execute(statement)
    connection.execute("UPDATE exchange SET indexed = 0 WHERE indexed")


def with_words(connection: sqlite3.Connection, words: Sequence[str]) -> list[int]:
    """Return the numbers of the rows that hold all the words, in order."""
    waiting = _waiting(connection, [word.lower() for word in words])
    indexed = _indexed(connection, words)
    return sorted([*indexed, *waiting]) if waiting else indexed


def numbers_of(connection: sqlite3.Connection, sql: str, *values: object) -> list[int]:
    """Return the numbers, in order, that one JSON array holds.

    It is read in a single step, for every step would let the other threads of Python go first.
    """
    (array,) = connection.execute(sql, values).fetchone()
    return sorted(json.loads(array))


def in_all(found: Sequence[list[int]]) -> list[int]:
    """Return the numbers that are in all of these ordered lists."""
    smallest, *others = sorted(found, key=len)
    for other in others:
        there = set(other)
        smallest = [number for number in smallest if number in there]
    return smallest


def _waiting(connection: sqlite3.Connection, words: Sequence[str]) -> list[int]:
    found = []
    for number, text in _texts(connection, _WAITING):
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
            beginning = _beginning(connection, word.lower())
            if not beginning:
                return []
            phrases.append(" OR ".join(map(_quoted, beginning)).join("()"))
    matching = "SELECT json_group_array(rowid) FROM search WHERE search MATCH ?"
    return numbers_of(connection, matching, " AND ".join(phrases))


def _beginning(connection: sqlite3.Connection, word: str) -> list[str]:
    """Return the trigrams of the index that begin with these one or two characters."""
    rows = connection.execute("SELECT term FROM trigrams WHERE term >= ? AND term <= ?", (word, f"{word}\U0010ffff"))
    return [term for (term,) in rows]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _texts(connection: sqlite3.Connection, where: str, *values: object) -> list[tuple[int, str]]:
    """Return number and text of rows. What was once indexed as a text must always come out as that same text."""
    return [(row[0], _text(row)) for row in connection.execute(f"{_COLUMNS} {where}", values)]


def _text(row: Sequence[Any]) -> str:
    *parts, tags, body, answer = row[1:]
    lines = [*map(_printed, parts), *map(_printed, tags_of(tags)), _printed(body), _printed(answer)]
    return unescaped("\n".join(lines)) + _END


def _printed(part: str | bytes | None) -> str:
    """Return a part as it can be searched: what is no character stands as one that nobody looks for."""
    if not part:
        return ""
    return part.decode("utf-8", "replace") if isinstance(part, bytes) else part
