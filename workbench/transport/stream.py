"""The connection beneath httpcore: what is written here is what leaves.

Owns the socket of one send, and witnesses it: the phases reached, and the SHA-1 of the body bytes handed to the
socket, which is computed apart from the signature so that the two can be compared. Must never alter a byte.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from workbench.transport.resolver import connect, look_up
from workbench.transport.send_progress import ConnectionInfo, Phase, SendProgress

PIECE = 64 * 1024
"""Bytes handed to the socket at a time; what is not yet handed over when the connection breaks is not counted."""

HANDSHAKE_LIMIT = 86_400.0
"""Seconds asyncio gives a TLS handshake: far beyond the deadline, which alone decides."""

LOOK_AGAIN = 0.005
"""Seconds between two looks whether the system has taken what TLS had to leave waiting; most sends need none."""

_BEGINNING = b"HTTP/"
_HEAD_END = b"\r\n\r\n"
_HEAD_ENDS = re.compile(rb"\n\r?\n")
_INTERIM = re.compile(rb"HTTP/1\.\d 1(?!01)\d\d")


class SentBody:
    """The SHA-1 of what follows the head in the bytes that leave."""

    def __init__(self) -> None:
        self._head: bytes | None = b""
        self._sha1 = hashlib.sha1(usedforsecurity=False)

    def feed(self, data: bytes) -> None:
        """Take the next bytes that left."""
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


class Surplus:
    """Counts the bytes that came after the end of the answer's head, past any 1xx heads before it."""

    def __init__(self) -> None:
        self._head: bytes | None = b""
        self.after_head = 0

    def feed(self, data: bytes) -> None:
        """Take the next bytes that came."""
        if self._head is None:
            self.after_head += len(data)
            return
        self._head += data
        while self._head is not None and (end := _HEAD_ENDS.search(self._head)):
            interim = _INTERIM.match(self._head)
            rest = self._head[end.end() :]
            self._head = rest if interim else None
            if not interim:
                self.after_head = len(rest)


class InstrumentedStream(httpcore.AsyncNetworkStream):
    """One connection, plain or TLS, over asyncio streams. Closing it is immediate: nothing is flushed or awaited.

    `tunnelling` is true until TLS begins, where a proxy is asked for a tunnel first: what is said to the proxy is no
    part of the request.
    """

    def __init__(self, opened: socket.socket, progress: SendProgress, *, tunnelling: bool, verified: bool) -> None:
        self._socket = opened
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._plain: asyncio.WriteTransport | None = None  # beneath TLS
        self._early: asyncio.Task[bytes] | None = None
        self._verified = verified
        self.tunnelling = tunnelling
        self.link = ConnectionInfo(remote=_netloc(opened))
        self.witness(progress)

    def witness(self, progress: SendProgress) -> None:
        """Witness the next send over this connection."""
        self._progress = progress
        self._head: bytes | None = None  # held back until the body's first bytes leave with it
        self.sent = SentBody()
        self.surplus = Surplus()
        progress.link, progress.digest = self.link, self.sent.hexdigest

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's signature; the whole send has one deadline
    ) -> httpcore.AsyncNetworkStream:
        """Shake hands. Raises ssl.SSLError, or OSError if the other side leaves."""
        self._progress.enter(Phase.TLS)
        self.link.verified = self._verified
        _, writer = await self._streams()
        await writer.start_tls(ssl_context, server_hostname=server_hostname, ssl_handshake_timeout=HANDSHAKE_LIMIT)
        self.tunnelling = False
        agreed = writer.get_extra_info("ssl_object")
        self.link.tls, self.link.cipher = agreed.version() or "", (agreed.cipher() or ("",))[0]
        self.link.certificate = agreed.getpeercert(binary_form=True) or b""
        return self

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> None:
        """Hand `buffer` to the socket. Raises httpcore.WriteError, after which httpcore still reads an answer.

        A piece counts as sent once the system has taken all of it: what still waits here when the connection ends
        never leaves.
        """
        reader, writer = await self._streams()
        if not self.tunnelling:
            self._progress.enter(Phase.SEND)
            if self._head is None:  # httpcore writes again for the body, and once more without one
                self._head = buffer
                return
        head, self._head = self._head or b"", None if self.tunnelling else b""
        if len(buffer) > PIECE:
            # An answer may come before all is sent. Once the connection breaks, asyncio would not give it out any more.
            self._early = asyncio.create_task(reader.read(PIECE))
            self._early.add_done_callback(_seen)
        try:
            for at in range(0, len(buffer) or len(head), PIECE):
                piece = head + buffer[at : at + PIECE]
                head = b""
                writer.write(piece)
                if not self.tunnelling and not self._is_closed():
                    self._progress.some_sent = True
                await self._taken(writer)
                if not self.tunnelling:
                    self.sent.feed(piece)
                    self._progress.bytes_sent += len(piece)
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> bytes:
        """Return what has come, at most `max_bytes`; empty at the end.

        Raises:
            OSError: from the network.
            httpcore.RemoteProtocolError: it does not begin as HTTP does.
        """
        reader, _ = await self._streams()
        early, self._early = self._early, None
        data = await (reader.read(max_bytes) if early is None else early)
        if data and not self.tunnelling:
            self._progress.enter(Phase.RECEIVE)
            self._progress.bytes_received += len(data)
            self.surplus.feed(data)
            if len(self._progress.first_bytes) < 64:
                self._progress.first_bytes = (self._progress.first_bytes + data)[:64]
            if self._progress.first_bytes[: len(_BEGINNING)] != _BEGINNING[: len(self._progress.first_bytes)]:
                raise httpcore.RemoteProtocolError("not HTTP")  # a banner: httpcore would wait for an end of its head
        if not data:
            self._progress.ended_by_peer = True
        return data

    async def aclose(self) -> None:
        """Close the socket at once, whatever is under way."""
        self.abort()

    def abort(self) -> None:
        """Close the socket at once, from where nothing can be awaited."""
        if self._early is not None:
            self._early.cancel()
        if self._writer is None:
            self._socket.close()
        else:
            self._writer.transport.abort()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        """Return what asyncio knows, such as `ssl_object`; `is_readable` tells whether the other side has ended."""
        if info == "is_readable":
            return self._reader is not None and self._reader.at_eof()
        return self._writer.get_extra_info(info) if self._writer is not None else None

    async def _streams(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(sock=self._socket)
            self._plain = self._writer.transport
            self._plain.set_write_buffer_limits(high=0)  # else a drain would not wait for the last 64 KiB
        return self._reader, self._writer

    async def _taken(self, writer: asyncio.StreamWriter) -> None:
        """Wait until the system has taken all that was written. Raises OSError if it will not."""
        await writer.drain()
        waited = False
        while self._is_waiting(writer):  # a drain over TLS does not wait for what lies beneath it
            waited = True
            await asyncio.sleep(LOOK_AGAIN)
        if waited and self._is_closed():
            raise ConnectionResetError

    def _is_waiting(self, writer: asyncio.StreamWriter) -> bool:
        """Say whether something that was written waits here for the system, and can still leave."""
        if self._plain is None or self._is_closed():
            return False
        return bool(self._plain.get_write_buffer_size() or writer.transport.get_write_buffer_size())

    def _is_closed(self) -> bool:
        return self._plain is not None and self._plain.is_closing()


def _seen(early: asyncio.Task[bytes]) -> None:
    """Take note of how reading ended, though nobody may ask for it any more."""
    if not early.cancelled():
        early.exception()


class InstrumentedNetwork(httpcore.AsyncNetworkBackend):
    """Opens the one connection of a line and remembers it, so that it can always be closed.

    Args:
        connect_s: seconds the look-up and the connection may take together.
        tunnelled: whether a proxy is asked for a tunnel before TLS.
        verified: whether TLS will verify the certificate; only noted.
        proxy: host and port of the proxy; only noted, empty without one.
    """

    def __init__(
        self, progress: SendProgress, connect_s: float, *, tunnelled: bool, verified: bool, proxy: str
    ) -> None:
        self.stream: InstrumentedStream | None = None
        self._proxy = proxy
        self._progress = progress
        self._connect_s = connect_s
        self._tunnelled = tunnelled
        self._verified = verified

    @property
    def is_refused_by_proxy(self) -> bool:
        """Whether a proxy that was asked for a tunnel said something, and nothing that opens one."""
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
        """Look up `host` and connect. Raises socket.gaierror, UnicodeError or OSError; TimeoutError is one."""
        async with asyncio.timeout(self._connect_s):
            self._progress.enter(Phase.DNS)
            addresses = await look_up(host, port)
            self._progress.enter(Phase.CONNECT)
            opened = await connect(addresses)
        self.stream = InstrumentedStream(opened, self._progress, tunnelling=self._tunnelled, verified=self._verified)
        self.stream.link.proxy = self._proxy
        return self.stream


def _netloc(opened: socket.socket) -> str:
    try:
        host, port = opened.getpeername()[:2]
    except OSError:  # gone again already
        return ""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
