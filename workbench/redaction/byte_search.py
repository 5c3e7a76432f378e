"""Finds known secret values in bytes, and returns their positions. Never changes the bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from workbench.redaction.redactor import shared

_PART: Final = 32_000
"""Characters that are searched at once; takes some milliseconds."""
_OVERLAP: Final = 8_000
"""Characters by which parts overlap; longer than any encoding of a value."""


def known_in(data: bytes, also: Iterable[str] = ()) -> tuple[tuple[int, int], ...]:
    """Return (offset, length) of each known secret value in `data`, in order and not overlapping.

    Known values are found in every encoding that redaction finds; the values in `also` as written, without case.
    """
    text = data.decode("utf-8", "surrogateescape")
    spans = [*_known(text), *_literal(text, also)]
    if not spans:
        return ()
    if len(text) != len(data):
        spans = [(_bytes_to(text, start), _bytes_to(text, end)) for start, end in spans]
    return _merged(sorted(spans))


def _known(text: str) -> Iterator[tuple[int, int]]:
    """Yield the positions of known values. A long text is searched in parts, so that other threads can run."""
    for start in range(0, max(len(text), 1), _PART):
        for first, last in shared.spans(text[start : start + _PART + _OVERLAP]):
            yield start + first, start + last


def _literal(text: str, values: Iterable[str]) -> Iterable[tuple[int, int]]:
    folded = text.lower()
    if len(folded) != len(text):
        folded = text
    for value in values:
        wanted = value.lower()
        at = folded.find(wanted) if wanted else -1
        while at >= 0:
            yield at, at + len(wanted)
            at = folded.find(wanted, at + 1)


def _bytes_to(text: str, at: int) -> int:
    return len(text[:at].encode("utf-8", "surrogateescape"))


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join spans that overlap or touch, and return them as offset and length; the input must be sorted."""
    start, end = spans[0]
    merged: list[tuple[int, int]] = []
    for first, last in spans[1:]:
        if first > end:
            merged.append((start, end - start))
            start, end = first, last
        else:
            end = max(end, last)
    return (*merged, (start, end - start))
