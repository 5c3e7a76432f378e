"""The short word for what came of a send, as rows of the log and the search have it."""

from __future__ import annotations

from typing import Final

from workbench.exchange import Cancelled, Failure, Interrupted, Outcome, Response

CANCELLED: Final = "cancelled"
INTERRUPTED: Final = "interrupted"


def answer_of(outcome: Outcome | None) -> str:
    """Return the short word for an outcome, as in `Row.answer`."""
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
