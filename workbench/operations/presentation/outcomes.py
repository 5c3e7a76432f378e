"""Short texts for outcomes."""

from workbench.exchange import Outcome, Response
from workbench.history.outcome_labels import INTERRUPTED, answer_of

_ANSWERS = {
    "": "in progress",
    INTERRUPTED: "unknown",
    "timeout": "timed out",
    "dns": "no such name",
    "tls": "TLS failed",
}


def answer_text(answer: str) -> str:
    """Return a short text for an answer as in `Row.answer`."""
    return _ANSWERS.get(answer, answer if answer[:1].isdigit() else answer.replace("-", " "))


def outcome_text(outcome: Outcome | None) -> str:
    """Return the status line of a response, or a short text for another outcome."""
    if isinstance(outcome, Response):
        return f"{outcome.status} {outcome.reason}".rstrip()
    return answer_text(answer_of(outcome))
