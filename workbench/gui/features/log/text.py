"""Rows of the log in words: times, answers, ladders, sizes, what a repeat run came to. Pure functions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.exchange import StepState
    from workbench.history.values import Row

MARKS = {"yes": "✓", "no": "✗", "unknown": "?", "pending": "…"}
DYES = {"yes": "good", "no": "bad", "unknown": "unknown", "pending": "muted"}
RUNGS = ("sent", "answered", "success", "recorded")

_FAILURES = {"timeout": "timed out", "dns": "no such name", "tls": "TLS failed", "interrupted": "unknown"}
_QUIET = {"", "cancelled", "interrupted"}
_MINUTE, _KILO = 60, 1000
_SHORT = 64  # characters: a whole token


def clock(started: datetime, today: datetime | None = None) -> str:
    """Return the local time: of today to the second, of another day with the day, of another year the day alone."""
    from datetime import datetime  # with the first row: an empty log needs no clock

    local = started.astimezone()
    today = (today or datetime.now().astimezone()).astimezone()
    if local.date() == today.date():
        return local.strftime("%H:%M:%S")
    return local.strftime("%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d")


def local_time(started: datetime) -> str:
    """Return the local time in full."""
    return started.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def utc_time(started: datetime) -> str:
    """Return the time in UTC in full."""
    return started.strftime("%Y-%m-%d %H:%M:%S UTC")


def answer_words(answer: str) -> str:
    """Return an answer in a word or two; `answer` as in a Row."""
    if not answer or answer[0].isdigit():
        return answer or "…"
    return _FAILURES.get(answer, answer.replace("-", " "))


def answer_dye(answer: str, success: StepState) -> str:
    """Return the name of the colour an answer is written in. Never green by the status alone."""
    if answer in _QUIET:
        return "muted"
    if success == "yes":
        return "good"
    return "warn" if answer[0] in "123" else "bad"


def states(row: Row) -> tuple[tuple[str, StepState], ...]:
    """Return the rungs of a row, each with its state."""
    return tuple(zip(RUNGS, (row.sent, row.answered, row.success, row.recorded), strict=True))


def ladder(row: Row) -> str:
    """Return the ladder of a row in one line."""
    return " ▸ ".join(f"{MARKS[state]} {name}" for name, state in states(row))


def took(seconds: float | None) -> str:
    """Return how long something took: milliseconds below a second, minutes above one."""
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    return f"{seconds // _MINUTE:.0f} min {seconds % _MINUTE:.0f} s"


def size(count: int) -> str:
    """Return a number of bytes as a person reads it."""
    if count < _KILO:
        return f"{count} B"
    if count < _KILO * _KILO:
        return f"{count / _KILO:.1f} kB"
    return f"{count / _KILO / _KILO:.1f} MB"


def marks(row: Row) -> str:
    """Return tags and note of a row in one line."""
    tags = " ".join(f"#{tag}" for tag in row.tags)
    return " · ".join(filter(None, (tags, " ".join(row.note.split()))))


def run_parts(row: Row) -> list[tuple[str, str]]:
    """Return what a repeat run came to: words, and the names of their colours; the best news first."""
    counts: Counter[tuple[int, str, str, str]] = Counter()
    for answer, success, count in row.run_answers:
        counts[_outcome(answer, success)] += count
    ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1]))
    # A number after a number would read as one.
    return [
        (f"{mark} {count:,} {'× ' if words[0].isdigit() else ''}{words}", dye)
        for (_rank, mark, words, dye), count in ordered
    ]


def run_words(row: Row) -> str:
    """Return what a repeat run came to, in one line."""
    return " · ".join(words for words, _dye in run_parts(row))


def _outcome(answer: str, success: StepState) -> tuple[int, str, str, str]:
    """Return the rank, the mark, the words and the colour of one kind of outcome."""
    if success == "yes":
        return 0, "✓", "success", "good"
    if not answer:
        return 3, "…", "under way", "muted"
    if answer in _QUIET:
        return 2, "?", answer_words(answer), "unknown"
    words = f"{answer} without success" if answer.startswith("2") else answer_words(answer)
    return 1, "✗", words, "bad"


def short(text: str) -> str:
    """Return so much of a text as a narrow window has room for in one line."""
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
