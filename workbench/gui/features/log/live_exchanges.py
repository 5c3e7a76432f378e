"""Exchanges that the log was shown as they happened, and that no list of a history it was shown holds yet.

Without a history it is the whole log. Their keys are larger than any of a history, so the newest stands first.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.gui.features.log.summary import came_to, matches, row_of
from workbench.history.values import Found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.exchange import Exchange, StepState
    from workbench.history.values import Row

FIRST_KEY = 1 << 60
_REMEMBERED = 64  # exchanges that the history has taken over, and that may be asked for again soon


class LiveExchanges:
    """The exchanges, by id and by key. One that was let go is remembered for a while, but is no row."""

    def __init__(self) -> None:
        self._exchanges: dict[str, Exchange] = {}
        self._keys: dict[str, int] = {}
        self._ids: dict[int, str] = {}
        self._runs: dict[str, dict[str, None]] = {}  # ids of a run's exchanges, oldest first
        self._counts: dict[str, Counter[tuple[str, StepState]]] = {}
        self._next = FIRST_KEY
        self._anchors: dict[int, int] = {}
        self.newest = 0
        """The newest key of a history that was shown: what comes now stands above it."""
        self._gone: dict[str, Exchange] = {}
        self._taken_over: set[str] = set()
        self._rows: dict[int, Row] = {}  # as long as they hold

    def __len__(self) -> int:
        return len(self._exchanges)

    def put(self, exchange: Exchange) -> int:
        """Hold an exchange, in place of its earlier state; return the key of its row, a run's for one of a run."""
        id_, run = exchange.id, exchange.run
        before = self._exchanges.get(id_)
        self._exchanges[id_] = exchange
        self._gone.pop(id_, None)
        if before is None:
            self._keys[id_] = self._next
            self._ids[self._next] = id_
            if self.newest:
                self._anchors[self._next] = self.newest
            self._next += 1
        self._rows.pop(self._keys[id_], None)
        if not run:
            return self._keys[id_]
        members = self._runs.setdefault(run, {})
        members[id_] = None
        counts = self._counts.setdefault(run, Counter())
        if before is not None:
            counts[came_to(before)] -= 1
        counts[came_to(exchange)] += 1
        head = self._keys[next(iter(members))]
        self._rows.pop(head, None)
        return head

    def remember(self, exchange: Exchange) -> None:
        """Remember an exchange that is no row of this shelf."""
        self._gone.pop(exchange.id, None)
        self._gone[exchange.id] = exchange
        while len(self._gone) > _REMEMBERED:
            del self._gone[next(iter(self._gone))]

    def hand_over(self, ids: Iterable[str]) -> None:
        """Take out exchanges that a history has; what is asked for soon after is still remembered."""
        for id_ in ids:
            exchange = self._exchanges.get(id_)
            self.forget((id_,))
            if exchange is not None:
                self._taken_over.add(id_)
                self.remember(exchange)

    def forget(self, ids: Iterable[str]) -> None:
        """Take exchanges out."""
        for id_ in ids:
            self._gone.pop(id_, None)
            exchange = self._exchanges.pop(id_, None)
            if exchange is None:
                continue
            key = self._keys.pop(id_)
            del self._ids[key]
            self._anchors.pop(key, None)
            self._rows.clear()
            if exchange.run:
                del self._runs[exchange.run][id_]
                self._counts[exchange.run][came_to(exchange)] -= 1
                if not self._runs[exchange.run]:
                    del self._runs[exchange.run], self._counts[exchange.run]

    def entries(self, query: str = "") -> tuple[int, ...]:
        """Return the keys of the rows, newest first; a run of which anything matches is one."""
        heads: dict[int, None] = {}
        for id_, exchange in self._exchanges.items():
            if matches(exchange, query):
                first = next(iter(self._runs[exchange.run])) if exchange.run else id_
                heads[self._keys[first]] = None
        return tuple(reversed(heads))  # they came in the order of their keys

    @property
    def total(self) -> int:
        """How many rows there would be without a filter."""
        return len(self._runs) + len(self._exchanges) - sum(map(len, self._runs.values()))

    def row(self, key: int) -> Row | None:
        """Return the row of a key; None if it is not here."""
        exchange = self.of_key(key)
        if exchange is None:
            return None
        if key not in self._rows:
            counts = self._counts.get(exchange.run, Counter()).items() if exchange.run else ()
            self._rows[key] = row_of(key, exchange, tuple((*what, count) for what, count in counts if count))
        return self._rows[key]

    def run(self, run: str) -> Found:
        """Return the keys of a run's exchanges, newest first."""
        return Found(reversed([self._keys[id_] for id_ in self._runs.get(run, ())]))

    def anchor(self, key: int) -> int:
        """Return the key of a history that a row stands above; of one that came before any history the newest."""
        return self._anchors.get(key, FIRST_KEY)

    def see(self, newest: int) -> None:
        """Take the newest key that a history has shown. What came before the first stands above that for good."""
        if newest > self.newest:
            if not self.newest:
                self._anchors |= dict.fromkeys(self._ids, newest)
            self.newest = newest

    def count(self, run: str) -> int:
        """Return how many exchanges of a run are here."""
        return len(self._runs.get(run, ()))

    def members(self, run: str) -> tuple[str, ...]:
        """Return the ids of a run's exchanges."""
        return tuple(self._runs.get(run, ()))

    def exchange(self, id_: str) -> Exchange | None:
        """Return an exchange that is here, or was not long ago."""
        return self._exchanges.get(id_) or self._gone.get(id_)

    def is_here(self, id_: str) -> bool:
        """Say whether an exchange has its row here."""
        return id_ in self._exchanges

    def was_taken_over(self, id_: str) -> bool:
        """Say whether a history has had this exchange since: its row is the history's."""
        return id_ in self._taken_over

    def of_key(self, key: int) -> Exchange | None:
        """Return the exchange of a key that is here."""
        id_ = self._ids.get(key)
        return None if id_ is None else self._exchanges[id_]
