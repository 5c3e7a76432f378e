"""What a person typed to filter the log, as words and conditions. Pure: it reads no file.

Every word must occur somewhere. `field:word` narrows instead, for the fields below; any other colon is part of a word,
for payloads are full of them. What is half typed (`is:`, `before:2026-`) narrows as far as it says anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from workbench.history.records import UNKNOWN, Column, instant


class Facet(NamedTuple):
    """A column that has few different values, and which of them are meant; `but` is the one that is not looked at."""

    column: str
    matches: Callable[[str], bool]
    but: str | None = None


class Condition(NamedTuple):
    """A condition on the table of exchanges, and its values."""

    sql: str
    values: tuple[Column, ...] = ()


Narrowing = Facet | Condition

NOTHING: Final = Condition("0")
LONGEST_WORD: Final = 1_000
"""Characters of a word that are looked for; the rest of it is ignored."""

_DATE = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?(?:T(\d\d?))?(?::(\d\d?))?[-T:]?\Z")
_ID: Final = re.compile(r"[0-9a-fA-F]{8,32}")
_IS: Final = {
    "pinned": "pinned",
    "unknown": f"{UNKNOWN} IN (sent, answered, success)",
    "recorded": "recorded IS NOT NULL",
    "run": "run IS NOT NULL",
}


class Query(NamedTuple):
    """Words that must all occur, and what narrows them."""

    words: tuple[str, ...]
    narrowings: tuple[Narrowing, ...]


def parsed(query: str) -> Query:
    """Return what a query asks for."""
    words: list[str] = []
    narrowings: list[Narrowing] = []
    for word in dict.fromkeys(_characters(query).split()):  # a whole text may be pasted
        field, colon, value = word.partition(":")
        narrows = _FIELDS.get(field.lower()) if colon else None
        if narrows is None:
            words.append(unescaped(word[:LONGEST_WORD]))
        elif value:
            narrowings.append(narrows(value[:LONGEST_WORD]))
    return Query(tuple(words), tuple(narrowings))


def _characters(query: str) -> str:
    """Return the query with what is no character (half a one, a stray byte) as the index has it."""
    return query.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def unescaped(text: str) -> str:
    r"""Return the text with `\/` as `/`, two ways to write one thing, and without NUL, where the index would stop."""
    return text.replace("\\/", "/").replace("\0", " ")


def _contains(column: str, but: str | None = None) -> Callable[[str], Narrowing]:
    def narrows(word: str) -> Narrowing:
        folded = word.lower()
        return Facet(column, lambda value: folded in value.lower(), but)

    return narrows


def _status(word: str) -> Narrowing:
    """`200`, `4xx`, `20`, or the first letters of a word such as `timeout`; also a flaw, such as `truncated`."""
    begins = word.lower()
    if begins[0].isdigit():
        begins = begins.rstrip("x")
    return Facet("answer", lambda answer: any(part.startswith(begins) for part in answer.split()))


def _is(word: str) -> Narrowing:
    chosen = [f"({condition})" for name, condition in _IS.items() if name.startswith(word.lower())]
    return Condition(" OR ".join(chosen).join("()")) if chosen else NOTHING


def is_id(word: str) -> bool:
    """Say whether a word may be the first digits of an id, as they are shown."""
    return _ID.fullmatch(word) is not None


def by_id(word: str) -> Condition:
    """Return the condition that an id, which is hexadecimal, begins with these digits."""
    begins = word.lower()
    return Condition("id >= ? AND id < ?", (begins, f"{begins}g"))


def _before(word: str) -> Narrowing:
    start = _start_of(word)
    return NOTHING if start is None else Condition("started < ?", (start,))


def _after(word: str) -> Narrowing:
    start = _start_of(word)
    return NOTHING if start is None else Condition("started >= ?", (start,))


def _start_of(word: str) -> int | None:
    """Return the first moment of a year, month, day, hour or minute of local time, such as `2026-03-01T14:30`."""
    found = _DATE.match(word.upper())
    if found is None:
        return None
    year, month, day, hour, minute = (None if part is None else int(part) for part in found.groups())
    try:
        return instant(datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0).astimezone())
    except (ValueError, OverflowError, OSError):
        return None


_FIELDS: Final[dict[str, Callable[[str], Narrowing]]] = {
    "id": by_id,
    "status": _status,
    "profile": _contains("profile"),
    "endpoint": _contains("endpoint"),
    "tag": _contains("tags", but="[]"),
    "is": _is,
    "before": _before,
    "after": _after,
}
