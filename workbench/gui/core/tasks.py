"""The one bridge between the window's thread and everything slow.

Network work runs on one asyncio loop in a thread of its own, blocking calls on threads that nothing waits for. Every
job ends in exactly one of done, failed or cancelled, delivered on the window's thread through the event loop. Owns no
rule of the product.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    import asyncio


class Task:
    """One piece of work under way.

    A coroutine can be cancelled; a plain call cannot be stopped, so cancelling it only drops its late answer.
    """

    def __init__(self) -> None:
        self._task: asyncio.Task[Any] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wanted = threading.Event()
        self.dropped = False

    def cancel(self) -> None:
        """Ask the job to end now; may be called at any time, also twice."""
        self._wanted.set()
        self.dropped = True
        if self._loop is not None and self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)

    def _bind(self, loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any]) -> None:
        self._loop, self._task = loop, task
        if self._wanted.is_set():
            task.cancel()


class Tasks(QObject):
    """Runs jobs off the window's thread and brings their ends back onto it."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._lanes: dict[str, deque[Callable[[], None]]] = {}  # the call under way in each, and what waits for it
        self._lanes_lock = threading.Lock()
        # The loop itself holds a task only weakly: one that waits for nothing outside would be collected.
        self._tasks: set[asyncio.Task[None]] = set()
        # A direct connection would run on the worker's thread, and loses results of fast jobs.
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, deliver: Callable[[], None]) -> None:
        """From any thread: have this called on the window's thread, in the order posted."""
        if not self._closed:
            self._arrived.emit(deliver)

    def soon(self, act: Callable[[], None]) -> None:
        """Have this called on the loop's thread, where what runs there is to be steered from."""
        if not self._closed:
            self._running_loop().call_soon_threadsafe(act)

    def run(
        self,
        work: Callable[[], Coroutine[Any, Any, Any]],
        done: Callable[[Any], None],
        *,
        cancelled: Callable[[], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run a coroutine on the loop.

        One that answers its own cancellation with a value ends in done; `cancelled` is for one that does not, or
        that was cancelled before it began. Without `failed` an exception is a fault of the program.
        """

        job = Task()
        loop = self._running_loop()

        async def whole() -> None:
            try:
                result = await work()
            except Exception as error:  # noqa: BLE001 - handed to the owner of the job, who reports it
                self._hand(failed or _raise, error)
            else:
                self._hand(done, result)

        def begin() -> None:
            task = loop.create_task(whole())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(lambda ended: self.post(cancelled) if ended.cancelled() else None)
            job._bind(loop, task)  # noqa: SLF001 - the two halves of one mechanism

        loop.call_soon_threadsafe(begin)
        return job

    def call(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        lane: str = "",
    ) -> Task:
        """Run a blocking call on another thread; after a cancel its late answer is dropped.

        Calls of the same lane run one after another, on one thread, and end in the order asked for; others run side by
        side, however many, because a keyring prompt that nobody answers must hold up nothing else.
        Without `failed` an exception is a fault of the program.
        """
        job = Task()

        def whole() -> None:
            if job.dropped:
                return
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - handed to the owner of the job, who reports it
                self._hand(failed or _raise, error, job)
            else:
                self._hand(done, result, job)

        if not lane:
            self._start(whole)
            return job
        with self._lanes_lock:
            waiting = self._lanes.setdefault(lane, deque())
            waiting.append(whole)
            if len(waiting) == 1:
                self._start(partial(self._follow, lane))
        return job

    def close(self) -> None:
        """Cancel everything on the loop, let it unwind, and end its thread."""
        self._closed = True
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop = self._thread = None

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            # Imported here: asyncio would be a tenth of the window's start, and the first send is later.
            import asyncio

            loop = asyncio.new_event_loop()
            loop.set_exception_handler(_stray)
            self._thread = threading.Thread(target=_serve, args=(loop,), name="workbench-loop", daemon=True)
            self._thread.start()
            self._loop = loop
        return self._loop

    def _start(self, work: Callable[[], None]) -> None:
        # A daemon: that prompt must not keep the program from ending either.
        threading.Thread(target=work, name="workbench-call", daemon=True).start()

    def _follow(self, lane: str) -> None:
        """On a thread of its own: make the calls of a lane until none is left; the one under way stays the first."""
        waiting = self._lanes[lane]
        while True:
            waiting[0]()
            with self._lanes_lock:
                waiting.popleft()
                if not waiting:
                    return

    def _hand(self, then: Callable[[Any], None], value: object, job: Task | None = None) -> None:
        # A lambda and no partial, whose repr would show the value.
        self.post(lambda: then(value) if job is None or not job.dropped else None)

    def _deliver(self, deliver: Callable[[], None]) -> None:
        if not self._closed:
            deliver()


def _raise(error: Exception) -> None:
    raise error


def _stray(_loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    """Hand what no task of ours caught to where every fault goes; asyncio's own way prints the values of the task."""
    error = told.get("exception")
    if error is None:
        logging.getLogger(__name__).error("%s", told["message"])
    else:
        sys.excepthook(type(error), error, error.__traceback__)


def _serve(loop: asyncio.AbstractEventLoop) -> None:

    import asyncio

    asyncio.set_event_loop(loop)
    loop.run_forever()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
