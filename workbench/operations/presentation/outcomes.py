"""Short texts for outcomes, counts and durations."""

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


def result_text(answer: str, success: str) -> str:
    """Return a short text for one kind of result of a repeat run."""
    if success == "yes":
        return "success"
    return f"{answer} without success" if answer[:1].isdigit() else answer_text(answer)


def counted(count: int, words: str) -> str:
    """Return a count and its label; “5 × 200”, because “5 200” would read as one number."""
    return f"{count:,} {'× ' if words[:1].isdigit() else ''}{words}"


def duration(seconds: float | None) -> str:
    """Return a duration in a suitable unit; empty for None."""
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s"


def answer_time(seconds: float) -> str:
    """Return the time to an answer, with a digit more if it is short."""
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else duration(seconds)


def exchange_count(count: int) -> str:
    """Return a number of exchanges."""
    return f"{count:,} exchange{'' if count == 1 else 's'}"
