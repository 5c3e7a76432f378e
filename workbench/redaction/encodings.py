"""The encodings in which a value may appear in text: JSON, URL, HTML, shell, base64, hex.

Text is compared without case, so every encoding is folded.
"""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
import urllib.parse
from collections.abc import Iterator
from typing import Final

SHORTEST: Final = 4
"""Characters; a shorter text occurs in other text by chance."""

SHORTEST_BROKEN: Final = 8
"""Digits; a shorter one is not searched across line breaks, where two words could form it by chance."""

_plain = re.compile(r"[A-Za-z0-9]+")  # never changed by quoting
_digits = re.compile(r"[a-z0-9+/=_-]+")
_hex = re.compile(r"(?:[0-9a-f]{2})+")
_SHORTEST_RAW = 16  # bytes; shorter hex digits are a word or a number, not a token


class Encodings:
    """The encodings of one value, folded.

    Attributes:
        texts: encodings that contain other characters than digits, and very short ones; they are searched as they are.
        bare: those of `texts` that contain backslashes, without them: a text that was quoted any number of times
            contains one of these once its own backslashes are removed.
        digits: base64, hex, and a value that looks like either; they may be broken across lines.
        hex: the hex encodings; their digits may also be separated as in a hex dump.
    """

    __slots__ = ("bare", "digits", "hex", "texts")

    def __init__(self, value: str, *, thorough: bool = True) -> None:
        """Compute the encodings; `thorough` also encodes the value in upper and lower case."""
        forms: set[str] = set()
        in_hex: set[str] = set()
        for each in {value, value.upper(), value.lower()} if thorough else {value}:
            raw = each.encode("utf-8", "surrogatepass")
            forms |= {each, *_in_base64(raw)}
            if not _plain.fullmatch(each):
                forms |= {*_quoted(each), *_in_url(raw)}
            in_hex.add(raw.hex())
        low = fold(value)
        if _hex.fullmatch(low):
            in_hex.add(low)
            if len(low) >= 2 * _SHORTEST_RAW:
                forms |= set(_in_base64(bytes.fromhex(low)))
        folded = {fold(form) for form in forms}
        digits = {form for form in folded if len(form) >= SHORTEST_BROKEN and _digits.fullmatch(form)}
        texts = folded - digits
        texts |= {form.replace("/", r"\/") for form in texts}  # as PHP and Kochava's rule for slashes write JSON
        self.hex = tuple(form for form in in_hex if len(form) >= SHORTEST_BROKEN)
        self.digits = tuple(digits | set(self.hex))
        self.texts = tuple(form for form in texts | in_hex.difference(self.hex) if len(form) >= SHORTEST)
        bare = {form.replace("\\", "") for form in texts if "\\" in form}
        self.bare = tuple(form for form in bare if len(form) >= SHORTEST)


def fold(text: str) -> str:
    """Return the text without case; every character keeps its position."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(small if len(small := each.lower()) == 1 else each for each in text)
    return low.replace("ς", "σ")  # which of the two `lower` returns depends on the next character


def _quoted(value: str) -> Iterator[str]:
    """Yield the value as in JSON, Python, shell and HTML literals; JSON also inside JSON."""
    for once in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
        yield once
        yield json.dumps(once)[1:-1]
    yield repr(value)[1:-1]
    yield ascii(value)[1:-1]
    yield repr(value.encode("utf-8", "surrogatepass"))[2:-1]
    yield shlex.quote(value).strip("'")
    yield html.escape(value)
    yield html.escape(value, quote=False)


def _in_url(raw: bytes) -> Iterator[str]:
    """Yield the value with percent-encoding, once and twice."""
    for once in (
        urllib.parse.quote(raw, safe=""),
        urllib.parse.quote(raw),
        urllib.parse.quote_plus(raw),
        urllib.parse.quote(raw, safe="!$&'()*+,;=:@/?"),  # characters that a URL need not encode
        urllib.parse.quote(raw, safe="!*'()"),  # as JavaScript's encodeURIComponent does
    ):
        yield once
        yield urllib.parse.quote(once, safe="")


def _in_base64(raw: bytes) -> Iterator[str]:
    """Yield base64 of the value, and the digits that are the same wherever it is in a longer text."""
    alone = base64.b64encode(raw).decode("ascii")
    found = [alone, alone.rstrip("=")]
    for before in range(3):  # three bytes make four digits, so there are three alignments
        digits = base64.b64encode(bytes(before) + raw).decode("ascii")
        first = -(-before * 8 // 6)
        found.append(digits[first : (before + len(raw)) * 8 // 6])
    for digits in found:
        yield digits
        if "+" in digits or "/" in digits:
            yield digits.replace("+", "-").replace("/", "_")  # as in URLs
