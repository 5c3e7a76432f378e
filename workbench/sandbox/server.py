"""The sandbox's HTTP server.

Never blocks the event loop (large bodies are verified in threads, few at a time), never uses unbounded memory, and
leaves no task behind after `stop`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast, get_args

from workbench.redaction.log_redaction import guard
from workbench.sandbox import fault_injection
from workbench.sandbox.addresses import LIST_KEY_HEADER, LIST_KEY_VARIABLE, REQUESTS_PATH, TRACK_PATHS
from workbench.sandbox.connections import Connection, Connections
from workbench.sandbox.faults import FAULT_HEADER, FAULTS
from workbench.sandbox.limits import Limits
from workbench.sandbox.listen import require_loopback
from workbench.sandbox.masking import CredentialMask
from workbench.sandbox.mistake_search import AT_A_TIME, NOT_SEARCHED, needs_search, search_mistakes
from workbench.sandbox.request_log import LoggedRequest, RequestLog
from workbench.sandbox.request_reader import ReceivedRequest, RequestReader
from workbench.sandbox.responses import Rules, SandboxResponse, refusal, require_method, respond
from workbench.sandbox.verification import Reading, Verification, same_value, verify_request
from workbench.signing import SAMPLE, Credentials

__all__ = ["Limits", "Sandbox", "serve_forever"]

INLINE_LIMIT = 32 * 1024
"""Bodies up to this size are verified in the event loop; that takes some milliseconds."""

LARGE_AT_A_TIME = 1
"""Larger bodies verified at the same time; each needs up to a hundred times its size of memory."""

_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


class Sandbox:
    """Serves on `listening` (see `bind`), in the event loop that calls `start`.

    `pairs` is called for every request and returns the accepted credentials besides the public sample pair; it must be
    fast. `reading` selects the bytes for which a token must be correct, `fault` the fault to inject. With `strict`, the
    sandbox refuses what it accepts with a warning otherwise. `on_request` is called in the event loop, once per
    request, before the response is sent. The environment variable WORKBENCH_SANDBOX_KEY holds the key to the list of
    requests. Raises ValueError for a socket that is not on loopback, and for an unknown reading or fault.
    """

    def __init__(
        self,
        listening: socket.socket,
        *,
        pairs: Callable[[], Iterable[Credentials]] = tuple,
        reading: str = "both",
        strict: bool = False,
        fault: str | None = None,
        on_request: Callable[[LoggedRequest], None] | None = None,
        limits: Limits | None = None,
    ) -> None:
        require_loopback(listening)
        if reading not in get_args(Reading):
            raise ValueError(f"reading must be one of {', '.join(get_args(Reading))}")
        if fault is not None and fault not in FAULTS:
            raise ValueError(f"fault must be one of {', '.join(FAULTS)}")
        host, self.port = listening.getsockname()[:2]
        self._origin = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        self._listening = listening
        self._pairs = pairs
        self._rules = Rules(cast("Reading", reading), strict)
        self._fault = fault
        self._on_request = on_request
        self._limits = limits or Limits()
        self._log = RequestLog(self._limits)
        self._server: asyncio.Server | None = None
        self._connections = Connections(self._limits)
        self._large = asyncio.Semaphore(LARGE_AT_A_TIME)
        self._searches = 0  # in progress
        self._masking = CredentialMask()
        self._masking.remember([SAMPLE])
        self._list_key = os.environ.get(LIST_KEY_VARIABLE, "")

    @property
    def url(self) -> str:
        """The URL of its /track/json."""
        return f"{self._origin}/track/json"

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """The received requests, oldest first: the last thousand, fewer if they are large."""
        return self._log.all()

    async def start(self) -> None:
        """Start serving, including connections made since `bind`."""
        guard()  # asyncio logs the values of a failed task
        self._server = await asyncio.start_server(self._accept, sock=self._listening)

    async def stop(self) -> None:
        """Close the socket and every connection."""
        if self._server is None:
            self._listening.close()
            return
        self._server.close()
        await self._connections.close()
        await self._server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.open(writer, lambda connection: self._serve_connection(connection, reader, writer))

    async def _serve_connection(
        self, connection: Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        requests = RequestReader(reader, writer, self._limits, connection, self._resets_after_head)
        with contextlib.suppress(OSError, TimeoutError):  # the client left, or did not read the response
            while (request := await requests.next()) is not None:
                connection.answer()
                if not await self._handle(request, reader, writer):
                    break
                connection.idle()
            writer.close()
            async with asyncio.timeout(self._limits.write_s):
                await writer.wait_closed()

    def _fault_for(self, request: ReceivedRequest) -> str | None:
        """Return the fault name of the request, or of the sandbox; it may be unknown."""
        if request.problem is not None or request.path == REQUESTS_PATH:
            return None
        asked = request.header(FAULT_HEADER)
        return self._fault if asked is None else asked

    def _resets_after_head(self, request: ReceivedRequest) -> bool:
        return self._fault_for(request) == "reset-before"

    async def _handle(
        self, request: ReceivedRequest, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Respond to one request; return whether the connection stays open."""
        verification = await self._verify(request)
        self._masking.begin_request(request.headers)
        if self._asks_for_list(request):
            return await self._send(await self._list_requests(request), verification, request, reader, writer)
        fault = self._fault_for(request)
        response = fault_injection.fault_response(fault, self._origin) if fault in FAULTS else None
        if response is None:
            verification = await self._with_search(request, verification)
            response = respond(request, verification, self._rules, self._masking)
        if fault is not None and fault not in FAULTS:
            response = refusal(400, f"The header {FAULT_HEADER} names an unknown fault.", faults=FAULTS)
            fault = None
        response = self._masked(response)
        self._record(request, verification, response, fault)
        if fault is None:
            return await self._send(response, verification, request, reader, writer)
        async with asyncio.timeout(None if fault.startswith("slow-") else self._limits.write_s):
            await fault_injection.deliver(fault, response, verification, writer, self._limits.drip_s)
        return False

    def _masked(self, response: SandboxResponse) -> SandboxResponse:
        """Return a response without known values, though nothing in it should quote any."""
        if response.status == 200:
            return response
        body = self._masking.known(response.body.decode()).encode()
        return replace(response, says=self._masking.known(response.says), body=body)

    async def _verify(self, request: ReceivedRequest) -> Verification:
        pairs = tuple(self._pairs())
        self._masking.remember(pairs)
        if len(request.body) <= INLINE_LIMIT:
            return verify_request(request, pairs)
        async with self._large:
            return await asyncio.to_thread(verify_request, request, pairs)

    async def _with_search(self, request: ReceivedRequest, verification: Verification) -> Verification:
        """Return the verification with what makes the token, if that is wrong."""
        if not needs_search(request, verification, self._rules.reading):
            return verification
        if self._searches >= AT_A_TIME:
            return replace(verification, search=NOT_SEARCHED)
        self._searches += 1
        try:
            return replace(verification, search=await asyncio.to_thread(search_mistakes, request, tuple(self._pairs())))
        finally:
            self._searches -= 1

    def _asks_for_list(self, request: ReceivedRequest) -> bool:
        key = request.header(LIST_KEY_HEADER)
        known = bool(self._list_key) and key is not None and same_value(key, self._list_key)
        return request.problem is None and request.path == REQUESTS_PATH and known

    async def _list_requests(self, request: ReceivedRequest) -> SandboxResponse:
        """Return the log of requests, but not to a web page: it could ask through DNS rebinding."""
        refused = require_method("GET", request, self._masking)
        if refused is not None:
            return refused
        host = (request.header("Host") or "").lower()
        if host.rpartition(":")[0] not in _LOOPBACK_NAMES and host not in _LOOPBACK_NAMES:
            return refusal(421, "This list is available at 127.0.0.1 and localhost only.")
        if request.header("Origin") is not None or request.header("Sec-Fetch-Site") not in (None, "none"):
            return refusal(403, "This list is not available to web pages.")
        return SandboxResponse(200, "Received requests.", await asyncio.to_thread(_as_json, self.requests))

    def _record(
        self, request: ReceivedRequest, verification: Verification, response: SandboxResponse, fault: str | None
    ) -> None:
        masking = self._masking
        received = LoggedRequest(
            number=self._log.next_number(),
            at=datetime.now(UTC),
            method=masking.method(request.method),
            target=masking.target(request.path, request.query) if request.target else "",
            http_version=masking.version(request.http_version),
            headers=tuple(masking.header(name, value) for name, value in request.headers),
            head=request.head,
            body=request.body,
            wire_body=request.body if request.wire_body == request.body else request.wire_body,
            verified=verification.accepted(self._rules.reading) if request.path in TRACK_PATHS else None,
            warnings=verification.checked.warnings if response.status == 200 or self._rules.strict else (),
            search=verification.search,
            status=None if fault_injection.is_silent(fault) else response.status,
            says=response.says,
            payload_hash_raw=verification.payload_hash_raw,
            payload_hash_php=verification.payload_hash_php,
            token_match=verification.token_match,
            fault=fault,
            recorded=response.status == 200 and fault is None,
            problem=request.problem,
        )
        self._log.add(received)
        if self._on_request is not None:
            self._on_request(received)

    async def _send(
        self,
        response: SandboxResponse,
        verification: Verification,
        request: ReceivedRequest,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        body = b"" if request.method == "HEAD" else response.body
        writer.write(response.head(verification, keep_open=request.keeps_open) + body)
        async with asyncio.timeout(self._limits.write_s):
            await writer.drain()
        if not request.keeps_open:
            await self._linger(reader, writer)
        return request.keeps_open

    async def _linger(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read and discard the rest: closing with unread data would reset the connection and lose the response."""
        if writer.can_write_eof():
            writer.write_eof()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.linger_s):
                while await reader.read(64 * 1024):
                    pass


def _as_json(received: Iterable[LoggedRequest]) -> bytes:
    return b"[" + b",\n".join(json.dumps(each.as_json(raw=True)).encode() for each in received) + b"]"


async def serve_forever(
    listening: socket.socket,
    *,
    pairs: Callable[[], Iterable[Credentials]] = tuple,
    on_request: Callable[[LoggedRequest], None] | None = None,
) -> None:
    """Serve until the task is cancelled, then close everything."""
    sandbox = Sandbox(listening, pairs=pairs, on_request=on_request)
    await sandbox.start()
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        await sandbox.stop()
