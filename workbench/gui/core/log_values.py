"""The selection of the log."""

from collections.abc import Iterator

from msgspec import Struct

from workbench.exchange import Exchange
from workbench.history import History


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

    def ids(self, history: History | None) -> tuple[str, ...]:
        """Return the ids of the exchanges, each once; may read files."""
        found = [each.id for each in self.in_memory]
        if history is not None:
            for row in history.rows(self.entries):
                found += [each.id for each in history.rows(history.run(row.run))] if row.run else [row.id]
            found += [row.id for row in history.rows(self.sends)]
        return tuple(dict.fromkeys(found))

    def exchanges(self, history: History | None) -> Iterator[Exchange]:
        """Yield the exchanges that still exist; may read files."""
        yield from self.in_memory
        if history is not None:
            in_memory = {each.id for each in self.in_memory}
            found = (history.exchange(id_) for id_ in self.ids(history) if id_ not in in_memory)
            yield from filter(None, found)
