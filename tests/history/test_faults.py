"""The disk is full, the file may not be written, another program holds it: the product goes on, and says so."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.history.making import answer, done, exchange, until
from workbench.disk import claim
from workbench.exchange import Marks
from workbench.history import Found, History, HistoryError, Usage, errors

HERE = Path(__file__).parent


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    history = History(path)
    yield history
    history.close()


def told(script: str, *words: str) -> dict[str, Any]:
    """Run a script of this folder in a process of its own; return what it tells."""
    environ = os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(
        [sys.executable, str(HERE / script), *words], capture_output=True, text=True, env=environ, check=False
    )
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def pages(history: History, limit: int) -> None:
    """Allow the file so many pages more than it has."""
    writer = history._access._for_writing().writer
    assert writer is not None
    (count,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {count + limit}").fetchone()


def test_where_a_file_cannot_grow_what_was_kept_stays_and_it_heals_by_itself(path: Path) -> None:
    facts = told("full.py", str(path), "300000")
    assert facts.pop("says").startswith("The history could not be written (")
    assert "what was kept before is as it was" in facts["held"]
    assert facts.pop("held").endswith("(1 outcome is held in memory and written as soon as that works.)")
    assert facts == {
        "known while full": True, "found while full": True, "found where it is opened full": True,
        "says where it is opened full": "The disk is full,", "healed": "", "rows": True, "outcome": True, "notes": [],
    }  # fmt: skip


def test_on_a_full_disk_a_send_is_refused_with_one_sentence(history: History) -> None:
    before = exchange()
    history.begin([before])
    pages(history, 0)
    with pytest.raises(HistoryError) as caught:
        history.begin([exchange(b"x" * 100_000)])
    assert caught.value.says.startswith("The disk is full, so the history could not be written; what was kept before")
    assert caught.value.says == str(caught.value) == history.trouble
    assert [row.id for row in history.rows(history.find())] == [before.id]
    pages(history, 1_000)
    history.begin([exchange(b"x" * 100_000)])
    assert history.trouble == ""


def test_on_a_full_disk_a_history_is_erased_all_the_same_and_begun_again(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = History(path)
    for _ in range(20):
        history.begin([exchange(b'{"idfa":"left-behind"}' * 500)])
    assert len(other.find()) == 20

    def fails(_connection: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("no room")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr("workbench.history.retention.erase", fails)
    code = sqlite3.SQLITE_IOERR
    with pytest.raises(HistoryError):  # for another reason than room the file is not taken away
        history.erase()
    assert len(history.find()) == len(other.find()) == 20
    code = sqlite3.SQLITE_FULL
    history.erase()
    assert not any(b"left-behind" in each.read_bytes() for each in path.parent.iterdir())
    again = exchange()
    history.begin([again])
    assert history.trouble == ""
    assert history.notes == ()
    for each in (history, other):
        assert [row.id for row in each.rows(each.find())] == [again.id]
    other.close()


def test_all_or_none_of_the_exchanges_given_are_kept(history: History) -> None:
    history.begin([exchange()])
    pages(history, 3)
    with pytest.raises(HistoryError):
        history.begin([exchange(), exchange(), exchange(b"x" * 100_000)])
    assert len(history.find()) == 1


def test_an_outcome_that_cannot_be_written_is_held_and_written_later_by_itself(retrying: History) -> None:
    first, second = exchange(), exchange()
    retrying.begin([first, second])
    pages(retrying, 0)
    retrying.end([done(first, answer(200, b"y" * 100_000)), done(second, answer(200, b"z" * 100_000))])
    assert retrying.trouble.endswith("(2 outcomes are held in memory and written as soon as that works.)")
    found = retrying.exchange(first.id)
    assert found is not None
    assert found.outcome == answer(200, b"y" * 100_000)
    assert [(row.answer, row.success) for row in retrying.rows(retrying.find())] == [("200", "no"), ("200", "no")]
    pages(retrying, 1_000)
    until(lambda: retrying.trouble == "")
    assert {row.answer for row in retrying.rows(retrying.find())} == {"200"}


@pytest.mark.parametrize(("what", "kept"), [("file", 1), ("folder", 1), ("nothing", 0)])
def test_what_may_not_be_written_is_read_and_left_as_it_is_and_used_again_once_it_may(what: str, kept: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        facts = told("forbidden.py", str(Path(name) / "state" / "history.sqlite"), what)
    assert facts.pop("says").startswith("The history could not be written (")
    assert facts == {"found": kept, "same": True, "healed": "", "rows": kept + 1, "notes": []}


def test_a_program_that_stands_still_while_it_opens_the_file_keeps_no_send(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = History(path)
    before.begin([done(exchange(b"kept before"))])
    before.close()
    monkeypatch.setattr(errors, "WAIT_S", 0.05)
    handle = claim(path)
    assert handle is not None
    history = History(path)
    for _ in range(2):
        with pytest.raises(HistoryError, match="Another program holds the history"):
            history.begin([exchange()])
        assert len(history.find("kept before")) == 1
    os.close(handle)
    history.begin([exchange()])
    assert (history.trouble, len(history.find())) == ("", 2)
    history.close()


@pytest.mark.parametrize("blocking", ["a file", "a folder"])
def test_where_there_can_be_no_file_everything_else_goes_on(path: Path, blocking: str) -> None:
    if blocking == "a file":
        path.parent.write_text("a file where the folder should be")
    else:
        path.mkdir(parents=True)
    history = History(path)
    assert history.find("x") == history.run("r") == Found()
    assert history.rows([1]) == ()
    assert history.exchange("id") is None
    assert history.usage() == Usage(0, history.usage().bytes)
    assert history.trouble != ""
    history.end([done(exchange())])
    acts: list[Callable[[], None]] = [
        lambda: history.begin([exchange()]),
        lambda: history.mark("id", Marks()),
        history.erase,
    ]
    for act in acts:
        with pytest.raises(HistoryError):
            act()
    history.close()


def patience_ms(history: History) -> int:
    """Return how long the last write would have waited."""
    writer = history._access._for_writing().writer
    assert writer is not None
    (waited,) = writer.execute("PRAGMA busy_timeout").fetchone()
    return int(waited)


@pytest.fixture
def holder(path: Path, history: History, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another program on the same file, for which one waits only a moment."""
    monkeypatch.setattr("workbench.history.errors.WAIT_S", 0.3)
    history.begin([exchange()])
    until(lambda: history._unindexed == 0)  # else its own thread would be the first to wait for this one
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def test_while_another_program_writes_for_long_one_reads_and_is_told(
    history: History, holder: sqlite3.Connection
) -> None:
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(HistoryError, match="Another program holds the history"):
        history.begin([exchange()])
    assert patience_ms(history) == 300
    with pytest.raises(HistoryError):
        history.begin([exchange()])
    assert patience_ms(history) == 50  # the second time one does not wait as long
    assert len(history.find()) == 1
    holder.execute("ROLLBACK")
    history.begin([exchange()])
    assert (history.trouble, len(history.find())) == ("", 2)


def test_what_the_file_cannot_take_is_another_version_of_what_there_is(
    history: History, holder: sqlite3.Connection
) -> None:
    begun = exchange()
    history.begin([begun])
    before = history.version()
    holder.execute("BEGIN IMMEDIATE")
    history.end([done(begun)])
    assert history.version() != before
    assert history.version() == history.version()
    holder.execute("ROLLBACK")


def test_an_exchange_that_could_not_be_begun_is_written_whole_by_itself_once_that_works(
    retrying: History, holder: sqlite3.Connection
) -> None:
    holder.execute("BEGIN IMMEDIATE")
    late = done(exchange(b"sent while nothing could be written"))
    assert not retrying.keep_late([late])
    assert retrying.exchange(late.id) is None
    holder.execute("ROLLBACK")
    until(lambda: retrying.trouble == "")
    (row,) = retrying.rows(retrying.find("sent while nothing"))
    found = retrying.exchange(late.id)
    assert (row.id, row.answer, row.sent) == (late.id, "200", "yes")
    assert found is not None
    assert (found.request.body, found.outcome) == (late.request.body, late.outcome)
    assert retrying.keep_late([done(exchange())])


def test_one_that_is_deleted_while_it_waits_is_not_written(history: History, holder: sqlite3.Connection) -> None:
    holder.execute("BEGIN IMMEDIATE")
    late = done(exchange())
    assert not history.keep_late([late])
    history.delete([late.id])
    holder.execute("ROLLBACK")
    history.begin([exchange()])
    assert history.exchange(late.id) is None
    assert history.trouble == ""


def test_a_short_wait_for_another_program_is_no_trouble(history: History, holder: sqlite3.Connection) -> None:
    holder.execute("BEGIN IMMEDIATE")
    holder.execute("UPDATE exchange SET note = 'theirs'")
    history.end([done(exchange())], soon=True)
    holder.execute("COMMIT")
    history.begin([exchange()])
    assert history.trouble == ""
    assert [row.note for row in history.rows(history.find())] == ["", "theirs"]


def test_a_file_that_is_locked_from_the_start_is_said_and_used_once_it_is_free(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = History(path)
    first.begin([done(exchange())])
    first.close()
    monkeypatch.setattr("workbench.history.errors.WAIT_S", 0.1)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    history = History(path)
    assert history.find() == Found()
    assert "could not be read" in history.trouble
    with pytest.raises(HistoryError, match="Another program holds the history"):
        history.begin([exchange()])
    connection.execute("COMMIT")
    connection.close()
    assert len(history.find()) == 1
    history.begin([exchange()])
    assert history.trouble == ""
    history.close()
