"""Converts exchanges to table columns and back. Never changes a byte of a body.

Text that is not valid Unicode (a lone surrogate, from a file name) is stored as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import wraps
from math import inf
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar

from workbench.exchange import (
    Annotations,
    Exchange,
    Interrupted,
    Request,
    Response,
    StepState,
    judge,
)
from workbench.history.errors import UnreadableRow
from workbench.history.outcome_labels import answer_of
from workbench.history.outcomes import checked, outcome_of, packed, sha1_of
from workbench.history.values import Row

_P = ParamSpec("_P")
_T = TypeVar("_T")

_Places: TypeAlias = tuple[tuple[int, int], ...]
Column: TypeAlias = str | bytes | int | float | None

STATES: Final[tuple[StepState, ...]] = ("no", "yes", "unknown", "pending")
UNKNOWN: Final = STATES.index("unknown")

_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

EXCHANGE_COLUMNS: Final = """
    e.id, e.started, e.title, e.profile, e.endpoint, e.wire_form, e.run, e.run_number, e.again,
    e.recorded, e.note, e.tags, e.pinned,
    r.method, r.url, r.headers, r.payload_hash, r.token_prefix, r.pair, r.options, r.replaced, r.body,
    o.kind, o.head, o.body
    FROM exchange e JOIN request r USING (number) LEFT JOIN outcome o USING (number)"""

ROW_COLUMNS: Final = """
    number, id, started, title, profile, endpoint, wire_form, answer, sent, answered, success, recorded, total,
    sent_bytes, received_bytes, run, pinned, note, tags, again, held_secret"""


def _raises_unreadable_row(make: Callable[_P, _T]) -> Callable[_P, _T]:
    """Decorate a function so that it raises UnreadableRow if its columns hold impossible values."""

    @wraps(make)
    def made(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return make(*args, **kwargs)
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
            raise UnreadableRow("a row holds an impossible value") from error

    return made


def text(value: str) -> str | bytes:
    """Return a string as a column value."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
    return value


def string(column: str | bytes) -> str:
    """Return the string stored by `text`. Raises TypeError or ValueError for another column."""
    if isinstance(column, bytes):
        return column.decode("utf-8", "surrogatepass")
    if not isinstance(column, str):
        raise TypeError
    return column


def to_microseconds(when: datetime) -> int:
    """Return an aware datetime as microseconds since 1970."""
    return (when - _START) // _MICROSECOND


def to_datetime(microseconds: int) -> datetime:
    """Return the aware datetime, in UTC."""
    return _START + microseconds * _MICROSECOND


def tags_column(tags: Sequence[str]) -> str | bytes:
    """Return tags as a column value (JSON, searchable)."""
    return text(json.dumps(tags, ensure_ascii=False))


@_raises_unreadable_row
def tags_of(column: str | bytes) -> tuple[str, ...]:
    """Return the tags of a column."""
    return checked(tuple[str, ...], json.loads(string(column)))


def exchange_columns(exchange: Exchange) -> tuple[Column, ...]:
    """Return the columns of the exchange table that never change."""
    return (
        text(exchange.id),
        to_microseconds(exchange.started),
        text(exchange.run) if exchange.run else None,
        exchange.run_number,
        text(exchange.title),
        text(exchange.profile),
        text(exchange.endpoint),
        text(exchange.wire_form),
        text(exchange.again),
    )


def annotation_columns(annotations: Annotations) -> tuple[Column, ...]:
    """Return the annotation columns: pinned, recorded, note, tags."""
    recorded = None if annotations.recorded is None else to_microseconds(annotations.recorded)
    return int(annotations.pinned), recorded, text(annotations.note), tags_column(annotations.tags)


def summary_columns(exchange: Exchange) -> tuple[Column, ...]:
    """Return the summary columns: sent, answered, success, total, bytes sent and received, answer, held_secret."""
    outcome = exchange.outcome
    sent, answered, success, _ = (STATES.index(step.state) for step in judge(outcome).steps)
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
        text(exchange.options),
        packed(exchange.replaced),
        request.body,
    )


@_raises_unreadable_row
def exchange_of(columns: Sequence[Any]) -> Exchange:
    """Return the exchange of `EXCHANGE_COLUMNS`."""
    own, annotations, request, outcome = columns[:9], columns[9:13], columns[13:22], columns[22:]
    id_, started, title, profile, endpoint, wire_form, run, run_number, again = own
    recorded, note, tags, pinned = annotations
    method, url, headers, payload_hash, token_prefix, pair, options, replaced, body = request
    if not isinstance(body, bytes):
        raise TypeError
    sent = {"method": string(method), "url": string(url), "headers": json.loads(headers), "body": body}
    return Exchange(
        id=string(id_),
        started=to_datetime(started),
        title=string(title),
        profile=string(profile),
        endpoint=string(endpoint),
        wire_form=string(wire_form),
        request=checked(Request, sent),
        payload_hash=sha1_of(string(payload_hash)),
        outcome=None if outcome[0] is None else outcome_of(*outcome),
        token_prefix=string(token_prefix),
        pair=string(pair),
        again=string(again),
        run=string(run or ""),
        run_number=_count(run_number),
        options=string(options),
        replaced=checked(_Places, json.loads(replaced)),
        annotations=Annotations(
            None if recorded is None else to_datetime(recorded), string(note), tags_of(tags), _flag(pinned)
        ),
    )


@_raises_unreadable_row
def row_of(columns: Sequence[Any], counted: Sequence[tuple[str, int, int, int]] = ()) -> Row:
    """Return the row of `ROW_COLUMNS`; `counted` holds (answer, success, count, unfinished) for its repeat run."""
    number, id_, started, title, profile, endpoint, wire_form, answer, sent, answered, success, recorded, *rest = (
        columns
    )
    total, sent_bytes, received_bytes, run, *marked = rest
    pinned, note, tags, again, held_secret = marked
    return Row(
        key=number,
        id=string(id_),
        started=to_datetime(started),
        title=string(title),
        profile=string(profile),
        endpoint=string(endpoint),
        wire_form=string(wire_form),
        answer=string(answer),
        sent=_state(sent),
        answered=_state(answered),
        success=_state(success),
        recorded="unknown" if recorded is None else "yes",
        total_s=_seconds(total),
        sent_bytes=_count(sent_bytes),
        received_bytes=_count(received_bytes),
        run=string(run or ""),
        run_count=sum(count for _, _, count, _ in counted),
        run_done=sum(count - unfinished for _, _, count, unfinished in counted),
        pinned=_flag(pinned),
        note=string(note),
        tags=tags_of(tags),
        again=string(again),
        held_secret=_flag(held_secret),
        run_answers=tuple((string(each), _state(state), count) for each, state, count, _ in counted),
    )


def _count(column: int) -> int:
    if type(column) is not int or column < 0:
        raise ValueError
    return column


def _flag(column: int) -> bool:
    return bool((0, 1).index(column))


def _state(column: int) -> StepState:
    return STATES[_count(column)]


def _seconds(column: float | None) -> float | None:
    if column is not None and not (type(column) is float and 0 <= column < inf):
        raise ValueError
    return column
