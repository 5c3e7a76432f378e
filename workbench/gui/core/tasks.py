"""Runs background tasks and delivers their results on the GUI thread.

Coroutines run on one asyncio loop in its own thread, blocking calls on daemon threads. Each task ends in exactly one of
done, failed or cancelled.
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
    """A task in progress.

    A coroutine can be cancelled. A blocking call cannot be interrupted; if it is cancelled, its result is ignored.
    """

    def __init__(self) -> None:
        self._task: asyncio.Task[Any] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._cancel_requested = threading.Event()
        self.dropped = False

    def cancel(self) -> None:
        """Cancel the task; may be called at any time, and repeatedly."""
        self._cancel_requested.set()
        self.dropped = True
        if self._loop is not None and self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)

    def _bind(self, loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any]) -> None:
        self._loop, self._task = loop, task
        if self._cancel_requested.is_set():
            task.cancel()


class Tasks(QObject):
    """Runs tasks off the GUI thread and calls back on the GUI thread."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._lanes: dict[str, deque[Callable[[], None]]] = {}  # the call in progress in each, then the waiting ones
        self._lanes_lock = threading.Lock()
        # The loop has only weak references to tasks, so they could be garbage-collected.
        self._tasks: set[asyncio.Task[None]] = set()
        # A direct connection would call on the worker's thread, and loses results of fast tasks.
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, deliver: Callable[[], None]) -> None:
        """Call a function on the GUI thread, in the order posted. Thread-safe."""
        if not self._closed:
            self._posted.emit(deliver)

    def call_on_loop(self, function: Callable[[], None]) -> None:
        """Call a function on the thread of the asyncio loop."""
        if not self._closed:
            self._running_loop().call_soon_threadsafe(function)

    def run(
        self,
        work: Callable[[], Coroutine[Any, Any, Any]],
        done: Callable[[Any], None],
        *,
        cancelled: Callable[[], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run a coroutine on the loop.

        A coroutine that handles its cancellation and returns a value ends in `done`; otherwise `cancelled` is called.
        Without `failed` an exception is raised on the GUI thread.
        """
        handle = Task()
        loop = self._running_loop()

        async def whole() -> None:
            try:
                result = await work()
            except Exception as error:  # noqa: BLE001 - passed to the caller
                self._post_result(failed or _raise, error)
            else:
                self._post_result(done, result)

        def begin() -> None:
            task = loop.create_task(whole())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(lambda ended: self.post(cancelled) if ended.cancelled() else None)
            handle._bind(loop, task)  # noqa: SLF001 - same module

        loop.call_soon_threadsafe(begin)
        return handle

    def call(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        lane: str = "",
    ) -> Task:
        """Run a blocking call on another thread; after a cancel its result is ignored.

        Calls of the same lane run one after another and end in the order of the calls. Calls without a lane run
        concurrently without a limit, because an unanswered keyring prompt must not block anything else.
        Without `failed` an exception is raised on the GUI thread.
        """
        handle = Task()

        def whole() -> None:
            if handle.dropped:
                return
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - passed to the caller
                self._post_result(failed or _raise, error, handle)
            else:
                self._post_result(done, result, handle)

        if not lane:
            self._start(whole)
            return handle
        with self._lanes_lock:
            waiting = self._lanes.setdefault(lane, deque())
            waiting.append(whole)
            if len(waiting) == 1:
                self._start(partial(self._run_lane, lane))
        return handle

    def close(self) -> None:
        """Cancel the coroutines, wait until they end, and end the loop's thread."""
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
            loop.set_exception_handler(_handle_loop_error)
            self._thread = threading.Thread(target=_run_loop, args=(loop,), name="workbench-loop", daemon=True)
            self._thread.start()
            self._loop = loop
        return self._loop

    def _start(self, work: Callable[[], None]) -> None:
        # A daemon, so that an unanswered keyring prompt does not keep the program running.
        threading.Thread(target=work, name="workbench-call", daemon=True).start()

    def _run_lane(self, lane: str) -> None:
        """Run the calls of a lane until none is left; the call in progress stays first in the queue."""
        waiting = self._lanes[lane]
        while True:
            waiting[0]()
            with self._lanes_lock:
                waiting.popleft()
                if not waiting:
                    return

    def _post_result(self, then: Callable[[Any], None], value: object, handle: Task | None = None) -> None:
        # Not functools.partial: its repr contains the value.
        self.post(lambda: then(value) if handle is None or not handle.dropped else None)

    def _deliver(self, deliver: Callable[[], None]) -> None:
        if not self._closed:
            deliver()


def _raise(error: Exception) -> None:
    raise error


def _handle_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Pass uncaught exceptions to `sys.excepthook`; asyncio's own handler prints values of the task."""
    error = context.get("exception")
    if error is None:
        logging.getLogger(__name__).error("%s", context["message"])
    else:
        sys.excepthook(type(error), error, error.__traceback__)


def _run_loop(loop: asyncio.AbstractEventLoop) -> None:
    import asyncio

    asyncio.set_event_loop(loop)
    loop.run_forever()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
