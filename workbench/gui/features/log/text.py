"""Formats values of a row: times, answers, steps, sizes, results of a repeat run. Pure functions."""

from collections import Counter
from datetime import datetime

from workbench.exchange import MARKS, StepState
from workbench.history.values import Row
from workbench.operations.presentation.outcomes import counted, result_text

STEPS = ("sent", "answered", "success", "recorded")

_NEUTRAL = {"", "cancelled", "interrupted"}
_KILO = 1000
_MAX_CHARACTERS = 64  # the length of a token


def short_time(started: datetime, today: datetime | None = None) -> str:
    """Return the local time: today's to the second, otherwise with the day, of another year the day alone."""
    local = started.astimezone()
    today = (today or datetime.now().astimezone()).astimezone()
    if local.date() == today.date():
        return local.strftime("%H:%M:%S")
    return local.strftime("%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d")


def local_time(started: datetime) -> str:
    """Return date and time in the local time zone."""
    return started.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def utc_time(started: datetime) -> str:
    """Return date and time in UTC."""
    return started.strftime("%Y-%m-%d %H:%M:%S UTC")


def answer_role(answer: str, success: StepState) -> str:
    """Return the colour role of an answer. A status 200 alone is not `good`."""
    if answer in _NEUTRAL:
        return "muted"
    if success == "yes":
        return "good"
    return "warn" if answer[0] in "123" else "bad"


def steps(row: Row) -> tuple[tuple[str, StepState], ...]:
    """Return the steps of a row, each with its state."""
    return tuple(zip(STEPS, (row.sent, row.answered, row.success, row.recorded), strict=True))


def steps_text(row: Row) -> str:
    """Return the steps of a row in one line."""
    return " ▸ ".join(f"{MARKS[state]} {name}" for name, state in steps(row))


def size(count: int) -> str:
    """Return a number of bytes in a suitable unit."""
    if count < _KILO:
        return f"{count} B"
    if count < _KILO * _KILO:
        return f"{count / _KILO:.1f} kB"
    return f"{count / _KILO / _KILO:.1f} MB"


def tags_and_note(row: Row) -> str:
    """Return the tags and the note of a row in one line."""
    tags = " ".join(f"#{tag}" for tag in row.tags)
    return " · ".join(filter(None, (tags, " ".join(row.note.split()))))


def run_spans(row: Row) -> list[tuple[str, str]]:
    """Return the results of a repeat run as spans, successes first."""
    counts: Counter[tuple[int, str, str, str]] = Counter()
    for answer, success, count in row.run_answers:
        counts[_outcome(answer, success)] += count
    ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1]))
    return [(f"{mark} {counted(count, words)}", role) for (_rank, mark, words, role), count in ordered]


def run_text(row: Row) -> str:
    """Return the results of a repeat run in one line."""
    return " · ".join(words for words, _role in run_spans(row))


def _outcome(answer: str, success: StepState) -> tuple[int, str, str, str]:
    """Return rank, symbol, text and colour role of one kind of outcome."""
    words = result_text(answer, success)
    if success == "yes":
        return 0, "✓", words, "good"
    if not answer:
        return 3, "…", words, "muted"
    return (2, "?", words, "unknown") if answer in _NEUTRAL else (1, "✗", words, "bad")


def shorten(text: str) -> str:
    """Return a text shortened to the length of a token."""
    return text if len(text) <= _MAX_CHARACTERS else f"{text[: _MAX_CHARACTERS - 1]}…"
