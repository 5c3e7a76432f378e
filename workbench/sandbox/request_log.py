"""A request that arrived, what was computed and what was answered, as one value; and the memory of the last ones.

Owns what `GET /_sandbox/requests` and `workbench sandbox` show. Header values that could be replayed are masked in
the parsed view; the raw bytes are there on request, for they are what a client is debugged by.
"""

from __future__ import annotations

import base64
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from workbench.exchange import TokenMatch
from workbench.sandbox.limits import Limits
from workbench.sandbox.masking import masked_header


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request and its answer.

    Attributes:
        number: counts from 1, per sandbox.
        at: when it was read, aware, in UTC.
        method, target, http_version: of the request line; empty if it could not be read.
        headers: the pairs as they came.
        head, body: raw bytes; `wire_body` differs from `body` when it came in chunks.
        status: what is answered; None if the connection is reset instead, or not HTTP is sent.
        says: why, in one sentence.
        payload_hash_raw, payload_hash_php, token_match: what was computed; no PHP hash if PHP refuses the body.
        fault: the fault it was met with.
        recorded: whether a real server that works would keep it: accepted, and not met with a fault.
        problem: what is wrong with it as HTTP.
    """

    number: int
    at: datetime
    method: str
    target: str
    http_version: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    head: bytes = field(repr=False)
    body: bytes = field(repr=False)
    wire_body: bytes = field(repr=False)
    status: int | None
    says: str
    payload_hash_raw: str
    payload_hash_php: str | None
    token_match: TokenMatch
    fault: str | None
    recorded: bool
    problem: str | None

    def as_json(self, *, raw: bool = False) -> dict[str, object]:
        """Return it as one JSON object; with `raw`, the raw request and the body in base64 as well."""
        shown: dict[str, object] = {
            "number": self.number,
            "received": self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "method": self.method,
            "target": self.target,
            "http_version": self.http_version,
            "headers": [[name, masked_header(name, value)] for name, value in self.headers],
            "body_bytes": len(self.body),
            "payload_hash_raw": self.payload_hash_raw,
            "payload_hash_php": self.payload_hash_php,
            "token_match": self.token_match,
            "status": self.status,
            "says": self.says,
            "fault": self.fault,
            "recorded": self.recorded,
            "problem": self.problem,
        }
        if raw:
            shown["raw_base64"] = base64.b64encode(self.head + self.wire_body).decode()
            shown["body_base64"] = base64.b64encode(self.body).decode()
        return shown

    @property
    def size(self) -> int:
        """Bytes it holds in memory."""
        return len(self.head) + len(self.body) + (0 if self.wire_body is self.body else len(self.wire_body))


class RequestLog:
    """The last requests, bounded in number and in bytes; the oldest go first, the newest always stays."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._kept: deque[LoggedRequest] = deque()
        self._bytes = 0
        self._count = 0

    def next_number(self) -> int:
        """Return the number of the request that is coming in."""
        self._count += 1
        return self._count

    def add(self, received: LoggedRequest) -> None:
        """Keep `received`."""
        self._kept.append(received)
        self._bytes += received.size
        while len(self._kept) > 1 and (len(self._kept) > self._limits.kept or self._bytes > self._limits.kept_bytes):
            self._bytes -= self._kept.popleft().size

    def all(self) -> tuple[LoggedRequest, ...]:
        """Return what is kept, oldest first."""
        return tuple(self._kept)
