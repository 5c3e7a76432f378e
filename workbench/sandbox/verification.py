"""Verifies a request: computes both payload hashes and the expected tokens, and describes the body.

Stores no secret. A Verification holds expected tokens; no more than their start is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Literal, NamedTuple

from workbench.exchange import TokenMatch
from workbench.jsontext import Content, content_of, first_problem
from workbench.sandbox.addresses import is_link
from workbench.sandbox.payload_checks import Checked, check_link, check_track
from workbench.sandbox.request_reader import ReceivedRequest
from workbench.signing import SAMPLE, Credentials, Mistake, NotPhpJson, auth_token, payload_hash, php_round_trip

Reading = Literal["raw", "php", "both"]


class MistakeSearch(NamedTuple):
    """The mistakes that make a wrong token, and what to add to the reason of the refusal."""

    mistakes: tuple[Mistake, ...] = ()
    says: str = ""

    def as_json(self) -> list[dict[str, str]]:
        """Return id and sentence of each mistake."""
        return [{"id": each.id, "says": each.says} for each in self.mistakes]


@dataclass(frozen=True, slots=True)
class Verification:
    """What the sandbox computed for one request.

    Attributes:
        payload_hash_raw: SHA-1 of the body as received.
        payload_hash_php: SHA-1 of PHP's re-encoding; None if PHP rejects the body.
        token_match: under which reading the token is correct.
        key_accepted: whether the API key belongs to accepted credentials.
        expected_raw, expected_php: the correct tokens, for an accepted key.
        body_is: what the body is, in words.
        is_json: whether the body is JSON.
        inner_match: whether a wrong token is correct for what the body contains, compressed or encoded; None if it
            contains nothing.
        checked: what is wrong with the payload, for JSON.
        search: what makes a wrong token.
    """

    payload_hash_raw: str
    payload_hash_php: str | None
    token_match: TokenMatch
    key_accepted: bool
    expected_raw: str | None = field(default=None, repr=False)
    expected_php: str | None = field(default=None, repr=False)
    body_is: str = "JSON"
    is_json: bool = False
    inner_match: bool | None = None
    checked: Checked = field(default=Checked(None), repr=False)
    search: MistakeSearch = field(default=MistakeSearch(), repr=False)

    def accepted(self, reading: Reading) -> bool:
        """Return whether the token is correct for a server with this reading."""
        if reading == "both":
            return self.token_match in {"raw", "php", "both"}
        return self.token_match in {reading, "both"}


def verify_request(request: ReceivedRequest, pairs: Iterable[Credentials]) -> Verification:
    """Verify `request` against `pairs` and the public sample pair. Takes up to a second for 2 MB."""
    content = content_of(request.body)
    raw, php = _hashes(request.body, is_json=content.is_json)
    key, token = request.header("Kochava-Api-Key"), request.header("Kochava-Auth-Token")
    match: TokenMatch = "none"
    expected_raw = expected_php = None
    known = [pair for pair in (*pairs, SAMPLE) if key is not None and same_value(key, pair.api_key)]
    for pair in known:
        for_raw = auth_token(raw, pair)
        for_php = None if php is None else auth_token(php, pair)
        if expected_raw is None:
            expected_raw, expected_php = for_raw, for_php
        found = _match(token, for_raw, for_php)
        if found != "none":
            match, expected_raw, expected_php = found, for_raw, for_php
            break
    inner_match = None
    if match == "none" and content.inner is not None and token is not None and known:
        inner = _hashes(content.inner, is_json=first_problem(content.inner) is None)
        inner_match = any(
            _match(token, auth_token(inner[0], pair), inner[1] and auth_token(inner[1], pair)) != "none"
            for pair in known
        )
    checked = Checked(None)
    if content.is_json and not request.cut_short:
        checked = (check_link if is_link(request.path) else check_track)(request.body)
    return Verification(
        raw, php, match, bool(known), expected_raw, expected_php,
        _describe_body(request, content), content.is_json, inner_match, checked,
    )  # fmt: skip


def same_value(received: str, value: str) -> bool:
    """Compare a header value, decoded as latin-1, with a value that may have been sent as latin-1 or UTF-8."""
    sent = received.encode("latin-1", "replace")
    encodings = (value.encode("utf-8", "replace"), value.encode("latin-1", "replace"))
    return any(compare_digest(sent, each) for each in encodings)


def _hashes(body: bytes, *, is_json: bool) -> tuple[str, str | None]:
    """Return the payload hash of a body as received and as PHP would re-encode it, if it is JSON."""
    raw = payload_hash(body)
    if not is_json:
        return raw, None
    try:
        return raw, payload_hash(php_round_trip(body, is_json=True))
    except NotPhpJson:
        return raw, None


def _match(token: str | None, for_raw: str, for_php: str | None) -> TokenMatch:
    if token is None:
        return "none"
    sent = token.encode("latin-1", "replace")
    raw = compare_digest(sent, for_raw.encode())
    php = for_php is not None and compare_digest(sent, for_php.encode())
    if raw and php:
        return "both"
    return "raw" if raw else "php" if php else "none"


def _describe_body(request: ReceivedRequest, content: Content) -> str:
    """Return what the body is, to follow "the body is"."""
    length = len(request.body)
    if request.cut_short:
        of_declared = "" if request.declared is None else f" of the {request.declared}"
        where = "" if request.declared is None else " in Content-Length"
        return f"cut short: received {length}{of_declared} bytes{where}"
    if request.extra and request.has_length:
        return (
            f"cut short by its own Content-Length: {request.declared} bytes were read as the body and at least "
            f"{len(request.extra)} more followed. A likely cause is a length in characters instead of bytes"
        )
    if not request.body and not request.has_length:
        return "empty: the request gives no length"
    form_type = (request.header("Content-Type") or "").lower().startswith("application/x-www-form-urlencoded")
    if content.kind == "json" and form_type:
        return "JSON, although its Content-Type is form-encoded"
    return content.says
