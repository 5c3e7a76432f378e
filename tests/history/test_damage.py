"""A damaged file is renamed with its WAL, and its readable rows are copied to a new one."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.making import KEY, done, exchange, until
from workbench.exchange import Exchange, Interrupted
from workbench.history import Found, History, HistoryError

PAGE = 4096
COUNT = 300


@pytest.fixture
def kept(path: Path) -> list[Exchange]:
    """Keep exchanges of which each takes a page, and close the file."""
    made = [
        done(exchange(f"number {number} ".encode() * 300, run="r" if number % 2 else "")) for number in range(COUNT)
    ]
    history = History(path)
    history.begin(made)
    history.close()
    return made


def garbage(path: Path, at: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5garbage" * (length // 8))


def header(path: Path) -> None:
    garbage(path, 0, 96)


def middle(path: Path) -> None:
    garbage(path, path.stat().st_size // 2 // PAGE * PAGE, 8 * PAGE)


def half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 // PAGE * PAGE)


def text(path: Path) -> None:
    path.write_bytes(b"this is no database at all, but somebody's notes")


def read_all(history: History) -> list[str]:
    """Read every exchange; return the ids of those that are there, whole."""
    rows = history.rows(history.find(grouped=False))
    return [row.id for row in rows if history.exchange(row.id) is not None]


@pytest.mark.parametrize("damage", [header, middle, half, text])
def test_damaged_file_is_renamed_and_a_new_one_created(
    path: Path, kept: list[Exchange], damage: Callable[[Path], None]
) -> None:
    damage(path)
    damaged = path.read_bytes()
    history = History(path)
    read_all(history)
    new = exchange(b"after the damage")
    history.begin([new])
    history.end([done(new)])
    aside = path.with_name("history.sqlite.damaged-1")
    assert aside.read_bytes() == damaged
    (note,) = history.notes
    assert note.startswith("The history was damaged. It was renamed to history.sqlite.damaged-1 and a new one created")
    assert note.endswith(f": {path.parent}")
    ids = read_all(history)
    assert new.id in ids
    assert history.rows(history.find("after the damage"))[0].answer == "200"
    assert history.error == ""
    history.close()


@pytest.mark.parametrize("damage", [middle, half])
def test_readable_rows_of_a_damaged_file_are_copied(
    path: Path, kept: list[Exchange], damage: Callable[[Path], None]
) -> None:
    damage(path)
    history = History(path)
    read_all(history)
    ids = read_all(history)
    (note,) = history.notes
    assert f"with {len(ids)} recovered entries" in note
    assert COUNT // 4 < len(ids) < COUNT
    bodies = {each.id: each.request.body for each in kept}
    for id_ in ids:
        found = history.exchange(id_)
        assert found is not None
        assert found.request.body == bodies[id_]
        assert found.outcome is not None
    heads = [row for row in history.rows(history.find()) if row.run]
    assert [row.run_count for row in heads] == [len(history.run("r"))]
    history.close()


def test_wal_of_a_damaged_file_is_renamed_with_it(path: Path, tmp_path: Path, kept: list[Exchange]) -> None:
    history = History(path)
    history.begin([done(exchange()) for _ in range(3)])
    crashed = tmp_path / "crashed" / path.name
    crashed.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{crashed}{suffix}")
    history.close()
    unmerged = Path(f"{crashed}-wal").read_bytes()
    assert len(unmerged) > PAGE
    middle(crashed)
    history = History(crashed)
    ids = read_all(history) and read_all(history)
    assert Path(f"{crashed}.damaged-1-wal").read_bytes()[: len(unmerged)] == unmerged
    assert len(ids) > COUNT // 4
    assert len(history.notes) == 1
    history.close()


def test_damage_while_open_loses_no_unfinished_exchange(path: Path, kept: list[Exchange]) -> None:
    history, other = History(path), History(path)
    under_way, of_other = exchange(b"under way"), exchange(b"of the other window")
    history.begin([under_way])
    other.begin([of_other])
    middle(path)
    header(path)
    history.end([done(exchange())])
    for window in (history, other):
        read_all(window)
        window.begin([exchange()])
    assert path.with_name("history.sqlite.damaged-1").exists()
    assert not path.with_name("history.sqlite.damaged-2").exists()
    history.end([done(under_way)])
    other.end([done(of_other)])
    for window in (history, other):
        for each in (under_way, of_other):
            found = window.exchange(each.id)
            assert found is not None
            assert (found.request.body, found.outcome is not None) == (each.request.body, True)
        assert len(window.notes) == 1
        assert window.error == ""
        window.close()


@pytest.mark.parametrize("what", ["the file", "the folder", "its content"])
def test_file_deleted_while_open_is_created_again(path: Path, what: str) -> None:
    history, before, under_way = History(path), done(exchange()), exchange()
    history.begin([before, under_way])
    assert len(history.find()) == 2
    version = history.version()
    if what == "the file":
        path.unlink()
    elif what == "its content":
        path.write_bytes(b"")
    else:
        shutil.rmtree(path.parent)
    assert history.version() != version
    history.end([done(under_way)], soon=True)
    until(lambda: len(history.find()) == 1)
    found = history.exchange(under_way.id)
    assert found is not None
    assert found.outcome is not None
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert under_way.request.body in content
    assert KEY.encode() not in content
    assert history.notes[0].startswith("The history file was deleted or replaced while it was open.")
    other = History(path)
    begun = exchange()
    history.begin([begun])
    found = other.exchange(begun.id)
    assert found is not None
    assert found.outcome is None  # not taken for interrupted
    other.close()
    history.close()
    assert history.error == ""


def test_damaged_file_that_cannot_be_renamed_is_not_changed(
    path: Path, kept: list[Exchange], monkeypatch: pytest.MonkeyPatch
) -> None:
    header(path)
    damaged = path.read_bytes()
    monkeypatch.setattr("workbench.history.file.set_aside", lambda _: None)
    history = History(path)
    assert history.find() == Found()
    with pytest.raises(HistoryError, match="damaged and could not be renamed") as caught:
        history.begin([exchange()])
    assert history.error == str(caught.value)
    assert path.read_bytes() == damaged
    path.unlink()
    history.begin([exchange()])
    assert len(history.find()) == 1
    history.close()


def test_several_damaged_files_are_kept(path: Path, kept: list[Exchange]) -> None:
    for number in (1, 2):
        text(path)
        history = History(path)
        history.begin([exchange()])
        history.close()
        assert f"renamed to history.sqlite.damaged-{number}" in history.notes[0]


@pytest.mark.parametrize(
    ("damage", "left"),
    [
        ("UPDATE outcome SET head = '{' WHERE number = 7", COUNT),
        ("UPDATE outcome SET head = CAST(x'7b22ff' AS TEXT) WHERE number = 7", COUNT),
        ("UPDATE request SET headers = '[1' WHERE number = 7", COUNT - 1),
        ("UPDATE exchange SET sent = 9 WHERE number = 7", COUNT - 1),
        ("UPDATE exchange SET started = 9223372036854775807 WHERE number = 7", COUNT - 1),
        ("UPDATE exchange SET tags = '7' WHERE number = 7", COUNT - 1),
    ],
)
def test_row_with_impossible_values_does_not_affect_others(
    path: Path, kept: list[Exchange], damage: str, left: int
) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(damage)
    history = History(path)
    read_all(history)
    assert len(read_all(history)) == left
    (note,) = history.notes
    assert f"with {left} recovered entries" in note
    found = history.exchange(kept[6].id)
    assert (found is None) == (left < COUNT)
    assert found is None or isinstance(found.outcome, Interrupted)
    assert history.error == ""
    history.close()


def test_invalid_utf8_hides_no_row_and_is_not_in_messages(path: Path, kept: list[Exchange]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE exchange SET title = CAST(x'6fff6b' AS TEXT) WHERE number = 7")
    history = History(path)
    rows = {row.id: row.title for row in history.rows(history.find(grouped=False))}
    assert len(rows) == COUNT
    assert rows[kept[6].id] == "o\ufffdk"
    assert (history.error, history.notes) == ("", ())
    history.close()
