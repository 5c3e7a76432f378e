"""The schema version; a newer file is read as far as possible and never changed."""

import sqlite3
from pathlib import Path

import pytest

from tests.history.making import done, exchange
from workbench.history import Found, History, HistoryError, schema


def version_in(path: Path) -> int:
    connection = sqlite3.connect(path)
    version = schema.version_of(connection)
    connection.close()
    return version


def test_file_of_this_version_is_not_changed(history: History, path: Path) -> None:
    history.begin([exchange()])
    assert version_in(path) == schema.VERSION


def newer(path: Path, *statements: str) -> bytes:
    """Make a file that a later version changed; return its bytes."""
    history = History(path)
    history.begin([done(exchange(title="from the future"))])
    history.close()
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (*statements, f"PRAGMA user_version = {schema.VERSION + 5}"):
        connection.execute(statement)
    connection.close()
    return path.read_bytes()


def test_newer_file_is_read_only(path: Path) -> None:
    before = newer(path, "ALTER TABLE exchange ADD COLUMN mood TEXT")
    history = History(path)
    (row,) = history.rows(history.find("future"))
    assert row.title == "from the future"
    with pytest.raises(HistoryError) as caught:
        history.begin([exchange()])
    says = f"newer version of this program (schema {schema.VERSION + 5}, supported: {schema.VERSION})"
    assert says in str(caught.value)
    assert str(caught.value) == history.error
    history.close()
    assert path.read_bytes() == before
    assert history.notes == ()


def test_unreadable_newer_file_gives_a_message(path: Path) -> None:
    before = newer(path, "ALTER TABLE exchange RENAME COLUMN number TO place", "DROP TABLE outcome")
    history = History(path)
    assert history.find("future") == Found()
    assert history.exchange("any") is None
    assert "newer version" in history.error
    history.close()
    assert path.read_bytes() == before
