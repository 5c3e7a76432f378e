"""Exchanges to export."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from workbench.exchange import Channel, Exchange, Failure, FailureKind, Outcome, Request, Response, Timing
from workbench.signing import Credentials, sign

PAIR = Credentials("5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", "a-secret-of-ours")
BODY = b'{"action":"install","data":{"device_ids":{"idfa":"x\'y"}}}'
ANSWER = Response(
    200,
    "OK",
    "HTTP/1.1",
    (("Content-Type", "application/json"), ("Set-Cookie", "session=very-private-value-here")),
    b'{"success":"1"}',
    Timing(0.123, connect_s=0.01, tls_s=0.02, send_s=0.001, wait_s=0.08, receive_s=0.002),
    channel=Channel(remote="203.0.113.7:443"),
)
REFUSED = Failure(FailureKind.REFUSED, "x refused the connection. Nothing was sent.", Timing(0.002), False)


def exchange(
    body: bytes = BODY, outcome: Outcome | None = ANSWER, url: str = "https://control.kochava.com/track/json?a=1&b="
) -> Exchange:
    signature = sign(body, PAIR)
    headers = (("Content-Type", "application/json"), *signature.headers().items())
    return Exchange(
        id="0" * 32,
        started=datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC),
        title="install",
        profile="Acme QA",
        endpoint="Kochava",
        wire_form="as-typed",
        request=Request("POST", url, headers, body),
        payload_hash=hashlib.sha1(body, usedforsecurity=False).hexdigest(),
        outcome=outcome,
        token_prefix=signature.auth_token[:8],
    )


def token(body: bytes = BODY) -> str:
    return sign(body, PAIR).auth_token
