"""The log of received requests, with the results of verification and the responses.

Shown by `GET /_sandbox/requests` and `workbench sandbox`. All text is masked when it is logged (see `masking`), but not
the raw bytes: clients are debugged with them, so the one who started the sandbox can get them.
"""

from __future__ import annotations

import base64
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from workbench.exchange import TokenMatch
from workbench.sandbox.limits import Limits
from workbench.sandbox.payload_checks import PayloadWarning
from workbench.sandbox.verification import MistakeSearch


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request and its response.

    Attributes:
        number: counts from 1, per sandbox.
        at: when it was read, aware, in UTC.
        method, target, http_version: of the request line, masked; empty if it could not be read.
        headers: the headers in their order, masked.
        head, body: raw bytes; `wire_body` differs from `body` if it was sent in chunks.
        verified: whether the token is correct for the sandbox's reading; None where no token is needed.
        warnings: what was accepted although it is probably wrong: id and sentence.
        search: the mistakes that together make a wrong token; none if none are known.
        status: of the response; None if the connection is reset, or something other than HTTP is sent.
        says: the reason, in one sentence.
        payload_hash_raw, payload_hash_php, token_match: results of verification; no PHP hash if PHP rejects the body.
        fault: the injected fault.
        recorded: whether a working real server would record it: accepted, and without a fault.
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
    verified: bool | None
    warnings: tuple[PayloadWarning, ...]
    search: MistakeSearch
    status: int | None
    says: str
    payload_hash_raw: str
    payload_hash_php: str | None
    token_match: TokenMatch
    fault: str | None
    recorded: bool
    problem: str | None

    def as_json(self, *, raw: bool = False) -> dict[str, object]:
        """Return a JSON object; with `raw`, including the raw request and the body in base64."""
        shown: dict[str, object] = {
            "number": self.number,
            "at": self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "method": self.method,
            "target": self.target,
            "http_version": self.http_version,
            "headers": self.headers,
            "body_bytes": len(self.body),
            "payload_hash_raw": self.payload_hash_raw,
            "payload_hash_php": self.payload_hash_php,
            "status": self.status,
            "verified": self.verified,
            "reading": self.token_match,
            "mistakes": self.search.as_json(),
            "warnings": [each._asdict() for each in self.warnings],
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
        """Bytes held in memory."""
        return len(self.head) + len(self.body) + (0 if self.wire_body is self.body else len(self.wire_body))


class RequestLog:
    """The last requests, limited in number and bytes; the oldest are dropped, the newest always stays."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._requests: deque[LoggedRequest] = deque()
        self._bytes = 0
        self._count = 0

    def next_number(self) -> int:
        """Return the number of the next request."""
        self._count += 1
        return self._count

    def add(self, received: LoggedRequest) -> None:
        """Add `received`."""
        self._requests.append(received)
        self._bytes += received.size
        while len(self._requests) > 1 and (
            len(self._requests) > self._limits.log_size or self._bytes > self._limits.log_bytes
        ):
            self._bytes -= self._requests.popleft().size

    def all(self) -> tuple[LoggedRequest, ...]:
        """Return the logged requests, oldest first."""
        return tuple(self._requests)
