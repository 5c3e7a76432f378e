"""Rows of a history that the log has looked at: which are known, which may have changed, and which are to be asked for.

Knows keys and rows, not where they stand. What is asked for is asked for once, and as few times as can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.history.values import Row

MOST_ROWS = 8_192
"""Rows that are remembered; one that was forgotten may be asked for again."""


class RowCache(QObject):
    """The rows, by key.

    Signals:
        wanted(tuple[int, ...]): the rows of these keys, newest first.
    """

    wanted = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: dict[int, Row] = {}
        self._stale: set[int] = set()
        self._asked: set[int] = set()
        self._next: set[int] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: int) -> Row | None:
        """Return what is known of a row, be it as it was."""
        return self._rows.get(key)

    def is_fresh(self, key: int) -> bool:
        """Say whether a row is known as it is."""
        return key in self._rows and key not in self._stale

    def want(self, keys: Iterable[int]) -> None:
        """Ask soon for rows that are not known as they are, together with whatever else is wanted by then."""
        self._next.update(key for key in keys if key not in self._asked and not self.is_fresh(key))
        if self._next and not self._soon.isActive():
            self._soon.start()

    def take(self, rows: Iterable[Row]) -> bool:
        """Take rows; say whether others were forgotten for them."""
        for row in rows:
            self._rows.pop(row.key, None)
            self._rows[row.key] = row
            self._asked.discard(row.key)
            self._stale.discard(row.key)
        surplus = len(self._rows) - MOST_ROWS
        for key in list(self._rows)[: max(surplus, 0)]:
            del self._rows[key]
            self._stale.discard(key)
        return surplus > 0

    def age(self) -> None:
        """Note that every row may have changed, and that what was asked for may never come."""
        self._asked.clear()
        self._stale.update(self._rows)

    def _ask(self) -> None:
        keys, self._next = self._next - self._asked, set()
        if keys:
            self._asked |= keys
            self.wanted.emit(tuple(sorted(keys, reverse=True)))
