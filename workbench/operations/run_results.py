"""Statistics of a repeat run: outcome counts, response times and a histogram; exchanges as CSV and JSONL."""

import csv
import io
import json
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from workbench.exchange import Exchange, Response, judge
from workbench.history.outcome_labels import INTERRUPTED, answer_of

BINS = 24


class Bin(Struct, frozen=True):
    """One bin of a histogram: times from `low` up to `high`, in seconds."""

    low: float
    high: float
    count: int


class Results(Struct, frozen=True):
    """The statistics of a run.

    Attributes:
        outcomes: label and count of each outcome, the most frequent first.
        answered: the number of responses.
        median_s, p95_s, slowest_s: response times in seconds; None without a response.
        histogram: the distribution of the response times.
    """

    outcomes: tuple[tuple[str, int], ...]
    answered: int
    median_s: float | None
    p95_s: float | None
    slowest_s: float | None
    histogram: tuple[Bin, ...]


class RunStats:
    """Collects statistics from exchanges without storing them, so that a long run needs little memory."""

    def __init__(self) -> None:
        self._outcomes: Counter[str] = Counter()
        self._times = array("d")

    def add(self, exchange: Exchange) -> None:
        """Add an exchange that has ended."""
        outcome = exchange.outcome
        took = outcome.timing.total_s if isinstance(outcome, Response) else None
        self.add_row(answer_of(outcome), judge(outcome).steps[2].state, took)

    def add_row(self, answer: str, success: str, total_s: float | None) -> None:
        """Add a row of the history by its fields; a row without an answer counts as unknown."""
        self._outcomes[_label(answer, success)] += 1
        if answer[:1].isdigit() and total_s is not None:
            self._times.append(total_s)

    def results(self) -> Results:
        """Return the statistics of what was added so far."""
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
    """Return the statistics of exchanges."""
    stats = RunStats()
    for exchange in exchanges:
        stats.add(exchange)
    return stats.results()


def _quantile(times: Sequence[float], fraction: float) -> float | None:
    return times[max(0, math.ceil(len(times) * fraction) - 1)] if times else None


def _histogram(times: Sequence[float]) -> tuple[Bin, ...]:
    """Return bins of equal width from the fastest time to the 99th percentile; the last bin includes slower times."""
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
        outcome_label(exchange),
        outcome.status if isinstance(outcome, Response) else None,
        judge(outcome).success,
        took,
        exchange.payload_hash,
        len(exchange.request.body),
        exchange.id,
    )


def as_csv(exchanges: Iterable[Exchange]) -> str:
    """Return exchanges as CSV (RFC 4180) with a header line. Contains no token."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_FIELDS)
    writer.writerows(["" if value is None else value for value in _row(exchange)] for exchange in exchanges)
    return out.getvalue()


def as_jsonl(exchanges: Iterable[Exchange]) -> str:
    """Return exchanges as JSON Lines. Contains no token."""
    return "".join(json.dumps(dict(zip(_FIELDS, _row(exchange), strict=True))) + "\n" for exchange in exchanges)


def outcome_label(exchange: Exchange) -> str:
    """Return a short label of the outcome of a send, for counting."""
    return _label(answer_of(exchange.outcome), judge(exchange.outcome).steps[2].state)


def _label(answer: str, success: str) -> str:
    if success == "yes":
        return "success"
    if answer[:1].isdigit():
        return f"{answer.partition(' ')[0]} without success"
    return "unknown" if answer in ("", INTERRUPTED) else answer.replace("-", " ")
