"""Text for a terminal: what a terminal would act on, or hide, is shown by its name in marks, such as `‹ESC›`.

Standard error is written here only, and standard output in `cli.output`.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Final, TextIO

CONTROL_LABELS: Final = (
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
)  # fmt: skip
"""The short names of the first 32 characters."""

_LABELS: Final = {
    0x7F: "DEL", 0x85: "NEL", 0xA0: "NBSP", 0xAD: "SHY", 0x61C: "ALM", 0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ",
    0x200E: "LRM", 0x200F: "RLM", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x202F: "NNBSP", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
}  # fmt: skip

_ESCAPED_BYTES: Final = range(0xDC80, 0xDD00)
"""Python's "surrogateescape" for bytes that are not UTF-8, as in file names and arguments."""

_unusual = re.compile(r"[^\n\t\x20-\x7e]")


def label(code: int) -> str:
    """Return the short name of a character that is not visible, such as ESC or U+2028; of an escaped byte, xFF."""
    if code < len(CONTROL_LABELS):
        return CONTROL_LABELS[code]
    if code in _ESCAPED_BYTES:
        return f"x{code - 0xDC00:02X}"
    return _LABELS.get(code) or f"U+{code:04X}"


def marked(text: str) -> str:
    """Return the text with every character marked that is not visible, other than tab and line feed.

    A line may also end with CRLF. Text that was marked before does not change.
    """
    text = text.replace("\r\n", "\n")
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return _unusual.sub(lambda each: each[0] if each[0].isprintable() else f"‹{label(ord(each[0]))}›", text)


def write_error(text: str, *, instead_of: int = 0) -> None:
    """Write text to standard error, marked, or nothing if that is not possible.

    With `instead_of`, the text takes the place of that many characters at the begin of the line.
    """
    if sys.stderr is None:
        return
    shown = (f"\r{' ' * instead_of}\r" if instead_of else "") + marked(text)
    try:
        try:
            sys.stderr.write(shown)
        except UnicodeEncodeError:
            sys.stderr.write(shown.encode("ascii", "backslashreplace").decode("ascii"))
        sys.stderr.flush()
    except (OSError, ValueError):
        abandon(sys.stderr)


def abandon(stream: TextIO | None) -> None:
    """Send the rest of a stream to the null device, so that the interpreter's final flush does not fail."""
    try:
        if stream is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    except (AttributeError, OSError, ValueError):  # it is no file
        pass
