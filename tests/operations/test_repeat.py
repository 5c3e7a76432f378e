"""A repeat run: every send once, kept before it leaves; pause, cancel and a first failure end it as they say."""

from __future__ import annotations

import asyncio
import json
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from tests.transport.servers import OK, read_request, run, serving
from workbench.exchange import Cancelled, Exchange
from workbench.operations import Prepared, endpoint_from, prepare, repeat
from workbench.operations.repeat import Plan, Run, RunProgress
from workbench.signing import SAMPLE, WireForm

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

BAD = OK.replace(b'"1"', b'"0"')


class Memory:
    """A keeper that remembers what it was asked to keep, and in which order."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.begun: dict[str, Exchange] = {}
        self.ended: dict[str, Exchange] = {}

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        self.batches.append(len(exchanges))
        self.begun |= {each.id: each for each in exchanges}

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        self.ended |= {each.id: each for each in exchanges}


class Server:
    """Answers; counts what arrived and what was under way together; checks that each was kept before it came."""

    def __init__(self, memory: Memory, answer: Callable[[int], bytes] = lambda _number: OK) -> None:
        self.memory = memory
        self.arrived: list[int] = []
        self.together = self.most_together = 0
        self._answer = answer
        self.hang: asyncio.Event | None = None
        self.unkept: list[int] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                _, body = await read_request(reader)
            except asyncio.IncompleteReadError:
                return
            number = json.loads(body)["n"]
            if number not in {each.run_number for each in self.memory.begun.values()}:
                self.unkept.append(number)
            self.arrived.append(number)
            self.together += 1
            self.most_together = max(self.most_together, self.together)
            if self.hang is not None:
                self.hang.set()
                await reader.read()
                return
            await asyncio.sleep(0)
            self.together -= 1
            writer.write(self._answer(number))
            await writer.drain()


def maker(port: int) -> Callable[[int], Prepared]:
    def make(number: int) -> Prepared:
        made = prepare(
            json.dumps({"n": number}).encode(),
            WireForm.AS_TYPED,
            "sample",
            SAMPLE,
            endpoint_from(f"http://127.0.0.1:{port}/"),
        )
        assert isinstance(made, Prepared)
        return made

    return make


def whole(
    plan: Plan, story: Callable[[Run, Server, Memory], Awaitable[None]], answer: Callable[[int], bytes] = lambda _n: OK
) -> None:
    async def inner() -> None:
        memory = Memory()
        server = Server(memory, answer)
        async with serving(server) as port:
            run_ = Run(plan, maker(port), title="t", keeper=memory)
            await story(run_, server, memory)
            assert memory.begun.keys() == memory.ended.keys()
            assert server.unkept == []
            assert len(server.arrived) == len(set(server.arrived))

    run(inner())


@pytest.mark.parametrize("at_once", [1, 3, 8])
def test_every_number_is_sent_once_and_kept_before_it_leaves(at_once: int) -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        ended = await run_.go()
        assert sorted(server.arrived) == list(range(1, 41))
        assert server.most_together <= at_once
        assert (ended.finished, ended.successes, ended.left, ended.ended) == (40, 40, 0, True)
        assert {each.run for each in memory.ended.values()} == {run_.id}
        assert max(memory.batches) == at_once

    whole(Plan(40, at_once=at_once), story)


def test_a_cancel_ends_what_is_under_way_while_the_server_still_hangs_and_says_how_many_are_left() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        server.hang = asyncio.Event()
        going = asyncio.create_task(run_.go())
        await server.hang.wait()
        run_.cancel()
        ended = await going
        assert ended.successes == 0
        assert ended.left + ended.finished == 100
        assert ended.under_way == 0
        sent = [each for each in memory.ended.values() if isinstance(each.outcome, Cancelled)]
        assert len(sent) == len(memory.begun)
        assert any(each.outcome.request_left for each in sent if isinstance(each.outcome, Cancelled))

    whole(Plan(100, at_once=4), story)


def test_a_cancelled_task_is_a_cancelled_run() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        server.hang = asyncio.Event()
        going = asyncio.create_task(run_.go())
        await server.hang.wait()
        going.cancel()
        assert (await going).ended

    whole(Plan(9, at_once=2), story)


def test_the_first_failure_ends_the_run_if_asked() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        ended = await run_.go()
        assert (ended.failures, ended.finished) == (1, 5)
        assert ended.left == 15
        assert max(server.arrived) == 5

    whole(Plan(20, stop_at_failure=True), story, lambda number: BAD if number == 5 else OK)


def test_failures_are_counted_and_the_run_goes_on_unless_asked() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        ended = await run_.go()
        assert (ended.successes, ended.failures) == (10, 10)

    whole(Plan(20, at_once=2), story, lambda number: BAD if number % 2 else OK)


def test_in_a_pause_nothing_begins_and_afterwards_it_goes_on_to_the_end() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        paused = asyncio.Event()
        counts: list[int] = []

        def watch(standing: RunProgress) -> None:
            counts.append(standing.finished)
            if standing.finished == 3 and not paused.is_set():
                paused.set()
                run_.pause()

        run_._on_standing = watch
        going = asyncio.create_task(run_.go())
        await paused.wait()
        for _ in range(50):
            await asyncio.sleep(0)
        assert run_.standing().paused
        assert len(memory.begun) == len(server.arrived) == 3
        run_.resume()
        assert (await going).finished == 10

    whole(Plan(10), story)


def test_in_a_pause_what_was_kept_but_has_not_left_is_not_called_under_way() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        paused, quiet = asyncio.Event(), asyncio.Event()

        def watch(standing: RunProgress) -> None:
            if standing.finished == 1 and not paused.is_set():
                paused.set()
                run_.pause()
            if paused.is_set() and not standing.under_way:
                quiet.set()

        run_._on_standing = watch
        going = asyncio.create_task(run_.go())
        await quiet.wait()
        standing = run_.standing()
        assert standing.paused
        assert standing.finished == len(server.arrived) < 40
        assert standing.left == 40 - standing.finished
        run_.resume()
        assert (await going).finished == 40

    whole(Plan(40, at_once=8), story)


def test_a_paused_run_can_be_cancelled() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        run_.pause()
        going = asyncio.create_task(run_.go())
        await asyncio.sleep(0)
        run_.cancel()
        assert (await going).left == 10

    whole(Plan(10, at_once=3), story)


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_run_that_is_held_back_begins_no_more_and_is_not_called_paused(cancelled: bool) -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        held = asyncio.Event()

        def watch(standing: RunProgress) -> None:
            if standing.finished == 3 and not held.is_set():
                held.set()
                run_.hold_back(True)

        run_._on_standing = watch
        going = asyncio.create_task(run_.go())
        await held.wait()
        for _ in range(50):
            await asyncio.sleep(0)
        assert not run_.standing().paused
        assert len(memory.begun) == len(server.arrived) == 3
        if cancelled:
            run_.cancel()
            assert (await going).left == 7
        else:
            run_.hold_back(False)
            assert (await going).finished == 10

    whole(Plan(10), story)


def test_a_run_at_a_rate_is_not_held_back() -> None:
    async def story(run_: Run, _server: Server, _memory: Memory) -> None:
        run_.hold_back(True)
        assert (await run_.go()).finished == 3

    whole(Plan(3, rate=1_000), story)


def test_at_a_rate_no_send_leaves_before_its_time() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        await run_.go()
        starts = sorted(each.started for each in memory.ended.values())
        assert (starts[-1] - starts[0]).total_seconds() >= 4 / 50 * 0.9
        assert set(memory.batches) == {1}

    whole(Plan(5, rate=50, at_once=4), story)


def test_what_a_hold_up_cost_is_not_made_up_for_in_a_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    held_up = 0.0
    monkeypatch.setattr(repeat, "perf_counter", lambda: perf_counter() + held_up)

    async def story(run_: Run, server: Server, memory: Memory) -> None:
        make = run_._make

        def late(number: int) -> Prepared:
            nonlocal held_up
            held_up += 0.7 * (number == 3)  # as if the third had waited that long for its turn
            return make(number)

        run_._make = late
        await run_.go()
        starts = sorted(each.started for each in memory.ended.values())
        assert (starts[-1] - starts[3]).total_seconds() >= 4 / 50 * 0.9

    whole(Plan(10, rate=50, at_once=4), story)


def test_a_maker_that_breaks_ends_the_run_with_its_error() -> None:
    async def inner() -> None:
        memory = Memory()

        def make(number: int) -> Prepared:
            raise RuntimeError("broken")

        with pytest.raises(RuntimeError, match="broken"):
            await Run(Plan(5, at_once=2), make, title="t", keeper=memory).go()
        assert memory.begun == {}

    run(inner())


@pytest.mark.parametrize("at_once", [1, 4])
def test_those_before_the_one_that_cannot_be_made_are_sent_to_the_end(at_once: int) -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        make = run_._make

        def breaks(number: int) -> Prepared:
            if number == 7:
                raise RuntimeError("broken")
            return make(number)

        run_._make = breaks
        with pytest.raises(RuntimeError, match="broken"):
            await run_.go()
        assert sorted(server.arrived) == [1, 2, 3, 4, 5, 6]
        standing = run_.standing()
        assert (standing.successes, standing.failures, standing.left, standing.ended) == (6, 0, 94, True)

    whole(Plan(100, at_once=at_once), story)
