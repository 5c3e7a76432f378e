"""Stores exchanges that the log received while they happened and that the history's list does not contain yet.

Without a history they are the whole log. Their keys are larger than any key of a history.
"""

from collections import Counter
from collections.abc import Iterable

from workbench.exchange import Exchange, StepState
from workbench.gui.features.log.summary import matches, outcome_of, row_of
from workbench.history.values import Found, Row

FIRST_KEY = 1 << 60
_MAX_RECENT = 64  # exchanges kept for a while although the history provides their rows


class LiveExchanges:
    """Exchanges by id and by key. The last ones that were moved to the history stay available without a row."""

    def __init__(self) -> None:
        self._exchanges: dict[str, Exchange] = {}
        self._keys: dict[str, int] = {}
        self._ids: dict[int, str] = {}
        self._runs: dict[str, dict[str, None]] = {}  # ids of a run's exchanges, oldest first
        self._counts: dict[str, Counter[tuple[str, StepState]]] = {}
        self._next = FIRST_KEY
        self._anchors: dict[int, int] = {}
        self.newest = 0
        """The newest key of a history that was shown; new exchanges are placed above it."""
        self._recent: dict[str, Exchange] = {}
        self._in_history: set[str] = set()
        self._rows: dict[int, Row] = {}  # cache

    def __len__(self) -> int:
        return len(self._exchanges)

    def add(self, exchange: Exchange) -> int:
        """Add an exchange or replace its earlier state; return the key of its row, or of its repeat run."""
        id_, run = exchange.id, exchange.run
        before = self._exchanges.get(id_)
        self._exchanges[id_] = exchange
        self._recent.pop(id_, None)
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
            counts[outcome_of(before)] -= 1
        counts[outcome_of(exchange)] += 1
        head = self._keys[next(iter(members))]
        self._rows.pop(head, None)
        return head

    def remember(self, exchange: Exchange) -> None:
        """Keep an exchange available that has no row here."""
        self._recent.pop(exchange.id, None)
        self._recent[exchange.id] = exchange
        while len(self._recent) > _MAX_RECENT:
            del self._recent[next(iter(self._recent))]

    def move_to_history(self, ids: Iterable[str]) -> None:
        """Remove the rows of exchanges that the history provides; keep the exchanges available for a while."""
        for id_ in ids:
            exchange = self._exchanges.get(id_)
            self.remove((id_,))
            if exchange is not None:
                self._in_history.add(id_)
                self.remember(exchange)

    def remove(self, ids: Iterable[str]) -> None:
        """Remove exchanges."""
        for id_ in ids:
            self._recent.pop(id_, None)
            exchange = self._exchanges.pop(id_, None)
            if exchange is None:
                continue
            key = self._keys.pop(id_)
            del self._ids[key]
            self._anchors.pop(key, None)
            self._rows.clear()
            if exchange.run:
                del self._runs[exchange.run][id_]
                self._counts[exchange.run][outcome_of(exchange)] -= 1
                if not self._runs[exchange.run]:
                    del self._runs[exchange.run], self._counts[exchange.run]

    def entries(self, query: str = "") -> tuple[int, ...]:
        """Return the keys of the rows, newest first; a run is one row if any of its exchanges matches."""
        heads: dict[int, None] = {}
        for id_, exchange in self._exchanges.items():
            if matches(exchange, query):
                first = next(iter(self._runs[exchange.run])) if exchange.run else id_
                heads[self._keys[first]] = None
        return tuple(reversed(heads))  # they are in the order of their keys

    @property
    def total(self) -> int:
        """The number of rows without a filter."""
        return len(self._runs) + len(self._exchanges) - sum(map(len, self._runs.values()))

    def row(self, key: int) -> Row | None:
        """Return the row of a key; None if there is none."""
        exchange = self.by_key(key)
        if exchange is None:
            return None
        if key not in self._rows:
            counts = self._counts.get(exchange.run, Counter()).items() if exchange.run else ()
            self._rows[key] = row_of(key, exchange, tuple((*outcome, count) for outcome, count in counts if count))
        return self._rows[key]

    def run(self, run: str) -> Found:
        """Return the keys of a run's exchanges, newest first."""
        return Found(reversed([self._keys[id_] for id_ in self._runs.get(run, ())]))

    def anchor(self, key: int) -> int:
        """Return the history key above which a row is placed."""
        return self._anchors.get(key, FIRST_KEY)

    def note_newest(self, newest: int) -> None:
        """Set the newest key of the history. Exchanges from before the first one stay above it."""
        if newest > self.newest:
            if not self.newest:
                self._anchors |= dict.fromkeys(self._ids, newest)
            self.newest = newest

    def count(self, run: str) -> int:
        """Return the number of live exchanges of a run."""
        return len(self._runs.get(run, ()))

    def members(self, run: str) -> tuple[str, ...]:
        """Return the ids of a run's exchanges."""
        return tuple(self._runs.get(run, ()))

    def exchange(self, id_: str) -> Exchange | None:
        """Return a live exchange, or one that was live recently."""
        return self._exchanges.get(id_) or self._recent.get(id_)

    def contains(self, id_: str) -> bool:
        """Return whether an exchange has its row here."""
        return id_ in self._exchanges

    def is_in_history(self, id_: str) -> bool:
        """Return whether the history provides the row of this exchange by now."""
        return id_ in self._in_history

    def by_key(self, key: int) -> Exchange | None:
        """Return the exchange of a key; None if there is none."""
        id_ = self._ids.get(key)
        return None if id_ is None else self._exchanges[id_]
