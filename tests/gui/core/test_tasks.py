"""The bridge: every job ends exactly once, on the window's thread, whatever becomes of it."""

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
def bridge(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def ends() -> Ends:
    return Ends()


def run(bridge: Tasks, ends: Ends, work: Callable[[], object]) -> Task:
    return bridge.run(work, ends.note("done"), cancelled=ends.note("cancelled"), failed=ends.note("failed"))  # type: ignore[arg-type]


async def _value(value: object) -> object:
    return value


async def _hang() -> None:
    await asyncio.get_running_loop().create_future()


def test_a_result_arrives_once_on_the_window_s_thread(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    run(bridge, ends, lambda: _value(7))
    qtbot.waitUntil(lambda: bool(ends.all))
    settle(bridge, qtbot)
    assert ends.all == [("done", 7)]
    assert ends.threads == {threading.main_thread()}


def settle(bridge: Tasks, qtbot: QtBot) -> None:
    """Wait until everything posted before has been delivered, by posting one more of each kind."""
    seen: list[int] = []
    bridge.run(lambda: _value(0), lambda _zero: seen.append(1), cancelled=lambda: None)
    qtbot.waitUntil(lambda: len(seen) == 1)


def test_an_exception_arrives_as_a_value(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    error = ValueError("on purpose")

    async def fail() -> None:
        raise error

    run(bridge, ends, fail)
    qtbot.waitUntil(lambda: bool(ends.all))
    settle(bridge, qtbot)
    assert ends.all == [("failed", error)]


def test_an_exception_before_the_first_await_arrives_too(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    def broken() -> object:
        raise KeyError("on purpose")

    run(bridge, ends, broken)
    qtbot.waitUntil(lambda: bool(ends.all))
    assert [kind for kind, *_rest in ends.all] == ["failed"]


def test_five_hundred_fast_jobs_all_arrive_in_order(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    for number in range(500):
        run(bridge, ends, lambda number=number: _value(number))  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(ends.all) >= 500)
    settle(bridge, qtbot)
    assert ends.all == [("done", number) for number in range(500)]


def test_five_hundred_fast_calls_all_arrive_once(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    for number in range(500):
        bridge.call(lambda number=number: number, ends.note("done"), ends.note("failed"))  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(ends.all) >= 500)
    assert sorted(value for _kind, value in ends.all) == list(range(500))  # type: ignore[type-var]
    assert ends.threads == {threading.main_thread()}


def test_a_cancelled_job_ends_as_cancelled_once(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    begun = threading.Event()

    async def hang() -> None:
        begun.set()
        await _hang()

    job = run(bridge, ends, hang)
    assert begun.wait(30)
    job.cancel()
    job.cancel()
    qtbot.waitUntil(lambda: bool(ends.all))
    settle(bridge, qtbot)
    assert ends.all == [("cancelled",)]
    assert ends.threads == {threading.main_thread()}


def test_a_job_cancelled_before_it_begins_never_runs(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    held, go = threading.Event(), threading.Event()

    async def hold() -> None:
        held.set()
        go.wait(30)  # keeps the loop busy, so that the next job cannot begin

    ran: list[int] = []

    async def work() -> None:
        ran.append(1)

    run(bridge, Ends(), hold)
    assert held.wait(30)
    job = run(bridge, ends, work)
    job.cancel()
    go.set()
    qtbot.waitUntil(lambda: bool(ends.all))
    settle(bridge, qtbot)
    assert ends.all == [("cancelled",)]
    assert ran == []


def test_a_job_that_answers_its_cancellation_with_a_value_is_done(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    begun = threading.Event()

    async def graceful() -> str:
        begun.set()
        try:
            await _hang()
        except asyncio.CancelledError:
            return "stopped"
        return "never"

    job = run(bridge, ends, graceful)
    assert begun.wait(30)
    job.cancel()
    qtbot.waitUntil(lambda: bool(ends.all))
    settle(bridge, qtbot)
    assert ends.all == [("done", "stopped")]


def test_cancelling_what_has_ended_changes_nothing(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    job = run(bridge, ends, lambda: _value(1))
    qtbot.waitUntil(lambda: bool(ends.all))
    job.cancel()
    settle(bridge, qtbot)
    assert ends.all == [("done", 1)]


def test_cancelling_at_any_moment_ends_a_job_exactly_once(bridge: Tasks, qtbot: QtBot) -> None:
    many = [Ends() for _ in range(200)]
    for number, each in enumerate(many):
        job = run(bridge, each, lambda: asyncio.sleep(0))
        if number % 3:
            job.cancel()
    qtbot.waitUntil(lambda: all(each.all for each in many))
    settle(bridge, qtbot)
    assert {len(each.all) for each in many} == {1}


def test_the_late_answer_of_a_dropped_call_is_not_delivered(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    go, ended = threading.Event(), threading.Event()

    def slow() -> int:
        go.wait(30)
        return 1

    def after() -> None:
        ended.set()

    job = bridge.call(slow, ends.note("done"), ends.note("failed"))
    job.cancel()
    go.set()
    bridge.call(after, ends.note("after"), ends.note("failed"))
    qtbot.waitUntil(lambda: bool(ends.all))
    assert ends.all == [("after", None)]


def test_calls_of_one_lane_are_made_one_by_one_and_end_in_the_order_asked_for(
    bridge: Tasks, ends: Ends, qtbot: QtBot
) -> None:
    begun, go, ran = threading.Event(), threading.Event(), list[int]()

    def slow() -> int:
        begun.set()
        go.wait(10)
        ran.append(0)
        return 0

    def work(number: int) -> int:
        ran.append(number)
        return number

    bridge.call(slow, ends.note("done"), lane="pages")
    for number in range(1, 200):
        bridge.call(partial(work, number), ends.note("done"), lane="pages")
    assert begun.wait(5)
    assert ran == []
    go.set()
    qtbot.waitUntil(lambda: len(ends.all) == 200)
    assert ran == [value for _kind, value in ends.all] == list(range(200))
    bridge.call(partial(work, 200), ends.note("done"), lane="pages")
    qtbot.waitUntil(lambda: len(ends.all) == 201)


def test_a_call_that_fails_or_is_dropped_does_not_stop_its_lane(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    go, ran = threading.Event(), list[int]()
    error = ValueError("on purpose")

    def fail() -> None:
        go.wait(10)
        raise error

    bridge.call(fail, ends.note("done"), ends.note("failed"), lane="pages")
    bridge.call(lambda: ran.append(1), ends.note("done"), lane="pages").cancel()
    bridge.call(lambda: 2, ends.note("done"), lane="pages")
    go.set()
    qtbot.waitUntil(lambda: len(ends.all) == 2)
    assert (ends.all, ran) == ([("failed", error), ("done", 2)], [])


def test_a_call_that_never_comes_back_holds_up_no_other_and_does_not_keep_the_bridge_from_closing(
    ends: Ends, qtbot: QtBot
) -> None:
    bridge, go = Tasks(), threading.Event()
    for lane in ("", "", "", "", "", "", "keyring"):
        bridge.call(lambda: go.wait(30), ends.note("prompt"), lane=lane)
    bridge.call(lambda: 1, ends.note("done"))
    bridge.call(lambda: 2, ends.note("done"), lane="pages")
    qtbot.waitUntil(lambda: len(ends.all) == 2)
    calls = [thread for thread in threading.enumerate() if thread.name == "workbench-call"]
    assert all(thread.daemon for thread in calls)
    bridge.close()
    assert sorted(ends.all) == [("done", 1), ("done", 2)]
    go.set()  # or the threads outlive the test


def test_what_fails_without_anyone_to_tell_is_a_fault_of_the_program(bridge: Tasks, qtbot: QtBot) -> None:
    def fall() -> None:
        raise KeyError("on purpose")

    async def fall_in_the_loop() -> None:
        fall()

    with qtbot.captureExceptions() as faults:
        bridge.call(fall, print)
        bridge.call(fall, print, lane="pages")
        bridge.run(fall_in_the_loop, print, cancelled=print)
        qtbot.waitUntil(lambda: len(faults) == 3)
    assert {kind for kind, _error, _trace in faults} == {KeyError}


def test_a_blocking_call_does_not_keep_a_coroutine_waiting(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    go = threading.Event()
    bridge.call(lambda: go.wait(30), ends.note("call"), ends.note("failed"))
    run(bridge, ends, lambda: _value(1))
    qtbot.waitUntil(lambda: bool(ends.all))
    assert ends.all == [("done", 1)]
    go.set()
    qtbot.waitUntil(lambda: len(ends.all) == 2)


def test_a_job_that_waits_for_nothing_outside_is_not_collected(bridge: Tasks, ends: Ends, qtbot: QtBot) -> None:
    begun = threading.Event()

    async def wait_for_ever() -> None:
        begun.set()
        await _hang()

    run(bridge, ends, wait_for_ever)
    assert begun.wait(30)
    settle(bridge, qtbot)
    gc.collect()
    settle(bridge, qtbot)
    assert ends.all == []


def test_closing_unwinds_a_hanging_job_and_ends_the_thread(qtbot: QtBot, ends: Ends) -> None:
    bridge = Tasks()
    begun, unwound = threading.Event(), threading.Event()

    async def hang() -> None:
        begun.set()
        try:
            await _hang()
        finally:
            unwound.set()

    run(bridge, ends, hang)
    assert begun.wait(30)
    began = time.monotonic()
    bridge.close()
    assert unwound.is_set()
    assert time.monotonic() - began < 30
    assert not [thread for thread in threading.enumerate() if thread.name == "workbench-loop"]
    bridge.close()


def test_nothing_is_delivered_after_closing(qtbot: QtBot, ends: Ends) -> None:
    bridge, other = Tasks(), Tasks()
    ready = threading.Event()

    async def work() -> int:
        ready.set()
        return 1

    run(bridge, ends, work)
    assert ready.wait(30)
    bridge.close()
    bridge.post(ends.note("posted"))
    settle(other, qtbot)
    other.close()
    assert ends.all == []


def test_a_bridge_that_was_never_used_has_no_thread(qtbot: QtBot) -> None:
    before = threading.active_count()
    bridge = Tasks()
    assert threading.active_count() == before
    bridge.close()
