"""The frozen values of one send: what leaves, what comes back, and what that proves.

Owns Request, Response, Failure, Cancelled, Exchange, Verdict and the sandbox's view of a request.
Must never do input or output, nor change a byte of a body.
"""

from workbench.exchange.sandbox_view import SandboxView, TokenMatch, sandbox_view
from workbench.exchange.values import (
    Cancelled,
    Exchange,
    Failure,
    FailureKind,
    Outcome,
    Request,
    Response,
    Timing,
)
from workbench.exchange.verdict import Rung, RungName, RungState, Verdict, judge

__all__ = [
    "Cancelled",
    "Exchange",
    "Failure",
    "FailureKind",
    "Outcome",
    "Request",
    "Response",
    "Rung",
    "RungName",
    "RungState",
    "SandboxView",
    "Timing",
    "TokenMatch",
    "Verdict",
    "judge",
    "sandbox_view",
]
