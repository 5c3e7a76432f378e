"""Each task ends exactly once, on the GUI thread."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.core.tasks import Task, Tasks


class Ends:
    """Collects how jobs end, and on which thread."""

    def __init__(self) -> None:
        self.all: list[tuple[object, ...]] = []
        self.threads: set[threading.Thread] = set()

    def note(self, what: str) -> Callable[..., None]:
        def take(*values: object) -> None:
            self.threads.add(threading.current_thread())
            self.all.append((what, *values))

        return take


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def ends() -> Ends:
    return Ends()


def run(tasks: Tasks, ends: Ends, work: Callable[[], object]) -> Task:
    return tasks.run(work, ends.note("done"), cancelled=ends.note("cancelled"), failed=ends.note("failed"))  # type: ignore[arg-type]


async def _value(value: object) -> object:
    return value


async def _hang() -> None:
    await asyncio.get_running_loop().create_future()


def test_a_result_is_delivered_once_on_the_gui_thread(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    run(tasks, ends, lambda: _value(7))
    qtbot.waitUntil(lambda: bool(ends.all))
    settle(tasks, qtbot)
    assert ends.all == [("done", 7)]
    assert ends.threads == {threading.main_thread()}


def settle(tasks: Tasks, qtbot: QtBot) -> None:
    """Wait until everything posted before has been delivered, by posting one more of each kind."""
    seen: list[int] = []
    tasks.run(lambda: _value(0), lambda _zero: seen.append(1), cancelled=lambda: None)
    qtbot.waitUntil(lambda: len(seen) == 1)


def test_an_exception_arrives_as_a_value(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    error = ValueError("on purpose")

    async def fail() -> None:
        raise error

    run(tasks, ends, fail)
    qtbot.waitUntil(lambda: bool(ends.all))
    settle(tasks, qtbot)
    assert ends.all == [("failed", error)]


def test_an_exception_before_the_first_await_arrives_too(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    def broken() -> object:
        raise KeyError("on purpose")

    run(tasks, ends, broken)
    qtbot.waitUntil(lambda: bool(ends.all))
    assert [kind for kind, *_rest in ends.all] == ["failed"]


def test_five_hundred_fast_tasks_end_in_order(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    for number in range(500):
        run(tasks, ends, lambda number=number: _value(number))  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(ends.all) >= 500)
    settle(tasks, qtbot)
    assert ends.all == [("done", number) for number in range(500)]


def test_five_hundred_fast_calls_end_once(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    for number in range(500):
        tasks.call(lambda number=number: number, ends.note("done"), ends.note("failed"))  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(ends.all) >= 500)
    assert sorted(value for _kind, value in ends.all) == list(range(500))  # type: ignore[type-var]
    assert ends.threads == {threading.main_thread()}


def test_a_cancelled_task_ends_as_cancelled_once(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    begun = threading.Event()

    async def hang() -> None:
        begun.set()
        await _hang()

    job = run(tasks, ends, hang)
    assert begun.wait(30)
    job.cancel()
    job.cancel()
    qtbot.waitUntil(lambda: bool(ends.all))
    settle(tasks, qtbot)
    assert ends.all == [("cancelled",)]
    assert ends.threads == {threading.main_thread()}


def test_a_task_cancelled_before_it_begins_never_runs(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    held, go = threading.Event(), threading.Event()

    async def hold() -> None:
        held.set()
        go.wait(30)  # keeps the loop busy, so that the next job cannot begin

    ran: list[int] = []

    async def work() -> None:
        ran.append(1)

    run(tasks, Ends(), hold)
    assert held.wait(30)
    job = run(tasks, ends, work)
    job.cancel()
    go.set()
    qtbot.waitUntil(lambda: bool(ends.all))
    settle(tasks, qtbot)
    assert ends.all == [("cancelled",)]
    assert ran == []


def test_a_task_that_returns_a_value_when_cancelled_is_done(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    begun = threading.Event()

    async def graceful() -> str:
        begun.set()
        try:
            await _hang()
        except asyncio.CancelledError:
            return "stopped"
        return "never"

    job = run(tasks, ends, graceful)
    assert begun.wait(30)
    job.cancel()
    qtbot.waitUntil(lambda: bool(ends.all))
    settle(tasks, qtbot)
    assert ends.all == [("done", "stopped")]


def test_cancelling_an_ended_task_changes_nothing(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    job = run(tasks, ends, lambda: _value(1))
    qtbot.waitUntil(lambda: bool(ends.all))
    job.cancel()
    settle(tasks, qtbot)
    assert ends.all == [("done", 1)]


def test_cancelling_at_any_moment_ends_a_task_exactly_once(tasks: Tasks, qtbot: QtBot) -> None:
    many = [Ends() for _ in range(200)]
    for number, each in enumerate(many):
        job = run(tasks, each, lambda: asyncio.sleep(0))
        if number % 3:
            job.cancel()
    qtbot.waitUntil(lambda: all(each.all for each in many))
    settle(tasks, qtbot)
    assert {len(each.all) for each in many} == {1}


def test_the_result_of_a_cancelled_call_is_not_delivered(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    go, ended = threading.Event(), threading.Event()

    def slow() -> int:
        go.wait(30)
        return 1

    def after() -> None:
        ended.set()

    job = tasks.call(slow, ends.note("done"), ends.note("failed"))
    job.cancel()
    go.set()
    tasks.call(after, ends.note("after"), ends.note("failed"))
    qtbot.waitUntil(lambda: bool(ends.all))
    assert ends.all == [("after", None)]


def test_calls_of_one_lane_run_and_end_in_order(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    begun, go, ran = threading.Event(), threading.Event(), list[int]()

    def slow() -> int:
        begun.set()
        go.wait(10)
        ran.append(0)
        return 0

    def work(number: int) -> int:
        ran.append(number)
        return number

    tasks.call(slow, ends.note("done"), lane="pages")
    for number in range(1, 200):
        tasks.call(partial(work, number), ends.note("done"), lane="pages")
    assert begun.wait(5)
    assert ran == []
    go.set()
    qtbot.waitUntil(lambda: len(ends.all) == 200)
    assert ran == [value for _kind, value in ends.all] == list(range(200))
    tasks.call(partial(work, 200), ends.note("done"), lane="pages")
    qtbot.waitUntil(lambda: len(ends.all) == 201)


def test_a_call_that_fails_or_is_dropped_does_not_stop_its_lane(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    go, ran = threading.Event(), list[int]()
    error = ValueError("on purpose")

    def fail() -> None:
        go.wait(10)
        raise error

    tasks.call(fail, ends.note("done"), ends.note("failed"), lane="pages")
    tasks.call(lambda: ran.append(1), ends.note("done"), lane="pages").cancel()
    tasks.call(lambda: 2, ends.note("done"), lane="pages")
    go.set()
    qtbot.waitUntil(lambda: len(ends.all) == 2)
    assert (ends.all, ran) == ([("failed", error), ("done", 2)], [])


def test_a_call_that_never_ends_blocks_neither_others_nor_closing(ends: Ends, qtbot: QtBot) -> None:
    tasks, go = Tasks(), threading.Event()
    for lane in ("", "", "", "", "", "", "keyring"):
        tasks.call(lambda: go.wait(30), ends.note("prompt"), lane=lane)
    tasks.call(lambda: 1, ends.note("done"))
    tasks.call(lambda: 2, ends.note("done"), lane="pages")
    qtbot.waitUntil(lambda: len(ends.all) == 2)
    calls = [thread for thread in threading.enumerate() if thread.name == "workbench-call"]
    assert all(thread.daemon for thread in calls)
    tasks.close()
    assert sorted(ends.all) == [("done", 1), ("done", 2)]
    go.set()  # or the threads outlive the test


def test_an_unhandled_exception_is_raised(tasks: Tasks, qtbot: QtBot) -> None:
    def fall() -> None:
        raise KeyError("on purpose")

    async def fall_in_the_loop() -> None:
        fall()

    with qtbot.captureExceptions() as faults:
        tasks.call(fall, print)
        tasks.call(fall, print, lane="pages")
        tasks.run(fall_in_the_loop, print, cancelled=print)
        qtbot.waitUntil(lambda: len(faults) == 3)
    assert {kind for kind, _error, _trace in faults} == {KeyError}


def test_a_blocking_call_does_not_keep_a_coroutine_waiting(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    go = threading.Event()
    tasks.call(lambda: go.wait(30), ends.note("call"), ends.note("failed"))
    run(tasks, ends, lambda: _value(1))
    qtbot.waitUntil(lambda: bool(ends.all))
    assert ends.all == [("done", 1)]
    go.set()
    qtbot.waitUntil(lambda: len(ends.all) == 2)


def test_a_task_without_outside_references_is_not_collected(tasks: Tasks, ends: Ends, qtbot: QtBot) -> None:
    begun = threading.Event()

    async def wait_for_ever() -> None:
        begun.set()
        await _hang()

    run(tasks, ends, wait_for_ever)
    assert begun.wait(30)
    settle(tasks, qtbot)
    gc.collect()
    settle(tasks, qtbot)
    assert ends.all == []


def test_closing_cancels_a_hanging_task_and_ends_the_thread(qtbot: QtBot, ends: Ends) -> None:
    tasks = Tasks()
    begun, unwound = threading.Event(), threading.Event()

    async def hang() -> None:
        begun.set()
        try:
            await _hang()
        finally:
            unwound.set()

    run(tasks, ends, hang)
    assert begun.wait(30)
    began = time.monotonic()
    tasks.close()
    assert unwound.is_set()
    assert time.monotonic() - began < 30
    assert not [thread for thread in threading.enumerate() if thread.name == "workbench-loop"]
    tasks.close()


def test_nothing_is_delivered_after_closing(qtbot: QtBot, ends: Ends) -> None:
    tasks, other = Tasks(), Tasks()
    ready = threading.Event()

    async def work() -> int:
        ready.set()
        return 1

    run(tasks, ends, work)
    assert ready.wait(30)
    tasks.close()
    tasks.post(ends.note("posted"))
    settle(other, qtbot)
    other.close()
    assert ends.all == []


def test_unused_tasks_have_no_thread(qtbot: QtBot) -> None:
    before = threading.active_count()
    tasks = Tasks()
    assert threading.active_count() == before
    tasks.close()
