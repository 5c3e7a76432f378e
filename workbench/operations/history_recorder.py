"""Every send kept in the history, and never kept waiting by it: what goes wrong there is told, and the send goes on.

Owns the telling. It must never raise into a send, and never send anything.
"""

from collections.abc import Callable, Sequence

from workbench.exchange import Exchange
from workbench.history import History, HistoryError, default_history


class HistoryRecorder:
    """Keeps exchanges in a history; a `Keeper`.

    Args:
        history: where they are kept; it stays the caller's unless `close` is called.
        on_trouble: told of what could not be kept, and of what opening the history found, a trouble once
            until something could be kept again; on the thread that sends.
    """

    def __init__(self, history: History, on_trouble: Callable[[str], None]) -> None:
        self.history = history
        self._on_trouble = on_trouble
        self._told: set[str] = set()
        self._troubled = False
        self._unkept: set[str] = set()

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        """Keep exchanges that are about to leave; they are committed when this returns, or it was told why not."""
        if not exchanges:
            return
        try:
            self.history.begin(exchanges)
        except HistoryError as error:
            self._unkept.update(each.id for each in exchanges)
            self._tell_trouble(str(error))
        else:
            self._troubled = False
        self._tell_notes()

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        """Keep how they ended; one that could not be kept before it left is kept as soon as that works again."""
        late = [each for each in exchanges if each.id in self._unkept]
        begun = [each for each in exchanges if each.id not in self._unkept]
        if late and self.history.add_completed(late):
            self._unkept.difference_update(each.id for each in late)
        self.history.end(begun, soon=soon)
        self._tell_trouble(self.history.error)

    def is_kept(self, exchange: Exchange) -> bool:
        """Say whether an exchange that began here is in the history."""
        return exchange.id not in self._unkept

    def close(self) -> None:
        """Write what waits, and close the history."""
        self.history.close()
        self._tell_notes()

    def _tell_notes(self) -> None:
        for note in self.history.notes:
            self._tell(note)

    def _tell_trouble(self, says: str) -> None:
        """Tell of a trouble once, until an exchange could be kept again."""
        if says and not self._troubled:
            self._troubled = True
            self._on_trouble(says)

    def _tell(self, says: str) -> None:
        if says not in self._told:
            self._told.add(says)
            self._on_trouble(says)


def default_recorder(on_trouble: Callable[[str], None]) -> HistoryRecorder:
    """Return a recorder into the history of this user."""
    return HistoryRecorder(default_history(), on_trouble)
