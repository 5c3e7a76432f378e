"""Reads requests from a connection and preserves their exact bytes.

Provides head and body as raw bytes, h11's parsed view, and what is wrong with them. Never raises for anything a client
sends: a request that cannot be parsed is a ReceivedRequest with a `problem`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import h11

from workbench.sandbox.limits import Limits

MAX_HEAD_SIZE = 64 * 1024
"""Maximum bytes of a head."""

MAX_BODY_SIZE = 2 * 1024 * 1024 + 64 * 1024
"""Maximum bytes of a body: the 2 MiB limit of Kochava that third parties report, and a margin."""

_BLANK_LINES = re.compile(rb"(?:\r?\n)*")
_HEAD_END = re.compile(rb"\n\r?\n")
_METHOD_START = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]")
_NEXT_REQUEST = re.compile(rb"(?:\r?\n)*(?:[A-Z]{3,}(?: |$)|[A-Z]{0,2}$)")
_CHUNK_SIZE = 64 * 1024


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request as received. Its repr omits everything that may hold a credential.

    Attributes:
        head: the raw bytes up to and including the blank line; of an unparsable request, all bytes received.
        method, target, http_version: from the request line; empty if it could not be read.
        headers: names and values in order and with their own case, as latin-1.
        body: the body without chunk framing.
        wire_body: the body as received, with chunk framing.
        problem: what is wrong with the request as HTTP; None if nothing is.
        status: the response status for the problem.
        declared: the value of Content-Length.
        cut_short: whether the body ended early.
        extra: bytes after the body that are not a request: the result of a Content-Length that is too small.
        keeps_open: whether another request may follow on the connection.
    """

    head: bytes = field(repr=False)
    method: str = ""
    target: str = field(default="", repr=False)
    http_version: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    wire_body: bytes = field(default=b"", repr=False)
    problem: str | None = None
    status: int = 400
    declared: int | None = None
    cut_short: bool = False
    extra: bytes = field(default=b"", repr=False)
    keeps_open: bool = False

    def header(self, name: str) -> str | None:
        """Return the value of header `name`, repeated ones joined with commas, or None."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def path(self) -> str:
        """The path of the target, without scheme, host and query."""
        target = re.sub(r"^https?://[^/?#]*", "", self.target, count=1, flags=re.IGNORECASE)
        return re.split(r"[?#]", target, maxsplit=1)[0] or "/"


class RequestReader:
    """Reads the requests of one connection, one after another. `skip_body`: whether a request's body is not read."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        limits: Limits,
        skip_body: Callable[[ReceivedRequest], bool],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._skip_body = skip_body
        self._pending = b""

    async def next(self) -> ReceivedRequest | None:
        """Return the next request, or None if the client is done or idle for too long."""
        if not self._pending:
            self._pending = await self._more(self._limits.idle_s) or b""
        while self._pending and not self._pending.strip(b"\r\n"):
            more = await self._more(self._limits.idle_s)
            if not more:
                return None
            self._pending += more
        if not self._pending:
            return None
        head = await self._head()
        if isinstance(head, ReceivedRequest):
            return head
        return await self._request(head)

    async def _head(self) -> bytes | ReceivedRequest:
        """Return the bytes of the head; the rest stays pending."""
        start = _match_end(_BLANK_LINES, self._pending)
        if not _METHOD_START.match(self._pending, start):
            if self._pending[start : start + 2] == b"\x16\x03":
                return self._unparsable("The client started a TLS handshake, but the sandbox uses plain HTTP.")
            return self._unparsable("The request line does not begin with a method.")
        try:
            async with asyncio.timeout(self._limits.head_s):
                while True:
                    end = _HEAD_END.search(self._pending, start)
                    if end is not None:
                        break
                    if len(self._pending) > MAX_HEAD_SIZE:
                        return self._unparsable("The head is larger than 64 KiB.", 431)
                    more = await self._reader.read(_CHUNK_SIZE)
                    if not more:
                        return self._unparsable("The connection was closed before the blank line that ends the head.")
                    self._pending += more
        except TimeoutError:
            return self._unparsable("The blank line that ends the head was not received in time.", 408)
        head, self._pending = self._pending[: end.end()], self._pending[end.end() :]
        if len(head) > MAX_HEAD_SIZE:
            return self._unparsable("The head is larger than 64 KiB.", 431, head)
        return head

    def _unparsable(self, problem: str, status: int = 400, head: bytes | None = None) -> ReceivedRequest:
        received = self._pending[:MAX_HEAD_SIZE] if head is None else head[:MAX_HEAD_SIZE]
        self._pending = b""
        method, target, version = _first_line(received)
        return ReceivedRequest(received, method, target, version, problem=problem, status=status)

    async def _request(self, head: bytes) -> ReceivedRequest:
        parser = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD_SIZE + 1)
        parser.receive_data(head[_match_end(_BLANK_LINES, head) :])
        method, target, version = _first_line(head)
        try:
            event = parser.next_event()
        except h11.RemoteProtocolError as error:
            self._pending = b""
            return ReceivedRequest(
                head, method, target, version, problem=f"The head is not valid HTTP: {error}.",
                status=error.error_status_hint,
            )  # fmt: skip
        if not isinstance(event, h11.Request):
            raise TypeError(f"h11 returned {type(event).__name__} for a whole head")
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers.raw_items())
        declared = next((int(value) for name, value in event.headers if name == b"content-length"), None)
        request = ReceivedRequest(head, method, target, version, headers, declared=declared)
        if self._skip_body(request):
            return request
        return await self._body(request, parser)

    async def _body(self, request: ReceivedRequest, parser: h11.Connection) -> ReceivedRequest:
        body, wire = bytearray(), bytearray()
        problem: str | None = None
        cut_short = False
        status = 400
        if (request.declared or 0) > MAX_BODY_SIZE:
            problem, status = _too_large(), 413
        elif parser.they_are_waiting_for_100_continue:
            self._writer.write(
                parser.send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")) or b""
            )
        if problem is None and self._pending:
            wire += self._pending
            parser.receive_data(self._pending)
        self._pending = b""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limits.body_s
        while problem is None:
            try:
                event = parser.next_event()
            except h11.RemoteProtocolError as error:
                problem = f"The body is not valid HTTP: {error}."
                break
            if event is h11.NEED_DATA:
                more = await self._more(min(self._limits.pause_s, deadline - loop.time()))
                if not more:
                    cut_short = True
                    break
                wire += more
                parser.receive_data(more)
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > MAX_BODY_SIZE:
                    problem, status = _too_large(), 413
            else:
                break
        whole = problem is None and not cut_short
        trailing = parser.trailing_data[0] if whole else b""
        extra = b""
        if trailing:
            del wire[len(wire) - len(trailing) :]
            if _NEXT_REQUEST.match(trailing):
                self._pending = trailing
            else:
                extra = trailing
        if status == 413:
            body.clear()
            wire.clear()
        return ReceivedRequest(
            request.head,
            request.method,
            request.target,
            request.http_version,
            request.headers,
            bytes(body),
            bytes(wire),
            problem,
            status,
            request.declared,
            cut_short,
            extra,
            keeps_open=whole and not extra and parser.their_state is h11.DONE,
        )

    async def _more(self, seconds: float) -> bytes | None:
        """Return the data received within `seconds`: empty at the end, None after a timeout."""
        try:
            async with asyncio.timeout(max(seconds, 0)):
                return await self._reader.read(_CHUNK_SIZE)
        except TimeoutError:
            return None


def _too_large() -> str:
    return "The body is larger than 2 MiB, the reported limit of Kochava."


def _match_end(pattern: re.Pattern[bytes], data: bytes) -> int:
    found = pattern.match(data)
    return found.end() if found else 0


def _first_line(head: bytes) -> tuple[str, str, str]:
    """Return method, target and version as far as the first line has them."""
    line = head.lstrip(b"\r\n").split(b"\n", 1)[0].rstrip(b"\r").decode("latin-1")
    words = line.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/"):
        return "", "", ""
    return words[0], words[1], words[2]
