"""Caches rows of the history and requests missing ones, several together and each once."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.history.values import Row

MAX_ROWS = 8_192
"""Size of the cache; the oldest rows are dropped."""


class RowCache(QObject):
    """Rows by key.

    Signals:
        requested(tuple[int, ...]): keys of missing or outdated rows, newest first.
    """

    requested = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: dict[int, Row] = {}
        self._stale: set[int] = set()
        self._requested: set[int] = set()
        self._pending: set[int] = set()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._send_request)

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: int) -> Row | None:
        """Return a row, possibly outdated; None if it is missing."""
        return self._rows.get(key)

    def is_wanted(self, key: int) -> bool:
        """Return whether a row is missing or outdated, and not requested yet."""
        return key not in self._requested and (key not in self._rows or key in self._stale)

    def request(self, keys: Iterable[int]) -> None:
        """Request the wanted ones of these rows, at the next turn of the event loop."""
        wanted = set(filter(self.is_wanted, keys))
        self._requested |= wanted
        self._pending |= wanted
        if self._pending and not self._timer.isActive():
            self._timer.start()

    def store(self, rows: Iterable[Row]) -> None:
        """Store rows; the oldest may be dropped."""
        for row in rows:
            self._rows.pop(row.key, None)
            self._rows[row.key] = row
            self._requested.discard(row.key)
            self._stale.discard(row.key)
        for key in list(self._rows)[: max(len(self._rows) - MAX_ROWS, 0)]:
            del self._rows[key]
            self._stale.discard(key)

    def mark_stale(self) -> None:
        """Mark every row as outdated, and forget pending requests."""
        self._requested.clear()
        self._stale.update(self._rows)

    def _send_request(self) -> None:
        keys, self._pending = self._pending, set()
        self.requested.emit(tuple(sorted(keys, reverse=True)))
