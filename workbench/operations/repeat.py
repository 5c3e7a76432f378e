"""One payload sent many times: at a rate, a few at once, to be paused and cancelled.

Every exchange is kept before its bytes leave, some of them together. Nothing is ever sent a second time: one that
failed stays failed. All methods belong to the loop's thread.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from workbench.exchange import Cancelled, Exchange, Response, Timing, judge
from workbench.operations.perform import begun, carry_out, new_line
from workbench.operations.prepare import Prepared
from workbench.operations.recorder import ExchangeRecorder, NullRecorder
from workbench.transport import TransportOptions

MOST_AT_ONCE = 8
"""Connections of one run: beyond it the rate falls (measured on two cores)."""

GENTLE_RATE = 2.0
"""Sends a second to any host but this machine, unless the person chooses another rate."""

LARGEST_COUNT = 1_000_000

_CATCHES_UP_S = 0.02
"""Seconds of lost time that a rate makes up for: a late timer's, not a slow server's, or it would be a burst."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person asked for.

    Attributes:
        rate: sends a second; 0 for as fast as they go.
        at_once: how many may be under way together.
        stop_at_failure: whether the first that is not a success ends the run.
    """

    count: int
    rate: float = 0.0
    at_once: int = 1
    stop_at_failure: bool = False

    def problem(self) -> str | None:
        """Say in one sentence why it cannot be done; None when it can."""
        if not 1 <= self.count <= LARGEST_COUNT:
            return f"The number of sends must be from 1 to {LARGEST_COUNT:,}."
        if not 1 <= self.at_once <= MOST_AT_ONCE:
            return f"From 1 to {MOST_AT_ONCE} can be under way at once."
        if not 0 <= self.rate <= 10_000:  # also refuses what is no number
            return "The rate must be from 0 (as fast as they go) to 10,000 a second."
        return None


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run has come: `finished + under_way + left` is its count."""

    count: int
    finished: int
    under_way: int
    successes: int
    failures: int
    elapsed_s: float
    paused: bool = False
    ended: bool = False

    @property
    def left(self) -> int:
        """How many have not begun."""
        return self.count - self.finished - self.under_way


class Run:
    """One run.

    Args:
        make: makes the request of a number, from 1; called once for each, in order. If it raises, those before are
            sent, and then `go` raises the same.
        keeper: keeps the exchanges.
        on_exchanges: told of exchanges as they begin, and again as they end.
        on_standing: told after every change.
    """

    def __init__(
        self,
        plan: Plan,
        make: Callable[[int], Prepared],
        *,
        title: str,
        keeper: ExchangeRecorder | None = None,
        on_exchanges: Callable[[Sequence[Exchange]], None] = lambda _exchanges: None,
        on_standing: Callable[[RunProgress], None] = lambda _standing: None,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.plan = plan
        self._make = make
        self._title = title
        self._keeper = keeper or NullRecorder()
        self._on_exchanges = on_exchanges
        self._on_standing = on_standing
        self._begun = 0
        self._finished = self._successes = self._failures = 0
        self._started = 0.0
        self._waiting: deque[Exchange] = deque()
        self._going = asyncio.Event()
        self._going.set()
        self._followed = asyncio.Event()
        self._followed.set()
        self._stopped = False
        self._broken: Exception | None = None  # what came of making a request
        self._workers: list[asyncio.Task[None]] = []
        self._next_at = 0.0
        self._turn = asyncio.Lock()
        self._choices = TransportOptions()
        self._ended_s = 0.0

    async def go(self) -> RunProgress:
        """Send them all and return how it ended; cancelling the task ends the run as `cancel` does."""
        self._started = self._next_at = perf_counter()
        at_once = min(self.plan.at_once, self.plan.count)
        self._workers = [asyncio.create_task(self._work()) for _ in range(at_once)]
        try:
            # Not gather: it would cancel the workers before they could know that the run is over.
            await asyncio.wait(self._workers, return_when=asyncio.FIRST_EXCEPTION)
        except asyncio.CancelledError:
            pass  # a value is returned all the same
        finally:
            self.cancel()
            ends = await asyncio.gather(*self._workers, return_exceptions=True)
            self._give_up_waiting()
            self._ended_s = perf_counter() - self._started
        for end in (*ends, self._broken):
            if isinstance(end, Exception):
                raise end
        self._tell()
        return self.standing()

    def standing(self) -> RunProgress:
        """Return how far it has come."""
        held = self._waiting if not self._going.is_set() else ()  # in a pause they wait, too
        elapsed = self._ended_s or (perf_counter() - self._started if self._started else 0.0)
        return RunProgress(
            self.plan.count,
            self._finished,
            self._begun - self._finished - len(held),
            self._successes,
            self._failures,
            elapsed,
            paused=not self._going.is_set(),
            ended=bool(self._ended_s),
        )

    def pause(self) -> None:
        """Begin no more until `resume`; what is under way goes on."""
        self._going.clear()
        self._tell()

    def resume(self) -> None:
        """Go on; what was not sent in the pause is not made up for at once."""
        self._next_at = perf_counter()
        self._going.set()
        self._tell()

    def hold_back(self, on: bool) -> None:
        """Begin no more while whoever is told of the exchanges is busy with them; a run at a rate keeps its rate."""
        if on and not self.plan.rate:
            self._followed.clear()
        else:
            self._followed.set()

    def cancel(self) -> None:
        """End at once: sockets are closed, and what has not begun never does."""
        self._stopped = True
        self._going.set()
        for worker in self._workers:
            worker.cancel()

    async def _work(self) -> None:
        line = None
        try:
            while (exchange := await self._turn_of_next()) is not None:
                if line is None:
                    line = new_line(self._choices)
                finished = await carry_out(exchange, line)
                self._end(finished)
        except asyncio.CancelledError:
            return  # between two sends: nothing of this worker is under way
        finally:
            if line is not None:
                await line.aclose()

    async def _turn_of_next(self) -> Exchange | None:
        """Return the next exchange, kept and ready to leave; None if there is none."""
        async with self._turn:
            await self._followed.wait()
            await self._going.wait()
            if self._stopped or (not self._waiting and (self._broken or self._begun >= self.plan.count)):
                return None
            if self.plan.rate:
                await asyncio.sleep(max(0.0, self._next_at - perf_counter()))
                await self._going.wait()
                if self._stopped:
                    return None
                self._next_at = max(self._next_at, perf_counter() - _CATCHES_UP_S) + 1.0 / self.plan.rate
            if not self._waiting:
                self._begin()
            return self._waiting.popleft() if self._waiting else None

    def _begin(self) -> None:
        """Make the next requests and keep them in one go: one for each worker, or one by one at a rate."""
        wanted = 1 if self.plan.rate or self.plan.stop_at_failure else self.plan.at_once
        batch: list[Exchange] = []
        for number in range(self._begun + 1, min(self._begun + wanted, self.plan.count) + 1):
            try:
                prepared = self._make(number)
            except Exception as error:  # noqa: BLE001 - raised again by `go`, once those before it have ended
                self._broken = error
                break
            self._choices = prepared.options
            batch.append(begun(prepared, title=self._title, run=self.id, number=number))
        if not batch:
            return
        self._keeper.begin(batch)
        self._begun += len(batch)
        self._waiting.extend(batch)
        self._on_exchanges(batch)
        self._tell()

    def _end(self, exchange: Exchange) -> None:
        self._keeper.end((exchange,), soon=True)
        self._finished += 1
        success = judge(exchange.outcome).success
        if success:
            self._successes += 1
        else:
            self._failures += 1
        self._on_exchanges((exchange,))
        self._tell()
        if self.plan.stop_at_failure and not success and not self._stopped:
            self._stopped = True
            for worker in self._workers:
                if worker is not asyncio.current_task():
                    worker.cancel()

    def _give_up_waiting(self) -> None:
        """Complete what was kept but never left."""
        left = [replace(each, outcome=Cancelled(Timing(0.0), request_left=False)) for each in self._waiting]
        self._waiting.clear()
        if left:
            self._keeper.end(left)
            self._begun -= len(left)
            self._on_exchanges(left)
        self._keeper.end(())  # what was to be completed soon is so now

    def _tell(self) -> None:
        self._on_standing(self.standing())


def outcome_words(exchange: Exchange) -> str:
    """Return what became of one send in a word or two, for counting."""
    outcome = exchange.outcome
    if isinstance(outcome, Response):
        return "success" if judge(outcome).success else f"{outcome.status} without success"
    if isinstance(outcome, Cancelled):
        return "cancelled"
    return "unknown" if outcome is None or not hasattr(outcome, "kind") else str(outcome.kind).replace("-", " ")
