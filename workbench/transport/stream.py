"""The connection beneath httpcore: what is written here is what leaves.

Owns the socket of one send, and witnesses it: the phases reached, and the SHA-1 of the body bytes handed to the
socket, which is computed apart from the signature so that the two can be compared. Must never alter a byte.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, Any

import httpcore

from workbench.transport.dial import connect, look_up
from workbench.transport.progress import Phase, Progress

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Iterable

PIECE = 64 * 1024
"""Bytes handed to the socket at a time; what is not yet handed over when the connection breaks is not counted."""

HANDSHAKE_LIMIT = 86_400.0
"""Seconds asyncio gives a TLS handshake: far beyond the deadline, which alone decides."""

_HEAD_END = b"\r\n\r\n"


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


class WitnessedStream(httpcore.AsyncNetworkStream):
    """One connection, plain or TLS, over asyncio streams. Closing it is immediate: nothing is flushed or awaited."""

    def __init__(self, opened: socket.socket, progress: Progress, sent: SentBody) -> None:
        self._socket = opened
        self._progress = progress
        self._sent = sent
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's signature; the whole send has one deadline
    ) -> httpcore.AsyncNetworkStream:
        """Shake hands. Raises ssl.SSLError, or OSError if the other side leaves."""
        self._progress.enter(Phase.TLS)
        self._reader, self._writer = await asyncio.open_connection(
            sock=self._socket,
            ssl=ssl_context,
            server_hostname=server_hostname,
            ssl_handshake_timeout=HANDSHAKE_LIMIT,
        )
        return self

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> None:
        """Hand `buffer` to the socket. Raises httpcore.WriteError, after which httpcore still reads an answer."""
        _, writer = await self._streams()
        self._progress.enter(Phase.SEND)
        try:
            for at in range(0, len(buffer), PIECE):
                piece = buffer[at : at + PIECE]
                writer.write(piece)
                await writer.drain()
                self._sent.feed(piece)
                self._progress.bytes_sent += len(piece)
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> bytes:
        """Return what has come, at most `max_bytes`; empty at the end. Raises OSError."""
        reader, _ = await self._streams()
        data = await reader.read(max_bytes)
        if data:
            self._progress.enter(Phase.RECEIVE)
            if len(self._progress.first_bytes) < 64:
                self._progress.first_bytes = (self._progress.first_bytes + data)[:64]
        else:
            self._progress.ended_by_peer = True
        return data

    async def aclose(self) -> None:
        """Close the socket at once, whatever is under way."""
        if self._writer is None:
            self._socket.close()
        else:
            self._writer.transport.abort()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        """Return what asyncio knows, such as `ssl_object`."""
        return self._writer.get_extra_info(info) if self._writer is not None else None

    async def _streams(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(sock=self._socket)
        return self._reader, self._writer


class WitnessedNetwork(httpcore.AsyncNetworkBackend):
    """Opens the one connection of a send and remembers it, so that the send can always close it."""

    def __init__(self, progress: Progress) -> None:
        self.sent = SentBody()
        self.stream: WitnessedStream | None = None
        self._progress = progress

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Look up `host` and connect. Raises socket.gaierror, UnicodeError or OSError."""
        self._progress.enter(Phase.DNS)
        addresses = await look_up(host, port)
        self._progress.enter(Phase.CONNECT)
        self.stream = WitnessedStream(await connect(addresses), self._progress, self.sent)
        return self.stream
