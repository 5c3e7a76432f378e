"""Stores the exchanges that no history holds: of a private session, of an opened bundle, or not saved after an error.

They are the log until the window closes. Their keys are larger than any key of a history.
"""

from collections import Counter
from collections.abc import Iterable

from workbench.exchange import Exchange
from workbench.gui.features.log.summary import Outcome, matcher, outcome_of, row_of
from workbench.history.values import Found, Row

FIRST_KEY = 1 << 60
_MAX_RECENT = 64  # saved exchanges that are kept for a while


class UnsavedExchanges:
    """Exchanges by key and by id. Recent exchanges of the history are available by id too, but have no row here."""

    def __init__(self) -> None:
        self._exchanges: dict[int, Exchange] = {}
        self._keys: dict[str, int] = {}
        self._members: dict[str, dict[int, None]] = {}  # by run or, without one, by id: keys of a row, oldest first
        self._outcomes: dict[str, Counter[Outcome]] = {}  # of the same rows
        self._anchors: dict[int, int] = {}
        self._newest = 0  # the newest key of a history that was shown
        self._recent: dict[str, Exchange] = {}
        self._rows: dict[int, Row] = {}  # cache
        self.next_key = FIRST_KEY
        """The key of the next exchange that is added."""

    def __len__(self) -> int:
        """Return the number of rows without a filter."""
        return len(self._members)

    def add(self, exchange: Exchange) -> int:
        """Add an exchange or replace its earlier state; return the key of its row, or of its repeat run."""
        entry = exchange.run or exchange.id
        members = self._members.setdefault(entry, {})
        outcomes = self._outcomes.setdefault(entry, Counter())
        key = self._keys.get(exchange.id)
        if key is None:
            key = self._keys[exchange.id] = self.next_key
            self.next_key += 1
            self._anchors[key] = self._newest
            members[key] = None
        else:
            outcomes[outcome_of(self._exchanges[key])] -= 1
        outcomes[outcome_of(exchange)] += 1
        self._exchanges[key] = exchange
        head = next(iter(members))
        for changed in (key, head):
            self._rows.pop(changed, None)
        return head

    def remember(self, exchange: Exchange) -> None:
        """Keep an exchange available that has its row in the history."""
        self._recent.pop(exchange.id, None)
        self._recent[exchange.id] = exchange
        while len(self._recent) > _MAX_RECENT:
            del self._recent[next(iter(self._recent))]

    def remove(self, ids: Iterable[str]) -> None:
        """Remove exchanges."""
        for id_ in ids:
            self._recent.pop(id_, None)
            key = self._keys.pop(id_, None)
            if key is None:
                continue
            exchange = self._exchanges.pop(key)
            del self._anchors[key]
            self._rows.clear()
            entry = exchange.run or id_
            self._outcomes[entry][outcome_of(exchange)] -= 1
            del self._members[entry][key]
            if not self._members[entry]:
                del self._members[entry], self._outcomes[entry]

    def remove_saved(self, rows: Iterable[Row]) -> dict[int, int]:
        """Remove the exchanges that the history holds by now; return the old and the new key of their rows."""
        moved = {self._keys[row.id]: row for row in rows if row.id in self._keys}
        for key, row in moved.items():
            exchange = self._exchanges[key]
            self.remove((row.id,))
            self.remember(exchange)
        return {key: row.key for key, row in moved.items()}

    def entries(self, query: str = "") -> dict[int, int]:
        """Return the keys of the rows, newest first, each with the key of the history above which its row is placed.

        A run is one row if any of its exchanges matches.
        """
        heads = map(next, map(iter, self._matching(query)))
        return {key: self._anchors[key] for key in sorted(heads, reverse=True)}

    def _matching(self, query: str) -> list[dict[int, None]]:
        rows = list(self._members.values())
        if not query.strip():
            return rows
        with matcher(query) as matches:
            return [members for members in rows if any(matches(self._exchanges[key]) for key in members)]

    def row(self, key: int) -> Row | None:
        """Return the row of a key; None if there is none."""
        exchange = self._exchanges.get(key)
        if exchange is None:
            return None
        if key not in self._rows:
            self._rows[key] = row_of(key, exchange, self._outcomes[exchange.run].items() if exchange.run else ())
        return self._rows[key]

    def run(self, run: str) -> Found:
        """Return the keys of a run's exchanges, newest first."""
        return Found(reversed(self._members.get(run, {})))

    def note_newest(self, newest: int) -> None:
        """Set the newest key of the history, above which new exchanges are placed; at first those before it too."""
        if not self._newest:
            self._anchors = dict.fromkeys(self._anchors, newest)
        self._newest = max(newest, self._newest)

    def exchange(self, id_: str) -> Exchange | None:
        """Return an unsaved exchange, or a recent one of the history."""
        key = self._keys.get(id_)
        return self._recent.get(id_) if key is None else self._exchanges[key]

    def by_key(self, key: int) -> Exchange | None:
        """Return the exchange of a key; None if there is none."""
        return self._exchanges.get(key)
