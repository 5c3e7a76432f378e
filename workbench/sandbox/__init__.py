"""The local endpoint that verifies a request as Kochava would, and says what it computed.

Owns the sandbox: loopback only, embedded in the window, in `send --to sandbox` and in `workbench sandbox`. It knows
the pairs it is given and the public sample pair. Must never open a connection itself, keep a secret, bind anything
but loopback, or claim to know what the real server answers to a bad token: that is not public.
"""

from workbench.sandbox.faults import FAULTS
from workbench.sandbox.listen import bind
from workbench.sandbox.request_log import LoggedRequest
from workbench.sandbox.server import Limits, Sandbox, serve_forever

__all__ = ["FAULTS", "Limits", "LoggedRequest", "Sandbox", "bind", "serve_forever"]
