"""The short label of an outcome, as shown in the log and matched by `status:` queries."""

from __future__ import annotations

from typing import Final

from workbench.exchange import Cancelled, Failure, Interrupted, Outcome, Response

CANCELLED: Final = "cancelled"
INTERRUPTED: Final = "interrupted"


def answer_of(outcome: Outcome | None) -> str:
    """Return the label of an outcome, as in `Row.answer`."""
    match outcome:
        case None:
            return ""
        case Response(status=status, flaw=flaw):
            return f"{status} {flaw}" if flaw else str(status)
        case Failure(kind=kind):
            return str(kind)
        case Cancelled():
            return CANCELLED
        case Interrupted():
            return INTERRUPTED
