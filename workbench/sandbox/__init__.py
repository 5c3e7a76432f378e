"""The local endpoint that verifies a request as Kochava would, and says what it computed.

Owns the sandbox: loopback only, embedded in the window, in `send --to sandbox` and in `workbench sandbox`. It knows
the pairs it is given and the public sample pair. Must never open a connection itself, keep a secret, bind anything
but loopback, or claim to know what the real server answers to a bad token: that is not public.

`bind` costs no import beyond `socket`, so that a window can listen before it paints; all else is loaded when asked for.
"""

from workbench.sandbox.faults import FAULTS
from workbench.sandbox.listen import bind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from workbench.sandbox.request_log import LoggedRequest
    from workbench.sandbox.server import Limits, Sandbox, serve_forever

__all__ = ["FAULTS", "Limits", "LoggedRequest", "Sandbox", "bind", "serve_forever"]

_LATE = {"LoggedRequest": "request_log", "Limits": "server", "Sandbox": "server", "serve_forever": "server"}


def __getattr__(name: str) -> object:
    module = _LATE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{module}"), name)
