"""A server of one answer: keeps the request as it came, says what it was told to say, and ends."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 20.0  # seconds; only a failing test waits so long

SUCCESS = b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"success":"1"}'


class Server:
    """What a test sees of it: the address, and afterwards the request."""

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
        connection.settimeout(_PATIENCE)
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536)
        head = request.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
        (length,) = (int(line.split(":")[1]) for line in head.splitlines() if line.startswith("content-length:"))
        while len(request) < len(head) + 4 + length:
            request += connection.recv(65536)
        self.requests.append(request)
        return connection


@contextlib.contextmanager
def listening() -> Iterator[Server]:
    """Listen on a free port; the test accepts by itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(_PATIENCE)
        yield Server(server)


@contextlib.contextmanager
def answering(reply: bytes = SUCCESS) -> Iterator[Server]:
    """Give each request this reply, until the block ends."""
    with listening() as server:
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    with server.take() as connection:
                        connection.sendall(reply)
                except (OSError, ValueError):
                    return

        thread = threading.Thread(target=serve, name="answering")
        thread.start()
        try:
            yield server
        finally:
            ended.set()
            with contextlib.suppress(OSError), socket.create_connection(server.listening.getsockname()) as last:
                last.sendall(b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
                last.recv(1)
            thread.join()
            server.requests = [request for request in server.requests if not request.startswith(b"POST / HTTP")]
