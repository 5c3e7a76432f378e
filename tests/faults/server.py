"""A server on loopback that misbehaves as it is told, each connection on a thread of its own, for any kind of client.

It tells what it saw, in order, and lets go of nothing by itself: what hangs, hangs until the client leaves.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tests.loopback import PATIENCE_S, LoopbackServer, read_request

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

_PIECE = 65_536


class Peer:
    """One client, as the server sees it. The client may leave at any time: then what is under way raises OSError."""

    def __init__(self, connection: socket.socket, server: FaultyServer) -> None:
        self._connection = connection
        self._server = server
        self._read = b""

    def request(self) -> bytes | None:
        """Read one request to its end and return its body; None if the client has ended the connection."""
        try:
            _, body, self._read = read_request(self._connection, self._read)
        except ConnectionError:
            return None
        self._server.received(body)
        return body

    def some(self) -> None:
        """Read something, no matter what."""
        self._connection.recv(_PIECE)

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self._connection.sendall(data)

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()

    def hang(self, drip: bytes = b"", every_s: float | None = None) -> None:
        """Do nothing more until the client leaves; but send `drip`, a byte at a time, if there is one."""
        self._server.note("hanging", self._server.hanging)
        self._connection.settimeout(every_s if drip else PATIENCE_S)
        end = b"?"
        while end:
            try:
                end = self._connection.recv(_PIECE)
            except TimeoutError:
                if not drip:
                    raise AssertionError("the client never left") from None
                self._connection.sendall(drip[:1])
                drip = drip[1:]
            except OSError:
                break
        self._server.note("end", self._server.saw_end)

    def pour(self, data: bytes, count: int) -> None:
        """Send `data` so many times, or until the client has had enough."""
        with contextlib.suppress(OSError):
            for _ in range(count):
                self._connection.sendall(data)
                self._server.poured += len(data)
        self._server.note("end", self._server.saw_end)


Behave = Callable[[Peer], None]


class FaultyServer(LoopbackServer):
    """Meets every connection with one behaviour, behind TLS if there is a context.

    Attributes:
        events: what it saw, in order.
        bodies: the bodies of the requests that it has read to their end.
        poured: bytes of an endless answer that were taken.
        go: cleared by a test that wants to say when anything happens to whoever has connected.
    """

    def __init__(self, behave: Behave, context: ssl.SSLContext | None = None) -> None:
        super().__init__("faulty", context)
        self._behave = behave
        self.events: list[str] = []
        self.bodies: list[bytes] = []
        self.poured = 0
        self.go, self.was_connected, self.hanging, self.saw_end = (threading.Event() for _ in range(4))
        self.go.set()
        self._changed = threading.Condition()

    def note(self, word: str, event: threading.Event) -> None:
        """Note what was seen."""
        self.events.append(word)
        event.set()

    def received(self, body: bytes) -> None:
        """Note a request that came whole."""
        with self._changed:
            self.bodies.append(body)
            self._changed.notify_all()

    def wait_for(self, count: int, or_end: Callable[[], bool]) -> None:
        """Wait until so many requests have come; `or_end` says that no more will."""
        with self._changed:
            while len(self.bodies) < count and not or_end():
                self._changed.wait(0.1)

    def connected(self) -> None:
        self.note("connected", self.was_connected)
        assert self.go.wait(PATIENCE_S)

    def serve(self, connection: socket.socket) -> None:
        self._behave(Peer(connection, self))

    def release(self) -> None:
        self.go.set()


class Names:
    """The system's resolver, for as long as it lasts: it knows no name under `.test`, and no test asks another.

    `send_all` is cleared to keep it from answering; with `silent` it does not answer at all.
    """

    def __init__(self, *, silent: bool) -> None:
        self.asked, self.go = threading.Event(), threading.Event()
        if not silent:
            self.go.set()
        self._find = socket.getaddrinfo

    def _unknown(self, host: str, *words: Any, **options: Any) -> Any:  # noqa: ANN401 - as socket has it
        if not host.endswith(".test") or options.get("flags"):
            return self._find(host, *words, **options)
        self.asked.set()
        self.go.wait(PATIENCE_S)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def __enter__(self) -> Self:
        socket.getaddrinfo = self._unknown  # type: ignore[assignment]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        socket.getaddrinfo = self._find
        self.go.set()


class Crowded:
    """A port whose queue is full: whoever connects is neither taken nor refused. It takes nobody."""

    def __init__(self) -> None:
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen(0)
        self.port: int = self._listening.getsockname()[1]
        self._before: list[socket.socket] = []

    def __enter__(self) -> Self:
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(("127.0.0.1", self.port))
            self._before.append(waiting)
        self._own = self._connecting()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in (*self._before, self._listening):
            each.close()

    @property
    def dialled(self) -> bool:
        """Whether somebody else is connecting, by the word of the system (SYN_SENT in proc_net_tcp(5))."""
        return self._connecting() > self._own

    def _connecting(self) -> int:
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        return sum(each.split()[2:4] == [f"0100007F:{self.port:04X}", "02"] for each in lines)
