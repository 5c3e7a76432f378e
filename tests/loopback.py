"""A TCP server on a free port of loopback, each connection on a thread of its own.

A client may leave or reset its connection at any moment, on a busy machine even before it is accepted. That ends the
connection and nothing else: no thread of a server ever ends with an exception because of what a client did.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

PATIENCE_S: Final = 30.0
"""Seconds after which a wait gives up; only a failing test gets there."""

_PIECE: Final = 65_536


class LoopbackServer:
    """Accepts connections for as long as the `with` block lasts, and then waits until every client has left.

    Args:
        name: what the threads are called.
        context: for TLS; a client that does not trust it has ended its connection.
    """

    def __init__(self, name: str, context: ssl.SSLContext | None = None) -> None:
        self._name = name
        self._context = context
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/track/json"
        self._last_port = 0
        self._threads: set[threading.Thread] = set()
        self._accepting = threading.Thread(target=self._accept, name=f"{name}-accept")

    def serve(self, connection: socket.socket) -> None:
        """Converse with one client, on its own thread. An OSError here is the end of the connection."""
        raise NotImplementedError

    def connected(self) -> None:
        """Hear that somebody has connected, before TLS is spoken."""

    def release(self) -> None:
        """Let go of whatever this server holds back, as the block ends."""

    def settle(self) -> None:
        """Wait until everything that clients sent before they left is read."""
        for thread in tuple(self._threads):
            thread.join(PATIENCE_S)
            assert not thread.is_alive(), f"a client of {self._name} never left"

    def _accept(self) -> None:
        while True:
            try:
                connection, client = self._listening.accept()
            except ConnectionError:
                continue  # reset before it was accepted
            if client[1] == self._last_port:
                connection.close()
                return
            thread = threading.Thread(target=self._converse, args=(connection,), name=f"{self._name}-connection")
            thread.start()
            self._threads.add(thread)

    def _converse(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):  # also what TLS raises
            connection.settimeout(PATIENCE_S)
            self.connected()
            if self._context is None:
                self.serve(connection)
            else:
                with self._context.wrap_socket(connection, server_side=True) as secure:
                    self.serve(secure)
        self._threads.discard(threading.current_thread())

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        # The last client is our own: whoever connected before it is served, and the accepting thread ends.
        with socket.socket() as last:
            last.bind(("127.0.0.1", 0))
            self._last_port = last.getsockname()[1]
            last.connect(("127.0.0.1", self.port))
            self._accepting.join(PATIENCE_S)
        self._listening.close()
        self.settle()


def read_request(connection: socket.socket, before: bytes = b"") -> tuple[bytes, bytes, bytes]:
    """Read one request and return its head with the blank line, its body, and what came after it.

    Args:
        connection: where it comes from.
        before: what was read already.

    Raises:
        ConnectionError: The client has left before the request was whole.
    """
    while b"\r\n\r\n" not in before:
        before += _more(connection)
    head, _, rest = before.partition(b"\r\n\r\n")
    lengths = [int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    body = bytearray(rest)
    while len(body) < sum(lengths):
        body += _more(connection)
    return head + b"\r\n\r\n", bytes(body[: sum(lengths)]), bytes(body[sum(lengths) :])


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(_PIECE)
    if not piece:
        raise ConnectionError("the client has left")
    return piece
