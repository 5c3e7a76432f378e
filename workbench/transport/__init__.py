"""One Request out, one outcome back, with timings.

Owns the network; the only importer of httpx and httpcore. Must never change a byte of the body, add a header of its own
beside Host and Content-Length, follow a redirect, retry, or log a URL; nor read a proxy from the system unless a
person chose so.

`workbench.transport.connection` has `Connection`; it is imported from there, since it brings httpx and httpcore.
"""

from workbench.transport.options import CONNECT_WITHIN, DEADLINE, BadTransportOption, ProxyKind, TransportOptions
from workbench.transport.send_progress import Phase, SendProgress

__all__ = ["CONNECT_WITHIN", "DEADLINE", "BadTransportOption", "Phase", "ProxyKind", "SendProgress", "TransportOptions"]
