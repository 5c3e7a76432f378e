"""Decodes the body of a response for display: decompresses it and decodes its characters.

Sizes are limited, because a few kilobytes can decompress to gigabytes. The received bytes are not changed.
"""

from __future__ import annotations

import codecs
import re
import zlib
from typing import NamedTuple

from msgspec import Struct

from workbench.exchange.values import Flaw, Response

MAX_CODINGS = 4
"""The maximum number of codings, one upon the other, that are undone."""

MAX_DECOMPRESSED = 5_000_000
"""The maximum number of bytes that are decompressed."""

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
_KNOWN_CODINGS = {"gzip", "x-gzip", "deflate"}
_GZIP = b"\x1f\x8b"
_MAX_MEMBERS = 100  # of gzip data; each one costs a copy of the rest
_FLAWS = {
    Flaw.TRUNCATED: "The response is incomplete: the connection ended before the end of the body.",
    Flaw.CUT: "The response is longer than the limit; the rest was not read.",
    Flaw.GARBLED: "The framing of the response body is not valid HTTP; the part before that is shown.",
    Flaw.OVERLONG: "The server sent more bytes than Content-Length announced; they are not part of the response.",
}


class Shown(Struct, frozen=True):
    """A decoded body.

    Attributes:
        body: the bytes, decompressed if possible.
        text: the bytes as characters; invalid bytes are written as `\\xNN`.
        charset: the encoding of the text.
        notes: one sentence for each problem.
    """

    body: bytes
    text: str
    charset: str
    notes: tuple[str, ...]


def shown(response: Response) -> Shown:
    """Return the decoded body of a response, with a sentence for each problem."""
    notes: list[str] = []
    if response.flaw is not None:
        notes.append(f"{_FLAWS[response.flaw]} {response.broken_rule}".rstrip())
    body, packing_notes, _whole = decompressed(response)
    notes += packing_notes
    charset, text, problems = characters(response, body)
    notes += problems
    return Shown(body, text, charset, tuple(notes))


class Decompressed(NamedTuple):
    """A decompressed body; `whole` is False if not all of it could be decompressed, and `notes` say why."""

    body: bytes
    notes: list[str]
    whole: bool = True


def decompressed(response: Response, most: int = MAX_DECOMPRESSED) -> Decompressed:
    """Return the decompressed body of a response, at most `most` bytes of it."""
    body = response.body
    notes: list[str] = []
    codings = _codings(response)
    if len(codings) > MAX_CODINGS:
        notes.append(f"The body was compressed {len(codings)} times; it is shown as received.")
        return Decompressed(body, notes, whole=False)
    for coding in reversed(codings):
        if coding not in _KNOWN_CODINGS:
            notes.append(f"The compression {coding[:20]} is not supported; the body is shown as received.")
            return Decompressed(body, notes, whole=False)
        body, problem = _inflated(body, most, raw_allowed=coding == "deflate")
        if problem:
            notes.append(problem.format(coding=coding))
            return Decompressed(body, notes, whole=False)
        notes.append(f"The body was compressed with {coding}: {len(response.body)} bytes received, {len(body)} shown.")
    return Decompressed(body, notes)


def compressed(response: Response, plain: bytes) -> bytes:
    """Return other bytes compressed as the body of the response is, as far as its encodings are known."""
    for coding in _codings(response):
        if coding in _KNOWN_CODINGS:
            plain = zlib.compress(plain, wbits=15 if coding == "deflate" else 31)
    return plain


def _codings(response: Response) -> list[str]:
    """Return the content encodings, in the order in which they were applied."""
    encodings = (response.header("Content-Encoding") or "").lower().replace(" ", "").split(",")
    return [coding for coding in encodings if coding not in {"", "identity"}]


def _inflated(data: bytes, most: int, *, raw_allowed: bool) -> tuple[bytes, str]:
    """Decompress gzip or zlib; for `deflate` some servers send a raw stream (RFC 9110, section 8.4.1.2).

    Never more than `most` bytes are decompressed. Gzip data may have several members (RFC 1952, section 2.2).
    """
    for window in (47, -15) if raw_allowed else (47,):
        parts: list[bytes] = []
        rest, left, complete = data, most, False
        try:
            while rest and left > 0 and len(parts) < _MAX_MEMBERS and (not parts or rest[:2] == _GZIP):
                decompressor = zlib.decompressobj(window)
                parts.append(decompressor.decompress(rest, left))
                left -= len(parts[-1])
                complete = decompressor.eof
                if not complete:
                    break
                rest = decompressor.unused_data
        except zlib.error:
            if not parts:
                continue
            complete = False
        plain = b"".join(parts)
        if left <= 0 and not complete:
            return plain, f"The body decompresses to more than {most // 1_000_000} MB; the rest is not shown."
        if not complete:
            return (
                plain,
                "The body compressed with {coding} is incomplete; the part that could be decompressed is shown.",
            )
        if rest:
            return plain, "Other bytes follow the body compressed with {coding}; they are not shown."
        return plain, ""
    return data, "The body is not compressed with {coding} as announced; the bytes are shown as received."


def characters(response: Response, body: bytes) -> tuple[str, str, list[str]]:
    """Return the encoding of a decompressed body, its characters, and a sentence for each problem."""
    notes: list[str] = []
    match = _CHARSET.search(response.header("Content-Type") or "")
    charset = match[1].lower() if match else "utf-8"
    if not _is_charset(charset):
        notes.append(f"The charset “{charset[:30]}” is unknown; the body is read as UTF-8.")
        charset = "utf-8"
    try:
        return charset, body.decode(charset), notes
    except UnicodeError:
        notes.append(f"The body is not valid {charset.upper()}; it is read as UTF-8, invalid bytes as \\xNN.")
    return "utf-8", body.decode("utf-8", "backslashreplace"), notes


def _is_charset(name: str) -> bool:
    """Whether this is a character encoding that a web page could use."""
    try:
        if codecs.lookup(name).name in _NO_CHARSETS:
            return False
        b"x".decode(name)  # raises for codecs that do not encode characters, such as base64
    except LookupError:
        return False
    except (UnicodeError, ValueError):
        return True  # a character encoding in which this byte is invalid
    return True
