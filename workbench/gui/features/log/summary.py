"""Makes the row of an unsaved exchange, equal to the row that a history would return, and filters such exchanges."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager

from workbench.exchange import Exchange, judge
from workbench.history import records, search
from workbench.history.outcome_labels import answer_of
from workbench.history.query import Facet, Restriction, parsed
from workbench.history.values import Row

Outcome = tuple[str, int]
"""The answer of an exchange, and whether it says success, as the columns of a history."""

_COLUMNS = (
    "id", "started", "run", "run_number", "title", "profile", "endpoint", "wire_form", "again",
    "pinned", "recorded", "note", "tags",
    "sent", "answered", "success", "total", "sent_bytes", "received_bytes", "answer", "held_secret",
)  # fmt: skip
_ROW_COLUMNS = records.ROW_COLUMNS.replace(",", " ").split()


def row_of(key: int, exchange: Exchange, outcomes: Iterable[tuple[Outcome, int]] = ()) -> Row:
    """Return the row; `outcomes` are the results of its repeat run, and the number of each."""
    columns = {"number": key, **_columns(exchange)}
    counted = [(*outcome, count, 0 if outcome[0] else count) for outcome, count in outcomes if count]
    return records.row_of([columns[name] for name in _ROW_COLUMNS], counted)


def outcome_of(exchange: Exchange) -> Outcome:
    """Return the outcome of an exchange."""
    return answer_of(exchange.outcome), records.STATES.index(judge(exchange.outcome).steps[2].state)


def mutable_fields(row: Row) -> tuple[object, ...]:
    """Return the values of a row that can change after the start of the exchange."""
    return row.answer, row.recorded, row.pinned, row.note, row.tags


def is_current(row: Row, exchange: Exchange) -> bool:
    """Return whether an exchange has the values of its row."""
    return mutable_fields(row) == mutable_fields(row_of(row.key, exchange))


@contextmanager
def matcher(query: str) -> Iterator[Callable[[Exchange], bool]]:
    """Provide a function that returns whether an exchange matches a query, by the rules of `History.find`.

    Raises:
        QueryError: the query cannot be read.
    """
    wanted = parsed(query)
    with closing(sqlite3.connect(":memory:")) as connection:

        def matches(exchange: Exchange) -> bool:
            meets = (_meets(exchange, restriction, connection) for restriction in wanted.restrictions)
            return all(meets) and (not wanted.words or search.contains(exchange, wanted.words))

        yield matches


def _columns(exchange: Exchange) -> dict[str, records.Column]:
    """Return the columns of an exchange in a history, by name."""
    own, marks = records.exchange_columns(exchange), records.annotation_columns(exchange.annotations)
    return dict(zip(_COLUMNS, (*own, *marks, *records.summary_columns(exchange)), strict=True))


def _meets(exchange: Exchange, restriction: Restriction, connection: sqlite3.Connection) -> bool:
    """Return whether an exchange meets a restriction, which is a test of one column or a condition in SQL."""
    columns = _columns(exchange)
    if isinstance(restriction, Facet):
        value = columns[restriction.column]
        return value != restriction.but and restriction.matches(
            records.string(value) if isinstance(value, bytes) else str(value)
        )
    row = ", ".join(f"? AS {name}" for name in columns)
    sql = f"SELECT {restriction.sql} FROM (SELECT {row})"  # noqa: S608 - names of columns; every value is bound
    (met,) = connection.execute(sql, (*restriction.values, *columns.values())).fetchone()
    return bool(met)
