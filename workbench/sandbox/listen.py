"""The sandbox's socket.

Owns the rule that it is on loopback. Must stay cheap to import: a window listens before it paints.
"""

import socket

WAITING = 128
"""Connections the system keeps until they are served."""


def bind(port: int = 0) -> socket.socket:
    """Return a socket listening on 127.0.0.1; port 0 takes a free one. Raises OSError if the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows this option would let two programs share the port; elsewhere it lets a port be used again at once.
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(WAITING)
    except BaseException:
        listening.close()
        raise
    return listening


def refuse_unless_loopback(listening: socket.socket) -> None:
    """Raise ValueError if `listening` can be reached from another machine."""
    host = str(listening.getsockname()[0])
    if host != "::1" and not host.startswith("127."):
        raise ValueError(f"the sandbox serves this machine only, and {host} can be reached from others")
