"""What the Log dock asks for and is told, as frozen values. No widget, no service, no rule of the product."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from workbench.exchange import Exchange
from workbench.history.values import Found, Row
from workbench.operations.diff import BodyDiff


class Source(Protocol):
    """Where exchanges are kept; a history is one. Each method may wait for the disk: not for the window's thread."""

    def rows(self, keys: Iterable[int]) -> tuple[Row, ...]:
        """Return the rows of these keys."""

    def run(self, run: str) -> Found:
        """Return the keys of a repeat run's exchanges, newest first."""

    def exchange(self, id_: str) -> Exchange | None:
        """Return a whole exchange."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows that an intent is about.

    Attributes:
        entries: keys of rows of the list; the row of a repeat run stands for all its sends.
        sends: keys of single sends of a run that is open.
        in_memory: what is in no list of a history that the pane was shown; it may be in the history all the same.
        count: how many exchanges there are, as far as the pane knows.
        exact: whether that is all of them; a run of which nothing was fetched yet is counted as one.
    """

    entries: tuple[int, ...] = ()
    sends: tuple[int, ...] = ()
    in_memory: tuple[Exchange, ...] = ()
    count: int = 0
    exact: bool = True

    def ids(self, source: Source) -> tuple[str, ...]:
        """Return the ids of the exchanges, each once; it may wait for the disk."""
        found = [each.id for each in self.in_memory]
        for row in source.rows(self.entries):
            found += [each.id for each in source.rows(source.run(row.run))] if row.run else [row.id]
        found += [row.id for row in source.rows(self.sends)]
        return tuple(dict.fromkeys(found))

    def exchanges(self, source: Source) -> Iterator[Exchange]:
        """Yield the exchanges themselves, without those that are gone; it may wait for the disk."""
        held = {each.id: each for each in self.in_memory}
        for id_ in self.ids(source):
            found = held.get(id_) or source.exchange(id_)
            if found is not None:
                yield found


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two exchanges beside each other, or one and the editor.

    Attributes:
        before, after: what each is called.
        request, request_headers: how the requests differ; of a header its name, its value before and after.
        answer, answer_headers: how the answers differ; None where there are not two.
        outcomes: what came of each, in words; empty for the editor.
        bodies: every body that is spoken of, so that a mask can find what it must cover.
        notes: what must be known, one sentence each: a body that is not byte-exact.
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
