"""Bodies to read: so that no two look alike, pretty, or as a hex dump. Always bounded, never with a known secret.

Pure functions; the pane only paints what they return.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from workbench.jsontext import tokens
from workbench.redaction import known_in
from workbench.workspace.view import LABELLED, label, show

if TYPE_CHECKING:
    from collections.abc import Iterator

Run = tuple[str, str]
"""Words, and the name of their colour in measures.json."""

SHOWN_BYTES: Final = 200_000
"""So much of a body is shown, at most."""

DUMPED_BYTES: Final = 32_768
"""So much of a body is shown in hex, at most."""

_SHORT = 60  # characters of an answer that is read at a glance as it came
_ODD = re.compile(f"(?:{LABELLED.pattern})+")
_ACROSS = 16


def exactly(body: bytes, dye: str) -> Iterator[Run]:
    """Yield a body so that no two bodies look alike: what cannot be seen is named, as in the editor."""
    shown = body[:SHOWN_BYTES]
    while len(shown) < len(body) and body[len(shown)] & 0xC0 == 0x80 and len(shown) > SHOWN_BYTES - 3:
        shown = shown[:-1]  # not in the middle of a character
    yield from _marked(show(without_secrets(shown), b"\n").text, dye)
    yield from _rest(len(body) - len(shown))


def pretty(text: str, dye: str) -> Iterator[Run]:
    """Yield a text, indented if it is JSON of some length. Only a view: the bytes as received stay as they are."""
    if not text:
        yield "(no body)", "muted"
        return
    indented = _indented(text).encode("utf-8", "surrogatepass")
    yield from exactly(indented, dye)


def named(text: str, dye: str) -> Iterator[Run]:
    """Yield a text of a line or two so that what cannot be seen in it is named."""
    yield from _marked(show(text.encode("utf-8", "surrogatepass"), b"\n").text, dye)


def dump(body: bytes) -> Iterator[Run]:
    """Yield a body as offset, hex and characters, sixteen bytes a line."""
    shown = without_secrets(body[:DUMPED_BYTES])
    for start in range(0, len(shown), _ACROSS):
        piece = shown[start : start + _ACROSS]
        digits = f"{piece[:8].hex(' ')}  {piece[8:].hex(' ')}".ljust(_ACROSS * 3)
        yield f"{start:06x}  ", "muted"
        yield f"{digits}  ", "body"
        yield "".join(chr(each) if 0x20 <= each < 0x7F else "·" for each in piece) + "\n", "text"
    yield from _rest(len(body) - len(shown))


def without_secrets(body: bytes) -> bytes:
    """Return a body with each value that is known to be secret replaced by as many asterisks."""
    places = known_in(body)
    if not places:
        return body
    clean = bytearray(body)
    for offset, length in places:
        clean[offset : offset + length] = b"*" * length
    return bytes(clean)


def _marked(text: str, dye: str) -> Iterator[Run]:
    start = 0
    for odd in _ODD.finditer(text):
        if odd.start() > start:
            yield text[start : odd.start()], dye
        yield "".join(f"‹{label(character)}›" for character in odd[0]), "warn"
        start = odd.end()
    if start < len(text):
        yield text[start:], dye


def _rest(count: int) -> Iterator[Run]:
    if count > 0:
        yield f"\n… {count} more bytes", "muted"


def _indented(text: str) -> str:
    if len(text) <= _SHORT or len(text) > SHOWN_BYTES:
        return text
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(document, dict | list):
        return text
    return b"".join(_spread(text.encode("utf-8", "surrogatepass"))).decode("utf-8", "surrogatepass")


def _spread(body: bytes) -> Iterator[bytes]:
    """Yield the tokens of a JSON text with a line and an indentation to each: no name, number or escape is altered."""
    depth, is_open = 0, False
    for kind, start, end in tokens(body):
        if kind == "space":
            continue
        closes = kind in ("}", "]")
        depth -= closes
        if is_open != closes:
            yield b"\n" + b"  " * depth
        yield body[start:end]
        is_open = kind in ("{", "[")
        depth += is_open
        if kind == ",":
            yield b"\n" + b"  " * depth
        elif kind == ":":
            yield b" "
