"""What a repeat run came to: counts of outcomes, times and their histogram; and the same as CSV and JSONL."""

import csv
import io
import json
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.exchange import Exchange, Response, judge
from workbench.operations.repeat import outcome_words

BINS = 24


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a histogram: times from `low` up to `high`, in seconds."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """What is known of a run.

    Attributes:
        outcomes: what became of the sends, in words, the most frequent first.
        median_s, p95_s, slowest_s: of the answered ones, in seconds; None if none was.
        histogram: their times.
    """

    outcomes: tuple[tuple[str, int], ...]
    answered: int
    median_s: float | None
    p95_s: float | None
    slowest_s: float | None
    histogram: tuple[Bin, ...]


class RunStats:
    """Counts what sends came to, one by one; it keeps no exchange, so that a long run takes little room."""

    def __init__(self) -> None:
        self._outcomes: Counter[str] = Counter()
        self._times = array("d")

    def add(self, exchange: Exchange) -> None:
        """Count an exchange that has ended."""
        self._outcomes[outcome_words(exchange)] += 1
        if isinstance(exchange.outcome, Response):
            self._times.append(exchange.outcome.timing.total_s)

    def add_row(self, answer: str, success: str, total_s: float | None) -> None:
        """Count a row of the history: its `answer`, `success` and `total_s`; one without an answer is unknown."""
        answered = answer[:1].isdigit()
        if success == "yes":
            words = "success"
        elif answered:
            words = f"{answer.partition(' ')[0]} without success"
        else:
            words = "unknown" if answer in ("", "interrupted") else answer.replace("-", " ")
        self._outcomes[words] += 1
        if answered and total_s is not None:
            self._times.append(total_s)

    def results(self) -> Results:
        """Return what they came to."""
        times = sorted(self._times)
        return Results(
            tuple(self._outcomes.most_common()),
            len(times),
            _quantile(times, 0.5),
            _quantile(times, 0.95),
            times[-1] if times else None,
            _histogram(times),
        )


def results(exchanges: Iterable[Exchange]) -> Results:
    """Return what these exchanges came to."""
    tally = RunStats()
    for exchange in exchanges:
        tally.add(exchange)
    return tally.results()


def _quantile(times: Sequence[float], part: float) -> float | None:
    return times[max(0, math.ceil(len(times) * part) - 1)] if times else None


def _histogram(times: Sequence[float]) -> tuple[Bin, ...]:
    """Return equal bins from the fastest to the 99th percentile; the last also holds what is slower."""
    if not times:
        return ()
    low, high = times[0], _quantile(times, 0.99) or times[-1]
    if high <= low:
        return (Bin(low, times[-1], len(times)),)
    width = (high - low) / BINS
    counts = Counter(min(int((time - low) / width), BINS - 1) for time in times)
    edges = [low + width * number for number in range(BINS)] + [times[-1]]
    return tuple(Bin(edges[number], edges[number + 1], counts[number]) for number in range(BINS))


_FIELDS = ("number", "started", "outcome", "status", "success", "total_ms", "payload_hash", "sent_bytes", "id")


def _row(exchange: Exchange) -> tuple[object, ...]:
    outcome = exchange.outcome
    took = None if outcome is None else round(outcome.timing.total_s * 1000, 3)
    return (
        exchange.run_number,
        exchange.started.isoformat(),
        outcome_words(exchange),
        outcome.status if isinstance(outcome, Response) else None,
        judge(outcome).success,
        took,
        exchange.payload_hash,
        len(exchange.request.body),
        exchange.id,
    )


def as_csv(exchanges: Iterable[Exchange]) -> str:
    """Return the exchanges as CSV (RFC 4180), one a line after the names of the columns; no token is in it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_FIELDS)
    writer.writerows(["" if value is None else value for value in _row(exchange)] for exchange in exchanges)
    return out.getvalue()


def as_jsonl(exchanges: Iterable[Exchange]) -> str:
    """Return the exchanges as JSON, one object a line; no token is in it."""
    return "".join(json.dumps(dict(zip(_FIELDS, _row(exchange), strict=True))) + "\n" for exchange in exchanges)
