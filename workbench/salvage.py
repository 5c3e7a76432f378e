"""Finds what can still be read of a damaged JSON document.

Standard library only; keeps nothing of a value that is not whole.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

_MOST_ATTEMPTS: Final = 2_000


def objects_in(content: bytes, key: str) -> list[dict[str, Any]]:
    """Return the whole objects that have this key, in their order, wherever they stand in the document."""
    text, decoder = _text(content), json.JSONDecoder()
    found: list[dict[str, Any]] = []
    at = text.find("{")
    for _ in range(_MOST_ATTEMPTS):
        if at < 0:
            break
        value, end = _value_at(decoder, text, at)
        if isinstance(value, dict) and key in value:
            found.append(value)
        else:
            end = at + 1
        at = text.find("{", end)
    return found


def members_in(content: bytes, names: Iterable[str]) -> dict[str, Any]:
    """Return the whole values of the members with these names, each where it first occurs."""
    text, decoder = _text(content), json.JSONDecoder()
    found: dict[str, Any] = {}
    for name in names:
        place = re.search(rf'"{re.escape(name)}"\s*:\s*', text)
        if place is not None:
            value, end = _value_at(decoder, text, place.end())
            if end > place.end():
                found[name] = value
    return found


def unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; as `object_pairs_hook`, refuses duplicate members, of which one would be lost.

    Raises:
        ValueError: two have the same name.
    """
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("duplicate member")
    return made


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _value_at(decoder: json.JSONDecoder, text: str, at: int) -> tuple[Any, int]:
    """Return the value that begins here, and its end; the end is the beginning if there is no whole value."""
    try:
        return decoder.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, at
