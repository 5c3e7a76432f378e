"""Parses a log filter into words and conditions. Does no I/O.

Every word must occur somewhere. `field:word` restricts one of the fields below; any other colon is part of a word,
because payloads contain many. Words in quotes are searched together: `"two words"`, `profile:"Acme Games"`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from workbench.exchange import FailureKind, Flaw
from workbench.history.outcome_labels import CANCELLED, INTERRUPTED
from workbench.history.records import UNKNOWN, Column, to_microseconds
from workbench.history.search_text import QUOTES, folded, spellings


class QueryError(ValueError):
    """A query that cannot be read. Its text is a sentence with the form wanted; it repeats nothing that was typed."""


class Facet(NamedTuple):
    """A column with few distinct values, and a test for the wanted ones; rows with the value `but` are skipped."""

    column: str
    matches: Callable[[str], bool]
    but: str | None = None


class Condition(NamedTuple):
    """An SQL condition on the exchange table, with its parameters."""

    sql: str
    values: tuple[Column, ...] = ()


Restriction = Facet | Condition

MAX_WORD_LENGTH: Final = 1_000
"""Characters of a word that are searched; the rest is ignored."""

_TERM: Final = re.compile(r'(?P<field>\w+:)?"(?P<quoted>[^"]*)"(?!\S)|\S+')
_STATUS: Final = re.compile(r"\d{1,3}|\d{2}x|\dxx?")
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?(?:T(\d\d?))?(?::(\d\d?))?[-T:]?")
_ID: Final = re.compile(r"[0-9a-fA-F]{8,32}")
_DIGITS: Final = re.compile(r"[0-9a-fA-F]{1,32}")
_UNKNOWN_FIELD: Final = re.compile(r"[A-Za-z][\w-]*:(?=[^\s/])")
_LABELS: Final = (*FailureKind, *Flaw, CANCELLED, INTERRUPTED)
_DATE_FORM: Final = "a date or a time (local), such as 2026-03-01 or 2026-03-01T14:30"
_IS: Final = {
    "pinned": "pinned",
    "unknown": f"{UNKNOWN} IN (sent, answered, success)",
    "recorded": "recorded IS NOT NULL",
    "run": "run IS NOT NULL",
}


class Query(NamedTuple):
    """Words that must all occur, each in one of its spellings, and conditions that must all hold."""

    words: tuple[tuple[str, ...], ...]
    restrictions: tuple[Restriction, ...]


@lru_cache(maxsize=16)
def parsed(query: str) -> Query:
    """Parse a query.

    Raises:
        QueryError: a field has a value that it cannot have.
    """
    words: dict[tuple[str, ...], None] = {}
    restrictions: list[Restriction] = []
    for term in dict.fromkeys(_terms(query)):  # the query may be a pasted text
        name, colon, value = term.partition(":")
        field = _FIELDS.get(name.lower()) if colon else None
        if field is None:
            words[spellings(term[:MAX_WORD_LENGTH])] = None
            continue
        restriction = field.restrict(value[:MAX_WORD_LENGTH]) if value else None
        if restriction is None:
            raise QueryError(f"The filter {name.lower()}: takes {field.form}.")
        restrictions.append(restriction)
    return Query(tuple(words), tuple(restrictions))


def unknown_fields(query: str) -> str:
    """Return a sentence about what looks like `field:word` but is searched as text; empty if there is none."""
    found = [match[0] for term in _terms(query) if (match := _UNKNOWN_FIELD.match(term))]
    unknown = [each for each in found if each[:-1].lower() not in _FIELDS]
    if not unknown:
        return ""
    filters = ", ".join(f"{name}:" for name in _FIELDS)
    return f"{unknown[0]} is not a filter and is searched as text. Filters: {filters}."


def _terms(query: str) -> list[str]:
    """Return the terms of a query; the quotes around several words, and around the value of a field, are removed."""
    terms = []
    for match in _TERM.finditer(query.translate(QUOTES)):
        field, quoted = match["field"] or "", (match["quoted"] or "").strip()
        is_value = field[:-1].lower() in _FIELDS and match["quoted"] is not None
        if is_value or (not field and len(quoted.split()) > 1):
            terms.append(field + quoted)
        else:
            terms += match[0].split()
    return terms


def _contains(column: str, but: str | None = None) -> Callable[[str], Restriction]:
    def restrict(word: str) -> Restriction:
        wanted = spellings(word)
        return Facet(column, lambda value: any(each in folded(value) for each in wanted), but)

    return restrict


def _status(word: str) -> Restriction | None:
    """Match `200`, `4xx`, `20`, the start of a label such as `timeout`, or a flaw such as `truncated`."""
    begins = word.lower()
    if _STATUS.fullmatch(begins):
        begins = begins.rstrip("x")
    elif not any(label.startswith(begins) for label in _LABELS):
        return None
    return Facet("answer", lambda answer: any(part.startswith(begins) for part in answer.split()))


def _is(word: str) -> Restriction | None:
    chosen = [f"({condition})" for name, condition in _IS.items() if name.startswith(word.lower())]
    return Condition(f"({' OR '.join(chosen)})") if chosen else None


def is_id(word: str) -> bool:
    """Return whether a word may be the first digits of an id."""
    return _ID.fullmatch(word) is not None


def by_id(word: str) -> Condition:
    """Return the condition that a hexadecimal id starts with these digits."""
    begins = word.lower()
    return Condition("id >= ? AND id < ?", (begins, f"{begins}g"))


def _id(word: str) -> Restriction | None:
    return by_id(word) if _DIGITS.fullmatch(word) else None


def _before(word: str) -> Restriction | None:
    start = _start_of(word)
    return None if start is None else Condition("started < ?", (start,))


def _after(word: str) -> Restriction | None:
    start = _start_of(word)
    return None if start is None else Condition("started >= ?", (start,))


def _start_of(word: str) -> int | None:
    """Return the start of a year, month, day, hour or minute of local time, such as `2026-03-01T14:30`."""
    found = _DATE.fullmatch(word.upper())
    if found is None:
        return None
    year, month, day, hour, minute = (None if part is None else int(part) for part in found.groups())
    try:
        return to_microseconds(datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0).astimezone())
    except (ValueError, OverflowError, OSError):
        return None


class _Field(NamedTuple):
    """A field of queries; `restrict` returns None for a word that it cannot read, and `form` says what it reads."""

    restrict: Callable[[str], Restriction | None]
    form: str


_FIELDS: Final[dict[str, _Field]] = {
    "id": _Field(_id, "the first digits of an id, such as 3f2a91c0"),
    "status": _Field(
        _status, "a status or its first digits, such as 401 or 4xx, or a result, such as timeout, refused or truncated"
    ),
    "profile": _Field(_contains("profile"), "a part of the name of a profile"),
    "endpoint": _Field(_contains("endpoint"), "a part of the name of an endpoint"),
    "tag": _Field(_contains("tags", but="[]"), "a part of a tag"),
    "is": _Field(_is, f"one of: {', '.join(_IS)}"),
    "before": _Field(_before, _DATE_FORM),
    "after": _Field(_after, _DATE_FORM),
}
