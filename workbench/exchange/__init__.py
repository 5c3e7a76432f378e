"""The frozen values of one send: what leaves, what comes back, and what that proves.

Owns Request, Response, Failure, Cancelled, Interrupted, Exchange, Marks, Channel, Verdict and the sandbox's view of a
request. Must never do input or output, nor change a byte of a body.
"""

from workbench.exchange.channel import Certificate, Channel
from workbench.exchange.sandbox_view import SandboxView, TokenMatch, sandbox_view
from workbench.exchange.values import (
    HIDDEN_HEADERS,
    Cancelled,
    Exchange,
    Failure,
    FailureKind,
    Flaw,
    Interrupted,
    Marks,
    Outcome,
    Request,
    Response,
    Timing,
)
from workbench.exchange.verdict import Step, StepName, StepState, Verdict, judge

__all__ = [
    "HIDDEN_HEADERS",
    "Cancelled",
    "Certificate",
    "Channel",
    "Exchange",
    "Failure",
    "FailureKind",
    "Flaw",
    "Interrupted",
    "Marks",
    "Outcome",
    "Request",
    "Response",
    "SandboxView",
    "Step",
    "StepName",
    "StepState",
    "Timing",
    "TokenMatch",
    "Verdict",
    "judge",
    "sandbox_view",
]
