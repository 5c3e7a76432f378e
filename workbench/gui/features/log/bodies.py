"""Formats rows and bodies as spans: raw with invisible characters marked, pretty-printed, or as a hex dump.

Pure functions. The output is bounded and contains no known secret.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from workbench.jsontext import tokens
from workbench.operations.presentation import Row, Span
from workbench.redaction import known_in
from workbench.workspace.view import LABELLED, label, show

SHOWN_BYTES: Final = 200_000
"""Maximum number of bytes shown of a body."""

HEX_BYTES: Final = 32_768
"""Maximum number of bytes shown as a hex dump."""

_MIN_INDENTED = 60  # characters; a shorter answer is not indented
_UNSEEN = re.compile(f"(?:{LABELLED.pattern})+")
_BYTES_PER_LINE = 16


def row_spans(rows: Iterable[Row], width: int = 0, *, indented: bool = True) -> Iterator[Span]:
    """Yield rows as lines; the label of a measured phase has a mark in its colour.

    Labels are indented unless `indented` is False, and have this width in characters; with 0, a tab follows them.
    """
    for each in rows:
        is_phase = each.label_role.startswith("phase ")
        if width and indented:
            yield "■ " if is_phase else "  ", each.label_role
        yield f"{each.label:<{width}}" if width else f"{each.label}\t", "muted" if is_phase else each.label_role
        yield from each.spans
        yield "\n", "text"


def raw_spans(body: bytes, role: str) -> Iterator[Span]:
    """Yield a body with invisible characters and invalid bytes marked, as in the editor."""
    shown = body[:SHOWN_BYTES]
    while len(shown) < len(body) and body[len(shown)] & 0xC0 == 0x80 and len(shown) > SHOWN_BYTES - 3:
        shown = shown[:-1]  # do not cut a character
    yield from _marked(show(without_secrets(shown), b"\n").text, role)
    yield from _rest(len(body) - len(shown))


def pretty_spans(text: str, role: str) -> Iterator[Span]:
    """Yield a text, indented if it is JSON and not short."""
    if not text:
        yield "(no body)", "muted"
        return
    indented = _indented(text).encode("utf-8", "surrogatepass")
    yield from raw_spans(indented, role)


def marked_spans(text: str, role: str) -> Iterator[Span]:
    """Yield a short text with invisible characters marked."""
    yield from _marked(show(text.encode("utf-8", "surrogatepass"), b"\n").text, role)


def hex_spans(body: bytes) -> Iterator[Span]:
    """Yield a hex dump: offset, sixteen bytes in hex, and characters."""
    shown = without_secrets(body[:HEX_BYTES])
    for start in range(0, len(shown), _BYTES_PER_LINE):
        piece = shown[start : start + _BYTES_PER_LINE]
        digits = f"{piece[:8].hex(' ')}  {piece[8:].hex(' ')}".ljust(_BYTES_PER_LINE * 3)
        yield f"{start:06x}  ", "muted"
        yield f"{digits}  ", "body"
        yield "".join(chr(each) if 0x20 <= each < 0x7F else "·" for each in piece) + "\n", "text"
    yield from _rest(len(body) - len(shown))


def without_secrets(body: bytes) -> bytes:
    """Return a body with each known secret replaced by as many asterisks."""
    found = known_in(body)
    if not found:
        return body
    clean = bytearray(body)
    for offset, length in found:
        clean[offset : offset + length] = b"*" * length
    return bytes(clean)


def _marked(text: str, role: str) -> Iterator[Span]:
    start = 0
    for unseen in _UNSEEN.finditer(text):
        if unseen.start() > start:
            yield text[start : unseen.start()], role
        yield "".join(f"‹{label(character)}›" for character in unseen[0]), "warn"
        start = unseen.end()
    if start < len(text):
        yield text[start:], role


def _rest(count: int) -> Iterator[Span]:
    if count > 0:
        yield f"\n… {count} more bytes", "muted"


def _indented(text: str) -> str:
    if len(text) <= _MIN_INDENTED or len(text) > SHOWN_BYTES:
        return text
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(document, dict | list):
        return text
    return b"".join(_indent_tokens(text.encode("utf-8", "surrogatepass"))).decode("utf-8", "surrogatepass")


def _indent_tokens(body: bytes) -> Iterator[bytes]:
    """Yield the tokens of a JSON text, indented; names, numbers and escapes stay unchanged."""
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
