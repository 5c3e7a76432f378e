"""Finds known values in bytes: as they are, and in everything that the bytes can be decoded to.

Case is ignored. The time depends on the length of the bytes, and little on the number of values. Bytes are neither
changed nor stored. Values inside more layers of encodings than `decoding.LAYERS` are not found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

from workbench.redaction.decoding import LAYERS, Origin, Span, decoded, decompressed, unescaped

_SHORTEST: Final = 4  # bytes; a shorter value occurs in other text by chance
_SHORTEST_RAW: Final = 32  # hexadecimal digits; the bytes that fewer of them stand for are not searched

_PART: Final = 500_000  # bytes that are decoded at once; each step takes milliseconds, then other threads can run
OVERLAP: Final = 16_000  # bytes by which parts overlap; longer than any encoding of a value

# The number of bytes that are decoded at most, in all and for each byte searched. Ordinary text needs 30.
_LEAST_WORK: Final = 10_000_000
_WORK: Final = 60
_DECOMPRESSED: Final = 5_000_000
"""Bytes that compressed data is decompressed to at most, as where a response is shown: it may be a bomb."""

_FEW: Final = 16  # long values; if there are more, only those are searched that have a block in the data
_LONG: Final = 32  # bytes
_BLOCK: Final = 8  # bytes, read as one number
_STEP: Final = 24  # bytes; wherever a long value is in data, a whole block of it begins at a multiple of this


def forms(value: str) -> frozenset[bytes]:
    """Return the bytes to search for a value: its own, and, as a part of it may look like an escape, those unescaped.

    A token in hexadecimal digits is also searched as the bytes that they stand for.
    """
    cases = (value, value.upper(), value.lower())
    newest = {each.encode("utf-8", "surrogatepass") for each in cases}
    newest |= {unescaped(ascii(each).encode())[0][1:-1] for each in cases}  # escaped letters may look like UTF-8
    found = set(newest)
    for _layer in range(LAYERS):
        newest = {unescaped(each)[0] for each in newest}
        found |= newest
    if len(value) >= _SHORTEST_RAW:
        with suppress(ValueError):
            found.add(bytes.fromhex(value))
    return frozenset(each.lower() for each in found if len(each) >= _SHORTEST)


class Matcher:
    """A search for known values. Values can be added while other threads search."""

    def __init__(self) -> None:
        self._short: list[bytes] = []
        self._long: list[bytes] = []
        self._blocks: set[int] = set()
        self._with_blanks: list[bytes] = []

    def add(self, values: Iterable[bytes]) -> None:
        """Search for these as well; they come from `forms`."""
        for value in values:
            if len(value) < _LONG:
                self._short.append(value)
            else:
                self._blocks.update(int.from_bytes(value[at : at + _BLOCK], sys.byteorder) for at in range(_STEP))
                self._long.append(value)
            if b" " in value:
                self._with_blanks.append(value.replace(b"+", b" "))

    def spans(self, data: bytes) -> list[Span]:
        """Return the positions (start, end) of known values, in order, not overlapping and not touching."""
        if not self._short and not self._long:
            return []
        return merged(self._search(data, LAYERS, [_LEAST_WORK + _WORK * len(data)]))

    def _search(self, data: bytes, layers: int, left: list[int]) -> Iterator[Span]:
        """Yield the positions of values; `left` holds the number of bytes that may still be decoded."""
        for start in range(0, max(len(data), 1), _PART):
            part = data[start : start + _PART + OVERLAP]
            for first, last in self._in_lower_case(part.lower()):
                yield start + first, start + last
            for view, origin, inside in decoded(part, layers):
                for first, last in self._in_view(view, origin, inside, left):
                    yield start + first, start + last
        if layers >= 0:
            for view, origin in decompressed(data, min(left[0], _DECOMPRESSED)):
                yield from self._in_view(view, origin, layers - 1, left)

    def _in_view(self, view: bytes, origin: Origin, layers: int, left: list[int]) -> Iterator[Span]:
        left[0] -= len(view)
        if left[0] > 0:
            for start, end in self._search(view, layers, left):
                if span := origin(start, end):
                    yield span

    def _in_lower_case(self, data: bytes) -> Iterator[Span]:
        """Yield the positions of values in data that is in lower case, and not decoded."""
        long = self._long if len(data) >= _LONG else []
        if len(long) > _FEW:
            numbers = memoryview(data)[: len(data) // _BLOCK * _BLOCK].cast("Q")[:: _STEP // _BLOCK]
            blocks = [each.to_bytes(_BLOCK, sys.byteorder) for each in self._blocks.intersection(numbers.tolist())]
            long = [value for value in long if any(block in value for block in blocks)] if blocks else []
        for value in (*self._short, *long):
            yield from everywhere(value, data)
        if self._with_blanks and b"+" in data:  # a form writes blanks so
            text = data.replace(b"+", b" ")
            for value in self._with_blanks:
                yield from everywhere(value, text)


def everywhere(value: bytes, data: bytes) -> Iterator[Span]:
    """Yield the positions of a value in the data."""
    at = data.find(value)
    while at >= 0:
        yield at, at + len(value)
        at = data.find(value, at + len(value))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the positions in order, those that overlap or touch as one."""
    found: list[Span] = []
    for start, end in sorted(set(spans)):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
