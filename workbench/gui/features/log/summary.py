"""The row of an exchange that is held in memory, as a history would give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.exchange import Exchange, Interrupted, Response, StepState, judge
from workbench.history.outcome_labels import answer_of
from workbench.history.values import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

Counted = tuple[tuple[str, StepState, int], ...]
"""An answer, whether it says success, and how many there are."""


def row_of(key: int, exchange: Exchange, counted: Counted = ()) -> Row:
    """Return the row; `counted` is what its repeat run came to."""
    outcome = exchange.outcome
    sent, answered, success, recorded = (rung.state for rung in judge(outcome, exchange.annotations.recorded).steps)
    bytes_sent = len(exchange.request.body)
    bytes_received = len(outcome.body) if isinstance(outcome, Response) else 0
    total = None
    if outcome is not None and not isinstance(outcome, Interrupted):
        total = outcome.timing.total_s
        if outcome.channel is not None and outcome.channel.bytes_sent:
            bytes_sent, bytes_received = outcome.channel.bytes_sent, outcome.channel.bytes_received
    count = sum(each for _, _, each in counted)
    return Row(
        key=key,
        id=exchange.id,
        started=exchange.started,
        title=exchange.title,
        profile=exchange.profile,
        endpoint=exchange.endpoint,
        wire_form=exchange.wire_form,
        answer=answer_of(outcome),
        sent=sent,
        answered=answered,
        success=success,
        recorded=recorded,
        total_s=total,
        sent_bytes=bytes_sent,
        received_bytes=bytes_received,
        run=exchange.run,
        run_count=count,
        run_done=count - sum(each for answer, _, each in counted if not answer),
        pinned=exchange.annotations.pinned,
        note=exchange.annotations.note,
        tags=exchange.annotations.tags,
        again=exchange.again,
        run_answers=counted,
        held_secret=bool(exchange.replaced or (isinstance(outcome, Response) and outcome.replaced)),
    )


def came_to(exchange: Exchange) -> tuple[str, StepState]:
    """Return an exchange's answer, and whether it says success."""
    return answer_of(exchange.outcome), judge(exchange.outcome).steps[2].state


def facts_of(row: Row) -> tuple[object, ...]:
    """Return what of a row may change after its exchange began."""
    return row.answer, row.recorded, row.pinned, row.note, row.tags


def agrees(row: Row, exchange: Exchange) -> bool:
    """Say whether an exchange is as its row has it."""
    return facts_of(row) == facts_of(row_of(row.key, exchange))


def matches(exchange: Exchange, query: str) -> bool:
    """Say whether every word of a query occurs in an exchange that no history has; fields as in a history's `find`."""
    if not query.strip():
        return True
    everything = "\n".join(_texts(exchange)).lower()
    return all(_holds(exchange, everything, word) for word in query.lower().split())


def _holds(exchange: Exchange, everything: str, word: str) -> bool:
    field, colon, value = word.partition(":")
    marks = exchange.annotations
    match field if colon else "":
        case "status":
            answer, _, flaw = answer_of(exchange.outcome).partition(" ")
            return answer.startswith(value.rstrip("x") if value[:1].isdigit() else value) or flaw.startswith(value)
        case "id":
            return exchange.id.startswith(value)
        case "profile":
            return value in exchange.profile.lower()
        case "endpoint":
            return value in exchange.endpoint.lower()
        case "tag":
            return value in " ".join(marks.tags).lower()
        case "is":
            unknown = "unknown" in (rung.state for rung in judge(exchange.outcome).steps[:3])
            facts = {"pinned": marks.pinned, "recorded": marks.recorded, "run": exchange.run, "unknown": unknown}
            return any(fact for name, fact in facts.items() if name.startswith(value))
        case "before" | "after":
            day = exchange.started.astimezone().strftime("%Y-%m-%dT%H:%M")
            return day < value.upper() if field == "before" else day >= value.upper()
    return word.replace("\\/", "/") in everything


def _texts(exchange: Exchange) -> Iterable[str]:
    yield from (exchange.title, exchange.profile, exchange.endpoint, exchange.request.url, exchange.wire_form)
    yield from (exchange.payload_hash, exchange.token_prefix, exchange.pair, exchange.options, exchange.id)
    yield from (exchange.annotations.note, *exchange.annotations.tags, answer_of(exchange.outcome))
    yield exchange.request.body.decode("utf-8", "replace").replace("\\/", "/")
    if isinstance(exchange.outcome, Response):
        yield exchange.outcome.body.decode("utf-8", "replace").replace("\\/", "/")
    elif exchange.outcome is not None:
        yield judge(exchange.outcome).steps[1].says
