"""Sends one Request and returns one outcome, with timings.

The only package that imports httpx and httpcore. It never changes a byte of the body, adds a header other than Host and
Content-Length, follows a redirect, retries, or logs a URL, and it uses the system's proxy only if the user chose to.

Import `Connection` from `workbench.transport.connection`; it loads httpx and httpcore.
"""

from workbench.transport.options import CONNECT_WITHIN, DEADLINE, BadTransportOption, ProxyKind, TransportOptions
from workbench.transport.send_progress import Phase, SendProgress

__all__ = ["CONNECT_WITHIN", "DEADLINE", "BadTransportOption", "Phase", "ProxyKind", "SendProgress", "TransportOptions"]
