"""How far one send has come, readable at any moment and after a cancel.

Owns the phases and their timing. Must never touch the network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

from workbench.exchange import Channel, Timing


class Phase(StrEnum):
    """The phases of a send, in order; the value reads after the word "while"."""

    PREPARING = "preparing the request"
    DNS = "looking up the name"
    CONNECT = "connecting"
    TLS = "agreeing on TLS"
    SEND = "sending the request"
    WAIT = "waiting for the answer"
    RECEIVE = "receiving the answer"


@dataclass(slots=True)
class ConnectionInfo:
    """One connection as it is made; the certificate as DER, read only when it is asked for."""

    remote: str
    proxy: str = ""
    tls: str = ""
    cipher: str = ""
    certificate: bytes = b""
    verified: bool = True


class SendProgress:
    """Records one send. A send that was cancelled has no other witness of how far it came.

    Attributes:
        phase: the phase under way, or the last one reached.
        bytes_sent: bytes of head and body handed to the socket.
        some_sent: whether a first piece was on its way, though it may not be counted yet.
        all_sent: whether that was all of them.
        first_bytes: the first bytes that came back, at most 64.
        bytes_received: bytes of head and body that came back.
        status: the answer's status, once its head was read.
        ended_by_peer: whether the other side closed the connection.
        link: the connection, once there is one.
        digest: returns the SHA-1 of the body bytes that left so far; None before there is a connection.
    """

    __slots__ = (
        "_began",
        "_ended",
        "_starts",
        "all_sent",
        "bytes_received",
        "bytes_sent",
        "digest",
        "ended_by_peer",
        "first_bytes",
        "link",
        "phase",
        "some_sent",
        "status",
    )

    def __init__(self) -> None:
        self._began = self._ended = 0.0
        self._starts: dict[Phase, float] = {}
        self.phase = Phase.PREPARING
        self.bytes_sent = 0
        self.some_sent = self.all_sent = False
        self.first_bytes = b""
        self.bytes_received = 0
        self.status: int | None = None
        self.ended_by_peer = False
        self.link: ConnectionInfo | None = None
        self.digest: Callable[[], str] | None = None

    def begin(self) -> None:
        """Start the clock."""
        self._began = perf_counter()

    def enter(self, phase: Phase) -> None:
        """Note that `phase` begins now and the one before it is over; entering a phase twice changes nothing."""
        if phase not in self._starts:
            self._starts[phase] = perf_counter()
            self.phase = phase

    def end(self) -> None:
        """Stop the clock; a second call changes nothing."""
        self._ended = self._ended or perf_counter()

    @property
    def request_left(self) -> bool | None:
        """True if all of the request was handed to the socket, False if none of it, None if part of it."""
        if self.all_sent:
            return True
        return None if self.some_sent or self.bytes_sent else False

    @property
    def sent_sha1(self) -> str | None:
        """The SHA-1 of the body as it left, 40 hex digits; None unless all of the request did."""
        return self.digest() if self.all_sent and self.digest is not None else None

    def channel(self) -> Channel | None:
        """Return what is known of the connection; None if there was none."""
        if self.link is None:
            return None
        # Not at the top: cryptography costs 40 ms and 14 MB, and only a send over TLS needs it.
        from workbench.transport.certificates import read_certificate

        return Channel(
            remote=self.link.remote,
            proxy=self.link.proxy,
            tls=self.link.tls,
            cipher=self.link.cipher,
            certificate=read_certificate(self.link.certificate) if self.link.certificate else None,
            verified=self.link.verified,
            bytes_sent=self.bytes_sent,
            bytes_received=self.bytes_received,
        )

    def timing(self) -> Timing:
        """Return the durations until now, or until the end."""
        if not self._began:
            return Timing(0.0)
        now = self._ended or perf_counter()
        starts = list(self._starts.items())
        ends = [*(start for _, start in starts), now][1:]
        took = {phase: end - start for (phase, start), end in zip(starts, ends, strict=True)}
        return Timing(
            total_s=now - self._began,
            dns_s=took.get(Phase.DNS),
            connect_s=took.get(Phase.CONNECT),
            tls_s=took.get(Phase.TLS),
            send_s=took.get(Phase.SEND),
            wait_s=took.get(Phase.WAIT),
            receive_s=took.get(Phase.RECEIVE),
        )
