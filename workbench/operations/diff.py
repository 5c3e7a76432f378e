"""What differs between two messages, at three levels: bytes, JSON meaning, headers.

Compares values; never changes one. Secret headers are compared but shown masked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.evidence.safe import safe_body
from workbench.exchange import HIDDEN_HEADERS
from workbench.exchange.decoding import decompressed
from workbench.jsontext import line_and_column
from workbench.operations.json_diff import MOST_CHANGES, Change, TooDeep, compared, read, ways_of
from workbench.redaction import known_in, mask

if TYPE_CHECKING:
    from workbench.exchange import Request, Response

LARGEST_READ = 2_000_000
"""Bytes up to which a body is compared as JSON; above it only the bytes are."""

_AROUND = 16  # bytes shown before and after the first difference
_LONGEST_SECRET = 4_096  # bytes looked at on either side of those

WRITTEN = "names, as they are written"
"""In place of a header's name: the values are the same, and order, case or number of the names is not."""

Meaning = Literal["same bytes", "same JSON", "other JSON", "not JSON", "not compared"]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first byte at which two bodies part.

    Attributes:
        offset: its byte offset; where one body ends first, its length.
        line, column: the same place in the first body, from 1.
        before, after: the bytes around it in each body, without a known secret.
    """

    offset: int
    line: int
    column: int
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class BodyDiff:
    """Two bodies beside each other.

    Attributes:
        meaning: `not compared`: too long, or nested too deep, to be read as JSON here; or only secrets differ.
        says: one sentence.
        ways: how the same JSON is written in other bytes, such as `key order` and `spaces`.
    """

    meaning: Meaning
    says: str
    first: Difference | None = None
    ways: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def diff_bodies(before: bytes, after: bytes) -> BodyDiff:
    """Return what differs between two bodies."""
    if before == after:
        return BodyDiff("same bytes", f"The same {len(before)} bytes.")
    first = _first(before, after)
    if max(len(before), len(after)) > LARGEST_READ:
        limit = f"over {LARGEST_READ:,} bytes only the bytes are compared, not what they mean as JSON"
        return BodyDiff("not compared", f"Other bytes; {limit}.", first)
    try:
        left, right = read(before), read(after)
        if left is None or right is None:
            which = "neither is" if left is right else f"the {'first' if left is None else 'second'} is not"
            return BodyDiff("not JSON", f"Other bytes; {which} JSON that can be compared.", first)
        changes = compared(left[0], right[0])
        if changes:
            return BodyDiff("other JSON", f"Other JSON: {_count(changes)}.", first, (), changes)
        ways = ways_of(before, after, left[0], right[0])
    except TooDeep:
        return BodyDiff("not compared", "Other bytes; nested too deep to be compared as JSON.", first)
    return BodyDiff("same JSON", f"The same JSON in other bytes: {' and '.join(ways)}.", first, ways)


def contrast_requests(before: Request, after: Request) -> BodyDiff:
    """Return what differs between the bodies of two requests, without known secrets."""
    return _without_secrets(before.body, after.body)


def contrast_answers(before: Response, after: Response) -> BodyDiff:
    """Return how the bodies of two answers differ when decompressed and without known secrets."""
    return _without_secrets(decompressed(before).body, decompressed(after).body)


def diff_headers(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str | None, str | None], ...]:
    """Return name, value before and value after of each header that differs, in order; secret ones masked.

    If no value differs but the names stand otherwise, that is the one difference, named `WRITTEN`.
    """
    found = []
    left, right = _by_name(before), _by_name(after)
    for name in dict.fromkeys((*left, *right)):
        one, other = left.get(name), right.get(name)
        if one is None or other is None or one[1] != other[1]:
            written = (one or other or ("", ""))[0]
            found.append((written, _shown(name, one), _shown(name, other)))
    names, others = (", ".join(name for name, _value in each) for each in (before, after))
    if not found and names != others:
        found.append((WRITTEN, names, others))
    return tuple(found)


def _without_secrets(before: bytes, after: bytes) -> BodyDiff:
    found = diff_bodies(safe_body(before).body, safe_body(after).body)
    if found.meaning == "same bytes" and before != after:
        return BodyDiff("not compared", "Other bytes, which differ in known secrets only.")
    return found


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
    return Difference(low, line, column, _around(before, low), _around(after, low))


def _around(body: bytes, at: int) -> bytes:
    """Return the bytes around a place, with asterisks for a known secret: it would not be known by a part of it."""
    start, end = max(0, at - _AROUND), at + _AROUND
    wide = max(0, start - _LONGEST_SECRET)
    piece = bytearray(body[wide : end + _LONGEST_SECRET])
    for offset, length in known_in(bytes(piece)):
        piece[offset : offset + length] = b"*" * length
    return bytes(piece[start - wide : end - wide])


def _count(changes: tuple[Change, ...]) -> str:
    if len(changes) == 1:
        return "1 value differs"
    return f"{'at least ' if len(changes) >= MOST_CHANGES else ''}{len(changes)} values differ"
