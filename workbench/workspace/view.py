"""Converts bytes to displayable text and back, without loss.

Characters that a text widget would lose or hide are replaced by substitutes. `restore(*show(body)) == body` holds for
every body, valid UTF-8 or not. No Qt, no state, no I/O.

A substitute is one private-use character of the range U+10F800..U+10FFFD. A real character of that range is shown byte
by byte, like invalid UTF-8.
"""

import re
import unicodedata
from typing import Literal, NamedTuple

from workbench.redaction import terminal_text

LineEndName = Literal["LF", "CRLF", "CR", "mixed", "none"]

_FIRST, _LAST = 0x10F800, 0x10FFFD
_BYTES = 0x10FE00  # the substitute for one byte is this plus the byte

_C0_NAMES = (
    "null", "start of heading", "start of text", "end of text", "end of transmission", "enquiry", "acknowledge", "bell",
    "backspace", "tab", "line feed", "vertical tab", "form feed", "carriage return", "shift out", "shift in",
    "data link escape", "device control one", "device control two", "device control three", "device control four",
    "negative acknowledge", "synchronous idle", "end of transmission block", "cancel", "end of medium", "substitute",
    "escape", "file separator", "group separator", "record separator", "unit separator",
)  # fmt: skip

# Characters that a widget changes (NBSP, BOM, separators, U+FDD0, U+FDD1), drops, or shows as nothing or as a space.
# All of Unicode's Default_Ignorable_Code_Point except variation selectors, which belong to the preceding character.
_UNICODE = (
    *range(0x80, 0xA0),  # C1 controls
    0xA0,  # no-break space
    0xAD,  # soft hyphen
    0x61C,  # Arabic letter mark
    0x180E,  # Mongolian vowel separator
    *range(0x2000, 0x2010),  # spaces, zero-width characters, direction marks
    *range(0x2028, 0x2030),  # line and paragraph separator, bidi embeddings, narrow no-break space
    *range(0x205F, 0x2070),  # mathematical space, word joiner, invisible operators, bidi isolates
    0xFDD0,
    0xFDD1,
    0xFEFF,  # byte order mark
    *range(0xFFF9, 0xFFFD),  # interlinear annotation, object replacement
    0x34F,  # combining grapheme joiner
    *range(0x115F, 0x1161),  # Hangul fillers
    *range(0x17B4, 0x17B6),  # Khmer inherent vowels
    0x3164,  # Hangul filler
    0xFFA0,  # halfwidth Hangul filler
    *range(0x1BCA0, 0x1BCA4),  # shorthand format controls
    *range(0x1D173, 0x1D17B),  # musical format controls
    0xE0001,  # language tag
    *range(0xE0020, 0xE0080),  # tags
)

_CONTROLS = (*(code for code in range(0x20) if code not in (0x09, 0x0A)), 0x7F)


def _substitutes() -> dict[str, str]:
    shown = {chr(code): chr(_BYTES + code) for code in _CONTROLS}
    shown |= {chr(code): chr(_FIRST + index) for index, code in enumerate(_UNICODE)}
    # Python's "surrogateescape" for bytes that are not UTF-8.
    shown |= {chr(0xDC00 + byte): chr(_BYTES + byte) for byte in range(0x80, 0x100)}
    return shown


_SUBSTITUTES = _substitutes()
_LF = chr(_BYTES + 0x0A)
_BYTES_OF: dict[str, bytes] = {chr(_BYTES + byte): bytes((byte,)) for byte in range(0x100)}
_BYTES_OF |= {chr(_FIRST + index): chr(code).encode() for index, code in enumerate(_UNICODE)}


def _ranges(codes: tuple[int, ...]) -> str:
    """Return the content of a regular-expression character set, as ranges: they are faster to search."""
    firsts = [code for code in codes if code - 1 not in codes]
    lasts = [code for code in codes if code + 1 not in codes]
    pairs = zip(sorted(firsts), sorted(lasts), strict=True)
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in pairs)


_PRIVATE = f"{chr(_FIRST)}-{chr(_LAST)}"
_UNDISPLAYABLE = re.compile(f"[{_ranges(_CONTROLS)}{_ranges(_UNICODE)}{_PRIVATE}\udc80-\udcff]")
_UNDISPLAYABLE_ASCII = re.compile(f"[{_ranges(_CONTROLS)}]")  # equivalent for ASCII text, and faster
_SUBSTITUTE = re.compile(f"[{_PRIVATE}]")
_LINE_ENDS: dict[str, bytes] = {"LF": b"\n", "CRLF": b"\r\n", "CR": b"\r"}

LABELLED = re.compile(f"[{_ranges(_CONTROLS)}{_ranges(_UNICODE)}{_PRIVATE}]")
"""Matches each character of shown text that has a `label`: substitutes, and unusual characters typed or pasted."""


class View(NamedTuple):
    """Displayable text of a body: `text`, in which each line feed represents `line_end`."""

    text: str
    line_end: bytes


class BodyFacts(NamedTuple):
    """Properties of a body for the status bar: size in bytes and encoding."""

    size: int
    line_end: LineEndName
    bom: bool
    utf8: bool
    final_newline: bool


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return _SUBSTITUTES.get(char) or "".join(chr(_BYTES + byte) for byte in char.encode())


def line_end_name(body: bytes) -> LineEndName:
    """Return the kind of line ends in a body; "none" for a single line."""
    carriages, feeds, both = body.count(b"\r"), body.count(b"\n"), body.count(b"\r\n")
    if not carriages:
        return "LF" if feeds else "none"
    if not feeds:
        return "CR"
    return "CRLF" if both == carriages == feeds else "mixed"


def facts(body: bytes) -> BodyFacts:
    """Return the properties of a body; takes a few milliseconds for 10 MB."""
    try:
        body.decode()
        utf8 = True
    except UnicodeDecodeError:
        utf8 = False
    return BodyFacts(
        size=len(body),
        line_end=line_end_name(body),
        bom=body.startswith(b"\xef\xbb\xbf"),
        utf8=utf8,
        final_newline=body.endswith((b"\n", b"\r")),
    )


def show(body: bytes, line_end: bytes | None = None) -> View:
    r"""Convert a body to text without characters that a widget would lose or hide.

    Without `line_end`, a body with only CRLF or only CR line ends is shown with that line end, any other with LF. With
    it (LF, CRLF or CR), every other line end is shown as a substitute.
    """
    name = line_end_name(body)
    if line_end is None:
        line_end = _LINE_ENDS.get(name, b"\n")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("utf-8", "surrogateescape")
    if line_end != b"\n":
        if _LINE_ENDS.get(name) != line_end and name != "none":
            end = line_end.decode()
            text = re.sub(
                f"{end}|\n|{_UNDISPLAYABLE.pattern}",
                lambda match: "\n" if match[0] == end else _LF if match[0] == "\n" else _escape(match),
                text,
            )
            return View(text, line_end)
        text = text.replace(line_end.decode(), "\n")
    pattern = _UNDISPLAYABLE_ASCII if text.isascii() else _UNDISPLAYABLE
    return View(pattern.sub(_escape, text) if pattern.search(text) else text, line_end)


def restore(text: str, line_end: bytes) -> bytes:
    """Convert shown text, or any part of it, back to its bytes.

    Never fails: a lone surrogate, which no body produces, becomes its three bytes.
    """
    if line_end != b"\n":
        text = text.replace("\n", line_end.decode())
    if not _SUBSTITUTE.search(text):
        return text.encode("utf-8", "surrogatepass")
    pieces: list[bytes] = []
    start = 0
    for match in _SUBSTITUTE.finditer(text):
        pieces.append(text[start : match.start()].encode("utf-8", "surrogatepass"))
        pieces.append(_BYTES_OF.get(match[0]) or match[0].encode())
        start = match.end()
    pieces.append(text[start:].encode("utf-8", "surrogatepass"))
    return b"".join(pieces)


def _code(char: str) -> tuple[int, bool]:
    """Return the code point of a labelled character, and whether it is a single byte."""
    original = _BYTES_OF.get(char)
    if original is None:
        return ord(char), False
    if len(original) == 1:
        return original[0], original[0] >= 0x80
    return ord(original.decode()), False


def label(char: str) -> str | None:
    """Return the short label to paint for a character of shown text, or None if it is visible."""
    if not LABELLED.match(char):
        return None
    code, is_byte = _code(char)
    return f"x{code:02X}" if is_byte else terminal_text.label(code)


def describe(char: str) -> str | None:
    """Return a sentence that describes a labelled character of shown text, or None for any other character."""
    if not LABELLED.match(char):
        return None
    code, is_byte = _code(char)
    if is_byte:
        return f"Byte {code:02X}: not valid UTF-8 here; sent unchanged."
    spelled = f"U+{code:04X}"
    size = len(chr(code).encode())
    many = "1 byte" if size == 1 else f"{size} bytes"
    if code in (0x0A, 0x0D):
        return f"{_C0_NAMES[code].capitalize()}, {spelled}: not the line end of this body; sent as {many}."
    if code < 0x20:
        name = _C0_NAMES[code]
    elif code == 0x7F:
        name = "delete"
    elif code == 0xFEFF:
        name = "byte order mark"
    else:
        name = unicodedata.name(chr(code), "control character" if code < 0xA0 else "noncharacter").lower()
    return f"{name.capitalize()}, {spelled}: not visible; sent as {many}."
