"""Compares two JSON texts: the values that differ, or how equal values are written differently.

Numbers are compared as decimal text, never as floats, so no digit is lost.
"""

from __future__ import annotations

import json
import re
from typing import Any

from msgspec import Struct

MAX_CHANGES = 500
_LONGEST = 2000  # characters of a value in a `Change`
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BLANKS = re.compile(rb"[ \t\r\n]+")
_NUMBER = re.compile(r"-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,18}))?")


class NestingTooDeep(ValueError):  # noqa: N818 - a result, not a bug
    """The JSON is nested too deeply to compare."""


class Change(Struct, frozen=True):
    """One value that differs. `pointer` is a JSON pointer (RFC 6901); None stands for a missing value."""

    pointer: str
    before: str | None
    after: str | None


class _Pairs(list[tuple[str, Any]]):
    """The members of an object in order, including duplicate keys."""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def parse(body: bytes) -> tuple[Any] | None:
    """Parse a JSON text and return its value in a tuple of one; None if it is not JSON.

    Raises:
        NestingTooDeep: the text is nested too deeply.
    """
    try:
        return (
            json.loads(
                body.decode("utf-8-sig"),
                object_pairs_hook=_Pairs,
                parse_int=_Number,
                parse_float=_Number,
                parse_constant=_refuse,
            ),
        )
    except RecursionError:
        raise NestingTooDeep from None
    except ValueError:
        return None


def compare_values(before: Any, after: Any) -> tuple[Change, ...]:  # noqa: ANN401 - any JSON
    """Return the values that differ, at most `MAX_CHANGES`.

    Raises:
        NestingTooDeep: the values are nested too deeply.
    """
    changes: list[Change] = []
    try:
        _compare("", before, after, changes)
    except RecursionError:
        raise NestingTooDeep from None
    return tuple(changes)


def notation_differences(before: bytes, after: bytes, left: Any, right: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    """Return how two JSON texts with equal values are written differently; `left` and `right` are the parsed values.

    Raises:
        NestingTooDeep: the values are nested too deeply.
    """
    try:
        return _notation(before, after, left, right)
    except RecursionError:
        raise NestingTooDeep from None


def _refuse(word: str) -> None:
    raise ValueError(word)


def _compare(pointer: str, before: Any, after: Any, changes: list[Change]) -> None:  # noqa: ANN401 - any JSON
    if len(changes) >= MAX_CHANGES:
        return
    if isinstance(before, _Pairs) and isinstance(after, _Pairs):
        left, right = dict(before), dict(after)  # the last of duplicate keys counts, as in PHP and Python
        for key in dict.fromkeys((*left, *right)):
            below = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            if key not in left:
                changes.append(Change(below, None, _written(right[key])))
            elif key not in right:
                changes.append(Change(below, _written(left[key]), None))
            else:
                _compare(below, left[key], right[key], changes)
        return
    if type(before) is list and type(after) is list:
        for number in range(max(len(before), len(after))):
            below = f"{pointer}/{number}"
            if number >= len(before):
                changes.append(Change(below, None, _written(after[number])))
            elif number >= len(after):
                changes.append(Change(below, _written(before[number]), None))
            else:
                _compare(below, before[number], after[number], changes)
        return
    if not _same(before, after):
        changes.append(Change(pointer, _written(before), _written(after)))


def _same(before: Any, after: Any) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(before, _Number) and isinstance(after, _Number):
        return before == after or _value(before) == _value(after)
    return type(before) is type(after) and bool(before == after)


def _value(number: str) -> object:
    """Return the canonical form of a number: sign, significant digits and exponent."""
    found = _NUMBER.fullmatch(number)
    if found is None:  # an exponent of more than 18 digits: compared as text
        return number
    whole, part = found[1], found[2] or ""
    digits = (whole + part).lstrip("0")
    significant = digits.rstrip("0")
    power = int(found[3] or 0) - len(part) + len(digits) - len(significant)
    return (number.startswith("-"), significant, power) if significant else "0"


def _written(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a value as one line of JSON, numbers as they were written; a long value is truncated."""
    pieces: list[str] = []
    _write(value, pieces, _LONGEST)
    text = "".join(pieces)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _write(value: Any, pieces: list[str], space: int) -> int:  # noqa: ANN401 - any JSON
    """Append the text of a value and return how many characters are still allowed; stop at 0."""
    if not isinstance(value, list):
        pieces.append(str(value) if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False))
        return space - len(pieces[-1])
    named = isinstance(value, _Pairs)
    pieces.append("{" if named else "[")
    for number, each in enumerate(value):
        if space < 0:
            break
        start = ", " if number else ""
        if named:
            start += f"{json.dumps(each[0], ensure_ascii=False)}: "
        pieces.append(start)
        space = _write(each[1] if named else each, pieces, space - len(start))
    pieces.append("}" if named else "]")
    return space - 2


def _notation(before: bytes, after: bytes, left: Any, right: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    found = []
    if before.startswith(b"\xef\xbb\xbf") != after.startswith(b"\xef\xbb\xbf"):
        found.append("byte order mark")
    one, other = _Notation(left), _Notation(right)
    # Only the last of duplicate keys counts, so two equal texts may differ in the others.
    duplicates = sorted(one.keys) != sorted(other.keys) or sorted(one.overridden) != sorted(other.overridden)
    if duplicates:
        found.append("duplicate keys")
    elif one.keys != other.keys:
        found.append("key order")
    if _outside_strings(before) != _outside_strings(after):
        found.append("whitespace")
    if not duplicates:
        # If the key order differs, each spelling is compared regardless of its position.
        in_order = list if one.keys == other.keys else sorted
        if in_order(one.numbers) != in_order(other.numbers):
            found.append("number spelling")
        if in_order(_STRING.findall(before)) != in_order(_STRING.findall(after)):
            found.append("escapes in strings")
    return tuple(found or ("whitespace",))


class _Notation:
    """How a JSON value is written.

    Attributes:
        keys: all keys, in order.
        overridden: the members that are overridden by a later member with the same key.
        numbers: all numbers as written, in order.
    """

    def __init__(self, value: Any) -> None:  # noqa: ANN401 - any JSON
        self.keys: list[str] = []
        self.overridden: list[str] = []
        self.numbers: list[str] = []
        self._read(value)

    def _read(self, value: Any) -> None:  # noqa: ANN401 - any JSON
        if isinstance(value, _Number):
            self.numbers.append(str(value))
        elif isinstance(value, _Pairs):
            last = {key: number for number, (key, _member) in enumerate(value)}
            for number, (key, member) in enumerate(value):
                self.keys.append(key)
                if last[key] != number:
                    self.overridden.append(f"{key} {_written(member)}")
                self._read(member)
        elif isinstance(value, list):
            for member in value:
                self._read(member)


def _outside_strings(body: bytes) -> list[bytes]:
    return _BLANKS.findall(_STRING.sub(b'""', body))
