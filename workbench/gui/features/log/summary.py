"""Makes the row of a live exchange, equal to the row that a history would return, and filters live exchanges."""

from workbench.exchange import Exchange, Interrupted, Response, StepState, judge
from workbench.history import search
from workbench.history.outcome_labels import answer_of
from workbench.history.query import parsed
from workbench.history.values import Row

OutcomeCounts = tuple[tuple[str, StepState, int], ...]
"""Answer, success, and number of exchanges."""


def row_of(key: int, exchange: Exchange, outcome_counts: OutcomeCounts = ()) -> Row:
    """Return the row; `outcome_counts` are the results of its repeat run."""
    outcome = exchange.outcome
    sent, answered, success, recorded = (step.state for step in judge(outcome, exchange.annotations.recorded).steps)
    bytes_sent = len(exchange.request.body)
    bytes_received = len(outcome.body) if isinstance(outcome, Response) else 0
    total = None
    if outcome is not None and not isinstance(outcome, Interrupted):
        total = outcome.timing.total_s
        if outcome.channel is not None and outcome.channel.bytes_sent:
            bytes_sent, bytes_received = outcome.channel.bytes_sent, outcome.channel.bytes_received
    count = sum(each for _, _, each in outcome_counts)
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
        run_done=count - sum(each for answer, _, each in outcome_counts if not answer),
        pinned=exchange.annotations.pinned,
        note=exchange.annotations.note,
        tags=exchange.annotations.tags,
        again=exchange.again,
        run_answers=outcome_counts,
        held_secret=bool(exchange.replaced or (isinstance(outcome, Response) and outcome.replaced)),
    )


def outcome_of(exchange: Exchange) -> tuple[str, StepState]:
    """Return the answer of an exchange, and whether it says success."""
    return answer_of(exchange.outcome), judge(exchange.outcome).steps[2].state


def mutable_fields(row: Row) -> tuple[object, ...]:
    """Return the values of a row that can change after the start of the exchange."""
    return row.answer, row.recorded, row.pinned, row.note, row.tags


def is_current(row: Row, exchange: Exchange) -> bool:
    """Return whether an exchange has the values of its row."""
    return mutable_fields(row) == mutable_fields(row_of(row.key, exchange))


def matches(exchange: Exchange, query: str) -> bool:
    """Return whether a live exchange matches a query; as `History.find`, and raises QueryError as it does."""
    return not query.strip() or search.matches(exchange, parsed(query))
