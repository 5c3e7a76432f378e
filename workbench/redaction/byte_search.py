"""Owns the finding of known values in bytes: where they stand, so that a copy can be made without them.

Returns places only. Never changes the bytes, and never says which value stands where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from workbench.redaction.redactor import shared

_PART: Final = 32_000
"""Characters that are looked through at once: some milliseconds."""
_OVERLAP: Final = 8_000
"""Characters of the next part that are looked at too: more than any form of a value has."""


def known_in(data: bytes, also: Iterable[str] = ()) -> tuple[tuple[int, int], ...]:
    """Return (offset, length) of each place in `data` where a value known to the process's redaction stands.

    Values are found in every form that redaction finds, in upper and lower case; those of `also` as they are written,
    without regard to case. Places are in order and do not touch.
    """
    text = data.decode("utf-8", "surrogateescape")
    spans = [*_known(text), *_written(text, also)]
    if not spans:
        return ()
    if len(text) != len(data):
        spans = [(_bytes_to(text, start), _bytes_to(text, end)) for start, end in spans]
    return _merged(sorted(spans))


def _known(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a known value stands. A long text is looked through in parts, between which other threads run."""
    for start in range(0, max(len(text), 1), _PART):
        for first, last in shared.spans(text[start : start + _PART + _OVERLAP]):
            yield start + first, start + last


def _written(text: str, values: Iterable[str]) -> Iterable[tuple[int, int]]:
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
    """Join spans that overlap or touch, and return them as offset and length; what is given is in order."""
    start, end = spans[0]
    merged: list[tuple[int, int]] = []
    for first, last in spans[1:]:
        if first > end:
            merged.append((start, end - start))
            start, end = first, last
        else:
            end = max(end, last)
    return (*merged, (start, end - start))
