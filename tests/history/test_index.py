"""The index finds exactly what scanning every text finds, and is rebuilt when damaged."""

import sqlite3
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.history.making import done, exchange, until
from workbench.exchange import Annotations
from workbench.history import History, search
from workbench.history.query import parsed

letters = st.text('abAB/\\"é{:% \n', max_size=12)


def found_by(history: History, query: str) -> list[int]:
    return list(history.find(query))


@given(st.lists(letters, min_size=1, max_size=6), st.lists(letters, min_size=1, max_size=3))
def test_index_finds_what_scanning_finds(bodies: list[str], words: list[str]) -> None:
    history = History(None)
    history.begin([done(exchange(body.encode())) for body in bodies])
    queries = [query for query in (*words, " ".join(words)) if parsed(query).words]
    unindexed = [found_by(history, query) for query in queries]
    while history._connection.write(search.index_some):
        pass
    assert [found_by(history, query) for query in queries] == unindexed
    history.close()


def statement(path: Path, sql: str) -> list[tuple[int]]:
    connection = sqlite3.connect(path, isolation_level=None)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def waits_for_none(path: Path) -> bool:
    return statement(path, "SELECT count(*) FROM exchange WHERE indexed = 0") == [(0,)]


def test_rows_are_indexed_when_no_sends_run(history: History, path: Path) -> None:
    history.begin([done(exchange()) for _ in range(100)])
    until(lambda: waits_for_none(path))
    assert statement(path, "SELECT count(*) FROM search WHERE search MATCH 'install'") == [(100,)]


def test_unindexed_rows_are_indexed_by_another_process(path: Path) -> None:
    first = History(path)
    first.begin([done(exchange()) for _ in range(400)])
    first._connection.close()  # as if it had been killed
    first.close()
    assert not waits_for_none(path)
    second = History(path)
    assert len(second.find("install")) == 400
    until(lambda: waits_for_none(path))
    assert len(second.find("install")) == 400
    second.close()


def test_damaged_index_is_rebuilt(path: Path) -> None:
    history = History(path)
    history.begin([done(exchange(b"needle"), None), *(done(exchange()) for _ in range(50))])
    until(lambda: waits_for_none(path))
    statement(path, "DELETE FROM search_data WHERE id > 10")
    assert len(history.find("needle")) == 1
    until(lambda: waits_for_none(path))
    assert len(history.find("needle")) == 1
    assert len(history.find("install")) == 51
    assert (history.error, history.notes) == ("", ())
    history.close()


def test_annotations_of_an_indexed_row_replace_the_old_ones(history: History, path: Path) -> None:
    whole = done(exchange(annotations=Annotations(note="the old words")))
    history.begin([whole])
    until(lambda: waits_for_none(path))
    history.annotate(whole.id, Annotations(note="the new words", tags=("t",)))
    assert len(history.find("new words")) == 1
    until(lambda: waits_for_none(path))
    assert len(history.find("new words")) == 1
    assert len(history.find("old")) == 0


def test_deleted_row_leaves_the_index(history: History, path: Path) -> None:
    gone, stays = done(exchange(b"common gone")), done(exchange(b"common stays"))
    history.begin([gone, stays])
    until(lambda: waits_for_none(path))
    history.delete([gone.id])
    assert [row.id for row in history.rows(history.find("common"))] == [stays.id]
    assert statement(path, "SELECT count(*) FROM search WHERE search MATCH 'stays'") == [(1,)]
    assert statement(path, "SELECT count(*) FROM search WHERE search MATCH 'gone'") == [(0,)]
    assert statement(path, "SELECT count(*) FROM request JOIN outcome") == [(1,)]
