"""Exchanges as the tables hold them, and back. Owns every column's form; never changes a byte of a body.

Text that is no Unicode text (half a character, from the name of a file) is kept as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar

from workbench.exchange import (
    Exchange,
    Interrupted,
    Marks,
    Request,
    Response,
    StepState,
    judge,
)
from workbench.history.errors import Unreadable
from workbench.history.outcome_labels import answer_of
from workbench.history.outcomes import outcome_of, packed, pairs
from workbench.history.values import Row

_P = ParamSpec("_P")
_T = TypeVar("_T")

Column: TypeAlias = str | bytes | int | float | None

STATES: Final[tuple[StepState, ...]] = ("no", "yes", "unknown", "pending")
UNKNOWN: Final = STATES.index("unknown")

_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

EXCHANGE_COLUMNS: Final = """
    e.id, e.started, e.title, e.profile, e.endpoint, e.wire_form, e.run, e.run_number, e.again,
    e.recorded, e.note, e.tags, e.pinned,
    r.method, r.url, r.headers, r.payload_hash, r.token_prefix, r.pair, r.choices, r.replaced, r.body,
    o.kind, o.head, o.body
    FROM exchange e JOIN request r USING (number) LEFT JOIN outcome o USING (number)"""

ROW_COLUMNS: Final = """
    number, id, started, title, profile, endpoint, wire_form, answer, sent, answered, success, recorded, total,
    sent_bytes, received_bytes, run, pinned, note, tags, again, held_secret FROM exchange"""


def _of_columns(make: Callable[_P, _T]) -> Callable[_P, _T]:
    """Have it raise Unreadable, whatever of the columns it is given cannot be."""

    @wraps(make)
    def made(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return make(*args, **kwargs)
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
            raise Unreadable("a row holds what none can") from error

    return made


def text(value: str) -> str | bytes:
    """Return a text as a column can hold it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
    return value


def string(column: str | bytes) -> str:
    """Return the text that `text` made a column of."""
    return column.decode("utf-8", "surrogatepass") if isinstance(column, bytes) else column


def instant(when: datetime) -> int:
    """Return an aware moment as microseconds since 1970."""
    return (when - _START) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """Return the aware moment, in UTC."""
    return _START + microseconds * _MICROSECOND


def tags_column(tags: Sequence[str]) -> str | bytes:
    """Return tags as a column holds them, readable where it is searched."""
    return text(json.dumps(tags, ensure_ascii=False))


@_of_columns
def tags_of(column: str | bytes) -> tuple[str, ...]:
    """Return the tags of a column."""
    return tuple(json.loads(string(column)))


def exchange_columns(exchange: Exchange) -> tuple[Column, ...]:
    """Return what never changes in the table of exchanges."""
    return (
        text(exchange.id),
        instant(exchange.started),
        text(exchange.run) if exchange.run else None,
        exchange.run_number,
        text(exchange.title),
        text(exchange.profile),
        text(exchange.endpoint),
        text(exchange.wire_form),
        text(exchange.again),
    )


def mark_columns(marks: Marks) -> tuple[Column, ...]:
    """Return what a person added: pinned, recorded, note, tags."""
    recorded = None if marks.recorded is None else instant(marks.recorded)
    return int(marks.pinned), recorded, text(marks.note), tags_column(marks.tags)


def summary_columns(exchange: Exchange) -> tuple[Column, ...]:
    """Return it in short: sent, answered, success, total, sent and received bytes, answer, whether it held a secret."""
    outcome = exchange.outcome
    sent, answered, success, _ = (STATES.index(rung.state) for rung in judge(outcome).steps)
    bytes_sent = len(exchange.request.body)
    bytes_received = len(outcome.body) if isinstance(outcome, Response) else 0
    total = None
    if outcome is not None and not isinstance(outcome, Interrupted):
        total = outcome.timing.total_s
        if outcome.channel is not None and outcome.channel.bytes_sent:
            bytes_sent, bytes_received = outcome.channel.bytes_sent, outcome.channel.bytes_received
    held_secret = bool(exchange.replaced or (isinstance(outcome, Response) and outcome.replaced))
    return sent, answered, success, total, bytes_sent, bytes_received, answer_of(outcome), int(held_secret)


def request_columns(exchange: Exchange) -> tuple[Column, ...]:
    """Return what the table of requests holds, without the number."""
    request = exchange.request
    return (
        text(request.method),
        text(request.url),
        packed(request.headers),
        text(exchange.payload_hash),
        text(exchange.token_prefix),
        text(exchange.pair),
        text(exchange.choices),
        packed(exchange.replaced),
        request.body,
    )


@_of_columns
def exchange_of(columns: Sequence[Any]) -> Exchange:
    """Return the exchange of `EXCHANGE_COLUMNS`."""
    own, marks, request, outcome = columns[:9], columns[9:13], columns[13:22], columns[22:]
    id_, started, title, profile, endpoint, wire_form, run, run_number, again = own
    recorded, note, tags, pinned = marks
    method, url, headers, payload_hash, token_prefix, pair, choices, replaced, body = request
    return Exchange(
        id=string(id_),
        started=moment(started),
        title=string(title),
        profile=string(profile),
        endpoint=string(endpoint),
        wire_form=string(wire_form),
        request=Request(string(method), string(url), pairs(json.loads(headers)), body),
        payload_hash=string(payload_hash),
        outcome=None if outcome[0] is None else outcome_of(*outcome),
        token_prefix=string(token_prefix),
        pair=string(pair),
        again=string(again),
        run=string(run or ""),
        run_number=run_number,
        choices=string(choices),
        replaced=pairs(json.loads(replaced)),
        marks=Marks(None if recorded is None else moment(recorded), string(note), tags_of(tags), bool(pinned)),
    )


@_of_columns
def row_of(columns: Sequence[Any], counted: Sequence[tuple[str, int, int, int]] = ()) -> Row:
    """Return the row of `ROW_COLUMNS`; `counted` is its run's answers, successes, how many, how many under way."""
    number, id_, started, title, profile, endpoint, wire_form, answer, sent, answered, success, recorded, *rest = (
        columns
    )
    total, sent_bytes, received_bytes, run, *marked = rest
    pinned, note, tags, again, held_secret = marked
    return Row(
        key=number,
        id=string(id_),
        started=moment(started),
        title=string(title),
        profile=string(profile),
        endpoint=string(endpoint),
        wire_form=string(wire_form),
        answer=answer,
        sent=STATES[sent],
        answered=STATES[answered],
        success=STATES[success],
        recorded="unknown" if recorded is None else "yes",
        total_s=total,
        sent_bytes=sent_bytes,
        received_bytes=received_bytes,
        run=string(run or ""),
        run_count=sum(count for _, _, count, _ in counted),
        run_done=sum(count - under_way for _, _, count, under_way in counted),
        pinned=bool(pinned),
        note=string(note),
        tags=tags_of(tags),
        again=string(again),
        held_secret=bool(held_secret),
        run_answers=tuple((each, STATES[state], count) for each, state, count, _ in counted),
    )
