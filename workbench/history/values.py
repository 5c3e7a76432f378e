"""The values that history returns: lists of keys, rows of the log, sizes. They hold no reference to the file."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple, overload

from workbench.exchange import StepState

FILE_NAME: Final = "history.sqlite"


class Found(Sequence[int]):
    """The keys of a search result, newest first. Immutable; 100,000 keys take 0.8 MB."""

    __slots__ = ("_keys",)

    def __init__(self, newest_first: Iterable[int] = ()) -> None:
        self._keys = array("q", newest_first)

    @overload
    def __getitem__(self, position: int) -> int: ...
    @overload
    def __getitem__(self, position: slice) -> Found: ...
    def __getitem__(self, position: int | slice) -> int | Found:
        return Found(self._keys[position]) if isinstance(position, slice) else self._keys[position]

    def __add__(self, older: Found) -> Found:
        return Found(self._keys + older._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[int]:
        return iter(self._keys)

    def position(self, key: int) -> int | None:
        """Return the position of a key, from 0; None if it is not present. Takes O(log n) time."""
        at = bisect_left(self._keys, -key, key=lambda each: -each)
        return at if at < len(self._keys) and self._keys[at] == key else None

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and self.position(key) is not None

    def __eq__(self, other: object) -> bool:
        return self._keys == other._keys if isinstance(other, Found) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._keys.tobytes())

    def __repr__(self) -> str:
        return f"Found({list(self._keys[:5])}{', …' if len(self) > 5 else ''} of {len(self)})"


class Row(NamedTuple):
    """One row of the log.

    Attributes:
        key: the row number in this history; larger is newer. For a run, the number of its first exchange.
        id: the exchange's id.
        started: aware, in UTC.
        answer: the status and, if any, the flaw of the response (`200`, `200 cut`); otherwise a `FailureKind`,
            `cancelled` or `interrupted`; empty while the send is unfinished.
        sent, answered, success, recorded: the steps of the verdict.
        total_s: seconds; None while unfinished, and if interrupted.
        sent_bytes, received_bytes: of heads and bodies if the connection counted them, else of the bodies.
        run: the id of the repeat run; empty if none.
        run_count, run_done: how many exchanges the run has, and how many of them are finished; 0 if no run.
        again: the id of the exchange that this one resends; empty if none.
        held_secret: whether a secret in a body was masked, so that the stored body is not byte-exact.
        run_answers: the results of the run: `answer`, `success` and count.
    """

    key: int
    id: str
    started: datetime
    title: str
    profile: str
    endpoint: str
    wire_form: str
    answer: str
    sent: StepState
    answered: StepState
    success: StepState
    recorded: StepState
    total_s: float | None
    sent_bytes: int
    received_bytes: int
    run: str
    run_count: int
    run_done: int
    pinned: bool
    note: str
    tags: tuple[str, ...]
    again: str
    run_answers: tuple[tuple[str, StepState, int], ...] = ()
    held_secret: bool = False


class Retention(NamedTuple):
    """What pruning leaves: exchanges younger than `days`, at most `bytes` in total. Pinned exchanges always stay."""

    days: int = 365
    bytes: int = 500_000_000

    @property
    def description(self) -> str:
        """The limits, for display."""
        return f"{self.days:,} days, at most {self.bytes / 1_000_000:,.0f} MB; pinned exchanges stay"


class Usage(NamedTuple):
    """The number of exchanges, and the size in bytes of the file and its WAL file."""

    rows: int
    bytes: int
