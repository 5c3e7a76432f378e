"""A local endpoint that verifies requests as Kochava would, and reports what it computed.

Listens on loopback only. It runs in the window, in `send --to sandbox` and in `workbench sandbox`, and accepts the
given credentials and the public sample pair. It never opens a connection, stores a secret, or claims to know how the
real server responds to a bad token, which is not public.
"""

from workbench.sandbox.faults import FAULTS
from workbench.sandbox.listen import bind, bind_usual

__all__ = ["FAULTS", "bind", "bind_usual"]
