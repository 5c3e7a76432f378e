"""Turns a body into text that a text widget can hold, and that text back into exactly the same bytes.

Owns which characters a widget would lose or hide, and the stand-in that each of them is shown as. It must never
change a byte: `restore(*show(body)) == body` for every body, valid UTF-8 or not. No Qt, no state, no file.

A stand-in is one private-use character. The range U+10F800..U+10FFFD is reserved for them; a real character of that
range is shown byte by byte, like a byte that is not UTF-8.
"""

import re
import unicodedata
from typing import Literal, NamedTuple

LineEndName = Literal["LF", "CRLF", "CR", "mixed", "none"]

_FIRST, _LAST = 0x10F800, 0x10FFFD
_BYTES = 0x10FE00  # a stand-in for one byte is this plus the byte

_C0 = (
    ("NUL", "null"), ("SOH", "start of heading"), ("STX", "start of text"), ("ETX", "end of text"),
    ("EOT", "end of transmission"), ("ENQ", "enquiry"), ("ACK", "acknowledge"), ("BEL", "bell"),
    ("BS", "backspace"), ("TAB", "tab"), ("LF", "line feed"), ("VT", "vertical tab"),
    ("FF", "form feed"), ("CR", "carriage return"), ("SO", "shift out"), ("SI", "shift in"),
    ("DLE", "data link escape"), ("DC1", "device control one"), ("DC2", "device control two"),
    ("DC3", "device control three"), ("DC4", "device control four"), ("NAK", "negative acknowledge"),
    ("SYN", "synchronous idle"), ("ETB", "end of transmission block"), ("CAN", "cancel"),
    ("EM", "end of medium"), ("SUB", "substitute"), ("ESC", "escape"), ("FS", "file separator"),
    ("GS", "group separator"), ("RS", "record separator"), ("US", "unit separator"),
)  # fmt: skip

# What a widget changes (NBSP, BOM, the separators, U+FDD0, U+FDD1), swallows or shows as nothing or as a mere blank.
# Of Unicode's Default_Ignorable_Code_Point all but variation selectors, which belong to the character before them.
_WIDE = (
    *range(0x80, 0xA0),  # C1 controls
    0xA0,  # no-break space
    0xAD,  # soft hyphen
    0x61C,  # Arabic letter mark
    0x180E,  # Mongolian vowel separator
    *range(0x2000, 0x2010),  # blanks of other widths, zero-width characters, direction marks
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
_WIDE_LABELS = {
    0x85: "NEL", 0xA0: "NBSP", 0xAD: "SHY", 0x61C: "ALM", 0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ",
    0x200E: "LRM", 0x200F: "RLM", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x202F: "NNBSP", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
}  # fmt: skip

_CONTROLS = (*(code for code in range(0x20) if code not in (0x09, 0x0A)), 0x7F)


def _stand_ins() -> dict[str, str]:
    shown = {chr(code): chr(_BYTES + code) for code in _CONTROLS}
    shown |= {chr(code): chr(_FIRST + place) for place, code in enumerate(_WIDE)}
    # What Python's "surrogateescape" makes of the bytes that are not UTF-8.
    shown |= {chr(0xDC00 + byte): chr(_BYTES + byte) for byte in range(0x80, 0x100)}
    return shown


_SHOWN = _stand_ins()
_LF = chr(_BYTES + 0x0A)
_HELD: dict[str, bytes] = {chr(_BYTES + byte): bytes((byte,)) for byte in range(0x100)}
_HELD |= {chr(_FIRST + place): chr(code).encode() for place, code in enumerate(_WIDE)}


def _ranges(codes: tuple[int, ...]) -> str:
    """Return what stands in a set of characters, neighbours as a range: that is what makes a search fast."""
    firsts = [code for code in codes if code - 1 not in codes]
    lasts = [code for code in codes if code + 1 not in codes]
    pairs = zip(sorted(firsts), sorted(lasts), strict=True)
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in pairs)


_PRIVATE = f"{chr(_FIRST)}-{chr(_LAST)}"
_ODD = re.compile(f"[{_ranges(_CONTROLS)}{_ranges(_WIDE)}{_PRIVATE}\udc80-\udcff]")
_ODD_ASCII = re.compile(f"[{_ranges(_CONTROLS)}]")  # finds as much in plain ASCII, and faster
_STAND_IN = re.compile(f"[{_PRIVATE}]")
_LINE_ENDS: dict[str, bytes] = {"LF": b"\n", "CRLF": b"\r\n", "CR": b"\r"}

MARKED = re.compile(f"[{_ranges(_CONTROLS)}{_ranges(_WIDE)}{_PRIVATE}]")
"""Finds each character of shown text that has a `label`: stand-ins, and odd characters that got in by themselves."""


class View(NamedTuple):
    """A body as a widget holds it: `text`, in which each line feed stands for `line_end`."""

    text: str
    line_end: bytes


class BodyFacts(NamedTuple):
    """What a status line says of a body: its size in bytes and how it is written."""

    size: int
    line_end: LineEndName
    bom: bool
    utf8: bool
    final_newline: bool


def _odd(match: re.Match[str]) -> str:
    char = match[0]
    return _SHOWN.get(char) or "".join(chr(_BYTES + byte) for byte in char.encode())


def line_end_name(body: bytes) -> LineEndName:
    """Say how the lines of a body end; "none" where it has but one line."""
    carriages, feeds, both = body.count(b"\r"), body.count(b"\n"), body.count(b"\r\n")
    if not carriages:
        return "LF" if feeds else "none"
    if not feeds:
        return "CR"
    return "CRLF" if both == carriages == feeds else "mixed"


def facts(body: bytes) -> BodyFacts:
    """Look a body over once; a few milliseconds for ten megabytes."""
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
    r"""Show a body as text without any character that a widget would lose or hide.

    Without `line_end` a body whose lines all end in CRLF, or all in CR, is shown with that as its line end, and any
    other with LF. With it (LF, CRLF or CR) every other line end is shown as a stand-in.
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
                f"{end}|\n|{_ODD.pattern}",
                lambda match: "\n" if match[0] == end else _LF if match[0] == "\n" else _odd(match),
                text,
            )
            return View(text, line_end)
        text = text.replace(line_end.decode(), "\n")
    odd = _ODD_ASCII if text.isascii() else _ODD
    return View(odd.sub(_odd, text) if odd.search(text) else text, line_end)


def restore(text: str, line_end: bytes) -> bytes:
    """Give back the bytes that shown text stands for; also of a piece of it, for pieces join without a seam.

    Never fails: half a surrogate pair, which no body can produce, becomes the three bytes it would have.
    """
    if line_end != b"\n":
        text = text.replace("\n", line_end.decode())
    if not _STAND_IN.search(text):
        return text.encode("utf-8", "surrogatepass")
    pieces: list[bytes] = []
    start = 0
    for match in _STAND_IN.finditer(text):
        pieces.append(text[start : match.start()].encode("utf-8", "surrogatepass"))
        pieces.append(_HELD.get(match[0]) or match[0].encode())
        start = match.end()
    pieces.append(text[start:].encode("utf-8", "surrogatepass"))
    return b"".join(pieces)


def _code(char: str) -> tuple[int, bool]:
    """Return the code that a marked character stands for, and whether that is a bare byte."""
    held = _HELD.get(char)
    if held is None:
        return ord(char), False
    if len(held) == 1:
        return held[0], held[0] >= 0x80
    return ord(held.decode()), False


def label(char: str) -> str | None:
    """Return the short word to paint for a character of shown text, or None where it can be seen as it is."""
    if not MARKED.match(char):
        return None
    code, is_byte = _code(char)
    if is_byte:
        return f"x{code:02X}"
    if code < 0x20:
        return _C0[code][0]
    if code == 0x7F:
        return "DEL"
    return _WIDE_LABELS.get(code) or f"U+{code:04X}"


def describe(char: str) -> str | None:
    """Return a sentence on what a marked character of shown text stands for, or None for any other character."""
    if not MARKED.match(char):
        return None
    code, is_byte = _code(char)
    if is_byte:
        return f"The byte {code:02X}, which is not UTF-8 here; it leaves as it is."
    spelled = f"U+{code:04X}"
    size = len(chr(code).encode())
    many = "1 byte" if size == 1 else f"{size} bytes"
    if code in (0x0A, 0x0D):
        return f"{_C0[code][1].capitalize()}, {spelled}: not the line end of this body; it leaves as {many}."
    if code < 0x20:
        name = _C0[code][1]
    elif code == 0x7F:
        name = "delete"
    elif code == 0xFEFF:
        name = "byte order mark"
    else:
        name = unicodedata.name(chr(code), "control character" if code < 0xA0 else "noncharacter").lower()
    return f"{name.capitalize()}, {spelled}: it cannot be seen; it leaves as {many}."
