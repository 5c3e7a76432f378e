"""An older file is brought forward with all that is in it; a newer one is left alone, and read as far as it can be."""

import sqlite3
from pathlib import Path

import pytest

from tests.history.making import done, exchange, until
from workbench.history import Found, History, HistoryError, schema

FIRST_ROW = """
    INSERT INTO exchange VALUES (7, 'old-id', 1772366400000000, NULL, 1, 1, 1, 0.25, 10, 20, 0, 0, NULL, NULL, 0, '200',
        'old install', 'sample', 'Sandbox', 'as-typed', '', '', '[]');
    INSERT INTO request VALUES (7, 'POST', 'http://127.0.0.1/', '[["A","b"]]', 'c0ffee', '1234abcd', '', '', '[]',
        x'7B7D');
    INSERT INTO outcome VALUES (7, 'cancelled', 'cancelled', '{"timing":[0.25],"channel":null,"left":null}', NULL);
"""


def made_by_version(path: Path, version: int) -> None:
    """Make a file as an earlier version of the program did."""
    path.parent.mkdir()
    connection = sqlite3.connect(path, isolation_level=None)
    schema.bring_forward(connection, version)
    connection.executescript(FIRST_ROW)
    connection.close()


def version_in(path: Path) -> int:
    connection = sqlite3.connect(path)
    version = schema.version_of(connection)
    connection.close()
    return version


def test_an_older_file_is_brought_forward_and_can_be_searched_and_added_to(path: Path) -> None:
    made_by_version(path, 1)
    history = History(path)
    (row,) = history.rows(history.find("old c0ffee"))
    assert (row.id, row.answer, row.total_s) == ("old-id", "200", 0.25)
    history.begin([done(exchange())])
    until(lambda: len(history.find("install")) == 2)
    found = history.exchange("old-id")
    history.close()
    assert found is not None
    assert (found.request.body, found.request.headers) == (b"{}", (("A", "b"),))
    assert (history.trouble, history.notes) == ("", ())
    assert version_in(path) == schema.VERSION


def test_a_file_of_this_version_stays_at_it(history: History, path: Path) -> None:
    history.begin([exchange()])
    assert version_in(path) == schema.VERSION == len(schema.MIGRATIONS)


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


def test_a_newer_file_is_read_and_never_written(path: Path) -> None:
    before = newer(path, "ALTER TABLE exchange ADD COLUMN mood TEXT")
    history = History(path)
    (row,) = history.rows(history.find("future"))
    assert row.title == "from the future"
    with pytest.raises(HistoryError) as caught:
        history.begin([exchange()])
    says = f"newer version of this program (schema {schema.VERSION + 5}, this one knows {schema.VERSION})"
    assert says in caught.value.says
    assert caught.value.says == history.trouble
    history.close()
    assert path.read_bytes() == before
    assert history.notes == ()


def test_a_newer_file_that_cannot_be_read_is_left_alone_and_said(path: Path) -> None:
    before = newer(path, "ALTER TABLE exchange RENAME COLUMN number TO place", "DROP TABLE outcome")
    history = History(path)
    assert history.find("future") == Found()
    assert history.exchange("any") is None
    assert "newer version" in history.trouble
    history.close()
    assert path.read_bytes() == before
