"""Owns the finding of known values in bytes: where they stand, so that a copy can be made without them.

Returns places only. Never changes the bytes, and never says which value stands where.
"""

from __future__ import annotations

from functools import lru_cache

from workbench.secrecy.redaction import shared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def known_in(data: bytes, also: Iterable[str] = ()) -> tuple[tuple[int, int], ...]:
    """Return (offset, length) of each place in `data` where a value known to the process's redaction stands.

    Values are found in every form that redaction finds, in upper and lower case; those of `also` as they are written.
    Places are in order and do not touch. Each form costs one pass over the data.
    """
    forms = (*shared.forms(), *also)
    if not forms:
        return ()
    folded = data.lower()
    places: list[tuple[int, int]] = []
    for written in _as_bytes(forms):
        at = folded.find(written)
        while at >= 0:
            places.append((at, len(written)))
            at = folded.find(written, at + 1)
    return _merged(sorted(places)) if places else ()


@lru_cache(maxsize=4)
def _as_bytes(forms: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return the forms as they stand in bytes whose ASCII letters are small ones."""
    cased = {each for form in forms for each in ([form] if form.isascii() else [form, form.lower(), form.upper()])}
    return tuple({form.encode("utf-8", "surrogatepass").lower() for form in cased if form})


def _merged(places: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join places that overlap or touch; what is given is in order."""
    start, end = places[0][0], sum(places[0])
    merged: list[tuple[int, int]] = []
    for at, length in places[1:]:
        if at > end:
            merged.append((start, end - start))
            start, end = at, at + length
        else:
            end = max(end, at + length)
    return (*merged, (start, end - start))
