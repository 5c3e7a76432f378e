"""Decodes bytes in every way that could hide a value in them.

Escapes (those of JSON, Python, URLs, HTML and the shell at once), digits of base64, base32 and base 16, UTF-16, gzip
and zlib are decoded wherever they are. Other bytes are decoded to bytes that occur in no text. There are no errors.
"""

from __future__ import annotations

import re
import zlib
from binascii import a2b_base64, unhexlify
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from html.entities import html5
from typing import Final

Span = tuple[int, int]
Origin = Callable[[int, int], Span | None]
"""Returns the position of the bytes that were decoded to the bytes from one offset to another; None if none were."""
View = tuple[bytes, Origin]

LAYERS: Final = 4
"""The number of times that bytes are decoded. What digits stand for is decoded once more, of digits only base64."""

_HEX: Final = rb"[0-9A-Fa-f]"
_BACKSLASH: Final = (
    rb"\\(?:u(?P<utf16>[Dd][89ABab]%(x)s{2}\\u[Dd][C-Fc-f]%(x)s{2}|%(x)s{4})|U(?P<point>%(x)s{8})"
    rb"|x(?P<bytes>[89A-Fa-f]%(x)s(?:\\x[89A-Fa-f]%(x)s)*|%(x)s{2})|(?P<sign>[^A-Za-z0-9]|[abfnrtv]))"
    rb"|'(?P<shell>\"'\"')" % {b"x": _HEX}
)
_URL: Final = rb"%%(?P<url>[89A-Fa-f]%(x)s(?:%%[89A-Fa-f]%(x)s)*|%(x)s{2})" % {b"x": _HEX}
_HTML: Final = rb"&(?:\#(?P<decimal>[0-9]{1,7})|\#[xX](?P<hex>[0-9A-Fa-f]{1,6})|(?P<name>[A-Za-z][A-Za-z0-9]{1,30}));"
_ESCAPE: Final = re.compile(b"|".join((_BACKSLASH, _URL, _HTML)))
_FAMILIES: Final = (
    (re.compile(_BACKSLASH), (b"\\", b"'\"'\"'")),
    (re.compile(_URL), (b"%",)),
    (re.compile(_HTML), (b"&",)),
)
"""The escapes of each kind, and how they begin."""
_SIGNS: Final = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_LINE_END: Final = re.compile(rb"=?[\r\n][ \t\r\n]*")
_SHORTEST_BROKEN: Final = 8  # digits; fewer could be two words

_LATIN_UTF16: Final = re.compile(rb"\0[^\0]\0[^\0]\0[^\0]\0")  # in any four Latin letters
_INSIDE_CHARACTER: Final = bytes(range(0x80, 0xC0))  # bytes of UTF-8 that do not begin a character
_NOT_LONG: Final = bytes(range(0xF0))  # bytes of UTF-8 that do not begin a character of two UTF-16 units

_COMPRESSED: Final = (re.compile(rb"\x1f\x8b\x08"), re.compile(rb"x[\x01^\x9c\xda]"))  # as gzip and zlib begin
_CHUNK: Final = 4_096  # bytes; they decompress to at most 4 MB


def _tables(other: bytes, digits: bytes, meaning: bytes) -> tuple[bytes, bytes]:
    """Return tables for `bytes.translate`: from digits to others, and from digits to 1 and other bytes to 0."""
    table = dict.fromkeys(range(256), other[0]) | dict(zip(digits, meaning, strict=True))
    return bytes(table.values()), bytes(each in digits for each in range(256))


_UPPER: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_64: Final = _UPPER + _UPPER.lower() + b"0123456789+/"
_32: Final = b"0123456789abcdefghijklmnopqrstuv"
# By the bits of a digit. Other bytes are read as the highest digit, which makes bytes 255.
_BASES: Final = {
    6: _tables(b"/", _64 + b"-_", _64 + b"+/"),
    5: _tables(b"v", _UPPER + b"234567" + _UPPER.lower(), _32 + _32[:26]),
    4: _tables(b"f", b"0123456789abcdefABCDEF", b"0123456789abcdefabcdef"),
}
_BITS: Final = 32  # digits are decoded if so many bits are in a row somewhere, as in the shortest value
_BITS_INSIDE: Final = 72  # the same for what other digits stand for, where fewer bits are in a row by chance


def decoded(data: bytes, layers: int) -> Iterator[tuple[bytes, Origin, int]]:
    """Yield the data decoded in every way but `decompressed`, and how many layers may be left in each; -1 for none."""
    if layers < 0:
        return
    for view, origin in _utf16(data):
        yield view, origin, layers - 1
    if layers:
        view, origin = unescaped(data)
        if view is not data:
            yield view, origin, layers - 1
            # A sign of one kind may stand for itself in a text that is escaped in another.
            yield from ((view, origin, -1) for view, origin in _unescaped_by_family(data))
    if not layers and not _in_a_row(_BITS_INSIDE, 6, data):
        return
    text, of_text = _joined(data)
    if text is not data:
        yield text, of_text, -1
    for bits in _BASES if layers else (6,):
        if _in_a_row(_BITS, bits, text):
            yield *_bytes_of(text, of_text, bits), 0 if layers else -1


def unescaped(data: bytes) -> View:
    """Return the data without one layer of escapes; the same object if it has none."""
    if not _families(data):
        return data, lambda start, end: (start, end)
    return _replaced(data, _ESCAPE, _meaning)


def _unescaped_by_family(data: bytes) -> Iterator[View]:
    """Yield the data without the escapes of each kind alone, if it has several kinds."""
    present = _families(data)
    if len(present) > 1:
        yield from (_replaced(data, pattern, _meaning) for pattern in present)


def _families(data: bytes) -> list[re.Pattern[bytes]]:
    """Return the patterns of the kinds of escapes that the data may have."""
    return [pattern for pattern, signs in _FAMILIES if any(sign in data for sign in signs)]


def _meaning(escape: re.Match[bytes]) -> bytes:
    kind, text = escape.lastgroup, escape[escape.lastgroup or 0]
    if kind == "utf16":
        character = unhexlify(text.replace(b"\\u", b"")).decode("utf-16-be", "surrogatepass")
    elif kind in ("bytes", "url"):
        raw = unhexlify(text.translate(None, b"\\x%"))
        try:
            raw.decode()
        except UnicodeDecodeError:
            return raw.decode("latin-1").encode()
        return raw
    elif kind in ("point", "hex", "decimal"):
        point = int(text, 10 if kind == "decimal" else 16)
        if point > 0x10FFFF:
            return escape[0]
        character = chr(point)
    elif kind == "name":
        character = html5.get(f"{text.decode()};", escape[0].decode())
    else:
        return _SIGNS.get(text, text[-1:] if kind == "sign" else b"'")
    return character.encode("utf-8", "surrogatepass")


def _joined(data: bytes) -> View:
    """Return the data without its line ends."""
    if b"\n" not in data and b"\r" not in data:
        return data, lambda start, end: (start, end)
    text, origin = _replaced(data, _LINE_END, lambda _end: b"")

    def joined_origin(start: int, end: int) -> Span | None:
        first, last = origin(start, end) or (start, end)
        return (first, last) if last - first == end - start or end - start >= _SHORTEST_BROKEN else None

    return text, joined_origin


def _in_a_row(bits: int, in_digit: int, data: bytes) -> bool:
    """Return whether the data contains enough digits in a row for so many bits."""
    return b"\1" * (bits // in_digit) in data.translate(_BASES[in_digit][1])


def _bytes_of(text: bytes, of_text: Origin, bits: int) -> View:
    """Return the bytes that digits stand for, one after the other for every bit at which a byte may begin."""
    table, is_digit = _BASES[bits]
    step = bits & -bits
    digits = (text + bytes(-len(text) % 8)).translate(table)
    number = int.from_bytes(a2b_base64(digits), "big") if bits == 6 else int(digits, 1 << bits)
    length = len(digits) * bits // 8 + 1
    views = [(number << 8 - shift).to_bytes(length, "big") for shift in range(0, 8, step)]

    def origin(start: int, end: int) -> Span | None:
        shift = start // length
        skipped = shift * (8 * length + step)
        first, last = max(0, 8 * start - skipped) // bits, -((skipped - 8 * end) // bits)
        if end > (shift + 1) * length or 0 in text[first:last].translate(is_digit):
            return None
        padding = text[last : last + 6]  # base32 has at most six
        return of_text(first, last + len(padding) - len(padding.lstrip(b"=")))

    return b"".join(views), origin


def _utf16(data: bytes) -> Iterator[View]:
    """Yield the data as UTF-8 if somewhere it looks like four Latin letters in UTF-16."""
    for codec in ("utf-16-le", "utf-16-be") if _LATIN_UTF16.search(data) else ():
        for first in (0, 1):
            even = data[first : len(data) - (len(data) - first) % 2]
            view = even.decode(codec, "surrogatepass").encode("utf-8", "surrogatepass")
            length = lengths(view, lambda part: 2 * (characters(part) + len(part.translate(None, _NOT_LONG))))
            yield view, partial(_of_utf16, first, length)


def _of_utf16(first: int, length: Callable[[int], int], start: int, end: int) -> Span:
    return first + length(start), first + length(end)


def characters(text: bytes) -> int:
    """Return how many characters begin in a piece of UTF-8."""
    return len(text.translate(None, _INSIDE_CHARACTER))


def lengths(data: bytes, length: Callable[[bytes], int]) -> Callable[[int], int]:
    """Return a function that gives the length of the data before an offset, as `length` measures it."""
    before = [0]
    for at in range(0, len(data), _CHUNK):
        before.append(before[-1] + length(data[at : at + _CHUNK]))
    return lambda at: before[at // _CHUNK] + length(data[at // _CHUNK * _CHUNK : at])


def decompressed(data: bytes, most: int) -> Iterator[View]:
    """Yield what gzip and zlib streams in the data contain, about `most` bytes in all."""
    for signature in _COMPRESSED:
        after = 0
        while most > 0 and (begin := signature.search(data, after)):
            stream, parts, start = zlib.decompressobj(47), [], begin.start()  # 47: gzip or zlib
            end, after = start, begin.end()
            try:
                while not stream.eof and end < len(data) and most > 0:
                    parts.append(stream.decompress(data[end : end + _CHUNK]))
                    end += _CHUNK
                    most -= len(parts[-1])
            except zlib.error:
                end = len(data)  # damaged: it is not known where it ends
            else:
                end = after = min(end, len(data)) - len(stream.unused_data)
            if any(parts):
                yield b"".join(parts), partial(_of_stream, (start, end))
            most -= _CHUNK


def _of_stream(stream: Span, _start: int, _end: int) -> Span:
    return stream


def _replaced(data: bytes, pattern: re.Pattern[bytes], new: Callable[[re.Match[bytes]], bytes]) -> View:
    """Return the data with each match replaced."""
    parts: list[bytes] = []
    starts, pieces = [0], [(0, 0, 0)]  # of each replacement: its start; its end, and the start and end of the match
    length = at = 0
    for match in pattern.finditer(data):
        start, end = match.span()
        text = new(match)
        parts += (data[at:start], text)
        length, at = length + start - at + len(text), end
        starts.append(length - len(text))
        pieces.append((length, start, end))

    def of_byte(at: int) -> Span:
        after, start, end = pieces[bisect_right(starts, at) - 1]
        return (start, end) if at < after else (at - after + end, at - after + end + 1)

    return b"".join((*parts, data[at:])), lambda start, end: (of_byte(start)[0], of_byte(end - 1)[1])
