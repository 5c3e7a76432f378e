"""Frozen values of the log: selections, and the source of exchanges."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from workbench.exchange import Exchange
from workbench.history.values import Found, Row


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
