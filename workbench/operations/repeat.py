"""Sends one payload many times: at a given rate and concurrency, with pause and cancel.

Every exchange is saved before it is sent; several may be saved in one transaction. A failed send is not repeated. All
methods must be called on the thread of the event loop. Importing this module loads asyncio: see `perform`.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from time import perf_counter

from msgspec.structs import replace

from workbench.exchange import Cancelled, Exchange, Timing, judge
from workbench.operations.perform import new_connection, new_exchange, send_over
from workbench.operations.prepare import Prepared
from workbench.operations.recorder import ExchangeRecorder
from workbench.operations.run_plan import Plan, RunProgress
from workbench.transport import TransportOptions

_MAX_CATCH_UP_S = 0.02
"""Seconds of delay that the rate makes up for: a late timer, but not a slow server, which would cause a burst."""


class Run:
    """A repeat run.

    Args:
        plan: the parameters.
        make: returns the request with a number, from 1; called once for each number, in order. If it raises, the
            requests before it are sent, and `send_all` then raises the same exception.
        recorder: saves the exchanges; None saves nothing.
        on_exchanges: called with exchanges when they start, and again when they end.
        on_progress: called after every change.
    """

    def __init__(
        self,
        plan: Plan,
        make: Callable[[int], Prepared],
        *,
        recorder: ExchangeRecorder | None = None,
        on_exchanges: Callable[[Sequence[Exchange]], None] = lambda _exchanges: None,
        on_progress: Callable[[RunProgress], None] = lambda _progress: None,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.plan = plan
        self._make = make
        self._recorder = recorder or ExchangeRecorder()
        self._on_exchanges = on_exchanges
        self._on_progress = on_progress
        self._started = 0
        self._finished = self._successes = self._failures = 0
        self._started_at = 0.0
        self._waiting: deque[Exchange] = deque()
        self._running = asyncio.Event()
        self._running.set()
        self._receiver_ready = asyncio.Event()
        self._receiver_ready.set()
        self._stopped = False
        self._make_error: Exception | None = None  # raised by `make`
        self._workers: list[asyncio.Task[None]] = []
        self._next_at = 0.0
        self._next_lock = asyncio.Lock()
        self._transport = TransportOptions()
        self._ended_s = 0.0

    async def send_all(self) -> RunProgress:
        """Send all requests and return the final progress. Cancelling the task ends the run as `cancel` does."""
        self._started_at = self._next_at = perf_counter()
        concurrency = min(self.plan.concurrency, self.plan.count)
        self._workers = [asyncio.create_task(self._work()) for _ in range(concurrency)]
        try:
            # Not gather: it would cancel the workers before they see that the run is over.
            await asyncio.wait(self._workers, return_when=asyncio.FIRST_EXCEPTION)
        except asyncio.CancelledError:
            pass  # the progress is returned as usual
        finally:
            self.cancel()
            ends = await asyncio.gather(*self._workers, return_exceptions=True)
            self._discard_waiting()
            self._ended_s = perf_counter() - self._started_at
        for end in (*ends, self._make_error):
            if isinstance(end, Exception):
                raise end
        self._report_progress()
        return self.progress()

    def progress(self) -> RunProgress:
        """Return the current progress."""
        waiting = self._waiting if not self._running.is_set() else ()  # while paused these are not in progress
        elapsed = self._ended_s or (perf_counter() - self._started_at if self._started_at else 0.0)
        return RunProgress(
            self.plan.count,
            self._finished,
            self._started - self._finished - len(waiting),
            self._successes,
            self._failures,
            elapsed,
            paused=not self._running.is_set(),
            ended=bool(self._ended_s),
        )

    def pause(self) -> None:
        """Start no further sends until `resume`; sends in progress continue."""
        self._running.clear()
        self._report_progress()

    def resume(self) -> None:
        """Continue; the time of the pause is not made up for."""
        self._next_at = perf_counter()
        self._running.set()
        self._report_progress()

    def hold_back(self, on: bool) -> None:
        """Start no further send while the receiver of the exchanges is busy; a run at a rate keeps its rate."""
        if on and not self.plan.rate:
            self._receiver_ready.clear()
        else:
            self._receiver_ready.set()

    def cancel(self) -> None:
        """End immediately: sockets are closed, and no further send starts."""
        self._stopped = True
        self._running.set()
        for worker in self._workers:
            worker.cancel()

    async def _work(self) -> None:
        connection = None
        try:
            while (exchange := await self._next_exchange()) is not None:
                if connection is None:
                    connection = new_connection(self._transport)
                finished = await send_over(exchange, connection)
                self._end(finished)
        except asyncio.CancelledError:
            return  # between two sends: this worker has nothing in progress
        finally:
            if connection is not None:
                await connection.aclose()

    async def _next_exchange(self) -> Exchange | None:
        """Return the next exchange, saved and ready to be sent; None if there is none."""
        async with self._next_lock:
            await self._receiver_ready.wait()
            await self._running.wait()
            if self._stopped or (not self._waiting and (self._make_error or self._started >= self.plan.count)):
                return None
            if self.plan.rate:
                await asyncio.sleep(max(0.0, self._next_at - perf_counter()))
                await self._running.wait()
                if self._stopped:
                    return None
                self._next_at = max(self._next_at, perf_counter() - _MAX_CATCH_UP_S) + 1.0 / self.plan.rate
            if not self._waiting:
                self._begin()
            return self._waiting.popleft() if self._waiting else None

    def _begin(self) -> None:
        """Prepare and save the next requests in one transaction: one per worker, or just one if there is a rate."""
        wanted = 1 if self.plan.rate or self.plan.stop_at_failure else self.plan.concurrency
        batch: list[Exchange] = []
        for number in range(self._started + 1, min(self._started + wanted, self.plan.count) + 1):
            try:
                prepared = self._make(number)
            except Exception as error:  # noqa: BLE001 - raised again by `send_all`, after the sends before it
                self._make_error = error
                break
            self._transport = prepared.send.transport
            batch.append(new_exchange(prepared, run=self.id, number=number))
        if not batch:
            return
        self._recorder.begin(batch)
        self._started += len(batch)
        self._waiting.extend(batch)
        self._on_exchanges(batch)
        self._report_progress()

    def _end(self, exchange: Exchange) -> None:
        self._recorder.end((exchange,), soon=True)
        self._finished += 1
        success = judge(exchange.outcome).success
        if success:
            self._successes += 1
        else:
            self._failures += 1
        self._on_exchanges((exchange,))
        self._report_progress()
        if self.plan.stop_at_failure and not success and not self._stopped:
            self._stopped = True
            for worker in self._workers:
                if worker is not asyncio.current_task():
                    worker.cancel()

    def _discard_waiting(self) -> None:
        """Save exchanges that were never sent as cancelled."""
        unsent = [replace(each, outcome=Cancelled(Timing(0.0), request_left=False)) for each in self._waiting]
        self._waiting.clear()
        if unsent:
            self._recorder.end(unsent)
            self._started -= len(unsent)
            self._on_exchanges(unsent)
        self._recorder.end(())  # writes outcomes that were delayed

    def _report_progress(self) -> None:
        self._on_progress(self.progress())
