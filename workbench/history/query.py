"""Parses a log filter into words and conditions. Does no I/O.

Every word must occur somewhere. `field:word` restricts one of the fields below; any other colon is part of a word,
because payloads contain many. An incomplete term (`is:`, `before:2026-`) restricts as far as it can be understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from workbench.history.records import UNKNOWN, Column, to_microseconds


class Facet(NamedTuple):
    """A column with few distinct values, and a test for the wanted ones; rows with the value `but` are skipped."""

    column: str
    matches: Callable[[str], bool]
    but: str | None = None


class Condition(NamedTuple):
    """An SQL condition on the exchange table, and its parameters."""

    sql: str
    values: tuple[Column, ...] = ()


Restriction = Facet | Condition

NOTHING: Final = Condition("0")
MAX_WORD_LENGTH: Final = 1_000
"""Characters of a word that are searched; the rest is ignored."""

_DATE = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?(?:T(\d\d?))?(?::(\d\d?))?[-T:]?\Z")
_ID: Final = re.compile(r"[0-9a-fA-F]{8,32}")
_IS: Final = {
    "pinned": "pinned",
    "unknown": f"{UNKNOWN} IN (sent, answered, success)",
    "recorded": "recorded IS NOT NULL",
    "run": "run IS NOT NULL",
}


class Query(NamedTuple):
    """Words that must all occur, and conditions that must all hold."""

    words: tuple[str, ...]
    restrictions: tuple[Restriction, ...]


def parsed(query: str) -> Query:
    """Parse a query."""
    words: list[str] = []
    restrictions: list[Restriction] = []
    for word in dict.fromkeys(_characters(query).split()):  # the query may be a pasted text
        field, colon, value = word.partition(":")
        restrict = _FIELDS.get(field.lower()) if colon else None
        if restrict is None:
            words.append(unescaped(word[:MAX_WORD_LENGTH]))
        elif value:
            restrictions.append(restrict(value[:MAX_WORD_LENGTH]))
    return Query(tuple(words), tuple(restrictions))


def _characters(query: str) -> str:
    """Return the query with invalid characters replaced, as in the search index."""
    return query.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def unescaped(text: str) -> str:
    r"""Return the text with `\/` as `/` (equal in JSON) and without NUL, at which the index would stop."""
    return text.replace("\\/", "/").replace("\0", " ")


def _contains(column: str, but: str | None = None) -> Callable[[str], Restriction]:
    def restrict(word: str) -> Restriction:
        folded = word.lower()
        return Facet(column, lambda value: folded in value.lower(), but)

    return restrict


def _status(word: str) -> Restriction:
    """Match `200`, `4xx`, `20`, the start of a label such as `timeout`, or a flaw such as `truncated`."""
    begins = word.lower()
    if begins[0].isdigit():
        begins = begins.rstrip("x")
    return Facet("answer", lambda answer: any(part.startswith(begins) for part in answer.split()))


def _is(word: str) -> Restriction:
    chosen = [f"({condition})" for name, condition in _IS.items() if name.startswith(word.lower())]
    return Condition(" OR ".join(chosen).join("()")) if chosen else NOTHING


def is_id(word: str) -> bool:
    """Return whether a word may be the first digits of an id."""
    return _ID.fullmatch(word) is not None


def by_id(word: str) -> Condition:
    """Return the condition that a hexadecimal id starts with these digits."""
    begins = word.lower()
    return Condition("id >= ? AND id < ?", (begins, f"{begins}g"))


def _before(word: str) -> Restriction:
    start = _start_of(word)
    return NOTHING if start is None else Condition("started < ?", (start,))


def _after(word: str) -> Restriction:
    start = _start_of(word)
    return NOTHING if start is None else Condition("started >= ?", (start,))


def _start_of(word: str) -> int | None:
    """Return the start of a year, month, day, hour or minute of local time, such as `2026-03-01T14:30`."""
    found = _DATE.match(word.upper())
    if found is None:
        return None
    year, month, day, hour, minute = (None if part is None else int(part) for part in found.groups())
    try:
        return to_microseconds(datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0).astimezone())
    except (ValueError, OverflowError, OSError):
        return None


_FIELDS: Final[dict[str, Callable[[str], Restriction]]] = {
    "id": by_id,
    "status": _status,
    "profile": _contains("profile"),
    "endpoint": _contains("endpoint"),
    "tag": _contains("tags", but="[]"),
    "is": _is,
    "before": _before,
    "after": _after,
}
