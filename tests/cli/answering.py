"""A server of one answer: keeps the request as it came, says what it was told to say, and ends."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING

from tests.loopback import PATIENCE_S, LoopbackServer, read_request

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

SUCCESS = b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 15\r\n\r\n{"success":"1"}'


class Listening:
    """A port whose connections the test accepts by itself.

    Attributes:
        requests: what was read, in order.
    """

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/track/json"
        self.requests: list[bytes] = []

    def take(self) -> socket.socket:
        """Accept one connection and read its request."""
        connection, _ = self._listening.accept()
        connection.settimeout(PATIENCE_S)
        head, body, _ = read_request(connection)
        self.requests.append(head + body)
        return connection


@contextlib.contextmanager
def listening() -> Iterator[Listening]:
    """Listen on a free port; the test accepts by itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE_S)
        yield Listening(server)


class answering(LoopbackServer):  # noqa: N801 - reads as what it does: `with answering(reply) as server`
    """Gives each request this reply, over TLS if there is a context, and ends the connection.

    Attributes:
        requests: what was read, in order.
    """

    def __init__(self, reply: bytes = SUCCESS, context: ssl.SSLContext | None = None) -> None:
        super().__init__("answering", context)
        self._reply = reply
        self.requests: list[bytes] = []

    @property
    def body(self) -> bytes:
        """The body of the one request that came."""
        (request,) = self.requests
        return request.partition(b"\r\n\r\n")[2]

    def serve(self, connection: socket.socket) -> None:
        head, body, _ = read_request(connection)
        self.requests.append(head + body)
        connection.sendall(self._reply)
