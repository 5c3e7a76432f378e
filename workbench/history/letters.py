"""Which characters an exchange's text holds, in few bytes, so that one letter typed finds its rows in one pass."""

from __future__ import annotations

from typing import Final

_FIRST: Final = ord(" ")
_BITS: Final = 48
"""Characters in each of the two numbers: few enough for the sign of SQLite's integers to stay out of it."""


def letters_of(text: str) -> tuple[int, int, str]:
    """Return the columns low, high and others for a text, whatever the case of its letters."""
    bits = 0
    others = []
    for character in set(text.lower()):
        place = ord(character) - _FIRST
        if 0 <= place < 2 * _BITS:
            bits |= 1 << place
        else:
            others.append(character)
    return bits & ((1 << _BITS) - 1), bits >> _BITS, "".join(sorted(others))


def holding(character: str) -> tuple[str, int | str]:
    """Return the condition that a row holds this character, and its value."""
    low, high, others = letters_of(character)
    if others:
        return "instr(others, ?)", others
    return ("low & ?", low) if low else ("high & ?", high)
