"""Random sends, faults and cancellations for a long time: one true row per send, and no leak."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tests.counts import repetitions
from tests.faults.table import FAULTS
from workbench.exchange import Exchange, Outcome, Response
from workbench.history import History
from workbench.operations import Prepared, SendRequest, endpoint_from, prepare
from workbench.operations.history_recorder import HistoryRecorder
from workbench.operations.perform import perform
from workbench.operations.repeat import Run
from workbench.operations.run_plan import Plan
from workbench.payloads import template
from workbench.signing import SAMPLE, WireForm
from workbench.transport import TransportOptions
from workbench.transport.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Sequence

    from workbench.history import Row

SENDS = repetitions(gate=400, soak=20_000, quick=100)
SEED = 20_260_501
STAGES = 10  # at the end of each nothing is under way, and what there is is counted
AT_ONCE, IN_A_RUN = 16, 20
GROWTH = 48_000_000
"""Bytes that resident memory may grow by in the second half: what the allocator keeps of large answers, our books."""

Made = TypeVar("Made")
ROOT = Path(__file__).parents[2]
SANDBOX_ANSWERS = {
    "none": "200", "http-400": "400", "http-401": "401", "http-429": "429", "http-500": "500", "redirect-301": "301",
    "slow-head": "timeout", "slow-body": "timeout", "reset-before": "reset", "reset-after": "reset",
    "truncated": "200 truncated", "garbage": "not-http", "dropped": "200",
}  # fmt: skip
ANSWERS = SANDBOX_ANSWERS | {each.name: each.answer for each in FAULTS}
LADDERS = {each.name: each.ladder for each in FAULTS}
LARGE = {each.name for each in FAULTS if each.large}
INSTALL = json.loads(template("install-ios").body)
SIGNS = {"yes": "y", "no": "n", "unknown": "?"}


@dataclass(frozen=True)
class Told:
    """What was told of a send as it ended: which fault it met, and the outcome in short."""

    met: str
    cancelled: bool
    short: tuple[object, ...]


@dataclass(frozen=True)
class Census:
    """What there is of a process while nothing is under way."""

    threads: int
    files: int
    memory: int
    left: int  # values of sends that are over

    @classmethod
    def taken(cls) -> Census:
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return cls(
            threads=threading.active_count(),
            files=len(list(Path("/proc/self/fd").iterdir())),
            memory=pages * os.sysconf("SC_PAGESIZE"),
            left=sum(isinstance(each, Exchange | Response | Connection | asyncio.Task) for each in gc.get_objects()),
        )


class Servers:
    """The other process; `urls` says where each fault is met, `came` at the end which ids came."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self._process = process
        self.urls: dict[str, str] = json.loads(process.stdout.readline())

    def came(self) -> list[str]:
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        ids: list[str] = json.loads(self._process.stdout.readline())
        assert self._process.wait(30) == 0
        return ids


@contextmanager
def servers() -> Iterator[Servers]:
    script = [sys.executable, "-m", "tests.faults.storm_server"]
    with subprocess.Popen(script, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Servers(process)
        finally:
            process.kill()


class Storm:
    """Sends as the window does: one by one, each on a connection of its own, and in repeat runs."""

    def __init__(self, urls: dict[str, str], history: History, chance: random.Random) -> None:
        self.told: dict[str, Told] = {}
        self.troubles: list[str] = []
        self._recorder = HistoryRecorder(history, self.troubles.append)
        self._urls = urls
        self._chance = chance
        self._usual = sorted(urls.keys() - LARGE)
        self._left = 0
        self._number = 0

    async def stage(self, count: int) -> None:
        """Make so many sends, and wait until all of them are over."""
        self._left = count
        while self._left:
            await asyncio.gather(*(self._work() for _ in range(AT_ONCE)))

    async def _work(self) -> None:
        while self._left > 0:
            met = self._pick()
            if self._chance.random() < 0.02 and self._left >= IN_A_RUN:
                self._left -= IN_A_RUN
                await self._run(met)
            else:
                self._left -= 1
                await self._one(met)

    def _pick(self) -> str:
        luck = self._chance.random()
        if luck < 0.3:
            return "none"
        return self._chance.choice(sorted(LARGE) if luck > 0.998 else self._usual)

    async def _one(self, met: str) -> None:
        prepared = self._prepared(met)
        cancelled, exchange = await self._cancelled_perhaps(perform(prepared, recorder=self._recorder))
        if exchange is None:  # cancelled before it began
            self._left += 1
        else:
            self._tell(met, exchange, cancelled=cancelled)

    async def _run(self, met: str) -> None:
        ended: dict[str, Exchange] = {}

        def note(exchanges: Sequence[Exchange]) -> None:
            ended.update({each.id: each for each in exchanges})

        plan = Plan(IN_A_RUN, concurrency=4)
        run = Run(plan, lambda _number: self._prepared(met), recorder=self._recorder, on_exchanges=note)
        cancelled, _standing = await self._cancelled_perhaps(run.send_all())
        self._left += IN_A_RUN - len(ended)
        for each in ended.values():
            self._tell(met, each, cancelled=cancelled)

    async def _cancelled_perhaps(self, work: Coroutine[object, object, Made]) -> tuple[bool, Made | None]:
        task = asyncio.ensure_future(work)
        cancelled = self._chance.random() < 0.3
        if cancelled:
            asyncio.get_running_loop().call_later(self._chance.uniform(0, 0.04), task.cancel)
        try:
            return cancelled, await task
        except asyncio.CancelledError:
            return cancelled, None

    def _prepared(self, met: str) -> Prepared:
        self._number += 1
        facts = {"id": f"{self._number}", "more": "x" * self._chance.choice((0, 50, 5_000))}
        body = json.dumps(INSTALL | facts).encode()
        deadline = 0.25 if ANSWERS[met] == "timeout" else 20.0
        choices = TransportOptions(deadline=deadline)
        made = prepare(
            SendRequest(body, WireForm.AS_TYPED, "sample", SAMPLE, endpoint_from(self._urls[met]), transport=choices)
        )
        assert isinstance(made, Prepared)
        return made

    def _tell(self, met: str, exchange: Exchange, *, cancelled: bool) -> None:
        id_ = id_of(exchange.request.body)
        assert id_ not in self.told
        self.told[id_] = Told(met, cancelled, short(exchange.outcome))


def id_of(body: bytes) -> str:
    found = json.loads(body)["id"]
    assert isinstance(found, str)
    return found


def short(outcome: Outcome | None) -> tuple[object, ...]:
    """Return an outcome in few bytes."""
    assert outcome is not None
    if isinstance(outcome, Response):
        return outcome.status, outcome.flaw, hashlib.sha256(outcome.body).digest(), outcome.timing.total_s
    return getattr(outcome, "kind", ""), outcome.request_left, outcome.timing.total_s


def check(row: Row, told: Told, *, came: bool) -> None:
    """See that a row is true to what happened."""
    allowed = {ANSWERS[told.met]} | ({"cancelled"} if told.cancelled else set())
    if row.run:
        allowed.add("reset")  # a connection was kept for the next send, and ended by the server at that moment
    assert row.answer in allowed, (row, told)
    ladder = "".join(SIGNS[each] for each in (row.sent, row.answered, row.success))
    if row.answer == ANSWERS[told.met] != "timeout" and not row.run:
        assert ladder in LADDERS.get(told.met, (ladder,)), (row, told)
    assert not (came and row.sent == "no"), (row, told)
    assert came or row.answered != "yes", (row, told)
    assert row.success != "yes" or told.met not in SANDBOX_ANSWERS or told.met in ("none", "dropped")


def test_concurrent_sends_have_true_rows_and_bounded_resources(path: Path) -> None:
    began = time.monotonic()
    counted: list[Census] = []
    with servers() as other:
        history = History(path)
        storm = Storm(other.urls, history, random.Random(SEED))  # noqa: S311 - moments, not keys

        async def story() -> None:
            for _ in range(STAGES):
                await storm.stage(SENDS // STAGES)
                counted.append(Census.taken())

        asyncio.run(story())
        history.close()
        came = Counter(other.came())
    took = time.monotonic() - began
    assert storm.troubles == []
    assert set(came.values()) == {1}, "nothing is ever sent twice"
    assert came.keys() <= storm.told.keys()

    history = History(path)
    keys = history.find(grouped=False)
    assert len(keys) == len(storm.told) == SENDS
    answers: Counter[str] = Counter()
    for at in range(0, len(keys), 500):
        for row in history.rows(keys[at : at + 500]):
            kept = history.exchange(row.id)
            assert kept is not None
            id_ = id_of(kept.request.body)
            told = storm.told.pop(id_)
            assert short(kept.outcome) == told.short
            check(row, told, came=id_ in came)
            answers[row.answer] += 1
    assert storm.told == {}
    assert (history.error, history.notes) == ("", ())
    history.close()

    first, settled, last = counted[0], counted[STAGES // 2 - 1], counted[-1]
    figures = (
        f"{SENDS} sends in {took:.0f} s, {len(keys)} rows, {len(came)} arrived; "
        f"threads {first.threads} then {last.threads}, files {first.files} then {last.files}, "
        f"values {first.left} then {last.left}, "
        f"resident {', '.join(f'{each.memory / 1e6:.0f}' for each in counted)} MB; "
        f"{dict(answers.most_common())}\n"
    )
    sys.stdout.write(figures)
    assert last.threads == first.threads
    assert last.files <= first.files
    assert last.left <= first.left
    assert last.memory - settled.memory < GROWTH, figures
    assert {"200", "cancelled", "timeout", "reset", "200 truncated", "not-http"} <= answers.keys()
