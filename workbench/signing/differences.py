"""Describes the places where PHP's json_encode would write different bytes."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from workbench.signing.php_numbers import php_number
from workbench.signing.php_walk import Note, php_string


class Difference(NamedTuple):
    """A place where PHP would write different bytes: byte offset, kind, message and length in bytes.

    Kinds: space, slash, non-ascii, escape, number, big-int, empty-object, list, duplicate-key, and refused (PHP does
    not accept the body at all).
    """

    offset: int
    kind: str
    says: str
    length: int = 1


# A pair of surrogate escapes is one character, and a run of raw non-ASCII text one place.
_part = re.compile(
    rb"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.)|(/)|([\x80-\xff]+)",
)

CHANGES = "PHP's json_encode would"
"""How a summary of differences begins."""

_BY_IMPORTANCE = (
    ("big-int", "round", "integer beyond 64 bits", "integers beyond 64 bits"),
    ("duplicate-key", "merge", "repeated key", "repeated keys"),
    ("empty-object", "change", "empty object to a list", "empty objects to lists"),
    ("list", "change", "object to a list", "objects to lists"),
    ("number", "rewrite", "number", "numbers"),
    ("space", "remove", "", ""),
    ("slash", "escape", "slash", "slashes"),
    ("non-ascii", "escape", "non-ASCII character", "non-ASCII characters"),
    ("escape", "rewrite", "escape", "escapes"),
)
_LONGEST = 90


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
    """Yield a Difference for each note returned by `finer`."""
    sentences: dict[tuple[str, bytes], str] = {}
    for start, end, kind in notes:
        text = body[start:end]
        says = sentences.get((kind, text))
        if says is None:
            says = sentences[kind, text] = _sentence(kind, text)
        yield Difference(start, kind, says, end - start)


def summed_up(body: bytes, notes: Iterable[Note]) -> str:
    """Return one sentence of at most 90 characters on these notes, the most important kinds first."""
    counts: dict[str, int] = {}
    white_space: list[bytes] = []
    for start, end, kind in notes:
        if kind == "space":
            white_space.append(body[start:end])
        elif kind == "non-ascii":
            counts[kind] = counts.get(kind, 0) + len(body[start:end].decode("utf-8"))
        else:
            counts[kind] = counts.get(kind, 0) + 1
    parts = []
    for kind, verb, one, many in _BY_IMPORTANCE:
        if kind == "space" and white_space:
            parts.append(f"{verb} {_white_space(b''.join(white_space))}")
        elif kind in counts:
            parts.append(f"{verb} {counts[kind]:,} {one if counts[kind] == 1 else many}")
    says = f"{CHANGES} {parts[0]}"
    for number, part in enumerate(parts[1:], 2):
        last = number == len(parts)
        if len(says) + len(part) + 2 > (_LONGEST if last else _LONGEST - len(" and more")):
            return f"{says} and more"
        says = f"{says}, {part}"
    return says


def _white_space(white_space: bytes) -> str:
    ends = white_space.count(b"\n") + white_space.count(b"\r") - white_space.count(b"\r\n")
    others = white_space.count(b" ") + white_space.count(b"\t")
    if not ends:
        return f"{others:,} {'space' if others == 1 else 'spaces'}"
    if not others:
        return f"{ends:,} {'line break' if ends == 1 else 'line breaks'}"
    return f"{ends + others:,} spaces and line breaks"


def _sentence(kind: str, text: bytes) -> str:
    if kind == "space":
        return f"PHP removes the white space here ({_white_space(text)})"
    if kind == "slash":
        return "PHP writes this slash as \\/"
    if kind in ("non-ascii", "escape"):
        return f"PHP writes this as {_short(_written(text))}"
    if kind == "number":
        return f"PHP writes this number as {_short(php_number(text) or b'')}"
    if kind == "big-int":
        return f"PHP has no integers beyond 64 bits and writes {_short(php_number(text) or b'')}"
    if kind == "empty-object":
        return "PHP writes an empty object as an empty list, []"
    if kind == "list":
        return "PHP writes an object with the keys 0, 1, 2, … as a list"
    return "repeated key: PHP keeps this value, at the position of the first"


def _written(part: bytes) -> bytes:
    """Return what PHP writes for a part of a valid string."""
    return (php_string(b'"%b"' % part) or b"")[1:-1]


def _short(text: bytes) -> str:
    shown = text.decode("ascii")
    return shown if len(shown) <= 30 else f"{shown[:29]}…"
