"""Formats bodies as spans: raw with invisible characters marked, pretty-printed, or as a hex dump.

Pure functions. The output is bounded, contains no known secret, and is safe to print to a terminal.
"""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from workbench.evidence.safe import safe_body
from workbench.jsontext import tokens
from workbench.operations.presentation import Span
from workbench.workspace.view import label, show

SHOWN_BYTES: Final = 200_000
"""Maximum number of bytes shown of a body."""

HEX_BYTES: Final = 32_768
"""Maximum number of bytes shown as a hex dump."""

_MIN_INDENTED = 60  # characters; a shorter answer is not indented
_BYTES_PER_LINE = 16
_LONGEST_SECRET = 4_096  # bytes


def raw_spans(body: bytes, role: str, most: int = SHOWN_BYTES, line_end: bytes | None = b"\n") -> Iterator[Span]:
    """Yield the first `most` bytes of a body with invisible characters and invalid bytes marked, as in the editor.

    Line ends other than `line_end` are marked too; if it is None, a body may have any line end, but only one.
    """
    shown = body[:most]
    while len(shown) < len(body) and body[len(shown)] & 0xC0 == 0x80 and len(shown) > most - 3:
        shown = shown[:-1]  # do not cut a character
    yield from _marked(show(_without_secrets(body, len(shown)), line_end).text, role)
    yield from _rest(len(body) - len(shown))


def pretty_spans(text: str, role: str, most: int = SHOWN_BYTES) -> Iterator[Span]:
    """Yield a text, indented if it is JSON and not short."""
    if not text:
        yield "(no body)", "muted"
        return
    yield from raw_spans(_indented(text).encode("utf-8", "surrogatepass"), role, most, None)


def marked_spans(text: str, role: str) -> Iterator[Span]:
    """Yield a short text with invisible characters marked."""
    yield from _marked(show(text.encode("utf-8", "surrogatepass"), b"\n").text, role)


def hex_spans(body: bytes) -> Iterator[Span]:
    """Yield a hex dump: offset, sixteen bytes in hex, and characters."""
    shown = _without_secrets(body, HEX_BYTES)
    for start in range(0, len(shown), _BYTES_PER_LINE):
        piece = shown[start : start + _BYTES_PER_LINE]
        digits = f"{piece[:8].hex(' ')}  {piece[8:].hex(' ')}".ljust(_BYTES_PER_LINE * 3)
        yield f"{start:06x}  ", "muted"
        yield f"{digits}  ", "body"
        yield "".join(chr(each) if 0x20 <= each < 0x7F else "·" for each in piece) + "\n", "text"
    yield from _rest(len(body) - len(shown))


def _without_secrets(body: bytes, most: int) -> bytes:
    """Return the start of a body, with known secrets replaced by asterisks, also one that is cut off by the limit."""
    return safe_body(body[: most + _LONGEST_SECRET]).body[:most]


def _marked(text: str, role: str) -> Iterator[Span]:
    if text.replace("\n", "").replace("\t", "").isprintable():
        if text:
            yield text, role
        return
    for is_visible, run in groupby(text, lambda each: each in "\n\t" or each.isprintable()):
        if is_visible:
            yield "".join(run), role
        else:
            yield "".join(f"‹{label(each) or f'U+{ord(each):04X}'}›" for each in run), "warn"


def _rest(count: int) -> Iterator[Span]:
    if count > 0:
        yield f"\n… {count:,} more byte{'' if count == 1 else 's'}", "muted"


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
