"""Behaviours of a faulty server, and its responses."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.faults.server import Behave, Peer

SUCCESS: Final = b'{"success":"1"}'
OK: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n" + SUCCESS
LARGE: Final = 100_000_000
BOMB: Final = 1_000_000_000
"""Bytes that a bomb unpacks to, at least."""
MEGABYTE: Final = 1_000_000


def answering(wire: bytes) -> Behave:
    """Read the request, send this response, and close."""

    def behave(peer: Peer) -> None:
        if peer.request() is not None:
            peer.send(wire)

    return behave


def hanging(wire: bytes = b"", drip: bytes = b"") -> Behave:
    """Read the request, send part of a response, and hang."""

    def behave(peer: Peer) -> None:
        if peer.request() is not None:
            peer.send(wire)
            peer.hang(drip, 1.0)

    return behave


def resetting_first(peer: Peer) -> None:
    """Reset the connection before reading a byte."""
    peer.reset()


def resetting_after(peer: Peer) -> None:
    """Read the request and reset the connection."""
    peer.request()
    peer.reset()


def closing(peer: Peer) -> None:
    """Read the request and close."""
    peer.request()


def hanging_in_the_handshake(peer: Peer) -> None:
    """Read the start of the TLS handshake and hang."""
    peer.some()
    peer.hang()


def never_asked(peer: Peer) -> None:
    """Do nothing; no request should get this far."""
    peer.request()


def not_shaking_hands(peer: Peer) -> None:
    """Respond in plain HTTP to a TLS handshake."""
    peer.some()
    peer.send(OK)


def greeting(peer: Peer) -> None:
    """Send a banner first, as SSH does, and wait."""
    peer.send(b"SSH-2.0-OpenSSH_9.2\r\n")
    peer.request()
    peer.hang()


def pouring(head: bytes, piece: bytes, count: int) -> Behave:
    """Read the request and answer with as many pieces, or as many as are taken."""

    def behave(peer: Peer) -> None:
        if peer.request() is not None:
            peer.send(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
            peer.pour(piece, count)

    return behave


def bomb() -> bytes:
    """Return a small gzip body that unpacks to a thousand megabytes. It has no end: nobody should come so far."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = bytes(MEGABYTE)
    first = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (BOMB // MEGABYTE)


def framed(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """Return a whole answer."""
    lines = (b"HTTP/1.1 " + status, *headers, b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def with_bomb(peer: Peer) -> None:
    """Answer with a bomb."""
    if peer.request() is not None:
        peer.send(framed(bomb(), b"Content-Encoding: gzip"))
