"""Frozen values of the log: selections, comparisons, and the source of exchanges."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from workbench.exchange import Exchange
from workbench.history.values import Found, Row
from workbench.operations.diff import BodyDiff


class Source(Protocol):
    """A source of exchanges, such as a history. Its methods read files; not for the GUI thread."""

    def rows(self, keys: Iterable[int]) -> tuple[Row, ...]:
        """Return the rows of these keys."""

    def run(self, run: str) -> Found:
        """Return the keys of a repeat run's exchanges, newest first."""

    def exchange(self, id_: str) -> Exchange | None:
        """Return an exchange with its bodies."""


class Selection(Struct, frozen=True):
    """The selected exchanges of the log.

    Attributes:
        entries: keys of rows; the row of a repeat run selects all its sends.
        sends: keys of single sends of an expanded run.
        in_memory: exchanges that are not in the loaded rows; the history may contain them.
        count: number of exchanges, as far as known.
        exact: whether `count` is exact; a run that is not loaded counts as one.
    """

    entries: tuple[int, ...] = ()
    sends: tuple[int, ...] = ()
    in_memory: tuple[Exchange, ...] = ()
    count: int = 0
    exact: bool = True

    def ids(self, source: Source) -> tuple[str, ...]:
        """Return the ids of the exchanges, each once; may read files."""
        found = [each.id for each in self.in_memory]
        for row in source.rows(self.entries):
            found += [each.id for each in source.rows(source.run(row.run))] if row.run else [row.id]
        found += [row.id for row in source.rows(self.sends)]
        return tuple(dict.fromkeys(found))

    def exchanges(self, source: Source) -> Iterator[Exchange]:
        """Yield the exchanges that still exist; may read files."""
        in_memory = {each.id: each for each in self.in_memory}
        for id_ in self.ids(source):
            found = in_memory.get(id_) or source.exchange(id_)
            if found is not None:
                yield found


class Comparison(Struct, frozen=True):
    """The comparison of two exchanges, or of one and the editor.

    Attributes:
        before, after: titles of the two.
        request, request_headers: differences of the requests; of each header its name and both values.
        answer, answer_headers: differences of the responses; None if there are not two.
        outcomes: the outcome of each, as text; empty for the editor.
        bodies: all bodies that are shown, in which the screen mask searches.
        notes: warnings, one sentence each, such as a body that is not byte-exact.
    """

    before: str
    after: str
    request: BodyDiff
    request_headers: tuple[tuple[str, str | None, str | None], ...]
    answer: BodyDiff | None = None
    answer_headers: tuple[tuple[str, str | None, str | None], ...] = ()
    outcomes: tuple[str, str] = ("", "")
    bodies: tuple[bytes, ...] = ()
    notes: tuple[str, ...] = ()
