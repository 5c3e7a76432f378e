"""Compares two requests or responses: bytes, JSON values and headers.

Secret headers are compared by their whole value and returned masked.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from workbench.evidence.safe import safe_body
from workbench.exchange import HIDDEN_HEADERS
from workbench.jsontext import line_and_column
from workbench.operations.json_diff import (
    MAX_CHANGES,
    Change,
    NestingTooDeep,
    compare_values,
    notation_differences,
    parse,
)
from workbench.redaction import mask

LARGEST_READ = 2_000_000
"""Size in bytes up to which a body is compared as JSON; larger bodies are compared as bytes only."""

_CONTEXT = 16  # bytes shown before and after the first difference

HEADER_NOTATION = "header names"
"""Used in place of a header name where all values are equal and the names differ in order, case or number."""

Meaning = Literal["same bytes", "same JSON", "different JSON", "not JSON", "not compared"]


class Difference(Struct, frozen=True):
    """The first byte at which two bodies differ.

    Attributes:
        offset: byte offset; the length of the shorter body where one is a prefix of the other.
        line, column: the same position in the first body, from 1.
        before, after: the bytes around that position in each body, with known secrets replaced.
    """

    offset: int
    line: int
    column: int
    before: bytes
    after: bytes


class BodyDiff(Struct, frozen=True):
    """The result of comparing two bodies.

    Attributes:
        meaning: how the bodies relate; `not compared` if one is too large or too deeply nested to compare as JSON.
        message: one sentence.
        notation: how equal JSON values are written differently, such as `key order` and `whitespace`.
        changes: the values that differ.
    """

    meaning: Meaning
    message: str
    first: Difference | None = None
    notation: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def diff_bodies(before: bytes, after: bytes) -> BodyDiff:
    """Compare two bodies, with known secrets replaced, as bytes and, if possible, as JSON."""
    same = before == after
    before, after = safe_body(before).body, safe_body(after).body
    if same:
        return BodyDiff("same bytes", f"{len(before)} identical bytes.")
    if before == after:
        return BodyDiff("not compared", "Other bytes, which differ in known secrets only.")
    first = _first(before, after)
    if max(len(before), len(after)) > LARGEST_READ:
        limit = f"bodies over {LARGEST_READ:,} bytes are not compared as JSON"
        return BodyDiff("not compared", f"The bytes differ; {limit}.", first)
    try:
        left, right = parse(before), parse(after)
        if left is None or right is None:
            which = "neither body is" if left is right else f"the {'first' if left is None else 'second'} body is not"
            return BodyDiff("not JSON", f"The bytes differ; {which} JSON.", first)
        changes = compare_values(left[0], right[0])
        if changes:
            return BodyDiff("different JSON", f"JSON differs in {_count(changes)}.", first, (), changes)
        notation = notation_differences(before, after, left[0], right[0])
    except NestingTooDeep:
        return BodyDiff("not compared", "The bytes differ; the JSON is nested too deeply to compare.", first)
    return BodyDiff("same JSON", f"Same JSON, written differently: {', '.join(notation)}.", first, notation)


def diff_headers(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str | None, str | None], ...]:
    """Return (name, value before, value after) of each header that differs, in order; secret values are masked.

    None stands for a missing header. If all values are equal but the names are written differently, the result is
    one difference named `HEADER_NOTATION`.
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
        found.append((HEADER_NOTATION, names, others))
    return tuple(found)


def _by_name(headers: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, str]]:
    """Return each header once: its name as first written, and its values joined by commas."""
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
    low, high = 0, shorter  # binary search for the longest common prefix: comparing slices runs at memory speed
    while low < high:
        middle = (low + high + 1) // 2
        if before[low:middle] == after[low:middle]:
            low = middle
        else:
            high = middle - 1
    line, column = line_and_column(before, low)
    return Difference(low, line, column, _context(before, low), _context(after, low))


def _context(body: bytes, at: int) -> bytes:
    """Return the bytes around an offset."""
    return body[max(0, at - _CONTEXT) : at + _CONTEXT]


def _count(changes: tuple[Change, ...]) -> str:
    if len(changes) == 1:
        return "1 value"
    return f"{'at least ' if len(changes) >= MAX_CHANGES else ''}{len(changes)} values"
