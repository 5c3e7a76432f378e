"""What differs between two messages, at three levels: bytes, JSON meaning, headers.

Compares values; never changes one. Secret headers are compared but shown masked.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from workbench.exchange import HIDDEN_HEADERS
from workbench.jsontext import line_and_column
from workbench.secrecy import mask

LARGEST_READ = 2_000_000
"""Bytes up to which a body is compared as JSON; above it only the bytes are."""

MOST_CHANGES = 500
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BLANKS = re.compile(rb"[ \t\r\n]+")
_AROUND = 16  # bytes shown before and after the first difference

Meaning = Literal["same bytes", "same JSON", "other JSON", "not JSON"]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first byte at which two bodies part.

    Attributes:
        offset: its byte offset; where one body ends first, its length.
        line, column: the same place in the first body, from 1.
        before, after: the bytes around it in each body.
    """

    offset: int
    line: int
    column: int
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is not the same in both; `pointer` is a JSON pointer (RFC 6901). None: it is not there."""

    pointer: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class BodyContrast:
    """Two bodies beside each other.

    Attributes:
        says: one sentence.
        ways: how the same JSON is written in other bytes, such as `key order` and `spaces`.
    """

    meaning: Meaning
    says: str
    first: Difference | None = None
    ways: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def contrast(before: bytes, after: bytes) -> BodyContrast:
    """Return what differs between two bodies."""
    if before == after:
        return BodyContrast("same bytes", f"The same {len(before)} bytes.")
    first = _first(before, after)
    left, right = _read(before), _read(after)
    if left is None or right is None:
        which = "neither is" if left is right else f"the {'first' if left is None else 'second'} is not"
        return BodyContrast("not JSON", f"Other bytes; {which} JSON that can be compared.", first)
    changes: list[Change] = []
    _compare("", left[0], right[0], changes)
    if changes:
        count = f"{len(changes)} value{'' if len(changes) == 1 else 's'} differ{'s' if len(changes) == 1 else ''}"
        return BodyContrast("other JSON", f"Other JSON: {count}.", first, (), tuple(changes))
    ways = _ways(before, after, left[0], right[0])
    return BodyContrast("same JSON", f"The same JSON in other bytes: {' and '.join(ways)}.", first, ways)


def contrast_headers(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str | None, str | None], ...]:
    """Return name, value before and value after of each header that differs, in order; secret ones masked."""
    found = []
    left, right = _by_name(before), _by_name(after)
    for name in dict.fromkeys((*left, *right)):
        one, other = left.get(name), right.get(name)
        if one is None or other is None or one[1] != other[1]:
            written = (one or other or ("", ""))[0]
            found.append((written, _shown(name, one), _shown(name, other)))
    return tuple(found)


def _by_name(headers: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, str]]:
    """Return each header once: as first written, with all its values."""
    found: dict[str, tuple[str, str]] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = (found[key][0], f"{found[key][1]}, {value}") if key in found else (name, value)
    return found


def _shown(name: str, header: tuple[str, str] | None) -> str | None:
    if header is None:
        return None
    return mask(header[1]) if name in HIDDEN_HEADERS else header[1]


def _first(before: bytes, after: bytes) -> Difference:
    shorter = min(len(before), len(after))
    low, high = 0, shorter  # the longest common beginning, by halves: comparing slices runs at memory speed
    while low < high:
        middle = (low + high + 1) // 2
        if before[low:middle] == after[low:middle]:
            low = middle
        else:
            high = middle - 1
    line, column = line_and_column(before, low)
    start = max(0, low - _AROUND)
    return Difference(low, line, column, before[start : low + _AROUND], after[start : low + _AROUND])


class _Pairs(list[tuple[str, Any]]):
    """The members of an object in order, duplicates kept."""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def _read(body: bytes) -> tuple[Any] | None:
    if len(body) > LARGEST_READ:
        return None
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
    except (ValueError, RecursionError):
        return None


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
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(number).normalize()
    except InvalidOperation:
        return number


def _written(value: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(_plain(value), ensure_ascii=False)[:2000]


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, _Pairs):
        return {key: _plain(member) for key, member in value}
    if isinstance(value, _Number):
        return float(value) if any(mark in value for mark in ".eE") else int(value[:4000])
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return value


def _ways(before: bytes, after: bytes, left: Any, right: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    """Return how two bodies that mean the same are written differently."""
    ways = []
    if before.startswith(b"\xef\xbb\xbf") != after.startswith(b"\xef\xbb\xbf"):
        ways.append("byte order mark")
    if _order(left) != _order(right):
        ways.append("key order")
    spaces, other_spaces = _outside_strings(before), _outside_strings(after)
    if spaces != other_spaces:
        ways.append("spaces")
    if sorted(_numbers(left)) != sorted(_numbers(right)):
        ways.append("number spelling")
    if sorted(_strings(before)) != sorted(_strings(after)):
        ways.append("escapes in strings")
    return tuple(ways or ("spaces",))


def _order(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, _Pairs):
        return [word for key, member in value for word in (key, *_order(member))]
    if isinstance(value, list):
        return [word for member in value for word in _order(member)]
    return []


def _numbers(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, _Number):
        return [str(value)]
    members = [member for _key, member in value] if isinstance(value, _Pairs) else value
    if not isinstance(members, list):
        return []
    return [number for member in members for number in _numbers(member)]


def _strings(body: bytes) -> list[bytes]:
    return _STRING.findall(body)


def _outside_strings(body: bytes) -> list[bytes]:
    return _BLANKS.findall(_STRING.sub(b'""', body))
