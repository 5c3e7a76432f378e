"""Two windows and the terminal at once: each sees the others' rows, and none marks a running send as interrupted."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.history.making import done, exchange, until
from tests.history.storm import answer_of, body_of
from tests.history.test_killed import ROOT, STORM
from workbench.exchange import Annotations, Interrupted
from workbench.history import History


@pytest.fixture
def other(path: Path) -> Iterator[History]:
    """A second window on the same file."""
    other = History(path)
    yield other
    other.close()
    assert (other.error, other.notes) == ("", ())


def test_one_window_sees_what_the_other_stores(history: History, other: History) -> None:
    begun = exchange()
    history.begin([begun])
    assert other.rows(other.find())[0].answer == ""
    history.end([done(begun)])
    assert other.rows(other.find())[0].answer == "200"
    other.annotate(begun.id, Annotations(note="from over there"))
    found = history.exchange(begun.id)
    assert found is not None
    assert found.annotations.note == "from over there"
    other.delete([begun.id])
    assert history.exchange(begun.id) is None


def test_unfinished_exchange_of_a_running_process_stays_unfinished(
    history: History, other: History, path: Path
) -> None:
    begun = exchange()
    history.begin([begun])
    other.begin([exchange()])
    third = History(path)
    third.find()
    third.close()
    for each in (history, other):
        found = each.exchange(begun.id)
        assert found is not None
        assert found.outcome is None


def test_unfinished_exchange_of_an_ended_process_is_interrupted(history: History, other: History) -> None:
    begun = exchange()
    history.begin([begun])
    assert len(other.find("install")) == 1
    history.close()
    (row,) = other.rows(other.find())
    assert (row.answer, row.sent, row.answered, row.success) == ("interrupted", "unknown", "unknown", "unknown")
    assert row.total_s is None
    found = other.exchange(begun.id)
    assert found is not None
    assert found.outcome == Interrupted()
    assert len(other.find("is:unknown interrupted")) == 1


def test_version_changes_after_any_change(history: History, other: History) -> None:
    begun = exchange()
    history.begin([begun])
    other.find()
    seen = {(history.version(), other.version())}
    assert (history.version(), other.version()) in seen
    changes: list[Callable[[], None]] = [
        lambda: history.end([done(begun)]),
        lambda: other.annotate(begun.id, Annotations(pinned=True)),
        lambda: other.delete([begun.id]),
        history.erase,
    ]
    for change in changes:
        before = history.version(), other.version()
        change()
        after = history.version(), other.version()
        assert before[0] != after[0]
        assert before[1] != after[1]


def test_concurrent_processes_lose_nothing(history: History, path: Path) -> None:
    script = [sys.executable, str(STORM), str(path)]
    environ = {"PYTHONPATH": str(ROOT)}
    storms = [subprocess.Popen(script, stdout=subprocess.PIPE, text=True, env=environ) for _ in range(2)]
    said: list[str] = []
    ours = []
    for _ in range(60):
        made = exchange()
        history.begin([made])
        history.end([done(made)], soon=True)
        ours.append(made.id)
        for storm in storms:
            assert storm.stdout is not None
            said.append(storm.stdout.readline())
    for storm in storms:
        storm.kill()
        said += storm.communicate()[0].splitlines(keepends=True)
    begun, deleted = (
        {line.split()[1] for line in said if line.startswith(f"{word} ") and line.endswith("\n")}
        for word in ("begun", "deleting")
    )
    rows = {row.id: row for row in history.rows(history.find(grouped=False))}
    until(lambda: all(row.answer == "200" for row in history.rows(history.find("install", grouped=False))))
    assert rows.keys() >= {*ours, *(begun - deleted)}
    assert {rows[id_].answer for id_ in begun & rows.keys()} <= {"200", "interrupted"}
    for id_ in list(begun & rows.keys())[:20]:
        found = history.exchange(id_)
        assert found is not None
        assert found.request.body == body_of(id_)
        assert found.outcome in (answer_of(id_), Interrupted())


def test_history_is_thread_safe(history: History) -> None:
    failures: list[Exception] = []
    counts: list[int] = []

    def send() -> None:
        try:
            for _ in range(25):
                made = exchange()
                history.begin([made])
                counts.append(len(history.find(made.request.body[-30:-20].decode())))
                history.end([done(made)], soon=True)
        except Exception as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert counts == [1] * 150
    until(lambda: {row.answer for row in history.rows(history.find())} == {"200"})
    assert len(history.find()) == 150


def test_version_never_waits_for_a_search(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    searching, on = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> None:
        searching.set()
        on.wait()

    history.begin([exchange()])
    before = history.version()
    monkeypatch.setattr("workbench.history.reads.find", slow)
    thread = threading.Thread(target=history.find)
    thread.start()
    searching.wait()
    assert history.version() == before
    on.set()
    thread.join()
