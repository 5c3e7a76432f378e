"""A server that accepts one connection, stores the request and sends a given response."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 20.0  # seconds; only a failing test waits so long

SUCCESS = b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 15\r\n\r\n{"success":"1"}'


class Server:
    """The server as seen by a test: its address and, afterwards, the request."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/track/json"
        self.requests: list[bytes] = []

    @property
    def body(self) -> bytes:
        (request,) = self.requests
        return request.partition(b"\r\n\r\n")[2]

    def take(self) -> socket.socket:
        """Accept one connection and read its request."""
        connection, _ = self.listening.accept()
        self.read(connection)
        return connection

    def read(self, connection: socket.socket) -> None:
        """Read and store one request."""
        connection.settimeout(_PATIENCE)
        request = b""
        while b"\r\n\r\n" not in request:
            request += _more(connection)
        head = request.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
        (length,) = (int(line.split(":")[1]) for line in head.splitlines() if line.startswith("content-length:"))
        while len(request) < len(head) + 4 + length:
            request += _more(connection)
        self.requests.append(request)


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionError("the client went away in the middle of its request")
    return received


def _shaken(connection: socket.socket, context: ssl.SSLContext) -> socket.socket | None:
    """Return the TLS connection; None if the client does not trust the certificate."""
    connection.settimeout(_PATIENCE)
    try:
        return context.wrap_socket(connection, server_side=True)
    except (ssl.SSLError, ConnectionError):
        return None


@contextlib.contextmanager
def listening() -> Iterator[Server]:
    """Listen on a free port; the test accepts connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(_PATIENCE)
        yield Server(server)


@contextlib.contextmanager
def answering(reply: bytes = SUCCESS, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Send this response to every request until the block ends, over TLS if there is a context."""
    with listening() as server:
        server.listening.settimeout(None)  # what wakes it at the end is one more connection, below
        ended = threading.Event()

        def serve() -> None:
            while True:
                connection, _ = server.listening.accept()
                with connection:
                    if ended.is_set():
                        return
                    secure = connection if context is None else _shaken(connection, context)
                    if secure is not None:
                        with secure:
                            server.read(secure)
                            secure.sendall(reply)

        thread = threading.Thread(target=serve, name="answering")
        thread.start()
        try:
            yield server
        finally:
            ended.set()
            with contextlib.suppress(ConnectionError):  # a thread that failed has said so itself
                socket.create_connection(server.listening.getsockname(), _PATIENCE).close()
            thread.join(_PATIENCE)
