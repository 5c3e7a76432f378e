"""What history answers with: lists of keys, rows of the log, figures. Values only; they never reach for the file."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple, overload

from workbench.exchange import StepState

FILE_NAME: Final = "history.sqlite"


class Found(Sequence[int]):
    """The keys of what was found, newest first; it does not change. 100,000 keys take 0.8 MB."""

    __slots__ = ("_keys",)

    def __init__(self, newest_first: Iterable[int] = ()) -> None:
        self._keys = array("q", newest_first)

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> Found: ...
    def __getitem__(self, place: int | slice) -> int | Found:
        return Found(self._keys[place]) if isinstance(place, slice) else self._keys[place]

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[int]:
        return iter(self._keys)

    def place(self, key: int) -> int | None:
        """Return where a key stands, from 0; None if it is not there. Takes no longer in a long list."""
        at = bisect_left(self._keys, -key, key=lambda each: -each)
        return at if at < len(self._keys) and self._keys[at] == key else None

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and self.place(key) is not None

    def __eq__(self, other: object) -> bool:
        return self._keys == other._keys if isinstance(other, Found) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._keys.tobytes())

    def __repr__(self) -> str:
        return f"Found({list(self._keys[:5])}{', …' if len(self) > 5 else ''} of {len(self)})"


class Row(NamedTuple):
    """One line of the log.

    Attributes:
        key: its number in this history; larger is newer. For a run the number of its first exchange.
        id: of the exchange.
        started: aware, in UTC.
        answer: the status and, if it has one, the answer's flaw (`200`, `200 cut`); else the word for what came
            instead: a `FailureKind`, `cancelled`, `interrupted`; empty while it is under way.
        sent, answered, success, recorded: the rungs of the verdict.
        total_s: seconds; None while it is under way, and when it was interrupted.
        sent_bytes, received_bytes: of heads and bodies where the connection counted them, else of the bodies.
        run: the id of the repeat run it belongs to; empty if none.
        run_count, run_done: how many exchanges of the run there are, and how many of them have an outcome; 0 if none.
        again: the id of the exchange it sent again; empty if none.
        held_secret: whether a secret was replaced in a body, so that the one kept is not byte-exact.
        run_answers: what the exchanges of the run came to: `answer`, `success`, and how many.
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
    """What a sweep leaves: exchanges younger than `days`, and no more than `bytes` of them. Pinned ones stay."""

    days: int = 365
    bytes: int = 500_000_000

    @property
    def says(self) -> str:
        """What is kept, for a person."""
        return f"{self.days:,} days, at most {self.bytes / 1_000_000:,.0f} MB; what is pinned stays"


class Usage(NamedTuple):
    """How much there is: exchanges, and bytes of the file and its log."""

    rows: int
    bytes: int
