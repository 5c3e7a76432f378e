"""Words the verdict of an exchange: its steps, likely causes, the next step, and what the user noted."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from workbench.exchange import MARKS, Exchange, Interrupted, judge
from workbench.exchange.advice import LOOK, TRAPS, Advice, advise
from workbench.operations.endpoints import is_loopback
from workbench.operations.presentation import Row, row
from workbench.redaction import redact_known

STATE_ROLES = {"yes": "good", "no": "bad", "unknown": "unknown", "pending": "muted"}
"""The role of each state of a step."""

_LOCAL = "The request stayed on this machine. To have it recorded, choose Kochava as the endpoint."


def step_rows(exchange: Exchange) -> list[Row]:
    """Return a row for each step of the verdict, with its reason."""
    return [
        row(f"{MARKS[step.state]} {step.name}", redact_known(step.says), label_role=STATE_ROLES[step.state])
        for step in judge(exchange.outcome, exchange.annotations.recorded).steps
    ]


def advice_for(exchange: Exchange) -> Advice:
    """Return the advice on an exchange."""
    return advise(exchange.outcome, exchange.request, ended=_ended(exchange))


def advice_rows(exchange: Exchange) -> Iterator[Row]:
    """Yield an explanation of the outcome, its causes or what it does not prove, and the next step."""
    advice = advice_for(exchange)
    yield row("Explanation", redact_known(advice.says))
    is_success = advice.causes == TRAPS
    is_local = is_loopback(exchange.request.url)
    causes = (*advice.causes, _LOCAL) if is_success and is_local else advice.causes
    yield from _under("Note" if is_success else "Causes", causes)
    until = _after(_ended(exchange), advice.retry_after_s)
    if until is not None and advice.retry_after_s is not None:
        yield row("Retry-After", f"{advice.retry_after_s:.0f} s, not before {until.astimezone():%Y-%m-%d %H:%M:%S}")
    is_seen = is_local or exchange.annotations.recorded is not None
    if advice.next and not (advice.next == LOOK and is_seen):
        yield row("Next", advice.next, label_role="accent")


def annotation_rows(exchange: Exchange) -> Iterator[Row]:
    """Yield the tags and the note of an exchange."""
    yield from _under("Tags", filter(None, (" ".join(f"#{tag}" for tag in exchange.annotations.tags),)))
    yield from _under("Note", redact_known(exchange.annotations.note).splitlines())


def wait_until(exchange: Exchange) -> datetime | None:
    """Return the earliest time for the next request according to the server; None if it did not say."""
    return _after(_ended(exchange), advice_for(exchange).retry_after_s)


def _under(label: str, lines: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(lines):
        yield row("" if number else label, line)


def _after(ended: datetime | None, seconds: float | None) -> datetime | None:
    try:
        return None if ended is None or seconds is None else ended + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _ended(exchange: Exchange) -> datetime | None:
    outcome = exchange.outcome
    if outcome is None or isinstance(outcome, Interrupted):
        return None
    return exchange.started + timedelta(seconds=outcome.timing.total_s)
