"""Erasing leaves no byte; pruning leaves young and pinned exchanges; space is released."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.history.making import answer, done, exchange, until
from workbench.exchange import Annotations
from workbench.history import Found, History, HistoryError, Retention

MARK = b"Zq8-unmistakable-marker"
NOW = datetime.now(UTC)
PINNED = Annotations(pinned=True)


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def indexed(path: Path) -> bool:
    connection = sqlite3.connect(path)
    (count,) = connection.execute("SELECT count(*) FROM exchange WHERE indexed = 0").fetchone()
    connection.close()
    return bool(count == 0)


def test_erase_leaves_no_byte(history: History, path: Path) -> None:
    other = History(path)
    made = [done(exchange(MARK + b" %d" % n, annotations=PINNED, run="r"), answer(200, MARK * 300)) for n in range(60)]
    path.parent.mkdir(exist_ok=True)
    aside = path.with_name("history.sqlite.damaged-1")
    aside.write_bytes(MARK)
    path.with_name("history.sqlite.damaged-1-wal").write_bytes(MARK)
    history.begin(made)
    until(lambda: indexed(path))
    assert len(other.find(MARK.decode())) == 1
    assert MARK in on_disk(path)
    history.erase()
    left = on_disk(path)
    for part in (MARK, MARK.lower(), MARK[:12], MARK[:12].lower(), made[0].id.encode(), b"sample", b"install"):
        assert part not in left
    for window in (history, other):
        assert window.find() == window.find(MARK.decode()) == window.run("r") == Found()
        assert window.exchange(made[0].id) is None
    assert history.usage().rows == 0
    assert history.usage().bytes < 200_000
    other.close()


def test_deleted_exchange_is_in_no_file(history: History, path: Path) -> None:
    made = [done(exchange(MARK + b" %d" % n), answer(200, MARK)) for n in range(9)]
    history.begin(made)
    until(lambda: indexed(path))
    assert MARK in on_disk(path)
    history.delete([each.id for each in made])
    left = on_disk(path)
    assert MARK not in left
    assert made[0].id.encode() not in left


def test_erased_history_can_be_used_again(history: History) -> None:
    before, under_way = done(exchange()), exchange()
    history.begin([before, under_way])
    history.erase()
    history.end([done(under_way)])
    assert history.find() == Found()
    after = done(exchange())
    history.begin([after])
    assert [row.id for row in history.rows(history.find("install"))] == [after.id]


def test_erase_during_a_read_gives_a_message_and_can_be_repeated(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.history.errors.WAIT_S", 0.1)
    history.begin([done(exchange(MARK))])
    reading = sqlite3.connect(path, isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT * FROM request").fetchall()
    with pytest.raises(HistoryError, match="The history is empty, but its files may still contain"):
        history.erase()
    assert history.find() == Found()
    reading.execute("COMMIT")
    reading.close()
    history.erase()
    assert MARK not in on_disk(path)
    assert history.error == ""


def kept_by(retention: Retention, path: Path) -> tuple[int, set[str]]:
    """Prune; return how many exchanges were deleted, and the titles of the rest."""
    history = History(path, retention=retention)
    swept = history.prune()
    titles = {row.title for row in history.rows(history.find())}
    history.close()
    assert history.error == ""
    return swept, titles


def test_pruning_by_age_leaves_young_pinned_and_unfinished(path: Path) -> None:
    history = History(path)
    old, young = NOW - timedelta(days=31), NOW - timedelta(days=29)
    history.begin(
        [
            done(exchange(title="old", started=old)),
            done(exchange(title="old in a run", started=old, run="r")),
            done(exchange(title="young", started=young)),
            done(exchange(title="pinned", started=old, annotations=PINNED)),
            exchange(title="under way", started=old),
        ]
    )
    assert kept_by(Retention(days=30), path) == (2, {"young", "pinned", "under way"})
    assert kept_by(Retention(days=30), path) == (0, {"young", "pinned", "under way"})
    history.close()


def test_default_retention_is_a_year_and_500_megabytes(path: Path) -> None:
    assert Retention() == (365, 500_000_000)
    history = History(path)
    history.begin(
        [
            done(exchange(title="older", started=NOW - timedelta(days=366))),
            done(exchange(title="younger", started=NOW - timedelta(days=364))),
        ]
    )
    history.close()
    assert kept_by(Retention(), path) == (1, {"younger"})


def test_pruning_by_size_deletes_the_oldest_and_releases_space(path: Path) -> None:
    history = History(path)
    for number in range(40):
        pinned = PINNED if number == 3 else Annotations()
        body = f"{number} ".encode() * 20_000
        history.begin([done(exchange(body, title=str(number), started=NOW, annotations=pinned))])
    until(lambda: indexed(path))
    history.close()
    full_size = path.stat().st_size
    swept, titles = kept_by(Retention(bytes=full_size // 2), path)
    left = {int(title) for title in titles}
    assert 10 < swept < 35
    assert len(left) == 40 - swept
    assert left == {3, *range(40 - len(left) + 1, 40)}
    assert path.stat().st_size < full_size * 0.6


def test_pruning_many_rows_leaves_no_trace_in_the_index(path: Path) -> None:
    history = History(path, retention=Retention(days=30))
    history.begin([done(exchange(b"body %d" % n, started=NOW - timedelta(days=40))) for n in range(1_200)])
    history.begin([done(exchange(b"the young one", started=NOW))])
    until(lambda: indexed(path))
    assert history.prune() == 1_200
    assert len(history.find("body")) == 0
    assert len(history.find("young")) == 1
    connection = sqlite3.connect(path)
    terms = {term for (term,) in connection.execute("SELECT term FROM trigrams")}
    connection.close()
    history.close()
    assert "you" in terms
    assert "ody" not in terms


def test_usage_counts_exchanges_and_bytes_on_the_disk(history: History, path: Path) -> None:
    assert history.usage().rows == 0
    history.begin([done(exchange(b"x" * 500_000)) for _ in range(3)])
    assert history.usage().rows == 3
    assert 1_500_000 < history.usage().bytes <= sum(file.stat().st_size for file in path.parent.iterdir())
