"""The frozen values of one send: what leaves, what comes back, and what that proves.

Provides Request, Response, Failure, Cancelled, Interrupted, Exchange, Annotations, Channel, Verdict and the sandbox's
view of a request. Must never do input or output, nor change a byte of a body.
"""

from workbench.exchange.channel import Certificate, Channel
from workbench.exchange.sandbox_view import SandboxView, TokenMatch, sandbox_view
from workbench.exchange.values import (
    HIDDEN_HEADERS,
    Annotations,
    Cancelled,
    Exchange,
    Failure,
    FailureKind,
    Flaw,
    Interrupted,
    Outcome,
    Request,
    Response,
    Timing,
)
from workbench.exchange.verdict import RungName, RungState, Step, Verdict, judge

__all__ = [
    "HIDDEN_HEADERS",
    "Annotations",
    "Cancelled",
    "Certificate",
    "Channel",
    "Exchange",
    "Failure",
    "FailureKind",
    "Flaw",
    "Interrupted",
    "Outcome",
    "Request",
    "Response",
    "RungName",
    "RungState",
    "SandboxView",
    "Step",
    "Timing",
    "TokenMatch",
    "Verdict",
    "judge",
    "sandbox_view",
]
