"""Decides the response to a request, in this order: token, JSON, device id.

Does no I/O; `server.py` sends the response. Every 401 states that it is the sandbox's own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus

from workbench.exchange.sandbox_view import HASH_PHP_HEADER, HASH_RAW_HEADER, NO_HASH, TOKEN_MATCH_HEADER
from workbench.sandbox.addresses import LINK_PATH, REQUESTS_PATH, TRACK_PATHS, is_link
from workbench.sandbox.masking import masked_header, masked_token
from workbench.sandbox.request_reader import ReceivedRequest
from workbench.sandbox.verification import Reading, Verification

SANDBOX_NOTE = "This 401 is the sandbox's own. How Kochava responds to a bad token is not public."
_FIRST_BYTES = 32


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


def success(says: str = "Accepted.") -> SandboxResponse:
    """Return a success in Kochava's own form."""
    return SandboxResponse(200, says, b'{"success":"1"}')


def refusal(status: int, says: str, *headers: tuple[str, str], **more: object) -> SandboxResponse:
    """Return an error response with the reason, and `more` in its JSON."""
    document = {"success": "0", "error": says, **more}
    return SandboxResponse(status, says, json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n", headers)


def respond(request: ReceivedRequest, verification: Verification, reading: Reading) -> SandboxResponse:
    """Return the response to `request`."""
    if request.problem is not None:
        return refusal(request.status, request.problem, body_length=len(request.body))
    if request.path in TRACK_PATHS:
        return _require_method("POST", request) or _track(request, verification, reading)
    if is_link(request.path):
        return _require_method("POST", request) or _link(request, verification)
    known = [*TRACK_PATHS, LINK_PATH, REQUESTS_PATH]
    return refusal(404, f"Not found: {request.path}.", addresses=known)


def require_get(request: ReceivedRequest) -> SandboxResponse | None:
    """Return the error response for any method other than GET, else None."""
    return _require_method("GET", request)


def _require_method(method: str, request: ReceivedRequest) -> SandboxResponse | None:
    if request.method == method:
        return None
    return refusal(405, f"{request.path} accepts {method}, not {request.method}.", ("Allow", method))


def _track(request: ReceivedRequest, verification: Verification, reading: Reading) -> SandboxResponse:
    if not verification.accepted(reading):
        return _unauthorised(request, verification, reading)
    if not verification.is_json or request.cut_short:
        return refusal(400, f"The token is correct, but the body is {verification.body_is}.")
    if not verification.device_ids:
        return refusal(
            400, "The payload contains no device ID: at least one value in data.device_ids must not be empty."
        )
    return success(f"Accepted: the token is correct for {_reading_name(verification.token_match)}.")


def _link(request: ReceivedRequest, verification: Verification) -> SandboxResponse:
    if not verification.is_json or request.cut_short:
        return refusal(400, f"The body is {verification.body_is}.")
    if not verification.link_ids:
        return refusal(
            400, "The payload contains no valid identifier: device_id (singular, an object) needs at least one."
        )
    return success("Accepted. An identity link needs no token.")


def _unauthorised(request: ReceivedRequest, verification: Verification, reading: Reading) -> SandboxResponse:
    key, token = request.header("Kochava-Api-Key"), request.header("Kochava-Auth-Token")
    return refusal(
        401,
        _reason(key, token, verification, reading),
        note=SANDBOX_NOTE,
        computed={
            "body_length": len(request.body),
            "body_is": verification.body_is,
            "first_bytes_hex": request.body[:_FIRST_BYTES].hex(" "),
            "payload_hash_raw": verification.payload_hash_raw,
            "payload_hash_php": verification.payload_hash_php,
            "expected_token_raw": masked_token(verification.expected_raw),
            "expected_token_php": masked_token(verification.expected_php),
            "token_match": verification.token_match,
            "reading": reading,
        },
        received={
            "Kochava-Api-Key": None if key is None else masked_header("Kochava-Api-Key", key),
            "Kochava-Auth-Token": None if token is None else masked_header("Kochava-Auth-Token", token),
            "Content-Type": request.header("Content-Type"),
            "Content-Length": request.declared,
        },
    )


def _reason(key: str | None, token: str | None, verification: Verification, reading: Reading) -> str:
    body = "" if verification.body_is == "JSON" else f" The body is {verification.body_is}."
    if key is None:
        return f"The request has no header Kochava-Api-Key.{body}"
    if not verification.key_accepted:
        return f"The sandbox does not accept this API key.{body}"
    if token is None:
        return f"The request has no header Kochava-Auth-Token.{body}"
    if verification.accepted("both"):
        return (
            f"The token is correct for {_reading_name(verification.token_match)}, "
            f"but this sandbox accepts {_reading_name(reading)} only.{body}"
        )
    return f"The token is wrong for the received body.{body}"


def _reading_name(reading: str) -> str:
    return {"raw": "the raw bytes", "php": "PHP's re-encoding", "both": "both readings"}[reading]
