"""Compares a pasted auth token or payload hash with that of a body.

Recognises another wire form, upper-case digits and base64. It does not search for mistakes in the computation.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from workbench.signing.formula import auth_token, payload_hash
from workbench.signing.php_refusals import NotPhpJson
from workbench.signing.values import Credentials
from workbench.signing.wire import WireForm, apply_wire_form

What = Literal["token", "hash"]

_DIGITS: dict[What, int] = {"token": 64, "hash": 40}
_TITLE: dict[What, str] = {"token": "auth token", "hash": "payload hash"}
_BODIES = {
    WireForm.AS_TYPED: "the body shown",
    WireForm.ESCAPE_SLASHES: "the body with slashes escaped",
    WireForm.PHP: "the minified (PHP) body",
}
_around = re.compile(
    r"""(?:(?:-H|--header)\s+)?(?P<open>["'`]?)(?P<header>[A-Za-z][A-Za-z-]*?)["'`]?\s*[:=]\s*(?P<value>\S.*)""",
    re.DOTALL,
)
_HEADER = "kochava-auth-token"


class Comparison(NamedTuple):
    """The result of a comparison; `matched` is True only if the pasted value is the one that is sent, digit for digit.

    Kinds: empty, match, match-other-wire-form, match-case, match-base64, wrong-length, wrong-characters,
    no-credentials, differs. `what` is None if the pasted text is neither a token nor a hash.
    """

    kind: str
    says: str
    matched: bool
    what: What | None


def compare(pasted: str, body: bytes, form: WireForm, credentials: Credentials | None) -> Comparison:
    """Compare a pasted token or hash with the body's, in its wire form and then in the others.

    Without credentials, only payload hashes can be compared.
    """
    text, trimmed = _unwrapped(pasted)
    if not text:
        return Comparison("empty", "paste an auth token or a payload hash to compare it", False, None)
    found = _found(text, body, form, credentials)
    if not trimmed:
        return found
    return Comparison(found.kind, f"{found.says} ({trimmed} around it ignored)", found.matched, found.what)


def _found(text: str, body: bytes, form: WireForm, credentials: Credentials | None) -> Comparison:
    what, digits, written = _as_digits(text)
    if what is None:
        return _unreadable(text, body, form, credentials)
    if what == "token" and credentials is None:
        return Comparison("no-credentials", "without credentials only a payload hash can be compared", False, what)
    title = _TITLE[what]
    for other, expected in _own(what, body, form, credentials):
        if not hmac.compare_digest(expected.encode(), digits.encode()):
            continue
        if other is form and not written:
            return Comparison("match", f"this is the {title} of these bytes", True, what)
        if other is form:
            kind = "match-base64" if written == "in base64" else "match-case"
            says = f"this is the right {title}, but {written}; it must be sent in lower-case hex"
            return Comparison(kind, says, False, what)
        also = f", and {written}" if written else ""
        says = f"{title} of {_BODIES[other]}, not of {_BODIES[form]}{also}"
        return Comparison("match-other-wire-form", says, False, what)
    profile = " with this profile" if what == "token" else ""
    return Comparison("differs", f"this {title} does not match this body{profile}", False, what)


def _own(what: What, body: bytes, form: WireForm, credentials: Credentials | None) -> Iterator[tuple[WireForm, str]]:
    """Yield the body's own value in its wire form first, then in each other form."""
    for each in sorted(WireForm, key=lambda other: other is not form):
        try:
            digits = payload_hash(apply_wire_form(body, each))
        except NotPhpJson:
            continue
        if what == "hash":
            yield each, digits
        elif credentials is not None:
            yield each, auth_token(digits, credentials)


def _as_digits(text: str) -> tuple[What | None, str, str]:
    """Return what the text can be, as lower-case hex, and how it was written if differently."""
    for what, length in _DIGITS.items():
        if len(text) == length and re.fullmatch("[0-9a-fA-F]+", text, re.ASCII):
            return what, text.lower(), "" if text == text.lower() else "in upper case"
    for what, length in _DIGITS.items():
        plain = text.rstrip("=").translate(str.maketrans("-_", "+/"))
        raw_length = length // 2
        if len(plain) == -(-raw_length * 4 // 3):
            try:
                raw = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
            except (binascii.Error, ValueError):
                continue
            if len(raw) == raw_length:
                return what, raw.hex(), "in base64"
    return None, "", ""


def _unreadable(text: str, body: bytes, form: WireForm, credentials: Credentials | None) -> Comparison:
    stray = re.search("[^0-9a-fA-F]", text, re.ASCII)
    if stray is None:
        note = _part_of(text.lower(), body, form, credentials)
        says = f"{len(text)} hex digits{note}; an auth token has 64, a payload hash 40"
        return Comparison("wrong-length", says, False, None)
    character = stray.group()
    named = f"“{character}”" if character.isprintable() and character != " " else f"U+{ord(character):04X}"
    says = f"character {stray.start() + 1}, {named}, is not a hex digit; an auth token has 64 digits, a payload hash 40"
    return Comparison("wrong-characters", says, False, None)


def _part_of(digits: str, body: bytes, form: WireForm, credentials: Credentials | None) -> str:
    """Say whether the digits are the beginning or the end of the body's own token or hash."""
    if len(digits) < 6:
        return ""
    for what in _DIGITS:
        for _, expected in _own(what, body, form, credentials):
            if expected.startswith(digits):
                return f", the beginning of the right {_TITLE[what]}"
            if expected.endswith(digits):
                return f", the end of the right {_TITLE[what]}"
    return ""


def _unwrapped(pasted: str) -> tuple[str, str]:
    """Return the pasted value alone, and what was ignored around it, in words."""
    text = pasted.strip()
    ignored = []
    if text != pasted:
        ignored.append("spaces")
    match = _around.fullmatch(text.strip("\"'`,; "))
    if match and match["header"].lower() == _HEADER:
        text = match["value"].strip()
        ignored.append("the header name")
    bare = text.strip("\"'`,; \t\r\n")
    if bare != text and bare:
        text = bare
        ignored.append("quotes")
    return text, " and ".join(ignored)
