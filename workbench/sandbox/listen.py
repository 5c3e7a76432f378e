"""Opens the sandbox's listening socket on loopback. Fast to import: a window listens before its first paint."""

import os
import socket
from contextlib import suppress

PORTS = range(8765, 8785)
"""The ports that are tried in order, so that the address usually stays the same."""

PORT_VARIABLE = "WORKBENCH_SANDBOX_PORT"
"""Environment variable; 0 selects a free port instead, for tests that run in parallel."""

BACKLOG = 128
"""Connections the system queues until they are accepted."""


def bind(port: int = 0) -> socket.socket:
    """Return a socket listening on 127.0.0.1; port 0 selects a free one. Raises OSError if the port is in use."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # SO_REUSEADDR lets a port be reused at once, but on Windows it would let two programs share it.
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(BACKLOG)
    except BaseException:
        listening.close()
        raise
    return listening


def bind_usual() -> socket.socket:
    """Return a socket listening on the first free port of `PORTS`, or on any free one if there is none."""
    if os.environ.get(PORT_VARIABLE) != "0":
        for port in PORTS:
            with suppress(OSError):
                return bind(port)
    return bind()


def require_loopback(listening: socket.socket) -> None:
    """Raise ValueError if `listening` can be reached from another machine."""
    host = str(listening.getsockname()[0])
    if host != "::1" and not host.startswith("127."):
        raise ValueError(f"the sandbox listens on loopback addresses only, not on {host}")
