"""Servers of our own on loopback, for a window to talk to."""

import asyncio
import socket
import threading
from types import TracebackType
from typing import Self

from workbench.sandbox import Sandbox
from workbench.sandbox.listen import bind
from workbench.signing import Credentials


class Hanging:
    """Takes one connection, reads all that comes, and never answers; `events` tells what it saw, in order."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/track/json"
        self.received = b""
        self.events: list[str] = []
        self.has_request = threading.Event()
        self.saw_end = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="hanging-server")

    def _serve(self) -> None:
        try:
            connection, _address = self._listening.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(10)
            try:
                while piece := connection.recv(65536):
                    self.received += piece
                    if not self.has_request.is_set():
                        self.events.append("request")
                        self.has_request.set()
            except (ConnectionResetError, TimeoutError):
                self.events.append("broken")
            else:
                self.events.append("end")
                self.saw_end.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(25)


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
        asyncio.run_coroutine_threadsafe(self._sandbox.start(), self._loop).result(5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._sandbox.stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
