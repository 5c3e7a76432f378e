"""Owns the list of forms in which one value can turn up in text. Where one stands in a text is the caller's business.

Letters are compared without their case, so every form is folded, and no form is listed for its case alone.
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
"""A shorter form, in characters, occurs in any text by chance."""

SHORTEST_BROKEN: Final = 8
"""A form of fewer digits than this is not looked for across line ends: two words beside each other would make one."""

_plain = re.compile(r"[A-Za-z0-9]+")  # nothing that anyone quotes: a token
_digits = re.compile(r"[a-z0-9+/=_-]+")
_hex = re.compile(r"(?:[0-9a-f]{2})+")
_SHORTEST_RAW = 16  # bytes; fewer hex digits than twice this are a word or a number, not a token


class Encodings:
    """The forms of one value, folded.

    Attributes:
        texts: forms with other characters than digits, and very short ones; they stand in a text as they are.
        bare: those of them that quoting changes, without backslashes: however often a text was quoted, what is left of
            it without its backslashes is one of these.
        digits: base64, hex, and a value that looks like either; a line may end anywhere in them.
        hex: the hex forms alone; between two of their digits there may also be what a dump puts there.
    """

    __slots__ = ("bare", "digits", "hex", "texts")

    def __init__(self, value: str, *, thorough: bool = True) -> None:
        """List the forms; `thorough` also encodes the value as it would be in upper and in lower case."""
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
        texts |= {form.replace("/", r"\/") for form in texts}  # as PHP, and Kochava's rule for slashes, write JSON
        self.hex = tuple(form for form in in_hex if len(form) >= SHORTEST_BROKEN)
        self.digits = tuple(digits | set(self.hex))
        self.texts = tuple(form for form in texts | in_hex.difference(self.hex) if len(form) >= SHORTEST)
        bare = {form.replace("\\", "") for form in texts if "\\" in form}
        self.bare = tuple(form for form in bare if len(form) >= SHORTEST)


def fold(text: str) -> str:
    """Return the text without difference of case, every character in its place."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(small if len(small := each.lower()) == 1 else each for each in text)
    return low.replace("ς", "σ")  # which of the two `lower` writes hangs on the next character


def _quoted(value: str) -> Iterator[str]:
    """Yield the insides of JSON, Python, shell and HTML literals; JSON also inside JSON."""
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
    """Yield the ways to quote for a URL, each also quoted once more."""
    for once in (
        urllib.parse.quote(raw, safe=""),
        urllib.parse.quote(raw),
        urllib.parse.quote_plus(raw),
        urllib.parse.quote(raw, safe="!$&'()*+,;=:@/?"),  # what a URL may leave as it is
        urllib.parse.quote(raw, safe="!*'()"),  # as JavaScript's encodeURIComponent does
    ):
        yield once
        yield urllib.parse.quote(once, safe="")


def _in_base64(raw: bytes) -> Iterator[str]:
    """Yield base64 of the value alone, and the digits that are the same wherever it stands in a longer text."""
    alone = base64.b64encode(raw).decode("ascii")
    ways = [alone, alone.rstrip("=")]
    for before in range(3):  # three bytes make four digits, so there are three ways to fall between them
        digits = base64.b64encode(bytes(before) + raw).decode("ascii")
        first = -(-before * 8 // 6)
        ways.append(digits[first : (before + len(raw)) * 8 // 6])
    for digits in ways:
        yield digits
        if "+" in digits or "/" in digits:
            yield digits.replace("+", "-").replace("/", "_")  # as in URLs
