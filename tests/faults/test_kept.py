"""Every fault, with the operations of the product: the stored row is true and claims no more."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.behaviours import BOMB, LARGE
from tests.faults.table import FAULTS, HANGING, Fault, Standing
from tests.history.making import until
from tests.transport.servers import run
from workbench.exchange import Cancelled, Exchange, Failure, Outcome, Response, judge
from workbench.exchange.advice import advise
from workbench.exchange.decoding import MAX_DECOMPRESSED, shown
from workbench.history import History
from workbench.operations import Prepared, SendRequest, endpoint_from, prepare
from workbench.operations.history_recorder import HistoryRecorder
from workbench.operations.perform import perform
from workbench.signing import SAMPLE, WireForm
from workbench.transport import TransportOptions
from workbench.transport.connection import MAX_BODY_SIZE

if TYPE_CHECKING:
    from tests.transport.servers import Authority
    from workbench.history import Row

BODY = b'{"action":"install","data":{"device_ids":{"idfa":"9b4c8d3e"}}}'
DEADLINE_S = 20.0
STATES = {"y": "yes", "n": "no", "?": "unknown"}


def named(fault: Fault) -> str:
    return fault.name


def open_sockets() -> int:
    return sum(each.is_socket() for each in Path("/proc/self/fd").iterdir())


def memory() -> int:
    """Return the most bytes this process has held since it was last asked (VmHWM in proc_pid_status(5))."""
    (most,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return int(most) * 1024


def prepared(url: str, deadline: float) -> Prepared:
    made = prepare(
        SendRequest(
            BODY, WireForm.AS_TYPED, "sample", SAMPLE, endpoint_from(url), transport=TransportOptions(deadline=deadline)
        )
    )
    assert isinstance(made, Prepared), made
    return made


def send(path: Path, standing: Standing, *, hangs: bool = False, cancel: bool = False) -> tuple[Exchange, Row]:
    """Send once, with a history; return what came of it, and the row that another program reads afterwards.

    Once it hangs it is cancelled if that is wanted; else the deadline passes at once, by the clock of the loop.
    """
    troubles: list[str] = []
    finished: list[Exchange] = []

    async def story() -> None:
        recorder = HistoryRecorder(History(path), troubles.append)
        task = asyncio.create_task(perform(prepared(standing.url, DEADLINE_S), recorder=recorder))
        if cancel or hangs:
            await asyncio.to_thread(until, standing.is_hanging)
        if cancel:
            task.cancel()
        elif hangs:
            loop = asyncio.get_running_loop()
            clock = loop.time
            loop.time = lambda: clock() + DEADLINE_S  # type: ignore[method-assign]
        finished.append(await task)
        recorder.close()

    before = open_sockets()
    run(story())
    until(lambda: open_sockets() == before)  # the server's end of the connection is closed on its own thread
    assert troubles == []
    history = History(path)
    (row,) = history.rows(history.find())
    kept = history.exchange(row.id)
    history.close()
    assert kept is not None
    assert kept.outcome == finished[0].outcome
    return kept, row


def ladder(row: Row) -> str:
    return "".join(next(sign for sign, word in STATES.items() if word == each) for each in states(row))


def states(row: Row) -> tuple[str, str, str]:
    return row.sent, row.answered, row.success


def words_for(outcome: Outcome | None) -> str:
    """All that is said of it to a person."""
    said = [advise(outcome).says, *(step.says for step in judge(outcome).steps)]
    if isinstance(outcome, Response):
        said += shown(outcome).notes
    return "\n".join(said)


@pytest.mark.parametrize("fault", FAULTS, ids=named)
def test_row_matches_the_fault(fault: Fault, path: Path, known: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    if fault.shows == "unknown":
        monkeypatch.delenv("SSL_CERT_FILE")
    with fault.standing(known) as standing:
        kept, row = send(path, standing, hangs=fault.hangs)
    assert row.answer == fault.answer
    assert ladder(row) in fault.ladder
    assert states(row) == tuple(step.state for step in judge(kept.outcome).steps[:3])
    assert row.recorded == "unknown"
    assert re.search(fault.says, words_for(kept.outcome), re.DOTALL), words_for(kept.outcome)
    if standing.server is not None:
        assert standing.server.bodies == [BODY] * bool(fault.arrives)
        assert row.sent != "no" or not standing.server.bodies
    if isinstance(kept.outcome, Failure):
        assert kept.outcome.request_left is {"yes": True, "no": False, "unknown": None}[row.sent]


@pytest.mark.parametrize("fault", HANGING, ids=named)
def test_cancel_ends_a_send_to_a_hanging_server(fault: Fault, path: Path, known: Authority) -> None:
    with fault.standing(known) as standing:
        kept, row = send(path, standing, cancel=True)
        until(standing.is_left)
        assert not standing.has_let_go()
        assert standing.server is None or standing.server.events == ["connected", "hanging", "end"]
    assert isinstance(kept.outcome, Cancelled)
    assert (row.answer, ladder(row)) == ("cancelled", fault.hung)
    assert row.recorded == "unknown"


@pytest.mark.parametrize("fault", [each for each in FAULTS if each.large], ids=named)
def test_huge_response_is_limited_in_storage_and_memory(fault: Fault, path: Path) -> None:
    with fault.standing() as standing:
        memory()
        before = memory()
        kept, row = send(path, standing)
        assert isinstance(kept.outcome, Response)
        read = shown(kept.outcome)
        judge(kept.outcome)
        taken = memory() - before
        assert standing.server is not None
        poured = standing.server.poured
    assert len(kept.outcome.body) <= MAX_BODY_SIZE
    assert len(read.body) <= MAX_DECOMPRESSED
    assert poured < LARGE // 2, "what is not kept is not even read"
    assert taken < 12 * MAX_BODY_SIZE < min(LARGE, BOMB)
    assert row.received_bytes < 2 * MAX_BODY_SIZE
