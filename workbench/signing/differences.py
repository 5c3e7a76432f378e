"""Describes the places where PHP's `json_encode` would write other bytes, each alone and all in one sentence."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from workbench.signing.php_numbers import php_number
from workbench.signing.php_walk import Note, php_string


class Difference(NamedTuple):
    """A place where PHP would write other bytes: its byte offset, its kind, and a sentence about it.

    Kinds: space, slash, non-ascii, escape, number, big-int, empty-object, list, duplicate-key, and
    refused (PHP takes nothing of the body). Length is in bytes, for marking the place.
    """

    offset: int
    kind: str
    says: str
    length: int = 1


# A pair of surrogate escapes is one character, and a run of raw non-ASCII text one place.
_part = re.compile(
    rb"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.)|(/)|([\x80-\xff]+)",
)

# The most important kinds first.
_CHANGES = (
    ("big-int", "round {} integer over 64 bits", "round {} integers over 64 bits"),
    ("duplicate-key", "drop {} repeated key", "drop {} repeated keys"),
    ("empty-object", "write {} empty object as []", "write {} empty objects as []"),
    ("list", "write {} object as a list", "write {} objects as lists"),
    ("number", "rewrite {} number", "rewrite {} numbers"),
    ("space", "", ""),
    ("slash", "escape {} slash", "escape {} slashes"),
    ("non-ascii", "escape {} non-ASCII character", "escape {} non-ASCII characters"),
    ("escape", "rewrite {} escape", "rewrite {} escapes"),
)
_LONGEST = 90  # characters of the whole sentence


def finer(body: bytes, notes: Iterable[Note]) -> list[Note]:
    """Return the notes in order of offset, with those on strings split into slash, non-ascii and escape."""
    split: list[Note] = []
    for start, end, kind in notes:
        if kind != "string":
            split.append((start, end, kind))
            continue
        for match in _part.finditer(body, start, end):
            at, past = match.span()
            if match.lastindex == 2:
                split.append((at, past, "slash"))
            elif match.lastindex == 3:
                split.append((at, past, "non-ascii"))
            elif _written(match.group()) != match.group():
                split.append((at, past, "escape"))
    split.sort()
    return split


def worded(body: bytes, notes: Iterable[Note]) -> Iterator[Difference]:
    """Yield a Difference for each finer note."""
    said: dict[tuple[str, bytes], str] = {}
    for start, end, kind in notes:
        text = body[start:end]
        says = said.get((kind, text))
        if says is None:
            says = said[kind, text] = _sentence(kind, text)
        yield Difference(start, kind, says, end - start)


def summed_up(body: bytes, notes: Iterable[Note]) -> str:
    """Return one sentence of at most 90 characters on all finer notes, the most important kinds first."""
    counts: dict[str, int] = {}
    spaces: list[bytes] = []
    for start, end, kind in notes:
        if kind == "space":
            spaces.append(body[start:end])
        elif kind == "non-ascii":
            counts[kind] = counts.get(kind, 0) + len(body[start:end].decode("utf-8"))
        else:
            counts[kind] = counts.get(kind, 0) + 1
    parts = []
    for kind, one, many in _CHANGES:
        if kind == "space" and spaces:
            parts.append(f"remove {_spaces(b''.join(spaces))}")
        elif kind in counts:
            parts.append((one if counts[kind] == 1 else many).format(f"{counts[kind]:,}"))
    says = "PHP's json_encode would " + parts[0]
    for number, part in enumerate(parts[1:], 2):
        last = number == len(parts)
        if len(says) + len(part) + 2 > (_LONGEST if last else _LONGEST - len(" and more")):
            return f"{says} and more"
        says = f"{says}, {part}"
    return says


def _spaces(text: bytes) -> str:
    ends = text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
    others = text.count(b" ") + text.count(b"\t")
    if not ends:
        return f"{others:,} {'space' if others == 1 else 'spaces'}"
    if not others:
        return f"{ends:,} {'line break' if ends == 1 else 'line breaks'}"
    return f"{ends + others:,} spaces and line breaks"


def _sentence(kind: str, text: bytes) -> str:
    if kind == "space":
        return f"PHP removes {_spaces(text)}"
    if kind == "slash":
        return "PHP writes this slash \\/"
    if kind in ("non-ascii", "escape"):
        return f"PHP writes this {_short(_written(text))}"
    if kind == "number":
        return f"PHP writes this number {_short(php_number(text) or b'')}"
    if kind == "big-int":
        return f"PHP has no integers beyond 64 bits and writes {_short(php_number(text) or b'')}"
    if kind == "empty-object":
        return "PHP writes an empty object as an empty list, []"
    if kind == "list":
        return "PHP writes an object with the keys 0, 1, 2, … as a list"
    return "repeated key: PHP uses this value, at the place of the first"


def _written(part: bytes) -> bytes:
    """Return what PHP writes for a part of a string that PHP takes."""
    return (php_string(b'"%b"' % part) or b"")[1:-1]


def _short(text: bytes) -> str:
    shown = text.decode("ascii")
    return shown if len(shown) <= 30 else f"{shown[:29]}…"
