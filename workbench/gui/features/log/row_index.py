"""Which row of the log shows what: the list of keys, with the sends of open runs under their runs. Pure positions.

Held keys are of exchanges that no history has listed. Each stands above what a history had when it came, its anchor.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from workbench.history.values import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Place(NamedTuple):
    """What a row shows: the key, and whether it is a single send of an open run."""

    key: int
    inside: bool


class RowIndex:
    """All rows, as one immutable list. However long it is, it takes the room of its keys alone.

    Attributes:
        held: keys of what is in memory only, newest first.
        anchors: of each of them the key of a history that it stands above; missing ones stand at the top.
        found: keys of a history, newest first.
        opened: by the key of an open run's row, the keys of its sends, newest first.
    """

    def __init__(
        self,
        held: tuple[int, ...] = (),
        found: Found | None = None,
        opened: Mapping[int, Found] | None = None,
        anchors: tuple[int, ...] = (),
    ) -> None:
        self.held = held
        self.found = Found() if found is None else found
        self.opened = dict(opened or {})
        self._held_places = {key: place for place, key in enumerate(held)}
        # Of each held key: its place among all entries.
        newer = {anchor: self._newer_than(anchor) for anchor in set(anchors)}
        self._newer = [newer[anchor] for anchor in anchors] or [0] * len(held)
        self._held_entries = [place + newer for place, newer in enumerate(self._newer)]
        inside = sorted((place, sends) for key, sends in self.opened.items() if (place := self._entry(key)) is not None)
        # Of each open run: its place among the entries, the row of its first send, and its sends.
        self._places: list[int] = []
        self._firsts: list[int] = []
        self._sends: list[Found] = []
        before = 0
        for place, sends in inside:
            self._places.append(place)
            self._firsts.append(place + before + 1)
            self._sends.append(sends)
            before += len(sends)
        self._length = len(held) + len(self.found) + before

    def __len__(self) -> int:
        return self._length

    @property
    def entries(self) -> int:
        """How many rows there would be with every run closed."""
        return len(self.held) + len(self.found)

    def at(self, row: int) -> Place:
        """Return what a row shows."""
        number = bisect_right(self._firsts, row) - 1
        if number < 0:
            return Place(self._key(row), inside=False)
        first, sends = self._firsts[number], self._sends[number]
        if row < first + len(sends):
            return Place(sends[row - first], inside=True)
        return Place(self._key(self._places[number] + 1 + row - first - len(sends)), inside=False)

    def row_of(self, place: Place) -> int | None:
        """Return the row that shows this; None if none does."""
        if not place.inside:
            entry = self._entry(place.key)
            return None if entry is None else self._row(entry)
        for first, sends in zip(self._firsts, self._sends, strict=True):
            at = sends.position(place.key)
            if at is not None:
                return first + at
        return None

    def rows_of(self, key: int) -> Iterable[int]:
        """Yield every row that shows a key: a run's first send is a row of its own while the run is open."""
        for inside in (False, True):
            row = self.row_of(Place(key, inside))
            if row is not None:
                yield row

    def sends_at(self, row: int) -> tuple[int, int] | None:
        """Return the row of the first send of the open run at this row, and how many there are."""
        place = self.at(row)
        if place.inside or place.key not in self.opened:
            return None
        return row + 1, len(self.opened[place.key])

    def parent(self, row: int) -> int:
        """Return the row of the run that a send stands under; of any other row itself."""
        number = bisect_right(self._firsts, row) - 1
        return self._firsts[number] - 1 if self.at(row).inside else row

    def _row(self, entry: int) -> int:
        """Return the row of an entry."""
        number = bisect_right(self._places, entry - 1) - 1
        if number < 0:
            return entry
        return self._firsts[number] + len(self._sends[number]) + entry - self._places[number] - 1

    def _entry(self, key: int) -> int | None:
        """Return the place of a key among the entries."""
        place = self._held_places.get(key)
        if place is not None:
            return self._held_entries[place]
        place = self.found.position(key)
        if place is None:
            return None
        # As many held ones stand above it as have at most `place` newer keys above them.
        return place + bisect_right(self._newer, place)

    def _newer_than(self, anchor: int) -> int:
        """Return how many keys that were found are newer than this one."""
        return bisect_left(self.found, -anchor, key=lambda each: -each)

    def _key(self, entry: int) -> int:
        above = bisect_right(self._held_entries, entry)
        if above and self._held_entries[above - 1] == entry:
            return self.held[above - 1]
        return self.found[entry - above]


def rows_of(spans: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Yield the rows of a selection, from the top."""
    for first, last in spans:
        yield from range(first, last + 1)
