"""Compares a pasted auth token or payload hash with that of a body.

Recognises another wire form, upper-case digits, base64 and masked digits at once. Mistakes in the computation are
searched by `explain`, whose result `explained` puts into the same form.
"""

import hmac
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from workbench.signing.findings import Explanation
from workbench.signing.formula import auth_token, payload_hash
from workbench.signing.pasted import Known, known_digits, read_pasted
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
_WRITTEN = {"upper-case": "in upper case", "base64": "in base64", "base64-url": "in base64", "": ""}


class Comparison(NamedTuple):
    """The result of a comparison; `matched` is True only if the pasted value is the one that is sent, digit for digit.

    Kinds: empty, match, match-masked, match-other-wire-form, match-case, match-base64, part, wrong-length,
    wrong-characters, no-credentials, differs, explained. `what` is None if the pasted text is neither token nor hash.
    """

    kind: str
    says: str
    matched: bool
    what: What | None

    @property
    def unexplained(self) -> bool:
        """Whether a search for mistakes may say more."""
        return self.kind in ("differs", "wrong-length", "wrong-characters")


def compare(pasted: str, body: bytes, form: WireForm, credentials: Credentials | None) -> Comparison:
    """Compare a pasted token or hash with the body's, in its wire form and then in the others.

    Without credentials, only payload hashes can be compared.
    """
    value = read_pasted(pasted)
    text, trimmed = value.text, value.ignored
    if not text:
        return Comparison("empty", "paste an auth token or a payload hash to compare it", False, None)
    found = _found(text, body, form, credentials)
    if not trimmed:
        return found
    return Comparison(found.kind, f"{found.says} ({trimmed} around it ignored)", found.matched, found.what)


def explained(comparison: Comparison, explanation: Explanation) -> Comparison:
    """Return the comparison in the words of the simplest finding, if there is one."""
    if not explanation.findings:
        return comparison
    finding = explanation.findings[0]
    says = " ".join(mistake.says for mistake in finding.mistakes)
    return Comparison("explained", says[:1].lower() + says[1:].rstrip("."), False, comparison.what)


def _found(text: str, body: bytes, form: WireForm, credentials: Credentials | None) -> Comparison:
    known = known_digits(text)
    if known is None:
        return _unreadable(text, body, form, credentials)
    if known.masked:
        return _masked(known, body, form, credentials)
    digits, written = known.head, _WRITTEN[known.written]
    what: What = "token" if len(digits) == _DIGITS["token"] else "hash"
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


def _masked(known: Known, body: bytes, form: WireForm, credentials: Credentials | None) -> Comparison:
    """Compare the digits that a mask leaves."""
    count = len(known.head) + len(known.tail)
    for what in _DIGITS:
        for other, expected in _own(what, body, form, credentials):
            if expected.startswith(known.head) and expected.endswith(known.tail):
                says = f"the {count} digits that are not masked are those of the {_TITLE[what]}"
                if other is form:
                    return Comparison("match-masked", f"{says} of these bytes", False, what)
                return Comparison(
                    "match-other-wire-form", f"{says} of {_BODIES[other]}, not of {_BODIES[form]}", False, what
                )
    says = f"the {count} digits that are not masked do not match this body"
    return Comparison("differs", says, False, "token")


def _unreadable(text: str, body: bytes, form: WireForm, credentials: Credentials | None) -> Comparison:
    stray = re.search("[^0-9a-fA-F]", text, re.ASCII)
    if stray is None:
        note = _part_of(text.lower(), body, form, credentials)
        says = f"{len(text)} hex digits{note}; an auth token has 64, a payload hash 40"
        return Comparison("part" if note else "wrong-length", says, False, None)
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
