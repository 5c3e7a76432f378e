"""Saving exchanges in the history, and reporting errors."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.history.making import done, exchange, until
from tests.transport.servers import OK, answering, run, serving
from workbench.history import History, HistoryError
from workbench.operations import Prepared, SendRequest, endpoint_from, prepare
from workbench.operations.history_recorder import HistoryRecorder, default_recorder
from workbench.operations.perform import perform
from workbench.signing import SAMPLE, WireForm

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    history = History(path)
    yield history
    history.close()


def prepared(port: int) -> Prepared:
    made = prepare(SendRequest(b"{}", WireForm.AS_TYPED, "sample", SAMPLE, endpoint_from(f"http://127.0.0.1:{port}/")))
    assert isinstance(made, Prepared)
    return made


def answers_of(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    found = [answer for (answer,) in connection.execute("SELECT answer FROM exchange ORDER BY number")]
    connection.close()
    return found


def test_an_exchange_is_saved_before_it_is_sent_and_completed_afterwards(history: History, path: Path) -> None:
    seen: list[list[str]] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(answers_of(path))
        await answering(OK)(reader, writer)

    async def story() -> None:
        async with serving(handler) as port:
            told: list[str] = []
            sent = await perform(prepared(port), recorder=HistoryRecorder(history, told.append))
            assert history.exchange(sent.id) is not None
            assert told == []

    run(story())
    assert seen == [[""]]
    assert answers_of(path) == ["200"]


def test_an_error_is_reported_once_and_sends_continue(tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("")
    told: list[str] = []
    recorder = HistoryRecorder(History(tmp_path / "no folder" / "history.sqlite"), told.append)

    async def story() -> None:
        async with serving(answering(OK)) as port:
            for _ in range(3):
                sent = await perform(prepared(port), recorder=recorder)
                assert sent.outcome is not None
                assert not recorder.is_saved(sent)

    run(story())
    recorder.close()
    assert len(told) == 1
    assert "history could not be" in told[0]


def test_an_exchange_that_could_not_be_saved_is_saved_later(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    recorder = HistoryRecorder(history, told.append)
    first, second = exchange(), exchange()

    def begin(_: History, __: object) -> None:
        raise HistoryError("The disk is full.")

    with monkeypatch.context() as full:
        full.setattr(History, "begin", begin)
        recorder.begin([first])
    recorder.begin([second])
    assert answers_of(path) == [""]
    recorder.end([done(first), done(second)])
    assert answers_of(path) == ["200", "200"]
    assert recorder.is_saved(first)
    assert told == ["The disk is full."]


def test_an_ended_exchange_is_saved_later_without_another_send(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.history.errors.WAIT_S", 0.1)
    told: list[str] = []
    recorder = HistoryRecorder(history, told.append)
    history.begin([exchange()])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    late = exchange()
    recorder.begin([late])
    recorder.end([done(late)])
    assert not recorder.is_saved(late)
    assert len(told) == 1
    other.execute("ROLLBACK")
    other.close()
    until(lambda: answers_of(path) == ["", "200"])


def test_a_damaged_file_is_reported_and_preserved(path: Path) -> None:
    path.write_bytes(b"no database at all" * 400)
    told: list[str] = []
    recorder = HistoryRecorder(History(path), told.append)
    one = exchange()
    recorder.begin([one])
    recorder.end([done(one)])
    recorder.close()
    assert len(told) == 1
    assert "damaged" in told[0]
    assert len([file for file in path.parent.iterdir() if b"no database" in file.read_bytes()]) == 1
    assert answers_of(path) == ["200"]


def test_closing_writes_delayed_outcomes(home: Path) -> None:
    recorder = default_recorder(pytest.fail)
    many = [exchange() for _ in range(20)]
    recorder.begin(many)
    for each in many:
        recorder.end([done(each)], soon=True)
    recorder.close()
    assert answers_of(home / "workbench" / "state" / "history.sqlite") == ["200"] * 20
