"""Builds exchanges and responses for tests, each with its own device id."""

import hashlib
import itertools
import json
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from workbench.exchange import Exchange, Outcome, Request, Response, Timing

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SUCCESS = b'{"success":"1"}'
KEY = "API-KEY-0123456789"
PATIENCE_S = 30
_numbers = itertools.count(1)


def until(condition: Callable[[], bool]) -> None:
    """Wait for another thread or process; only a failing test waits long."""
    looked = threading.Event()
    for _ in range(int(PATIENCE_S / 0.002)):
        if condition():
            return
        looked.wait(0.002)
    raise AssertionError("it never came about")


def device() -> str:
    """Return a new device id."""
    return str(uuid.uuid4())


def exchange(body: bytes | None = None, **facts: Any) -> Exchange:  # noqa: ANN401 - whatever field
    """Return an unfinished exchange."""
    if body is None:
        body = json.dumps({"action": "install", "data": {"device_ids": {"idfa": device()}}}).encode()
    payload_hash = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    token = hashlib.sha256(body).hexdigest()
    headers = (("Content-Type", "application/json"), ("Kochava-Api-Key", KEY), ("Kochava-Auth-Token", token))
    made = Exchange(
        id=uuid.uuid4().hex,
        started=START + timedelta(seconds=next(_numbers)),
        title="install",
        profile="sample",
        endpoint="Sandbox",
        wire_form="as-typed",
        request=Request("POST", "http://127.0.0.1:8080/track/json", headers, body),
        payload_hash=payload_hash,
        token_prefix=token[:8],
        pair="1a2b3c4d",
    )
    return replace(made, **facts)


def with_field(field: str, value: str) -> Exchange:
    """Return an exchange with another value in one text field."""
    return replace(exchange(), **{field: value})


def answer(status: int = 200, body: bytes = SUCCESS, **facts: Any) -> Response:  # noqa: ANN401 - whatever field
    """Return a response."""
    headers = (("Content-Type", "application/json"), ("content-length", str(len(body))))
    return replace(Response(status, "Reason", "HTTP/1.1", headers, body, Timing(0.25, wait_s=0.125)), **facts)


def done(begun: Exchange, outcome: Outcome | None = None) -> Exchange:
    """Return the exchange with an outcome, by default a success."""
    return replace(begun, outcome=outcome or answer())
