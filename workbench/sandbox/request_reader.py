"""Reads requests from a connection and preserves their exact bytes.

Provides head and body as raw bytes, h11's parsed view, and what is wrong with them. Never raises for anything a client
sends: a request that cannot be parsed is a ReceivedRequest with a `problem`. The texts of h11's exceptions are not
used, since they quote the request.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import h11

from workbench.sandbox.connections import Connection
from workbench.sandbox.head_problems import head_problem
from workbench.sandbox.limits import Limits

MAX_HEAD_SIZE = 64 * 1024
"""Maximum bytes of a head."""

MAX_BODY_SIZE = 2 * 1024 * 1024 + 64 * 1024
"""Maximum bytes of a body: the 2 MiB limit of Kochava that third parties report, and a margin."""

MAX_FRAMING_SIZE = 256 * 1024
"""Maximum bytes of a body's chunk framing: sizes, extensions, trailers."""

_BLANK_LINES = re.compile(rb"(?:\r?\n)*")
_HEAD_END = re.compile(rb"\n\r?\n")
_METHOD_START = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]")
_NEXT_REQUEST = re.compile(rb"(?:\r?\n)*(?:[A-Z]{3,}(?: |$)|[A-Z]{0,2}$)")
_READ_SIZE = 16 * 1024  # so that chunks of one byte do not keep the event loop busy for long
_WITH_BODY = ("POST", "PUT", "PATCH")


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
        extra: bytes after the body that are not a request: its Content-Length is too small, or missing.
        has_length: whether the head says where the body ends.
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
    has_length: bool = True
    keeps_open: bool = False

    def header(self, name: str) -> str | None:
        """Return the value of header `name`, repeated ones joined with commas, or None."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def path(self) -> str:
        """The path of the target, without scheme, host and query."""
        return re.split(r"[?#]", self._without_host, maxsplit=1)[0] or "/"

    @property
    def query(self) -> str | None:
        """What follows the path in the target, without its question mark; None if nothing does."""
        parts = re.split(r"[?#]", self._without_host, maxsplit=1)
        return parts[1] if len(parts) == 2 else None

    @property
    def _without_host(self) -> str:
        return re.sub(r"^[a-z]{2,10}://[^/?#]*", "", self.target, count=1, flags=re.IGNORECASE)


class RequestReader:
    """Reads the requests of one connection, one after another. `skip_body`: whether a request's body is not read."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        limits: Limits,
        connection: Connection,
        skip_body: Callable[[ReceivedRequest], bool],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._connection = connection
        self._skip_body = skip_body
        self._pending = b""

    async def next(self) -> ReceivedRequest | None:
        """Return the next request, or None if the client is done or idle for too long."""
        while not self._pending.strip(b"\r\n"):
            more = await self._more(self._limits.idle_s)
            if not more:
                return None
            self._pending = self._pending[-2:] + more  # blank lines before a request mean nothing
        self._connection.receive(len(self._pending))
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
                searched = start
                while True:
                    end = _HEAD_END.search(self._pending, searched)
                    searched = max(start, len(self._pending) - 2)
                    if end is not None:
                        break
                    if len(self._pending) > MAX_HEAD_SIZE:
                        return self._unparsable("The head is larger than 64 KiB.", 431)
                    more = await self._reader.read(_READ_SIZE)
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
        stripped = head[_match_end(_BLANK_LINES, head) :]
        method, target, version = _first_line(head)
        problem = head_problem(stripped)
        if problem is not None:
            self._pending = b""
            return ReceivedRequest(head, method, target, version, problem=problem.says, status=problem.status)
        parser = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD_SIZE + 1)
        parser.receive_data(stripped)
        try:
            event = parser.next_event()
        except h11.RemoteProtocolError as error:
            self._pending = b""
            return ReceivedRequest(
                head, method, target, version, problem="The head is not valid HTTP.", status=error.error_status_hint
            )
        if not isinstance(event, h11.Request):
            raise TypeError(f"h11 returned {type(event).__name__} for a whole head")
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers.raw_items())
        declared = next((int(value) for name, value in event.headers if name == b"content-length"), None)
        has_length = any(name in (b"content-length", b"transfer-encoding") for name, _ in event.headers)
        request = ReceivedRequest(head, method, target, version, headers, declared=declared, has_length=has_length)
        if self._skip_body(request):
            return request
        if method in _WITH_BODY and not has_length:
            followed = await self._without_length(request)
            if followed is not None:
                return followed
        return await self._body(request, parser)

    async def _without_length(self, request: ReceivedRequest) -> ReceivedRequest | None:
        """Return the request if bytes that are no request follow it; None, with no bytes read, otherwise."""
        followed = bytearray(self._pending or await self._more(self._limits.stray_s) or b"")
        self._pending = bytes(followed)
        if not followed or _NEXT_REQUEST.match(followed):
            return None
        while len(followed) < MAX_BODY_SIZE and (more := await self._more(self._limits.stray_s)):
            followed += more
            self._connection.receive(len(followed))
        self._pending = b""
        count = f"{len(followed):,}" if len(followed) < MAX_BODY_SIZE else f"at least {MAX_BODY_SIZE:,}"
        problem = (
            "The request gives no length (neither Content-Length nor Transfer-Encoding), so it has no body; "
            f"{count} bytes followed."
        )
        return replace(request, extra=bytes(followed), problem=problem, status=411)

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
            except h11.RemoteProtocolError:
                problem = "The body is not valid HTTP: its chunks are malformed."
                break
            if event is h11.NEED_DATA:
                more = await self._more(min(self._limits.pause_s, deadline - loop.time()))
                if not more:
                    cut_short = True
                    break
                wire += more
                if len(wire) - len(body) > MAX_FRAMING_SIZE + _READ_SIZE:
                    problem, status = "The body has more than 256 KiB of chunk framing.", 413
                elif not self._connection.receive(len(body) + len(wire)):
                    problem, status = "Too many large requests are being received. Try again.", 503
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
        if status != 400:
            body.clear()
            wire.clear()
        return replace(
            request,
            body=bytes(body),
            wire_body=bytes(wire),
            problem=problem,
            status=status,
            cut_short=cut_short,
            extra=extra,
            keeps_open=whole and not extra and parser.their_state is h11.DONE,
        )

    async def _more(self, seconds: float) -> bytes | None:
        """Return the data received within `seconds`: empty at the end, None after a timeout."""
        try:
            async with asyncio.timeout(max(seconds, 0)):
                return await self._reader.read(_READ_SIZE)
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
