"""What two JSON texts mean beside each other: which values differ, or how the same ones are written differently.

A number is what it is written as, never a float: no digit is lost on the way. Reads values; never changes one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

MOST_CHANGES = 500
_LONGEST = 2000  # characters of a value that is told
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BLANKS = re.compile(rb"[ \t\r\n]+")
_NUMBER = re.compile(r"-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,18}))?")


class TooDeep(ValueError):  # noqa: N818 - an answer to what was read
    """A text is nested deeper than can be compared."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is not the same in both; `pointer` is a JSON pointer (RFC 6901). None: it is not there."""

    pointer: str
    before: str | None
    after: str | None


class _Pairs(list[tuple[str, Any]]):
    """The members of an object in order, duplicates kept."""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def read(body: bytes) -> tuple[Any] | None:
    """Return what a JSON text says, in a tuple of one; None if it is no JSON.

    Raises:
        TooDeep: it may be, but is nested too deep.
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
        raise TooDeep from None
    except ValueError:
        return None


def compared(before: Any, after: Any) -> tuple[Change, ...]:  # noqa: ANN401 - any JSON
    """Return the values that differ, at most `MOST_CHANGES`.

    Raises:
        TooDeep: they are nested too deep.
    """
    changes: list[Change] = []
    try:
        _compare("", before, after, changes)
    except RecursionError:
        raise TooDeep from None
    return tuple(changes)


def ways_of(before: bytes, after: bytes, left: Any, right: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    """Return how two texts that mean the same are written differently; `left` and `right` are what was read of them.

    Raises:
        TooDeep: they are nested too deep.
    """
    try:
        return _ways(before, after, left, right)
    except RecursionError:
        raise TooDeep from None


def _refuse(word: str) -> None:
    raise ValueError(word)


def _compare(pointer: str, before: Any, after: Any, changes: list[Change]) -> None:  # noqa: ANN401 - any JSON
    if len(changes) >= MOST_CHANGES:
        return
    if isinstance(before, _Pairs) and isinstance(after, _Pairs):
        left, right = dict(before), dict(after)  # of a repeated key the last counts, as in PHP and Python
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
    """Return what two spellings of one number have in common: sign, digits, and the power of ten after them."""
    found = _NUMBER.fullmatch(number)
    if found is None:  # a power of ten beyond 18 digits: two such are the same only as they are written
        return number
    whole, part = found[1], found[2] or ""
    digits = (whole + part).lstrip("0")
    kept = digits.rstrip("0")
    power = int(found[3] or 0) - len(part) + len(digits) - len(kept)
    return (number.startswith("-"), kept, power) if kept else "0"


def _written(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a value as JSON on one line, its numbers as they were written; a long one is cut."""
    pieces: list[str] = []
    _write(value, pieces, _LONGEST)
    text = "".join(pieces)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _write(value: Any, pieces: list[str], room: int) -> int:  # noqa: ANN401 - any JSON
    """Append a value's text, and return how much room is left; what is beyond it is not written."""
    if not isinstance(value, list):
        pieces.append(str(value) if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False))
        return room - len(pieces[-1])
    named = isinstance(value, _Pairs)
    pieces.append("{" if named else "[")
    for number, each in enumerate(value):
        if room < 0:
            break
        start = ", " if number else ""
        if named:
            start += f"{json.dumps(each[0], ensure_ascii=False)}: "
        pieces.append(start)
        room = _write(each[1] if named else each, pieces, room - len(start))
    pieces.append("}" if named else "]")
    return room - 2


def _ways(before: bytes, after: bytes, left: Any, right: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    ways = []
    if before.startswith(b"\xef\xbb\xbf") != after.startswith(b"\xef\xbb\xbf"):
        ways.append("byte order mark")
    keys, other_keys = list(_keys(left)), list(_keys(right))
    # The last of a repeated key counts, so that they mean the same whatever stands before it.
    repeated = sorted(keys) != sorted(other_keys) or sorted(_unread(left)) != sorted(_unread(right))
    if repeated:
        ways.append("repeated keys")
    elif keys != other_keys:
        ways.append("key order")
    if _outside_strings(before) != _outside_strings(after):
        ways.append("spaces")
    if not repeated:
        in_order = list if keys == other_keys else sorted  # in another order each is still written as it was
        if in_order(_numbers(left)) != in_order(_numbers(right)):
            ways.append("number spelling")
        if in_order(_STRING.findall(before)) != in_order(_STRING.findall(after)):
            ways.append("escapes in strings")
    return tuple(ways or ("spaces",))


def _keys(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, _Pairs):
        return [word for key, member in value for word in (key, *_keys(member))]
    if isinstance(value, list):
        return [word for member in value for word in _keys(member)]
    return []


def _unread(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """Return the members that do not count, because their key stands again behind them."""
    if isinstance(value, _Pairs):
        last = {key: number for number, (key, _member) in enumerate(value)}
        early = [f"{key} {_written(member)}" for number, (key, member) in enumerate(value) if last[key] != number]
        return [*early, *(word for _key, member in value for word in _unread(member))]
    if isinstance(value, list):
        return [word for member in value for word in _unread(member)]
    return []


def _numbers(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, _Number):
        return [str(value)]
    members = [member for _key, member in value] if isinstance(value, _Pairs) else value
    if not isinstance(members, list):
        return []
    return [number for member in members for number in _numbers(member)]


def _outside_strings(body: bytes) -> list[bytes]:
    return _BLANKS.findall(_STRING.sub(b'""', body))
