"""The network stream beneath httpcore: its writes are exactly what is sent.

Records the phases reached, and the SHA-1 of the body bytes handed to the socket, independently of the signature so that
the two can be compared. Never alters a byte.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import httpcore

from workbench.transport.resolver import connect, resolve
from workbench.transport.send_progress import KEPT_BYTES, ConnectionInfo, Phase, SendProgress

CHUNK_SIZE = 64 * 1024
"""Bytes handed to the socket at a time; the rest is not counted if the connection breaks."""

HANDSHAKE_TIMEOUT_S = 86_400.0
"""asyncio's limit for a TLS handshake: so long that the deadline of the send applies."""

POLL_S = 0.005
"""Seconds between checks whether the system has accepted data buffered by TLS; most sends need none."""

PROXY_PAGE_S = 0.5
"""Seconds that the page of a proxy that refuses a tunnel is waited for."""

_BEGINNING = b"HTTP/"
_HEAD_END = b"\r\n\r\n"
_HEAD_ENDS = re.compile(rb"\n\r?\n")
_INTERIM = re.compile(rb"HTTP/1\.\d 1(?!01)\d\d")


class SentBodyHash:
    """The SHA-1 of the bytes sent after the head."""

    def __init__(self) -> None:
        self._head: bytes | None = b""
        self._sha1 = hashlib.sha1(usedforsecurity=False)

    def feed(self, data: bytes) -> None:
        """Add the next bytes sent."""
        if self._head is None:
            self._sha1.update(data)
            return
        self._head += data
        _, mark, body = self._head.partition(_HEAD_END)
        if mark:
            self._head = None
            self._sha1.update(body)

    def hexdigest(self) -> str:
        """Return the SHA-1 of the body so far, 40 hex digits."""
        return self._sha1.hexdigest()


class ResponseByteCount:
    """Counts the bytes received after the head of the response, and after any 1xx heads."""

    def __init__(self) -> None:
        self._head: bytes | None = b""
        self.body_bytes = 0

    def feed(self, data: bytes) -> None:
        """Add the next bytes received."""
        if self._head is None:
            self.body_bytes += len(data)
            return
        self._head += data
        while self._head is not None and (end := _HEAD_ENDS.search(self._head)):
            interim = _INTERIM.match(self._head)
            rest = self._head[end.end() :]
            self._head = rest if interim else None
            if not interim:
                self.body_bytes = len(rest)


class InstrumentedStream(httpcore.AsyncNetworkStream):
    """One connection, plain or TLS, over asyncio streams. `abort` closes it at once: nothing is flushed or awaited.

    `tunnelling` is true until TLS begins, if a proxy is asked for a tunnel first: bytes exchanged with the proxy are
    not part of the request.
    """

    def __init__(self, opened: socket.socket, progress: SendProgress, *, tunnelling: bool, verified: bool) -> None:
        self._socket = opened
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._plain: asyncio.WriteTransport | None = None  # beneath TLS
        self._early: asyncio.Task[bytes] | None = None
        self._verified = verified
        self.tunnelling = tunnelling
        self.connection_info = ConnectionInfo(remote=_netloc(opened))
        self.instrument(progress)

    def instrument(self, progress: SendProgress) -> None:
        """Record the next send on this connection in `progress`."""
        self._progress = progress
        self._head: bytes | None = None  # delayed, to be sent together with the start of the body
        self.sent = SentBodyHash()
        self.received = ResponseByteCount()
        progress.connection_info, progress.digest = self.connection_info, self.sent.hexdigest

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's signature; the whole send has one deadline
    ) -> httpcore.AsyncNetworkStream:
        """Perform the TLS handshake. Raises ssl.SSLError, or OSError if the peer closes the connection."""
        self._progress.enter(Phase.TLS)
        self.connection_info.verified = self._verified
        _, writer = await self._streams()
        await writer.start_tls(ssl_context, server_hostname=server_hostname, ssl_handshake_timeout=HANDSHAKE_TIMEOUT_S)
        self.tunnelling = False
        agreed = writer.get_extra_info("ssl_object")
        self.connection_info.tls, self.connection_info.cipher = agreed.version() or "", (agreed.cipher() or ("",))[0]
        self.connection_info.certificate = agreed.getpeercert(binary_form=True) or b""
        return self

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> None:
        """Hand `buffer` to the socket. Raises httpcore.WriteError, after which httpcore still reads a response.

        A chunk counts as sent once the system has accepted all of it; data still buffered here when the connection ends
        is never sent.
        """
        reader, writer = await self._streams()
        if not self.tunnelling:
            self._progress.enter(Phase.SEND)
            if self._head is None:  # httpcore writes again for the body, and once more without one
                self._head = buffer
                return
        head, self._head = self._head or b"", None if self.tunnelling else b""
        if len(buffer) > CHUNK_SIZE:
            # A response may arrive before all is sent; asyncio would drop it if the connection then breaks.
            self._early = asyncio.create_task(reader.read(CHUNK_SIZE))
            self._early.add_done_callback(_ignore_result)
        try:
            for at in range(0, len(buffer) or len(head), CHUNK_SIZE):
                chunk = head + buffer[at : at + CHUNK_SIZE]
                head = b""
                writer.write(chunk)
                if not self.tunnelling and not self._is_closed():
                    self._progress.some_sent = True
                await self._flushed(writer)
                if not self.tunnelling:
                    self.sent.feed(chunk)
                    self._progress.bytes_sent += len(chunk)
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> bytes:
        """Return the data received, at most `max_bytes`; empty at the end.

        Raises:
            OSError: from the network.
            httpcore.RemoteProtocolError: the response does not start with "HTTP/".
        """
        reader, _ = await self._streams()
        early, self._early = self._early, None
        data = await (reader.read(max_bytes) if early is None else early)
        kept = self._progress.proxy_answer if self.tunnelling else self._progress.received
        kept += data[: KEPT_BYTES - len(kept)]
        if data and not self.tunnelling:
            self._progress.enter(Phase.RECEIVE)
            self._progress.bytes_received += len(data)
            self.received.feed(data)
            if kept[: len(_BEGINNING)] != _BEGINNING[: len(kept)]:
                raise httpcore.RemoteProtocolError("not HTTP")  # a banner: httpcore would wait for the end of a head
        if not data:
            self._progress.ended_by_peer = True
        return data

    async def aclose(self) -> None:
        """Close the socket; of a proxy that refuses a tunnel, read the page that it sends first, for a short time."""
        try:
            if self.tunnelling and self._reader is not None and _HEAD_ENDS.search(self._progress.proxy_answer):
                with suppress(TimeoutError, OSError):
                    async with asyncio.timeout(PROXY_PAGE_S):
                        while len(self._progress.proxy_answer) < KEPT_BYTES and await self.read(CHUNK_SIZE):
                            pass
        finally:
            self.abort()

    def abort(self) -> None:
        """Close the socket at once, from synchronous code."""
        if self._early is not None:
            self._early.cancel()
        if self._writer is None:
            self._socket.close()
        else:
            self._writer.transport.abort()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        """Return asyncio's extra info, such as `ssl_object`; `is_readable` is whether the peer has closed."""
        if info == "is_readable":
            return self._reader is not None and self._reader.at_eof()
        return self._writer.get_extra_info(info) if self._writer is not None else None

    async def _streams(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(sock=self._socket)
            self._plain = self._writer.transport
            self._plain.set_write_buffer_limits(high=0)  # otherwise drain() would not wait for the last 64 KiB
        return self._reader, self._writer

    async def _flushed(self, writer: asyncio.StreamWriter) -> None:
        """Wait until the system has accepted everything written. Raises OSError if it does not."""
        await writer.drain()
        waited = False
        while self._is_waiting(writer):  # drain() on TLS does not wait for the transport beneath it
            waited = True
            await asyncio.sleep(POLL_S)
        if waited and self._is_closed():
            raise ConnectionResetError

    def _is_waiting(self, writer: asyncio.StreamWriter) -> bool:
        """Return whether written data is still buffered here and can still be sent."""
        if self._plain is None or self._is_closed():
            return False
        return bool(self._plain.get_write_buffer_size() or writer.transport.get_write_buffer_size())

    def _is_closed(self) -> bool:
        return self._plain is not None and self._plain.is_closing()


def _ignore_result(early: asyncio.Task[bytes]) -> None:
    """Retrieve the exception, so that asyncio does not log it as unhandled."""
    if not early.cancelled():
        early.exception()


class InstrumentedNetwork(httpcore.AsyncNetworkBackend):
    """Opens the one connection of a `Connection` and keeps a reference, so that it can always be closed.

    Args:
        connect_s: seconds that name resolution and connecting may take together.
        tunnelled: whether a proxy is asked for a tunnel before TLS.
        verified: whether TLS will verify the certificate; only recorded.
        proxy: host and port of the proxy; only recorded, empty without one.
        proxy_login: whether a login is sent to it; only recorded.
    """

    def __init__(
        self,
        progress: SendProgress,
        connect_s: float,
        *,
        tunnelled: bool,
        verified: bool,
        proxy: str,
        proxy_login: bool = False,
    ) -> None:
        self.stream: InstrumentedStream | None = None
        self._proxy, self._proxy_login = proxy, proxy_login
        self._progress = progress
        self._connect_s = connect_s
        self._tunnelled = tunnelled
        self._verified = verified

    @property
    def proxy_refused_tunnel(self) -> bool:
        """Whether a proxy responded to a tunnel request, but did not open one."""
        stream = self.stream
        return stream is not None and stream.tunnelling and not self._progress.ended_by_peer

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Resolve `host` and connect. Raises socket.gaierror, UnicodeError or OSError, including TimeoutError."""
        async with asyncio.timeout(self._connect_s):
            self._progress.enter(Phase.DNS)
            addresses = await resolve(host, port)
            self._progress.enter(Phase.CONNECT)
            opened = await connect(addresses)
        self.stream = InstrumentedStream(opened, self._progress, tunnelling=self._tunnelled, verified=self._verified)
        self.stream.connection_info.proxy = self._proxy
        self.stream.connection_info.proxy_login = self._proxy_login
        return self.stream


def _netloc(opened: socket.socket) -> str:
    try:
        host, port = opened.getpeername()[:2]
    except OSError:  # already closed
        return ""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
