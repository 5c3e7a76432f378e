"""What the sandbox computes from a request: both hashes, the tokens they should have, and what the body is.

Owns the verification. Must never keep a secret: a Computed holds expected tokens, and shows no more than their start.
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
    "form-encoded, not JSON: this is what a client makes of a dictionary, as the documented Python sample does with "
    "data=json.loads(payload). The token signs the JSON text, so send that very text as the body"
)

_FORM = re.compile(rb"[^\s{}\[\]\"=&]+=[^&\s]*(?:&[^\s=&]+=[^&\s]*)*")


@dataclass(frozen=True, slots=True)
class Verification:
    """The sandbox's own view of one request.

    Attributes:
        payload_hash_raw: SHA-1 of the body as it came.
        payload_hash_php: SHA-1 of what PHP would re-encode; None if PHP refuses the body.
        token_match: under which reading the token is right.
        key_known: whether the API key that came belongs to a pair the sandbox knows.
        expected_raw, expected_php: the tokens that would be right, for a known key.
        body_is: what the body is, in words.
        is_json: whether the body is JSON.
        device_ids, link_ids: identifiers found in it.
    """

    payload_hash_raw: str
    payload_hash_php: str | None
    token_match: TokenMatch
    key_known: bool
    expected_raw: str | None = field(default=None, repr=False)
    expected_php: str | None = field(default=None, repr=False)
    body_is: str = "JSON"
    is_json: bool = False
    device_ids: tuple[str, ...] = field(default=(), repr=False)
    link_ids: tuple[str, ...] = field(default=(), repr=False)

    def accepted(self, reading: Reading) -> bool:
        """Return whether the token is right for a server that reads bodies so."""
        if reading == "both":
            return self.token_match in {"raw", "php", "both"}
        return self.token_match in {reading, "both"}


def compute(arrival: ReceivedRequest, pairs: Iterable[Credentials]) -> Verification:
    """Verify `arrival` against `pairs` and the public sample pair. Takes a second for 2 MB: not for a busy loop."""
    raw = payload_hash(arrival.body)
    try:
        php: str | None = payload_hash(php_round_trip(arrival.body))
    except NotPhpJson:
        php = None
    key, token = arrival.header("Kochava-Api-Key"), arrival.header("Kochava-Auth-Token")
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
    problem = first_problem(arrival.body)
    found_ids: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    if problem is None:
        try:
            document = identifiers.document(arrival.body)
            found_ids, linked = identifiers.device_ids(document), identifiers.link_ids(document)
        except (ValueError, RecursionError):
            found_ids = linked = ()  # nested too deeply to be searched: no identifier can be seen
    where = None
    if problem is not None:
        line, column = line_and_column(arrival.body, problem.offset)
        where = f"{problem.says.rstrip('.')} (line {line}, column {column})"
    return Verification(
        raw, php, match, expected_raw is not None, expected_raw, expected_php,
        _what(arrival, where), problem is None, found_ids, linked,
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


def _same(arrived: str, api_key: str) -> bool:
    """Compare a header's value, read as latin-1, with a key that a client may have sent as latin-1 or as UTF-8."""
    return arrived == api_key or arrived.encode("latin-1", "replace") == api_key.encode("utf-8", "replace")


def _what(arrival: ReceivedRequest, problem: str | None) -> str:
    """Return what the body is, to stand after "the body is"."""
    length = len(arrival.body)
    if arrival.cut_short:
        promised = "" if arrival.declared is None else f" of the {arrival.declared} that Content-Length promised"
        return f"cut short: {length} bytes came{promised}"
    if arrival.extra:
        return (
            f"cut short by its own Content-Length: {arrival.declared} bytes were read as the body and at least "
            f"{len(arrival.extra)} more followed. A length counted in characters instead of bytes does this"
        )
    if not arrival.body:
        return "empty"
    form_type = (arrival.header("Content-Type") or "").lower().startswith("application/x-www-form-urlencoded")
    if problem is None:
        return "JSON, though its Content-Type says form-encoded" if form_type else "JSON"
    if _FORM.fullmatch(arrival.body):
        return FORM_ENCODED
    return f"not JSON: {problem}"
