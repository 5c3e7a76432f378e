"""Places where PHP would write other bytes, named and put into words. Decides nothing itself."""

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

_MOST_TELLING = (
    ("big-int", "integer beyond 64 bits", "integers beyond 64 bits"),
    ("duplicate-key", "repeated key", "repeated keys"),
    ("empty-object", "empty object", "empty objects"),
    ("list", "object that becomes a list", "objects that become lists"),
    ("number", "number written otherwise", "numbers written otherwise"),
    ("space", "", ""),
    ("slash", "bare slash", "bare slashes"),
    ("non-ascii", "raw non-ASCII character", "raw non-ASCII characters"),
    ("escape", "escape written otherwise", "escapes written otherwise"),
)
_ROOM = 90


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
    """Return one sentence of at most 90 characters on all finer notes, the most telling kinds first."""
    counts: dict[str, int] = {}
    blanks: list[bytes] = []
    for start, end, kind in notes:
        if kind == "space":
            blanks.append(body[start:end])
        elif kind == "non-ascii":
            counts[kind] = counts.get(kind, 0) + len(body[start:end].decode("utf-8"))
        else:
            counts[kind] = counts.get(kind, 0) + 1
    parts = []
    for kind, one, many in _MOST_TELLING:
        if kind == "space" and blanks:
            parts.append(_blanks(b"".join(blanks)))
        elif kind in counts:
            parts.append(f"{counts[kind]:,} {one if counts[kind] == 1 else many}")
    says = "PHP would hash other bytes: " + parts[0]
    for number, part in enumerate(parts[1:], 2):
        last = number == len(parts)
        if len(says) + len(part) + 2 > (_ROOM if last else _ROOM - len(" and more")):
            return f"{says} and more"
        says = f"{says}, {part}"
    return says


def _blanks(blanks: bytes) -> str:
    ends = blanks.count(b"\n") + blanks.count(b"\r") - blanks.count(b"\r\n")
    others = blanks.count(b" ") + blanks.count(b"\t")
    if not ends:
        return f"{others:,} {'space' if others == 1 else 'spaces'}"
    if not others:
        return f"{ends:,} {'line end' if ends == 1 else 'line ends'}"
    return f"{ends + others:,} spaces and line ends"


def _sentence(kind: str, text: bytes) -> str:
    if kind == "space":
        return f"PHP writes no blanks here ({_blanks(text)})"
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
    return "this key was there before: PHP keeps this value, at the first one's place"


def _written(part: bytes) -> bytes:
    """Return what PHP writes for a part of a string that PHP takes."""
    return (php_string(b'"%b"' % part) or b"")[1:-1]


def _short(text: bytes) -> str:
    shown = text.decode("ascii")
    return shown if len(shown) <= 30 else f"{shown[:29]}…"
