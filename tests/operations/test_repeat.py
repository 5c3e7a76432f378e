"""Repeat runs: sent once, saved before, pause, cancel, rate, stop at failure."""

from __future__ import annotations

import asyncio
import json
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from tests.transport.servers import OK, read_request, run, serving
from workbench.exchange import Cancelled, Exchange
from workbench.operations import Prepared, SendRequest, endpoint_from, prepare, repeat
from workbench.operations.recorder import ExchangeRecorder
from workbench.operations.repeat import Run
from workbench.operations.run_plan import Plan, RunProgress
from workbench.signing import SAMPLE, WireForm

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

BAD = OK.replace(b'"1"', b'"0"')


class Memory(ExchangeRecorder):
    """A recorder that stores exchanges in memory and notes the size of each batch."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.started: dict[str, Exchange] = {}
        self.ended: dict[str, Exchange] = {}

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        self.batches.append(len(exchanges))
        self.started |= {each.id: each for each in exchanges}

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        self.ended |= {each.id: each for each in exchanges}

    def is_saved(self, exchange: Exchange) -> bool:
        return exchange.id in self.started


class Server:
    """A server that counts requests and their concurrency, and checks that each was saved before it arrived."""

    def __init__(self, memory: Memory, answer: Callable[[int], bytes] = lambda _number: OK) -> None:
        self.memory = memory
        self.arrived: list[int] = []
        self.concurrent = self.most_concurrent = 0
        self._answer = answer
        self.hang: asyncio.Event | None = None
        self.unsaved: list[int] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                _, body = await read_request(reader)
            except asyncio.IncompleteReadError:
                return
            number = json.loads(body)["n"]
            if number not in {each.run_number for each in self.memory.started.values()}:
                self.unsaved.append(number)
            self.arrived.append(number)
            self.concurrent += 1
            self.most_concurrent = max(self.most_concurrent, self.concurrent)
            if self.hang is not None:
                self.hang.set()
                await reader.read()
                return
            await asyncio.sleep(0)
            self.concurrent -= 1
            writer.write(self._answer(number))
            await writer.drain()


def maker(port: int) -> Callable[[int], Prepared]:
    def make(number: int) -> Prepared:
        made = prepare(
            SendRequest(
                json.dumps({"n": number}).encode(),
                WireForm.AS_TYPED,
                "sample",
                SAMPLE,
                endpoint_from(f"http://127.0.0.1:{port}/"),
            )
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
            run_ = Run(plan, maker(port), recorder=memory)
            await story(run_, server, memory)
            assert memory.started.keys() == memory.ended.keys()
            assert server.unsaved == []
            assert len(server.arrived) == len(set(server.arrived))

    run(inner())


@pytest.mark.parametrize("concurrency", [1, 3, 8])
def test_every_number_is_sent_once_and_saved_before(concurrency: int) -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        ended = await run_.send_all()
        assert sorted(server.arrived) == list(range(1, 41))
        assert server.most_concurrent <= concurrency
        assert (ended.finished, ended.successes, ended.remaining, ended.ended) == (40, 40, 0, True)
        assert {each.run for each in memory.ended.values()} == {run_.id}
        assert max(memory.batches) == concurrency

    whole(Plan(40, concurrency=concurrency), story)


def test_cancel_ends_sends_in_progress_and_reports_how_many_remain() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        server.hang = asyncio.Event()
        going = asyncio.create_task(run_.send_all())
        await server.hang.wait()
        run_.cancel()
        ended = await going
        assert ended.successes == 0
        assert ended.remaining + ended.finished == 100
        assert ended.in_progress == 0
        sent = [each for each in memory.ended.values() if isinstance(each.outcome, Cancelled)]
        assert len(sent) == len(memory.started)
        assert any(each.outcome.request_left for each in sent if isinstance(each.outcome, Cancelled))

    whole(Plan(100, concurrency=4), story)


def test_cancelling_the_task_cancels_the_run() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        server.hang = asyncio.Event()
        going = asyncio.create_task(run_.send_all())
        await server.hang.wait()
        going.cancel()
        assert (await going).ended

    whole(Plan(9, concurrency=2), story)


def test_stop_at_failure_ends_the_run() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        ended = await run_.send_all()
        assert (ended.failures, ended.finished) == (1, 5)
        assert ended.remaining == 15
        assert max(server.arrived) == 5

    whole(Plan(20, stop_at_failure=True), story, lambda number: BAD if number == 5 else OK)


def test_failures_are_counted_and_the_run_continues() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        ended = await run_.send_all()
        assert (ended.successes, ended.failures) == (10, 10)

    whole(Plan(20, concurrency=2), story, lambda number: BAD if number % 2 else OK)


def test_pause_and_resume() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        paused = asyncio.Event()
        counts: list[int] = []

        def watch(standing: RunProgress) -> None:
            counts.append(standing.finished)
            if standing.finished == 3 and not paused.is_set():
                paused.set()
                run_.pause()

        run_._on_progress = watch
        going = asyncio.create_task(run_.send_all())
        await paused.wait()
        for _ in range(50):
            await asyncio.sleep(0)
        assert run_.progress().paused
        assert len(memory.started) == len(server.arrived) == 3
        run_.resume()
        assert (await going).finished == 10

    whole(Plan(10), story)


def test_saved_but_unsent_exchanges_are_not_in_progress_while_paused() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        paused, quiet = asyncio.Event(), asyncio.Event()

        def watch(standing: RunProgress) -> None:
            if standing.finished == 1 and not paused.is_set():
                paused.set()
                run_.pause()
            if paused.is_set() and not standing.in_progress:
                quiet.set()

        run_._on_progress = watch
        going = asyncio.create_task(run_.send_all())
        await quiet.wait()
        standing = run_.progress()
        assert standing.paused
        assert standing.finished == len(server.arrived) < 40
        assert standing.remaining == 40 - standing.finished
        run_.resume()
        assert (await going).finished == 40

    whole(Plan(40, concurrency=8), story)


def test_a_paused_run_can_be_cancelled() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        run_.pause()
        going = asyncio.create_task(run_.send_all())
        await asyncio.sleep(0)
        run_.cancel()
        assert (await going).remaining == 10

    whole(Plan(10, concurrency=3), story)


def test_a_rate_is_never_exceeded() -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        await run_.send_all()
        starts = sorted(each.started for each in memory.ended.values())
        assert (starts[-1] - starts[0]).total_seconds() >= 4 / 50 * 0.9
        assert set(memory.batches) == {1}

    whole(Plan(5, rate=50, concurrency=4), story)


def test_a_delay_is_not_followed_by_a_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    held_up = 0.0
    monkeypatch.setattr(repeat, "perf_counter", lambda: perf_counter() + held_up)

    async def story(run_: Run, server: Server, memory: Memory) -> None:
        make = run_._make

        def late(number: int) -> Prepared:
            nonlocal held_up
            held_up += 0.7 * (number == 3)  # as if the third had waited that long for its turn
            return make(number)

        run_._make = late
        await run_.send_all()
        starts = sorted(each.started for each in memory.ended.values())
        assert (starts[-1] - starts[3]).total_seconds() >= 4 / 50 * 0.9

    whole(Plan(10, rate=50, concurrency=4), story)


def test_an_error_of_make_ends_the_run() -> None:
    async def inner() -> None:
        memory = Memory()

        def make(number: int) -> Prepared:
            raise RuntimeError("broken")

        with pytest.raises(RuntimeError, match="broken"):
            await Run(Plan(5, concurrency=2), make, recorder=memory).send_all()
        assert memory.started == {}

    run(inner())


@pytest.mark.parametrize("concurrency", [1, 4])
def test_requests_before_an_error_of_make_are_sent(concurrency: int) -> None:
    async def story(run_: Run, server: Server, memory: Memory) -> None:
        make = run_._make

        def breaks(number: int) -> Prepared:
            if number == 7:
                raise RuntimeError("broken")
            return make(number)

        run_._make = breaks
        with pytest.raises(RuntimeError, match="broken"):
            await run_.send_all()
        assert sorted(server.arrived) == [1, 2, 3, 4, 5, 6]
        standing = run_.progress()
        assert (standing.successes, standing.failures, standing.remaining, standing.ended) == (6, 0, 94, True)

    whole(Plan(100, concurrency=concurrency), story)
