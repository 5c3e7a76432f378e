"""Reads an auth token or a payload hash as people paste it: the value alone, and the digits that are known of it."""

import base64
import binascii
import re
from typing import NamedTuple

MIN_DIGITS = 8
"""The fewest known digits with which a value is compared."""

_around = re.compile(
    r"""(?:(?:-H|--header)\s+)?(?P<open>["'`]?)(?P<header>[A-Za-z][A-Za-z-]*?)["'`]?\s*(?:=>|[:=])\s*(?P<value>\S.*)""",
    re.DOTALL,
)
_HEADERS = ("kochava-auth-token",)
_QUOTES = "\"'`,; \t\r\n"
_digits = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9A-F]{64}|[0-9A-F]{40})(?![0-9A-Za-z])")
_masked = re.compile(r"([0-9A-Fa-f]*)(?:[•*●∙·xX▪█#_]{2,}|[•…*]|\.{2,})([0-9A-Fa-f]*)")


class Pasted(NamedTuple):
    """A pasted value.

    Attributes:
        text: the value alone.
        ignored: what was around it, in words; empty if nothing was.
        quoted: whether quotes were around the value that do not belong to a header line.
        prefix, suffix: other text around the digits, such as "sha256=".
    """

    text: str
    ignored: str
    quoted: bool
    prefix: str
    suffix: str


class Known(NamedTuple):
    """The digits that are known of a value, in lower case.

    `written` says how they were written if not as lower-case hex: "upper-case", "base64" or "base64-url". `tail` is
    empty unless the value is masked.
    """

    head: str
    tail: str
    written: str
    masked: bool


def read_pasted(pasted: str) -> Pasted:
    """Take away white space, the header's name, quotes, and text before or after the digits."""
    text = pasted.strip()
    ignored = ["spaces"] if text != pasted else []
    match = _around.fullmatch(text.strip("\"'`,; "))
    header = match is not None and match["header"].lower() in _HEADERS
    if match is not None and header:
        text = match["value"].strip()
        ignored.append("the header name")
    bare = text.strip(_QUOTES)
    quoted = bool(bare) and bare != text
    if quoted:
        text = bare
        ignored.append("quotes")
    prefix = suffix = ""
    found = _digits.findall(text)
    if len(found) == 1 and found[0] != text:
        prefix, _, suffix = text.partition(found[0])
        text = found[0]
        ignored.append(f"other text (“{_short(prefix or suffix)}”)")
    return Pasted(text, " and ".join(ignored), quoted and not header, prefix, suffix)


def known_digits(text: str) -> Known | None:
    """Return the digits of a token or hash that is whole, masked or in base64; None if it is none of these."""
    if re.fullmatch("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}", text, re.ASCII):
        return Known(text.lower(), "", "" if text == text.lower() else "upper-case", masked=False)
    raw = raw_base64(text)
    if raw is not None and len(raw) in (20, 32):
        return Known(raw.hex(), "", "base64-url" if "-" in text or "_" in text else "base64", masked=False)
    match = _masked.fullmatch(text)
    if match is not None and len(match[1]) + len(match[2]) >= MIN_DIGITS:
        return Known(match[1].lower(), match[2].lower(), "", masked=True)
    return None


def raw_base64(text: str) -> bytes | None:
    """Return the bytes of a text in base64 or base64url, with or without padding."""
    plain = text.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _short(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    return shown if len(shown) <= 24 else shown[:23] + "…"
