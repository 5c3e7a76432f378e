"""A damaged history is opened, kept, and reported; an impossible value is never shown."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.counts import repetitions
from tests.damage import damage, seeded
from tests.history.making import done, exchange
from workbench.history import History

ODD = (None, -1, 2**62, 1e308, "", b"\xff", "[[", "../../x", '{"timing":[1e999]}')


def _made(path: Path) -> list[str]:
    made = [done(exchange(run="r" if number % 2 else "")) for number in range(6)]
    history = History(path)
    history.begin(made)
    history.close()
    return [each.id for each in made]


def _works(path: Path) -> tuple[set[str], History]:
    """Read everything and store a new exchange; return the ids that could be read."""
    history = History(path)
    try:
        rows = history.rows(history.find(grouped=False))
        read = {row.id for row in rows if history.exchange(row.id) is not None}
        new = exchange()
        history.begin([new])
        history.end([done(new)])
        assert history.exchange(new.id) is not None
    finally:
        history.close()
    return read, history


@pytest.mark.parametrize("seed", range(repetitions(gate=10, soak=100)))
def test_a_damaged_file_never_prevents_a_start(path: Path, seed: int) -> None:
    _made(path)
    damage(path, seeded(seed))
    _read, history = _works(path)
    assert bool(list(path.parent.glob("*.damaged-*"))) == bool(history.notes)


@pytest.mark.parametrize("seed", range(repetitions(gate=10, soak=100)))
def test_an_impossible_value_loses_its_row_at_most(path: Path, seed: int) -> None:
    ids = _made(path)
    chance = seeded(seed)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        table = chance.choice(("exchange", "request", "outcome"))
        columns = [
            row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in ("number", "id")
        ]
        column, value = chance.choice(columns), chance.choice(ODD)
        try:
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE number = 3", (value,))  # noqa: S608
        except sqlite3.IntegrityError:
            return  # SQLite itself refuses it
    read, history = _works(path)
    assert not history.error
    assert len(read & set(ids)) >= len(ids) - 1
