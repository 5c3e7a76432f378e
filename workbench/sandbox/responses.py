"""Decides the response to a request, in this order: token, JSON, payload.

Does no I/O; `server.py` sends the response. Every refusal states that it is the sandbox's own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple

from workbench.exchange.sandbox_view import HASH_PHP_HEADER, HASH_RAW_HEADER, NO_HASH, TOKEN_MATCH_HEADER
from workbench.sandbox.addresses import LINK_PATH, LIST_KEY_HEADER, REQUESTS_PATH, TRACK_PATHS, is_link
from workbench.sandbox.masking import CredentialMask, masked_token
from workbench.sandbox.payload_checks import Checked
from workbench.sandbox.request_reader import ReceivedRequest
from workbench.sandbox.verification import Reading, Verification

SANDBOX_NOTE = "This refusal is the sandbox's own. How Kochava responds to a bad token is not public."
_FIRST_BYTES = 32


class Rules(NamedTuple):
    """How a sandbox judges.

    Attributes:
        reading: the bytes for which a token must be correct.
        strict: whether it refuses what it would accept with a warning.
    """

    reading: Reading = "both"
    strict: bool = False


@dataclass(frozen=True, slots=True)
class SandboxResponse:
    """Status, body and further headers, and the reason in one sentence (`says`)."""

    status: int
    says: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    def head(self, verification: Verification, *, keep_open: bool) -> bytes:
        """Return the head to send, with the results of verification."""
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            "Content-Type: application/json",
            f"Content-Length: {len(self.body)}",
            f"{HASH_RAW_HEADER}: {verification.payload_hash_raw}",
            f"{HASH_PHP_HEADER}: {verification.payload_hash_php or NO_HASH}",
            f"{TOKEN_MATCH_HEADER}: {verification.token_match}",
            *(f"{name}: {value}" for name, value in self.headers),
            f"Connection: {'keep-alive' if keep_open else 'close'}",
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


def refusal(status: int, says: str, *headers: tuple[str, str], **more: object) -> SandboxResponse:
    """Return an error response with the reason, and `more` in its JSON."""
    document = {"success": "0", "says": says, **more, "note": SANDBOX_NOTE}
    return SandboxResponse(status, says, json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n", headers)


def respond(
    request: ReceivedRequest, verification: Verification, rules: Rules, masking: CredentialMask
) -> SandboxResponse:
    """Return the response to `request`."""
    if request.problem is not None:
        return refusal(request.status, request.problem, body_length=len(request.body))
    if request.method == "OPTIONS" and request.header("Access-Control-Request-Method") is not None:
        says = (
            "This is the CORS preflight of a web page. It is not answered with CORS headers, so the browser does not "
            "send the request itself: send it from a server."
        )
        return refusal(405, says, ("Allow", "POST"))
    if request.path in TRACK_PATHS:
        return require_method("POST", request, masking) or _track(request, verification, rules, masking)
    if is_link(request.path):
        return require_method("POST", request, masking) or _link(request, verification, rules)
    return not_found(request, masking)


def not_found(request: ReceivedRequest, masking: CredentialMask) -> SandboxResponse:
    """Return the response to a request for an unknown path, or for the list of requests without its key."""
    says = f"Not found: {masking.path(request.path)}."
    if request.path == REQUESTS_PATH:
        says = f"Not found: {REQUESTS_PATH} needs the header {LIST_KEY_HEADER} of the one who started the sandbox."
    return refusal(404, says, addresses=[*TRACK_PATHS, LINK_PATH])


def require_method(method: str, request: ReceivedRequest, masking: CredentialMask) -> SandboxResponse | None:
    """Return the error response for any other method, else None."""
    if request.method == method:
        return None
    says = f"{masking.path(request.path)} accepts {method}, not {masking.method(request.method)}."
    return refusal(405, says, ("Allow", method))


def _track(
    request: ReceivedRequest, verification: Verification, rules: Rules, masking: CredentialMask
) -> SandboxResponse:
    if not verification.accepted(rules.reading):
        return _unauthorised(request, verification, rules.reading, masking)
    if not verification.is_json or request.cut_short:
        return refusal(400, f"The token is correct, but the body is {verification.body_is}.")
    return _judged(
        verification.checked, rules, f"Accepted: the token is correct for {_reading_name(verification.token_match)}."
    )


def _link(request: ReceivedRequest, verification: Verification, rules: Rules) -> SandboxResponse:
    if not verification.is_json or request.cut_short:
        return refusal(400, f"The body is {verification.body_is}.")
    return _judged(verification.checked, rules, "Accepted. An identity link needs no token.")


def _judged(checked: Checked, rules: Rules, says: str) -> SandboxResponse:
    """Return the response to a payload: a success in Kochava's own form, with the warnings if there are any."""
    if checked.problem is not None:
        return refusal(400, checked.problem)
    if not checked.warnings:
        return SandboxResponse(200, says, b'{"success":"1"}')
    warnings = [each._asdict() for each in checked.warnings]
    listed = "; ".join(each.says for each in checked.warnings)
    if rules.strict:
        return refusal(400, f"Refused by --strict: {listed}.", warnings=warnings)
    body = json.dumps({"success": "1", "warnings": warnings}, separators=(",", ":")).encode()
    return SandboxResponse(200, f"{says} Warning: {listed}.", body)


def _unauthorised(
    request: ReceivedRequest, verification: Verification, reading: Reading, masking: CredentialMask
) -> SandboxResponse:
    sent = {}
    for name in ("Kochava-Api-Key", "Kochava-Auth-Token", "Content-Type"):
        value = request.header(name)
        sent[name] = None if value is None else masking.header(name, value)[1]
    return refusal(
        401,
        f"{_reason(request, verification, reading)} {verification.search.says}".rstrip(),
        mistakes=verification.search.as_json(),
        computed={
            "body_length": len(request.body),
            "body_is": verification.body_is,
            "first_bytes_hex": masking.first_bytes(request.body, _FIRST_BYTES),
            "payload_hash_raw": verification.payload_hash_raw,
            "payload_hash_php": verification.payload_hash_php,
            "expected_token_raw": masked_token(verification.expected_raw),
            "expected_token_php": masked_token(verification.expected_php),
            "token_match": verification.token_match,
            "reading": reading,
        },
        received={**sent, "Content-Length": request.declared},
    )


def _reason(request: ReceivedRequest, verification: Verification, reading: Reading) -> str:
    body = "" if verification.body_is == "JSON" else f" The body is {verification.body_is}."
    if verification.inner_match:
        body += " The token is correct for what is inside: sign the bytes that are sent, or send those that are signed."
    elif verification.inner_match is False:
        body += " The token is not correct for what is inside either."
    if request.header("Kochava-Api-Key") is None:
        return f"The request has no header Kochava-Api-Key.{body}"
    if not verification.key_accepted:
        return f"The sandbox does not accept this API key.{body}"
    if request.header("Kochava-Auth-Token") is None:
        return f"The request has no header Kochava-Auth-Token.{body}"
    if verification.accepted("both"):
        return (
            f"The token is correct for {_reading_name(verification.token_match)}, "
            f"but this sandbox accepts {_reading_name(reading)} only.{body}"
        )
    return f"The token is wrong for the received body.{body}"


def _reading_name(reading: str) -> str:
    return {"raw": "the raw bytes", "php": "PHP's re-encoding", "both": "both readings"}[reading]
