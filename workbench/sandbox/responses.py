"""What the sandbox answers, and in which order it checks.

Owns the rules: token, then JSON, then a device id. Pure: it decides, `serving.py` sends. Must say of every 401 that
it is the sandbox's own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus

from workbench.exchange.sandbox_view import HASH_PHP_HEADER, HASH_RAW_HEADER, NO_HASH, TOKEN_MATCH_HEADER
from workbench.sandbox.addresses import LINK_PATH, REQUESTS_PATH, TRACK_PATHS, is_link
from workbench.sandbox.masking import masked_header, start_of
from workbench.sandbox.request_reader import ReceivedRequest
from workbench.sandbox.verification import Reading, Verification

OURS = "This 401 is the sandbox's own. What Kochava answers to a bad token is not public."
_FIRST_BYTES = 32


@dataclass(frozen=True, slots=True)
class SandboxResponse:
    """A status, a body, further headers, and one sentence that says why."""

    status: int
    says: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    def head(self, computed: Verification, *, keep_open: bool) -> bytes:
        """Return the head to send, with what was computed."""
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            "Content-Type: application/json",
            f"Content-Length: {len(self.body)}",
            f"{HASH_RAW_HEADER}: {computed.payload_hash_raw}",
            f"{HASH_PHP_HEADER}: {computed.payload_hash_php or NO_HASH}",
            f"{TOKEN_MATCH_HEADER}: {computed.token_match}",
            *(f"{name}: {value}" for name, value in self.headers),
            f"Connection: {'keep-alive' if keep_open else 'close'}",
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


def success(says: str = "Accepted.") -> SandboxResponse:
    """Return Kochava's own form of a success."""
    return SandboxResponse(200, says, b'{"success":"1"}')


def refusal(status: int, says: str, *headers: tuple[str, str], **more: object) -> SandboxResponse:
    """Return a refusal that says why, with `more` in its JSON."""
    document = {"success": "0", "error": says, **more}
    return SandboxResponse(status, says, json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n", headers)


def answer(arrival: ReceivedRequest, computed: Verification, reading: Reading) -> SandboxResponse:
    """Decide what `arrival` is answered."""
    if arrival.problem is not None:
        return refusal(arrival.status, arrival.problem, body_length=len(arrival.body))
    if arrival.path in TRACK_PATHS:
        return _only("POST", arrival) or _track(arrival, computed, reading)
    if is_link(arrival.path):
        return _only("POST", arrival) or _link(arrival, computed)
    known = [*TRACK_PATHS, LINK_PATH, REQUESTS_PATH]
    return refusal(404, f"There is nothing at {arrival.path}.", addresses=known)


def only_get(arrival: ReceivedRequest) -> SandboxResponse | None:
    """Return the refusal of any method but GET."""
    return _only("GET", arrival)


def _only(method: str, arrival: ReceivedRequest) -> SandboxResponse | None:
    if arrival.method == method:
        return None
    return refusal(405, f"{arrival.path} takes {method}, not {arrival.method}.", ("Allow", method))


def _track(arrival: ReceivedRequest, computed: Verification, reading: Reading) -> SandboxResponse:
    if not computed.accepted(reading):
        return _unauthorised(arrival, computed, reading)
    if not computed.is_json or arrival.cut_short:
        return refusal(400, f"The token is right, but the body is {computed.body_is}.")
    if not computed.device_ids:
        return refusal(
            400, "The payload names no device: one value in data.device_ids (or data.identifiers) must not be empty."
        )
    return success(f"Accepted: the token is right for {_reading_words(computed.token_match)}.")


def _link(arrival: ReceivedRequest, computed: Verification) -> SandboxResponse:
    if not computed.is_json or arrival.cut_short:
        return refusal(400, f"The body is {computed.body_is}.")
    if not computed.link_ids:
        return refusal(
            400, "There is no valid identifier: one value in device_id (singular, an object) must be usable."
        )
    return success("Accepted; an identity link takes no token.")


def _unauthorised(arrival: ReceivedRequest, computed: Verification, reading: Reading) -> SandboxResponse:
    key, token = arrival.header("Kochava-Api-Key"), arrival.header("Kochava-Auth-Token")
    return refusal(
        401,
        _why(key, token, computed, reading),
        note=OURS,
        computed={
            "body_length": len(arrival.body),
            "body_is": computed.body_is,
            "first_bytes_hex": arrival.body[:_FIRST_BYTES].hex(" "),
            "payload_hash_raw": computed.payload_hash_raw,
            "payload_hash_php": computed.payload_hash_php,
            "expected_token_raw": start_of(computed.expected_raw),
            "expected_token_php": start_of(computed.expected_php),
            "token_match": computed.token_match,
            "reading": reading,
        },
        received={
            "Kochava-Api-Key": None if key is None else masked_header("Kochava-Api-Key", key),
            "Kochava-Auth-Token": None if token is None else masked_header("Kochava-Auth-Token", token),
            "Content-Type": arrival.header("Content-Type"),
            "Content-Length": arrival.declared,
        },
    )


def _why(key: str | None, token: str | None, computed: Verification, reading: Reading) -> str:
    body = "" if computed.body_is == "JSON" else f" The body is {computed.body_is}."
    if key is None:
        return f"The request has no header Kochava-Api-Key.{body}"
    if not computed.key_known:
        return f"The sandbox does not know this API key.{body}"
    if token is None:
        return f"The request has no header Kochava-Auth-Token.{body}"
    if computed.accepted("both"):
        return (
            f"The token is right for {_reading_words(computed.token_match)}, "
            f"but this sandbox was started to accept {_reading_words(reading)} only.{body}"
        )
    return f"The token is not right for the body that arrived.{body}"


def _reading_words(reading: str) -> str:
    return {"raw": "the raw bytes", "php": "PHP's re-encoding", "both": "both readings"}[reading]
