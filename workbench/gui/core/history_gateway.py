"""What the window keeps of its sends: the history of this user, reached when it is first needed; or nothing.

Owns the way to the history and the switch of a private session. It raises nothing into a send; nothing of SQLite is
loaded, and no file made, before something is kept or looked up.
"""

import threading
from collections.abc import Callable, Iterable, Sequence

from workbench.disk import state_dir
from workbench.exchange import Exchange
from workbench.gui.core.log_values import Source
from workbench.history import History, Row
from workbench.history.values import FILE_NAME, Found
from workbench.operations.history_recorder import HistoryRecorder, default_recorder


class NoHistory:
    """A source without exchanges: what there is before a history has been begun."""

    def rows(self, keys: Iterable[int]) -> tuple[Row, ...]:  # noqa: ARG002 - as a history has it
        """Return no row."""
        return ()

    def run(self, run: str) -> Found:  # noqa: ARG002 - as a history has it
        """Return no key."""
        return Found()

    def exchange(self, id_: str) -> Exchange | None:  # noqa: ARG002 - as a history has it
        """Return nothing."""
        return None


class HistoryGateway:
    """Keeps exchanges, unless the session is private; a `Keeper`. Every method may be called on any thread.

    Args:
        tell: told of what could not be kept, in a sentence; on whatever thread it happens.

    Attributes:
        private: whether sends that begin from now on are written nowhere.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.private = False
        self._tell = tell
        self._path = state_dir() / FILE_NAME
        self._lock = threading.Lock()
        self._recorder: HistoryRecorder | None = None
        self._unwritten: set[str] = set()  # ids of private sends that are under way
        self._closed = False

    @property
    def opened(self) -> History | None:
        """The history, if it was needed before."""
        return None if self._recorder is None else self._recorder.history

    def exists(self) -> bool:
        """Say whether there is a history: one file to look at, cheap enough for the window's thread."""
        return self._recorder is not None or self._path.exists()

    def reach(self) -> History:
        """Return the history; its file is opened, or made, by the first use of it."""
        return self._reach().history

    def source(self) -> Source:
        """Return where exchanges are to be looked up, without making a file for it."""
        return self.reach() if self.exists() else NoHistory()

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        """Keep exchanges that are about to leave."""
        if self.private:
            self._unwritten.update(each.id for each in exchanges)
        else:
            self._reach().begin(exchanges)

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        """Keep how they ended, if they were kept as they began."""
        written = [each for each in exchanges if each.id not in self._unwritten]
        self._unwritten.difference_update(each.id for each in exchanges)
        if written or (not exchanges and self._recorder is not None):
            self._reach().end(written, soon=soon)

    def is_saved(self, exchange: Exchange) -> bool:
        """Say whether an exchange that is under way stands in the history."""
        if exchange.id in self._unwritten or self._recorder is None:
            return False
        return self._recorder.is_saved(exchange)

    def close(self) -> None:
        """Write what waits, and close the history for good."""
        with self._lock:
            self._closed = True
            recorder = self._recorder
        if recorder is not None:
            recorder.close()

    def _reach(self) -> HistoryRecorder:
        with self._lock:
            if self._recorder is None:
                self._recorder = default_recorder(self._tell)
                if self._closed:
                    self._recorder.close()  # a send that ends after the window has: it is told, and kept nowhere
            return self._recorder
