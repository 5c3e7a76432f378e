"""Servers of our own on loopback, for a window to talk to."""

import asyncio
import socket
import threading
from types import TracebackType
from typing import Self

from tests.loopback import PATIENCE_S, LoopbackServer, read_request
from workbench.sandbox.listen import bind
from workbench.sandbox.server import Sandbox
from workbench.signing import Credentials


class Hanging(LoopbackServer):
    """Reads all that comes, and never answers; `events` tells what it saw, in order."""

    def __init__(self) -> None:
        super().__init__("hanging")
        self.received = b""
        self.events: list[str] = []
        self.has_request = threading.Event()
        self.saw_end = threading.Event()

    def serve(self, connection: socket.socket) -> None:
        try:
            while piece := connection.recv(65536):
                self.received += piece
                if not self.has_request.is_set():
                    self.events.append("request")
                    self.has_request.set()
        except OSError:
            self.events.append("broken")
        else:
            self.events.append("end")
            self.saw_end.set()


class Slow(LoopbackServer):
    """Answers success for as long as it is not held, but failure to one request, and counts."""

    def __init__(self, *, fail_at: int = 0) -> None:
        super().__init__("slow")
        self.go = threading.Event()
        self.go.set()
        self.seen = 0
        self._fail_at = fail_at
        self._lock = threading.Lock()

    def serve(self, connection: socket.socket) -> None:
        rest = b""
        while True:
            _, _, rest = read_request(connection, rest)
            with self._lock:
                self.seen += 1
                seen = self.seen
            self.go.wait(PATIENCE_S)
            answer = b'{"success":"0"}' if seen == self._fail_at else b'{"success":"1"}'
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)

    def release(self) -> None:
        self.go.set()


class OtherSandbox:
    """A sandbox that is not the window's own, with pairs of its own."""

    def __init__(self, *pairs: Credentials, fault: str | None = None) -> None:
        self._socket = bind()
        self._sandbox = Sandbox(self._socket, pairs=lambda: pairs, fault=fault)
        self.url = self._sandbox.url
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="other-sandbox")

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._sandbox.start(), self._loop).result(PATIENCE_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._sandbox.stop(), self._loop).result(PATIENCE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()
