"""The progress of one send, readable at any moment and after a cancellation. Does no I/O."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from time import perf_counter

from msgspec import Struct

from workbench.exchange import Channel, Timing

KEPT_BYTES = 64 * 1024
"""Bytes of a response that are kept as they came, to be shown if it is unusable."""


class Phase(StrEnum):
    """The phases of a send, in order; the value follows the word "while" in a message."""

    PREPARING = "preparing the request"
    DNS = "resolving the host name"
    CONNECT = "connecting"
    TLS = "negotiating TLS"
    SEND = "sending the request"
    WAIT = "waiting for the response"
    RECEIVE = "receiving the response"


class ConnectionInfo(Struct):
    """Properties of one connection; the certificate is DER, parsed only on demand."""

    remote: str
    proxy: str = ""
    tls: str = ""
    cipher: str = ""
    certificate: bytes = b""
    verified: bool = True
    proxy_login: bool = False


class SendProgress:
    """Records one send; the only source of its timing after a cancellation.

    Attributes:
        phase: the current phase, or the last one reached.
        bytes_sent: bytes of head and body handed to the socket.
        some_sent: whether a first part was handed to the socket, even if it is not counted yet.
        all_sent: whether the whole request was.
        received: the first bytes received, at most `KEPT_BYTES`.
        proxy_answer: the first bytes of the proxy's answer when it is asked for a tunnel, at most as many.
        bytes_received: bytes of head and body received.
        status: the status of the response, once its head was read.
        ended_by_peer: whether the peer closed the connection.
        connection_info: the connection, once there is one.
        digest: returns the SHA-1 of the body bytes sent so far; None before there is a connection.
    """

    __slots__ = (
        "_began",
        "_ended",
        "_starts",
        "all_sent",
        "bytes_received",
        "bytes_sent",
        "connection_info",
        "digest",
        "ended_by_peer",
        "phase",
        "proxy_answer",
        "received",
        "some_sent",
        "status",
    )

    def __init__(self) -> None:
        self._began = self._ended = 0.0
        self._starts: dict[Phase, float] = {}
        self.phase = Phase.PREPARING
        self.bytes_sent = 0
        self.some_sent = self.all_sent = False
        self.received = bytearray()
        self.proxy_answer = bytearray()
        self.bytes_received = 0
        self.status: int | None = None
        self.ended_by_peer = False
        self.connection_info: ConnectionInfo | None = None
        self.digest: Callable[[], str] | None = None

    def begin(self) -> None:
        """Start the clock."""
        self._began = perf_counter()

    def enter(self, phase: Phase) -> None:
        """Enter `phase`, ending the previous one; entering a phase twice has no effect."""
        if phase not in self._starts:
            self._starts[phase] = perf_counter()
            self.phase = phase

    def end(self) -> None:
        """Stop the clock; a second call has no effect."""
        self._ended = self._ended or perf_counter()

    @property
    def is_proxy_login_sent(self) -> bool:
        """Whether a login was sent to the proxy."""
        return self.connection_info is not None and self.connection_info.proxy_login

    @property
    def request_left(self) -> bool | None:
        """True if all of the request was handed to the socket, False if none of it, None if a part."""
        if self.all_sent:
            return True
        return None if self.some_sent or self.bytes_sent else False

    @property
    def sent_sha1(self) -> str | None:
        """The SHA-1 of the body as sent, 40 hex digits; None unless all of the request was sent."""
        return self.digest() if self.all_sent and self.digest is not None else None

    def channel(self) -> Channel | None:
        """Return the properties of the connection; None if there was none."""
        if self.connection_info is None:
            return None
        # Not at the top: cryptography costs 40 ms and 14 MB, and only a send over TLS needs it.
        from workbench.transport.certificates import read_certificate

        return Channel(
            remote=self.connection_info.remote,
            proxy=self.connection_info.proxy,
            tls=self.connection_info.tls,
            cipher=self.connection_info.cipher,
            certificate=read_certificate(self.connection_info.certificate)
            if self.connection_info.certificate
            else None,
            verified=self.connection_info.verified,
            bytes_sent=self.bytes_sent,
            bytes_received=self.bytes_received,
            proxy_login=self.connection_info.proxy_login,
        )

    def timing(self) -> Timing:
        """Return the durations so far, or of the whole send."""
        if not self._began:
            return Timing(0.0)
        now = self._ended or perf_counter()
        starts = list(self._starts.items())
        ends = [*(start for _, start in starts), now][1:]
        durations = {phase: end - start for (phase, start), end in zip(starts, ends, strict=True)}
        return Timing(
            total_s=now - self._began,
            dns_s=durations.get(Phase.DNS),
            connect_s=durations.get(Phase.CONNECT),
            tls_s=durations.get(Phase.TLS),
            send_s=durations.get(Phase.SEND),
            wait_s=durations.get(Phase.WAIT),
            receive_s=durations.get(Phase.RECEIVE),
        )
