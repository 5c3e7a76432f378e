"""One Request out, one outcome back, with timings.

Owns the network. The only importer of httpx and httpcore, and that only with the first send, since they cost a tenth
of a second: importing this package loads neither. Must never change a byte of the body, add a header of its own
beside Host and Content-Length, follow a redirect, retry, or log a URL; nor read a proxy from the system unless a
person chose so.
"""

from typing import TYPE_CHECKING

from workbench.transport.options import CONNECT_WITHIN, DEADLINE, BadTransportOption, ProxyKind, TransportOptions
from workbench.transport.send import send
from workbench.transport.send_progress import Phase, SendProgress

if TYPE_CHECKING:
    from workbench.transport.connection import Connection

__all__ = [
    "CONNECT_WITHIN",
    "DEADLINE",
    "BadTransportOption",
    "Connection",
    "Phase",
    "ProxyKind",
    "SendProgress",
    "TransportOptions",
    "send",
]


def __getattr__(name: str) -> object:
    if name == "Connection":
        from workbench.transport.connection import Connection

        return Connection
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
