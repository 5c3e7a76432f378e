"""The body of an answer as a reader sees it: unpacked, in characters. The bytes as received stay as they are.

Every size is bounded: a few kilobytes can unpack to gigabytes.
"""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass
from typing import NamedTuple

from workbench.exchange.values import Flaw, Response

LARGEST_UNPACKED = 5_000_000
"""Bytes that are unpacked at most."""

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
_PACKED = {"gzip", "x-gzip", "deflate"}
_FLAWS = {
    Flaw.TRUNCATED: "The answer broke off: the connection ended before the body was whole.",
    Flaw.CUT: "The answer is longer than what is kept; the rest was not read.",
    Flaw.GARBLED: "The answer's body breaks the rules of HTTP; what came before that is shown.",
    Flaw.OVERLONG: "More bytes came than the answer announced (Content-Length); they are no part of it.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A body to read.

    Attributes:
        body: the bytes, unpacked if they were packed.
        text: the bytes as characters; what is none is written as `\\xNN`.
        charset: the encoding the text was read by.
        notes: what is peculiar, one sentence each.
    """

    body: bytes
    text: str
    charset: str
    notes: tuple[str, ...]


def shown(response: Response) -> Shown:
    """Return the answer's body to read, with a sentence for everything that is not as it should be."""
    notes: list[str] = []
    if response.flaw is not None:
        notes.append(_FLAWS[response.flaw])
    body, packing, _whole = unpacked(response)
    notes += packing
    charset, text, trouble = characters(response, body)
    notes += trouble
    return Shown(body, text, charset, tuple(notes))


class Unpacked(NamedTuple):
    """A body without its packing; `whole` is False where not all of it could be unpacked, and `notes` say why."""

    body: bytes
    notes: list[str]
    whole: bool = True


def unpacked(response: Response, most: int = LARGEST_UNPACKED) -> Unpacked:
    """Return the answer's body as it was before it was packed, at most so many bytes of it."""
    body = response.body
    notes: list[str] = []
    for coding in reversed(_codings(response)):
        if coding not in _PACKED:
            notes.append(f"The body is packed by {coding[:20]}, which is not unpacked here; its bytes are as received.")
            return Unpacked(body, notes, whole=False)
        body, problem = _inflated(body, most, raw_allowed=coding == "deflate")
        if problem:
            notes.append(problem.format(coding=coding))
            return Unpacked(body, notes, whole=False)
        notes.append(f"The body was packed by {coding}: {len(response.body)} bytes came, {len(body)} are shown.")
    return Unpacked(body, notes)


def packed(response: Response, plain: bytes) -> bytes:
    """Return other bytes packed as the answer's body is, by those of its codings that are known here."""
    for coding in _codings(response):
        if coding in _PACKED:
            plain = zlib.compress(plain, wbits=15 if coding == "deflate" else 31)
    return plain


def _codings(response: Response) -> list[str]:
    """Return by what the body is packed, in the order of packing."""
    said = (response.header("Content-Encoding") or "").lower().replace(" ", "").split(",")
    return [coding for coding in said if coding not in {"", "identity"}]


def _inflated(packed: bytes, most: int, *, raw_allowed: bool) -> tuple[bytes, str]:
    """Unpack gzip or zlib; some servers mean by deflate the bare stream (RFC 9110, section 8.4.1.2)."""
    for window in (47, -15) if raw_allowed else (47,):
        unpacker = zlib.decompressobj(window)
        try:
            plain = unpacker.decompress(packed, most)
        except zlib.error:
            continue
        if unpacker.unconsumed_tail:
            return (
                plain,
                f"The body unpacks to more than {most // 1_000_000} MB; only so much was unpacked.",
            )
        if not unpacker.eof:
            return plain, "The body packed by {coding} is not whole; what could be unpacked is shown."
        return plain, ""
    return packed, "The body says that it is packed by {coding}, but it is not; its bytes are as received."


def characters(response: Response, body: bytes) -> tuple[str, str, list[str]]:
    """Return the encoding by which an unpacked body can be read, its characters, and a sentence for each trouble."""
    notes: list[str] = []
    said = _CHARSET.search(response.header("Content-Type") or "")
    charset = said[1].lower() if said else "utf-8"
    if not _is_charset(charset):
        notes.append(f"The charset “{charset[:30]}” is not known; the body is read as UTF-8.")
        charset = "utf-8"
    try:
        return charset, body.decode(charset), notes
    except UnicodeError:
        notes.append(f"The body is not {charset.upper()} throughout; it is read as UTF-8, the rest as \\xNN.")
    return "utf-8", body.decode("utf-8", "backslashreplace"), notes


def _is_charset(name: str) -> bool:
    """Say whether this is an encoding of characters that a web page could be in."""
    try:
        if codecs.lookup(name).name in _NO_CHARSETS:
            return False
        b"x".decode(name)  # refuses what is no encoding of characters, such as base64
    except LookupError:
        return False
    except (UnicodeError, ValueError):
        return True  # an encoding in which that is no character
    return True
