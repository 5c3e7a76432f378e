"""The immutable values of one send: the request, its outcome, and what the outcome proves.

No input or output; bodies are never changed.
"""

from workbench.exchange.channel import Certificate, Channel
from workbench.exchange.sandbox_view import SandboxView, TokenMatch, sandbox_view
from workbench.exchange.values import (
    HIDDEN_HEADERS,
    Annotations,
    Cancelled,
    Cause,
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
from workbench.exchange.verdict import MARKS, Step, StepName, StepState, Verdict, judge

__all__ = [
    "HIDDEN_HEADERS",
    "MARKS",
    "Annotations",
    "Cancelled",
    "Cause",
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
