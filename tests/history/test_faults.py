"""A full disk, a read-only file, a busy file: nothing else stops, and a message tells why."""

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
from workbench.exchange import Annotations
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
    writer = history._connection._for_writing().writer
    assert writer is not None
    (count,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {count + limit}").fetchone()


def test_file_that_cannot_grow_keeps_its_rows_and_recovers(path: Path) -> None:
    facts = told("full.py", str(path), "300000")
    assert facts.pop("says").startswith("The history could not be saved (")
    assert "Earlier entries are unchanged" in facts["held"]
    assert facts.pop("held").endswith("(1 outcome is kept in memory and saved as soon as possible.)")
    assert facts == {
        "known while full": True, "found while full": True, "found where it is opened full": True,
        "says where it is opened full": "The disk is full,", "healed": "", "rows": True, "outcome": True, "notes": [],
    }  # fmt: skip


def test_full_disk_refuses_a_send_with_a_message(history: History) -> None:
    before = exchange()
    history.begin([before])
    pages(history, 0)
    with pytest.raises(HistoryError) as caught:
        history.begin([exchange(b"x" * 100_000)])
    assert str(caught.value).startswith("The disk is full, so the history could not be saved. Earlier entries")
    assert str(caught.value) == history.error
    assert [row.id for row in history.rows(history.find())] == [before.id]
    pages(history, 1_000)
    history.begin([exchange(b"x" * 100_000)])
    assert history.error == ""


def test_full_disk_does_not_prevent_erase(history: History, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
    assert history.error == ""
    assert history.notes == ()
    for each in (history, other):
        assert [row.id for row in each.rows(each.find())] == [again.id]
    other.close()


def test_begin_stores_all_exchanges_or_none(history: History) -> None:
    history.begin([exchange()])
    pages(history, 3)
    with pytest.raises(HistoryError):
        history.begin([exchange(), exchange(), exchange(b"x" * 100_000)])
    assert len(history.find()) == 1


def test_unwritable_outcome_is_buffered_and_retried(retrying: History) -> None:
    first, second = exchange(), exchange()
    retrying.begin([first, second])
    pages(retrying, 0)
    retrying.end([done(first, answer(200, b"y" * 100_000)), done(second, answer(200, b"z" * 100_000))])
    assert retrying.error.endswith("(2 outcomes are kept in memory and saved as soon as possible.)")
    found = retrying.exchange(first.id)
    assert found is not None
    assert found.outcome == answer(200, b"y" * 100_000)
    assert [(row.answer, row.success) for row in retrying.rows(retrying.find())] == [("200", "no"), ("200", "no")]
    pages(retrying, 1_000)
    until(lambda: retrying.error == "")
    assert {row.answer for row in retrying.rows(retrying.find())} == {"200"}


@pytest.mark.parametrize(("what", "kept"), [("file", 1), ("folder", 1), ("nothing", 0)])
def test_read_only_file_is_readable_and_written_once_permitted(what: str, kept: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        facts = told("forbidden.py", str(Path(name) / "state" / "history.sqlite"), what)
    assert facts.pop("says").startswith("The history could not be saved (")
    assert facts == {"found": kept, "same": True, "healed": "", "rows": kept + 1, "notes": []}


def test_stopped_process_that_opens_the_file_does_not_block_sends(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = History(path)
    before.begin([done(exchange(b"kept before"))])
    before.close()
    monkeypatch.setattr(errors, "WAIT_S", 0.05)
    handle = claim(path)
    assert handle is not None
    history = History(path)
    for _ in range(2):
        with pytest.raises(HistoryError, match="Another program is using the history"):
            history.begin([exchange()])
        assert len(history.find("kept before")) == 1
    os.close(handle)
    history.begin([exchange()])
    assert (history.error, len(history.find())) == ("", 2)
    history.close()


def test_a_folder_in_place_of_the_file_is_kept_and_reported(path: Path) -> None:
    path.mkdir(parents=True)
    history = History(path)
    history.begin([exchange()])
    assert len(history.find()) == 1
    history.close()
    assert path.with_name("history.sqlite.damaged-1").is_dir()
    assert len(history.notes) == 1


def test_missing_folder_does_not_stop_anything_else(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    history = History(path)
    assert history.find("x") == history.run("r") == Found()
    assert history.rows([1]) == ()
    assert history.exchange("id") is None
    assert history.usage() == Usage(0, history.usage().bytes)
    assert history.error != ""
    history.end([done(exchange())])
    acts: list[Callable[[], None]] = [
        lambda: history.begin([exchange()]),
        lambda: history.annotate("id", Annotations()),
        history.erase,
    ]
    for act in acts:
        with pytest.raises(HistoryError):
            act()
    history.close()


def patience_ms(history: History) -> int:
    """Return the busy timeout of the last write."""
    writer = history._connection._for_writing().writer
    assert writer is not None
    (waited,) = writer.execute("PRAGMA busy_timeout").fetchone()
    return int(waited)


@pytest.fixture
def holder(path: Path, history: History, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another process that uses the same file; the history waits for it only briefly."""
    monkeypatch.setattr("workbench.history.errors.WAIT_S", 0.3)
    history.begin([exchange()])
    until(lambda: history._unindexed == 0)  # else its own thread would be the first to wait for this one
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def test_long_write_of_another_process_allows_reads_and_gives_a_message(
    history: History, holder: sqlite3.Connection
) -> None:
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(HistoryError, match="Another program is using the history"):
        history.begin([exchange()])
    assert patience_ms(history) == 300
    with pytest.raises(HistoryError):
        history.begin([exchange()])
    assert patience_ms(history) == 50  # the second time one does not wait as long
    assert len(history.find()) == 1
    holder.execute("ROLLBACK")
    history.begin([exchange()])
    assert (history.error, len(history.find())) == ("", 2)


def test_buffered_outcome_changes_the_version(history: History, holder: sqlite3.Connection) -> None:
    begun = exchange()
    history.begin([begun])
    before = history.version()
    holder.execute("BEGIN IMMEDIATE")
    history.end([done(begun)])
    assert history.version() != before
    assert history.version() == history.version()
    holder.execute("ROLLBACK")


def test_completed_exchange_is_written_once_possible(retrying: History, holder: sqlite3.Connection) -> None:
    holder.execute("BEGIN IMMEDIATE")
    late = done(exchange(b"sent while nothing could be written"))
    assert not retrying.add_completed([late])
    assert retrying.exchange(late.id) is None
    holder.execute("ROLLBACK")
    until(lambda: retrying.error == "")
    (row,) = retrying.rows(retrying.find("sent while nothing"))
    found = retrying.exchange(late.id)
    assert (row.id, row.answer, row.sent) == (late.id, "200", "yes")
    assert found is not None
    assert (found.request.body, found.outcome) == (late.request.body, late.outcome)
    assert retrying.add_completed([done(exchange())])


def test_exchange_deleted_while_buffered_is_not_written(history: History, holder: sqlite3.Connection) -> None:
    holder.execute("BEGIN IMMEDIATE")
    late = done(exchange())
    assert not history.add_completed([late])
    history.delete([late.id])
    holder.execute("ROLLBACK")
    history.begin([exchange()])
    assert history.exchange(late.id) is None
    assert history.error == ""


def test_short_wait_for_another_process_is_no_error(history: History, holder: sqlite3.Connection) -> None:
    holder.execute("BEGIN IMMEDIATE")
    holder.execute("UPDATE exchange SET note = 'theirs'")
    history.end([done(exchange())], soon=True)
    holder.execute("COMMIT")
    history.begin([exchange()])
    assert history.error == ""
    assert [row.note for row in history.rows(history.find())] == ["", "theirs"]


def test_file_locked_on_opening_gives_a_message_and_is_used_later(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = History(path)
    first.begin([done(exchange())])
    first.close()
    monkeypatch.setattr("workbench.history.errors.WAIT_S", 0.1)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    history = History(path)
    assert history.find() == Found()
    assert "could not be read" in history.error
    with pytest.raises(HistoryError, match="Another program is using the history"):
        history.begin([exchange()])
    connection.execute("COMMIT")
    connection.close()
    assert len(history.find()) == 1
    history.begin([exchange()])
    assert history.error == ""
    history.close()
