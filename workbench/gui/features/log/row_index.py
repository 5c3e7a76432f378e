"""Maps rows of the log to keys: live exchanges, rows of the history, and the sends of expanded runs below their run.

A live exchange is placed above the newest key that the history had when it arrived, its anchor.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from workbench.history.values import Found


class Position(NamedTuple):
    """What a row shows: the key, and whether it is a single send of an expanded run."""

    key: int
    inside: bool


class RowIndex:
    """All rows as an immutable list; its size in memory is that of its keys.

    Attributes:
        live: keys of live exchanges, newest first.
        anchors: for each of them the history key above which it is placed; without anchors all are at the top.
        found: keys of the history, newest first.
        expanded: by the key of an expanded run, the keys of its sends, newest first.
    """

    def __init__(
        self,
        live: tuple[int, ...] = (),
        found: Found | None = None,
        expanded: Mapping[int, Found] | None = None,
        anchors: tuple[int, ...] = (),
    ) -> None:
        self.live = live
        self.found = Found() if found is None else found
        self.expanded = dict(expanded or {})
        self._live_positions = {key: position for position, key in enumerate(live)}
        # For each live key: how many history keys are newer, and its position among all entries.
        newer = {anchor: self._count_newer(anchor) for anchor in set(anchors)}
        self._newer = [newer[anchor] for anchor in anchors] or [0] * len(live)
        self._live_entries = [position + newer for position, newer in enumerate(self._newer)]
        runs = ((self._entry(key), sends) for key, sends in self.expanded.items())
        # For each expanded run: its position among the entries, the row of its first send, and its sends.
        self._run_positions: list[int] = []
        self._first_rows: list[int] = []
        self._run_sends: list[Found] = []
        before = 0
        for position, sends in sorted((position, sends) for position, sends in runs if position is not None):
            self._run_positions.append(position)
            self._first_rows.append(position + before + 1)
            self._run_sends.append(sends)
            before += len(sends)
        self._length = len(live) + len(self.found) + before

    def __len__(self) -> int:
        return self._length

    @property
    def entries(self) -> int:
        """The number of rows with every run collapsed."""
        return len(self.live) + len(self.found)

    def at(self, row: int) -> Position:
        """Return what a row shows."""
        number = bisect_right(self._first_rows, row) - 1
        if number < 0:
            return Position(self._key(row), inside=False)
        first, sends = self._first_rows[number], self._run_sends[number]
        if row < first + len(sends):
            return Position(sends[row - first], inside=True)
        return Position(self._key(self._run_positions[number] + 1 + row - first - len(sends)), inside=False)

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
        """Return the row of an entry."""
        number = bisect_right(self._run_positions, entry - 1) - 1
        if number < 0:
            return entry
        return self._first_rows[number] + len(self._run_sends[number]) + entry - self._run_positions[number] - 1

    def _entry(self, key: int) -> int | None:
        """Return the position of a key among the entries; None if there is none."""
        position = self._live_positions.get(key)
        if position is not None:
            return self._live_entries[position]
        position = self.found.position(key)
        if position is None:
            return None
        # The live entries with at most `position` newer keys are above it.
        return position + bisect_right(self._newer, position)

    def _count_newer(self, anchor: int) -> int:
        """Return how many history keys are newer than this one."""
        return bisect_left(self.found, -anchor, key=lambda each: -each)

    def _key(self, entry: int) -> int:
        above = bisect_right(self._live_entries, entry)
        if above and self._live_entries[above - 1] == entry:
            return self.live[above - 1]
        return self.found[entry - above]


def rows_of(ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Yield the rows of a selection from the top; `ranges` are first and last rows."""
    for first, last in ranges:
        yield from range(first, last + 1)
