"""The sandbox's server.

Owns its connections and their end. Must never block the loop (large bodies are verified in a thread), hold memory
without bound, or leave a task behind after `stop`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import cast, get_args

from workbench.redaction.log_redaction import guard
from workbench.sandbox import fault_injection
from workbench.sandbox.addresses import REQUESTS_PATH
from workbench.sandbox.faults import FAULT_HEADER, FAULTS
from workbench.sandbox.limits import Limits
from workbench.sandbox.listen import refuse_unless_loopback
from workbench.sandbox.request_log import LoggedRequest, RequestLog
from workbench.sandbox.request_reader import ReceivedRequest, RequestReader
from workbench.sandbox.responses import SandboxResponse, answer, only_get, refusal
from workbench.sandbox.verification import Reading, Verification, compute
from workbench.signing import Credentials

__all__ = ["Limits", "Sandbox", "serve_forever"]

INLINE = 32 * 1024
"""Bytes up to which a body is verified on the loop itself; that takes some milliseconds."""

_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


class Sandbox:
    """Serves on `listening` (see `bind`), in the loop that calls `start`.

    `pairs` is called for every request and gives the credentials known beside the public sample pair; it must be
    quick. `reading` says which bytes a token must be right for, `fault` how to misbehave. `on_request` is called on
    the loop, once per request, before the answer leaves. Raises ValueError for a socket that is not on loopback,
    and for an unknown reading or fault.
    """

    def __init__(
        self,
        listening: socket.socket,
        *,
        pairs: Callable[[], Iterable[Credentials]] = tuple,
        reading: str = "both",
        fault: str | None = None,
        on_request: Callable[[LoggedRequest], None] | None = None,
        limits: Limits | None = None,
    ) -> None:
        refuse_unless_loopback(listening)
        if reading not in get_args(Reading):
            raise ValueError(f"a reading is one of {', '.join(get_args(Reading))}")
        if fault is not None and fault not in FAULTS:
            raise ValueError(f"a fault is one of {', '.join(FAULTS)}")
        host, self.port = listening.getsockname()[:2]
        self._origin = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        self._listening = listening
        self._pairs = pairs
        self._reading = cast("Reading", reading)
        self._fault = fault
        self._on_request = on_request
        self._limits = limits or Limits()
        self._memory = RequestLog(self._limits)
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The address of its /track/json."""
        return f"{self._origin}/track/json"

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """What arrived, oldest first: the last thousand, fewer if they are large."""
        return self._memory.all()

    async def start(self) -> None:
        """Begin to answer; what connected since `bind` is answered too."""
        guard()  # asyncio logs the values of a task that broke
        self._server = await asyncio.start_server(self._accept, sock=self._listening)

    async def stop(self) -> None:
        """Close the socket and every connection, whatever they are doing."""
        if self._server is None:
            self._listening.close()
            return
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= self._limits.connections:
            writer.transport.abort()
            return
        task = asyncio.create_task(self._converse(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrivals = RequestReader(reader, writer, self._limits, self._resets_at_the_head)
        try:
            while (arrival := await arrivals.next()) is not None:
                if not await self._meet(arrival, reader, writer):
                    break
            writer.close()
            async with asyncio.timeout(self._limits.write_s):
                await writer.wait_closed()
        except (OSError, TimeoutError):
            return  # the client left, or did not take its answer: there is nobody to tell
        finally:
            writer.transport.abort()

    def _fault_for(self, arrival: ReceivedRequest) -> str | None:
        """Return the name asked for, by the request or for all; not necessarily a known one."""
        if arrival.problem is not None or arrival.path == REQUESTS_PATH:
            return None
        asked = arrival.header(FAULT_HEADER)
        return self._fault if asked is None else asked

    def _resets_at_the_head(self, arrival: ReceivedRequest) -> bool:
        return self._fault_for(arrival) == "reset-before"

    async def _meet(self, arrival: ReceivedRequest, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; return whether the connection can bring another."""
        computed = await self._compute(arrival)
        if arrival.problem is None and arrival.path == REQUESTS_PATH:
            return await self._send(await self._show(arrival), computed, arrival, reader, writer)
        fault = self._fault_for(arrival)
        if fault not in FAULTS:
            reply = answer(arrival, computed, self._reading)
            if fault is not None:
                reply = refusal(
                    400, f"The sandbox knows no fault of the name that {FAULT_HEADER} gives.", faults=FAULTS
                )
            self._remember(arrival, computed, reply, None)
            return await self._send(reply, computed, arrival, reader, writer)
        reply = fault_injection.faulty_answer(fault, self._origin) or answer(arrival, computed, self._reading)
        self._remember(arrival, computed, reply, fault)
        async with asyncio.timeout(None if fault.startswith("slow-") else self._limits.write_s):
            await fault_injection.deliver(fault, reply, computed, writer, self._limits.drip_s)
        return False

    async def _compute(self, arrival: ReceivedRequest) -> Verification:
        pairs = tuple(self._pairs())
        if len(arrival.body) <= INLINE:
            return compute(arrival, pairs)
        return await asyncio.to_thread(compute, arrival, pairs)

    async def _show(self, arrival: ReceivedRequest) -> SandboxResponse:
        """Return what arrived so far; only to a client that knows this machine by a name of loopback."""
        refused = only_get(arrival)
        if refused is not None:
            return refused
        host = (arrival.header("Host") or "").lower()
        if host.rpartition(":")[0] not in _LOOPBACK_NAMES and host not in _LOOPBACK_NAMES:
            # A web page whose name has been pointed at 127.0.0.1 could read the tokens otherwise.
            return refusal(421, "This list is given to 127.0.0.1 and localhost only.")
        return SandboxResponse(200, "What arrived.", await asyncio.to_thread(_listed, self.requests))

    def _remember(
        self, arrival: ReceivedRequest, computed: Verification, reply: SandboxResponse, fault: str | None
    ) -> None:
        received = LoggedRequest(
            number=self._memory.next_number(),
            at=datetime.now(UTC),
            method=arrival.method,
            target=arrival.target,
            http_version=arrival.http_version,
            headers=arrival.headers,
            head=arrival.head,
            body=arrival.body,
            wire_body=arrival.body if arrival.wire_body == arrival.body else arrival.wire_body,
            status=None if fault_injection.silent(fault) else reply.status,
            says=reply.says,
            payload_hash_raw=computed.payload_hash_raw,
            payload_hash_php=computed.payload_hash_php,
            token_match=computed.token_match,
            fault=fault,
            recorded=reply.status == 200 and fault is None,
            problem=arrival.problem,
        )
        self._memory.add(received)
        if self._on_request is not None:
            self._on_request(received)

    async def _send(
        self,
        reply: SandboxResponse,
        computed: Verification,
        arrival: ReceivedRequest,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        body = b"" if arrival.method == "HEAD" else reply.body
        writer.write(reply.head(computed, keep_open=arrival.keeps_open) + body)
        async with asyncio.timeout(self._limits.write_s):
            await writer.drain()
        if not arrival.keeps_open:
            await self._linger(reader, writer)
        return arrival.keeps_open

    async def _linger(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take and drop what still comes: closing on unread bytes would reset the connection and lose the answer."""
        if writer.can_write_eof():
            writer.write_eof()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.linger_s):
                while await reader.read(64 * 1024):
                    pass


def _listed(received: Iterable[LoggedRequest]) -> bytes:
    return json.dumps([each.as_json(raw=True) for each in received], ensure_ascii=False, indent=1).encode()


async def serve_forever(
    listening: socket.socket,
    *,
    pairs: Callable[[], Iterable[Credentials]] = tuple,
    reading: str = "both",
    fault: str | None = None,
    on_request: Callable[[LoggedRequest], None] | None = None,
) -> None:
    """Serve until the task is cancelled; then everything is closed."""
    sandbox = Sandbox(listening, pairs=pairs, reading=reading, fault=fault, on_request=on_request)
    await sandbox.start()
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        await sandbox.stop()
