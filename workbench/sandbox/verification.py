"""Verifies a request: computes both payload hashes and the expected tokens, and describes the body.

Stores no secret. A Verification holds expected tokens; no more than their start is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Literal

from workbench.exchange import TokenMatch
from workbench.jsontext import first_problem, line_and_column
from workbench.sandbox import identifiers
from workbench.sandbox.request_reader import ReceivedRequest
from workbench.signing import SAMPLE, Credentials, NotPhpJson, auth_token, payload_hash, php_round_trip

Reading = Literal["raw", "php", "both"]

FORM_ENCODED = (
    "form-encoded, not JSON. HTTP clients encode a dictionary in this way, as in the documented Python sample with "
    "data=json.loads(payload). The token signs the JSON text: send that text as the body"
)

_FORM = re.compile(rb"[^\s{}\[\]\"=&]+=[^&\s]*(?:&[^\s=&]+=[^&\s]*)*")


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
        device_ids, link_ids: identifiers found in it.
    """

    payload_hash_raw: str
    payload_hash_php: str | None
    token_match: TokenMatch
    key_accepted: bool
    expected_raw: str | None = field(default=None, repr=False)
    expected_php: str | None = field(default=None, repr=False)
    body_is: str = "JSON"
    is_json: bool = False
    device_ids: tuple[str, ...] = field(default=(), repr=False)
    link_ids: tuple[str, ...] = field(default=(), repr=False)

    def accepted(self, reading: Reading) -> bool:
        """Return whether the token is correct for a server with this reading."""
        if reading == "both":
            return self.token_match in {"raw", "php", "both"}
        return self.token_match in {reading, "both"}


def verify_request(request: ReceivedRequest, pairs: Iterable[Credentials]) -> Verification:
    """Verify `request` against `pairs` and the public sample pair. Takes a second for 2 MB."""
    raw = payload_hash(request.body)
    try:
        php: str | None = payload_hash(php_round_trip(request.body))
    except NotPhpJson:
        php = None
    key, token = request.header("Kochava-Api-Key"), request.header("Kochava-Auth-Token")
    match: TokenMatch = "none"
    expected_raw = expected_php = None
    for pair in (*pairs, SAMPLE):
        if key is None or not _same(key, pair.api_key):
            continue
        for_raw = auth_token(raw, pair)
        for_php = None if php is None else auth_token(php, pair)
        if expected_raw is None:
            expected_raw, expected_php = for_raw, for_php
        found = _match(token, for_raw, for_php)
        if found != "none":
            match, expected_raw, expected_php = found, for_raw, for_php
            break
    problem = first_problem(request.body)
    found_ids: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    if problem is None:
        try:
            document = identifiers.document(request.body)
            found_ids, linked = identifiers.device_ids(document), identifiers.link_ids(document)
        except (ValueError, RecursionError):
            found_ids = linked = ()  # nested too deeply to be searched
    where = None
    if problem is not None:
        line, column = line_and_column(request.body, problem.offset)
        where = f"{problem.says.rstrip('.')} (line {line}, column {column})"
    return Verification(
        raw, php, match, expected_raw is not None, expected_raw, expected_php,
        _describe_body(request, where), problem is None, found_ids, linked,
    )  # fmt: skip


def _match(token: str | None, for_raw: str, for_php: str | None) -> TokenMatch:
    if token is None:
        return "none"
    sent = token.encode("latin-1", "replace")
    raw = compare_digest(sent, for_raw.encode())
    php = for_php is not None and compare_digest(sent, for_php.encode())
    if raw and php:
        return "both"
    return "raw" if raw else "php" if php else "none"


def _same(received: str, api_key: str) -> bool:
    """Compare a header value, decoded as latin-1, with a key that may have been sent as latin-1 or UTF-8."""
    return received == api_key or received.encode("latin-1", "replace") == api_key.encode("utf-8", "replace")


def _describe_body(request: ReceivedRequest, problem: str | None) -> str:
    """Return what the body is, to follow "the body is"."""
    length = len(request.body)
    if request.cut_short:
        of_declared = "" if request.declared is None else f" of the {request.declared}"
        where = "" if request.declared is None else " in Content-Length"
        return f"cut short: received {length}{of_declared} bytes{where}"
    if request.extra:
        return (
            f"cut short by its own Content-Length: {request.declared} bytes were read as the body and at least "
            f"{len(request.extra)} more followed. A likely cause is a length in characters instead of bytes"
        )
    if not request.body:
        return "empty"
    form_type = (request.header("Content-Type") or "").lower().startswith("application/x-www-form-urlencoded")
    if problem is None:
        return "JSON, although its Content-Type is form-encoded" if form_type else "JSON"
    if _FORM.fullmatch(request.body):
        return FORM_ENCODED
    return f"not JSON: {problem}"
