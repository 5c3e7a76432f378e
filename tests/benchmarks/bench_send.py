"""What a send costs: by hand, one after another, and many at once; each signed, and kept in the history.

The server answers from another process and keeps connections. The yardstick is a bare `httpx.AsyncClient`, which signs
nothing, witnesses nothing and keeps nothing; it keeps its connection where the product does. By hand the product opens
one for each send, so that the send shows every phase, and no idle connection that ends just then makes its outcome
unknown. Node's own agent stands beside.
"""

import asyncio
import os
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import httpx
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from tests.benchmarks.harness import Row
from workbench.disk import state_dir
from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.tasks import Tasks
from workbench.history import History
from workbench.history.values import FILE_NAME
from workbench.operations import Endpoint, Prepared, SendRequest, endpoint_from, prepare
from workbench.operations.history_recorder import HistoryRecorder
from workbench.operations.perform import perform
from workbench.operations.repeat import Run
from workbench.operations.run_plan import Plan, RunProgress
from workbench.redaction import Secret, remember
from workbench.signing import Credentials, WireForm

SINGLE = 300
IN_A_ROW, ROWS = 100, 15
QUIET_S = 0.3  # without a change of the history: then its index is made, and disturbs nobody else
COUNT, AT_ONCE, ROUNDS = 2_000, 8, 5

_HERE = Path(__file__).parent
_PAIR = Credentials("5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", "acme-9876543210-secret")
_HEADERS = {
    "Content-Type": "application/json",
    "Kochava-Api-Key": _PAIR.api_key,
    "Kochava-Auth-Token": "a" * 64,
}


def measure() -> list[Row]:
    """Send one by one, then in runs, each in turns with the yardstick."""
    remember(Secret(_PAIR.secret), Secret(_PAIR.api_key))  # as the window does with every pair it fetches
    with tempfile.TemporaryDirectory() as home, at_home(home), answering() as url:
        QApplication.instance() or QApplication([])
        by_hand, unkept, kept = _by_hand(url)
        in_a_row = _in_a_row(url)
        ours, bare, node = _in_runs(url)
    run = f"{COUNT:,} signed and kept, {AT_ONCE} at once"
    against = f"a bare AsyncClient, {AT_ONCE} at once"
    return [
        Row("one of a run, signed and kept", *in_a_row, "a bare AsyncClient on such a loop thread", 1.3),
        Row("one by hand, signed and kept", by_hand, unkept, "the same, with a connection for each as ours", 1.3),
        Row("the same", by_hand, kept, "the same over one kept connection", None),
        Row(run, ours, bare, against, 0.6, unit="/s", by="rate"),
        Row("the same by Node's agent, unsigned, unkept", node, bare, against, None, unit="/s", by="rate"),
    ]


@contextmanager
def at_home(home: str) -> Iterator[None]:
    """Have this folder for a home."""
    before = os.environ.get("WORKBENCH_HOME")
    os.environ["WORKBENCH_HOME"] = home
    try:
        yield
    finally:
        os.environ.pop("WORKBENCH_HOME")
        if before is not None:
            os.environ["WORKBENCH_HOME"] = before


@contextmanager
def answering() -> Iterator[str]:
    """Have a server in another process; yield its address."""
    command = ["node", str(_HERE / "answering.js")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/track/json"
        server.kill()


def body_of(number: int) -> bytes:
    """Return an install of some 500 bytes, another one for each number, as a test device's is."""
    return (
        b'{"action":"install","kochava_app_id":"koacme-ios-1a2b3c","kochava_device_id":"KD%032d","data":{'
        b'"origination_ip":"192.0.2.7","device_ua":"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) '
        b'AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148","device_ver":"iPhone15,2-iOS-17.0","device_ids":'
        b'{"idfa":"64A57F21-6F56-48A5-972B-57375C34C10A","idfv":"0B0F8A5C-1C0B-4A54-9D42-D3E1FAD2A3B1"},"usertime":%d}}'
        % (number, 1_700_000_000 + number)
    )


@cache
def _endpoint(url: str) -> Endpoint:
    return endpoint_from(url)


def _prepared(url: str, number: int) -> Prepared:
    ready = prepare(SendRequest(body_of(number), WireForm.AS_TYPED, "Acme", _PAIR, _endpoint(url)))
    assert isinstance(ready, Prepared)
    return ready


def _by_hand(url: str) -> tuple[float, float, float]:
    """Send from the GUI thread, and wait there; return the medians in milliseconds.

    They are ours, a bare client's that opens a connection each time, and one's that keeps it.
    """
    ours, theirs = Tasks(), Tasks()
    keeping = HistoryGateway(_fail)
    unkept = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
    kept = httpx.AsyncClient(trust_env=False)
    seen: list[str] = []

    def send() -> None:
        number = len(seen)
        ready = _prepared(url, number)
        exchange = _run(
            ours,
            lambda: perform(
                ready, recorder=keeping, on_started=lambda started: ours.post(lambda: seen.append(started.id))
            ),
        )
        assert exchange.outcome.status == 200, exchange.outcome
        assert seen[number:] == [exchange.id]

    def bare(client: httpx.AsyncClient) -> Callable[[], None]:
        async def post() -> None:
            answer = await client.post(url, content=body_of(0), headers=_HEADERS)
            assert answer.status_code == 200

        return lambda: _run(theirs, post)

    acts: tuple[Callable[[], None], ...] = send, bare(unkept), bare(kept)
    taken: tuple[list[float], ...] = [], [], []
    try:
        for number in range(SINGLE + 10):
            for act, times in zip(acts, taken, strict=True):
                began = perf_counter()
                act()
                if number >= 10:
                    times.append((perf_counter() - began) * 1000)
    finally:
        for client in (unkept, kept):
            _run(theirs, client.aclose)
        ours.close()
        theirs.close()
        keeping.close()
    by_hand, *others = map(statistics.median, taken)
    return by_hand, others[0], others[1]


def _in_a_row(url: str) -> tuple[float, float]:
    """Send the same bytes one after another on the loop's thread; return the medians for one, in milliseconds.

    They were signed before, as in a run of the window without placeholders.
    """
    ours, theirs = Tasks(), Tasks()
    keeping = HistoryGateway(_fail)
    client = httpx.AsyncClient(trust_env=False)
    ready = _prepared(url, 0)

    def run() -> None:
        sends = Run(Plan(IN_A_ROW), lambda _number: ready, recorder=keeping)
        assert _run(ours, sends.send_all).successes == IN_A_ROW

    async def posts() -> int:
        for _ in range(IN_A_ROW):
            answer = await client.post(url, content=ready.request.body, headers=_HEADERS)
            assert answer.status_code == 200
        return IN_A_ROW

    acts: tuple[Callable[[], object], ...] = run, lambda: _run(theirs, posts)
    taken: tuple[list[float], list[float]] = [], []
    try:
        for number in range(ROWS + 1):
            for act, times in zip(acts, taken, strict=True):
                began = perf_counter()
                act()
                if number:
                    times.append((perf_counter() - began) * 1000 / IN_A_ROW)
                _settle(keeping.open())
    finally:
        _run(theirs, client.aclose)
        ours.close()
        theirs.close()
        keeping.close()
    return statistics.median(taken[0]), statistics.median(taken[1])


def _in_runs(url: str) -> tuple[float, float, float]:
    """Send many, in turns with the yardsticks; return the median rates: ours, the bare client's, Node's."""
    rates: dict[str, list[float]] = {"ours": [], "bare": [], "node": []}
    with closing(History(state_dir() / FILE_NAME)) as history, _agent(url) as node:
        recorder = HistoryRecorder(history, _fail)
        senders: dict[str, Callable[[int], float]] = {
            "ours": lambda count: _ours(url, count, recorder),
            "bare": lambda count: asyncio.run(_bare(url, count)),
            "node": node,
        }
        for number in range(ROUNDS + 1):
            count = COUNT if number else 100
            for name, send in senders.items():
                rate = count / send(count)
                _settle(history)
                if number:
                    rates[name].append(rate)
        assert history.usage().rows == len(history.find(grouped=False))
        assert history.usage().rows >= COUNT * ROUNDS
    return statistics.median(rates["ours"]), statistics.median(rates["bare"]), statistics.median(rates["node"])


def _settle(history: History) -> None:
    """Wait until what a run left to be done later is done."""
    version = -1
    while version != (version := history.version()):
        sleep(QUIET_S)


def _ours(url: str, count: int, recorder: HistoryRecorder) -> float:
    """Have the product's run send; return the seconds from its beginning until everything is kept."""

    async def whole() -> RunProgress:
        run = Run(Plan(count, concurrency=AT_ONCE), lambda number: _prepared(url, number), recorder=recorder)
        return await run.send_all()

    began = perf_counter()
    standing = asyncio.run(whole())
    took = perf_counter() - began
    assert standing.successes == count, standing
    return took


async def _bare(url: str, count: int) -> float:
    left = count

    async def work() -> None:
        nonlocal left
        while left:
            left -= 1
            answer = await client.post(url, content=body_of(left), headers=_HEADERS)
            assert answer.status_code == 200

    async with httpx.AsyncClient(trust_env=False) as client:
        began = perf_counter()
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        return perf_counter() - began


@contextmanager
def _agent(url: str) -> Iterator[Callable[[int], float]]:
    """Have Node send; yield what returns the seconds that so many sends take."""
    with subprocess.Popen(
        ["node", _HERE / "agent.js", url, str(AT_ONCE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def send(count: int) -> float:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{count} {len(body_of(0))}\n")
            process.stdin.flush()
            return float(process.stdout.readline())

        try:
            yield send
        finally:
            process.kill()


def _run(bridge: Tasks, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:  # noqa: ANN401 - whatever it returns
    """Run this on the bridge's loop; return what it came to, once that has reached the GUI thread."""
    loop, ends = QEventLoop(), []

    def end(came: object) -> None:
        ends.append(came)
        loop.quit()

    bridge.run(work, end, cancelled=lambda: end(None), failed=end)
    loop.exec()
    if isinstance(ends[0], Exception):
        raise ends[0]
    return ends[0]


def _fail(says: str) -> None:
    raise AssertionError(says)
