"""Runs the sandbox of the window: it listens from the start and serves from the first connection on."""

import socket

from PySide6.QtCore import QObject, QSocketNotifier

from workbench.gui.core.tasks import Tasks
from workbench.operations import sandbox_credentials, sandbox_endpoints
from workbench.sandbox.listen import bind_usual
from workbench.signing import Credentials


class EmbeddedSandbox(QObject):
    """A sandbox that starts on demand and ends with the window.

    Attributes:
        endpoints: its two endpoints, for payloads and for IdentityLink.
    """

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        # A listening socket is cheap; the server is started by the first connection.
        self._socket: socket.socket | None = bind_usual()
        self._notifier: QSocketNotifier | None = None
        port = self._socket.getsockname()[1]
        self.endpoints = sandbox_endpoints(f"http://127.0.0.1:{port}/track/json")
        self._serving = False
        self._pairs: dict[str, Credentials] = {}

    def serve_on_demand(self) -> None:
        """Start serving at the first connection, because the server uses much memory."""
        if self._socket is None or self._serving:
            return
        self._notifier = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self.serve)

    def serve(self) -> None:
        """Start serving on the listening socket."""
        self._stop_waiting()
        if self._socket is None or self._serving:
            return

        # Imported here: the server brings asyncio and h11, which a window that nobody connects to does not need.
        from workbench.sandbox.server import serve_forever

        listening, self._serving = self._socket, True
        # It runs until the tasks are closed, and then closes the socket and all connections.
        self._tasks.run(
            lambda: serve_forever(listening, pairs=lambda: sandbox_credentials(tuple(self._pairs.values()))),
            lambda _none: None,
            cancelled=lambda: None,
        )

    def set_pair(self, profile: str, credentials: Credentials | None) -> None:
        """Set the pair of a profile to verify with; None removes it."""
        if credentials is None:
            self._pairs.pop(profile, None)
        else:
            self._pairs[profile] = credentials

    def close(self) -> None:
        """Close the socket. Call it after the tasks are closed, which ends a running server.

        A server that was cancelled before it began has not closed the socket.
        """
        self._stop_waiting()
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _stop_waiting(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
