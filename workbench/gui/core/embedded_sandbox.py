"""The sandbox inside the window: it costs a socket until somebody connects, and goes when the window goes.

Owns that socket and the pairs the sandbox may verify with; never chooses what is sent to it.
"""

import socket

from PySide6.QtCore import QObject, QSocketNotifier

from workbench.gui.core.tasks import Tasks
from workbench.operations import sandbox_credentials, sandbox_endpoints
from workbench.sandbox import serve_forever
from workbench.sandbox.listen import bind
from workbench.signing import Credentials


class EmbeddedSandbox(QObject):
    """A sandbox that serves on demand.

    Attributes:
        endpoints: its two addresses, for payloads and for IdentityLink.
    """

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        # Listening costs a socket; serving starts with the first who connects.
        self._socket: socket.socket | None = bind()
        self._notifier: QSocketNotifier | None = None
        port = self._socket.getsockname()[1]
        self.endpoints = sandbox_endpoints(f"http://127.0.0.1:{port}/track/json")
        self._serving = False
        self._pairs: dict[str, Credentials] = {}

    def serve_on_demand(self) -> None:
        """Serve from the first connection on: what serves takes more memory than the rest of an idle window's own."""
        if self._socket is None or self._serving:
            return
        self._notifier = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self.serve)

    def serve(self) -> None:
        """Start answering on the socket that has been listening since the start."""
        self._stop_waiting()
        if self._socket is None or self._serving:
            return

        listening, self._serving = self._socket, True
        # Until the bridge closes: then it unwinds, and closes the socket and every connection.
        self._tasks.run(
            lambda: serve_forever(listening, pairs=lambda: sandbox_credentials(tuple(self._pairs.values()))),
            lambda _none: None,
            cancelled=lambda: None,
        )

    def set_pair(self, profile: str, credentials: Credentials | None) -> None:
        """Verify with a profile's pair as well; with None, forget the profile."""
        if credentials is None:
            self._pairs.pop(profile, None)
        else:
            self._pairs[profile] = credentials

    def close(self) -> None:
        """Serve no more. The bridge closes after this, and what serves with it."""
        self._stop_waiting()
        if self._socket is not None and not self._serving:
            self._socket.close()
        self._socket = None

    def _stop_waiting(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
