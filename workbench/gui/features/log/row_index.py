"""Maps rows of the log to keys: rows of the history, unsaved exchanges, and the sends of expanded runs below their run.

An unsaved exchange is placed above the newest key that the history had when it arrived, its anchor.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from itertools import groupby
from typing import NamedTuple, Self

from workbench.history.values import Found


class Position(NamedTuple):
    """What a row shows: the key, and whether it is a single send of an expanded run."""

    key: int
    inside: bool


class RowIndex:
    """All rows as an immutable list; its size in memory is that of its keys.

    Attributes:
        found: keys of the history, newest first.
        unsaved: keys of unsaved exchanges, newest first, each with its anchor.
        expanded: by the key of an expanded run, the keys of its sends, newest first.
        keys: the keys of all rows with every run collapsed.
    """

    def __init__(
        self,
        found: Found | None = None,
        unsaved: Mapping[int, int] | None = None,
        expanded: Mapping[int, Found] | None = None,
    ) -> None:
        self.found = Found() if found is None else found
        self.unsaved = dict(unsaved or {})
        self.keys = self._merged()
        self._expand(expanded or {})

    def _expand(self, expanded: Mapping[int, Found]) -> None:
        self.expanded = dict(expanded)
        runs = ((self._entry(key), sends) for key, sends in self.expanded.items())
        # For each expanded run: its position in `keys`, the row of its first send, and its sends.
        self._run_positions: list[int] = []
        self._first_rows: list[int] = []
        self._run_sends: list[Found] = []
        before = 0
        for position, sends in sorted((position, sends) for position, sends in runs if position is not None):
            self._run_positions.append(position)
            self._first_rows.append(position + before + 1)
            self._run_sends.append(sends)
            before += len(sends)
        self._length = len(self.keys) + before

    def __len__(self) -> int:
        return self._length

    def with_expanded(self, expanded: Mapping[int, Found]) -> Self:
        """Return the same rows with other expanded runs."""
        made = copy(self)
        made._expand(expanded)  # noqa: SLF001 - of the same class
        return made

    def at(self, row: int) -> Position:
        """Return what a row shows."""
        number = bisect_right(self._first_rows, row) - 1
        if number < 0:
            return Position(self.keys[row], inside=False)
        first, sends = self._first_rows[number], self._run_sends[number]
        if row < first + len(sends):
            return Position(sends[row - first], inside=True)
        return Position(self.keys[self._run_positions[number] + 1 + row - first - len(sends)], inside=False)

    def row_of(self, position: Position) -> int | None:
        """Return the row of a position; None if there is none."""
        if not position.inside:
            entry = self._entry(position.key)
            return None if entry is None else self._row(entry)
        for first, sends in zip(self._first_rows, self._run_sends, strict=True):
            at = sends.position(position.key)
            if at is not None:
                return first + at
        return None

    def rows_of(self, key: int) -> Iterable[int]:
        """Yield every row that shows a key: the first send of an expanded run has a row of its own too."""
        for inside in (False, True):
            row = self.row_of(Position(key, inside))
            if row is not None:
                yield row

    def expanded_rows(self, row: int) -> tuple[int, int] | None:
        """Return the first row and the number of the sends of the run at this row; None if it is not expanded."""
        position = self.at(row)
        if position.inside or position.key not in self.expanded:
            return None
        return row + 1, len(self.expanded[position.key])

    def parent(self, row: int) -> int:
        """Return the row of the run that a send belongs to; of any other row, the row itself."""
        number = bisect_right(self._first_rows, row) - 1
        return self._first_rows[number] - 1 if self.at(row).inside else row

    def _row(self, entry: int) -> int:
        """Return the row of a position in `keys`."""
        number = bisect_right(self._run_positions, entry - 1) - 1
        if number < 0:
            return entry
        return self._first_rows[number] + len(self._run_sends[number]) + entry - self._run_positions[number] - 1

    def _entry(self, key: int) -> int | None:
        """Return the position of a key in `keys`; None if there is none."""
        at = bisect_left(self.keys, self._order(key), key=self._order)
        return at if at < len(self.keys) and self.keys[at] == key else None

    def _order(self, key: int) -> tuple[int, int]:
        """Return a value that sorts the keys: an unsaved one above its anchor, a newer one above an older one."""
        anchor = self.unsaved.get(key)
        return (-key, 0) if anchor is None else (-anchor, -key)

    def _merged(self) -> Found:
        if not self.unsaved:
            return self.found
        keys, start = Found(), 0
        for anchor, unsaved in groupby(self.unsaved, self.unsaved.__getitem__):
            end = bisect_left(self.found, (-anchor, -anchor), key=self._order)
            keys += self.found[start:end] + Found(unsaved)
            start = end
        return keys + self.found[start:]


def rows_of(ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Yield the rows of a selection from the top; `ranges` are first and last rows."""
    for first, last in ranges:
        yield from range(first, last + 1)
