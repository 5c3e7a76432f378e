"""Killed at any moment: every request sent is in the history, complete, and unknown outcomes are marked so."""

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.counts import repetitions
from tests.history.storm import TITLE, answer_of, body_of
from workbench.exchange import Interrupted
from workbench.history import History

KILLS = repetitions(gate=5, soak=200)
ROOT = Path(__file__).parents[2]
WORDS = ("begun", "ended", "deleting", "deleted")
STORM = Path(__file__).with_name("storm.py")


def storm_until_killed(path: Path, lines: int) -> dict[str, list[str]]:
    """Let it storm, kill it some time after so many lines; return what it said, by its first word."""
    said: dict[str, list[str]] = {word: [] for word in WORDS}
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    script = [sys.executable, str(STORM), str(path)]
    with subprocess.Popen(script, stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        for _ in range(lines):
            word, id_ = process.stdout.readline().split()
            said[word].append(id_)
        process.kill()
        for line in process.stdout:  # what it said before it died counts too
            if line.endswith("\n"):
                word, id_ = line.split()
                said[word].append(id_)
    return said


def problems(path: Path) -> str:
    connection = sqlite3.connect(path)
    (found,) = connection.execute("PRAGMA integrity_check").fetchone()
    connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    connection.close()
    return str(found)


@pytest.mark.slow
def test_killed_at_any_moment_history_is_complete(path: Path) -> None:
    moments = random.Random(20_260_301)  # noqa: S311 - moments, not keys
    said: dict[str, list[str]] = {word: [] for word in WORDS}
    for _ in range(KILLS):
        last = storm_until_killed(path, moments.randint(1, 120))
        for word, ids in last.items():
            said[word] += ids
        history = History(path)
        rows = {row.id: row for row in history.rows(history.find(grouped=False))}
        assert said["begun"]
        assert set(said["begun"]) - rows.keys() <= set(said["deleting"])
        assert not rows.keys() & set(said["deleted"])
        assert all(row.answer in ("200", "interrupted") for row in rows.values())
        assert all(rows[id_].answer == "200" for id_ in said["ended"] if id_ in rows)
        for id_ in rows.keys() & set(last["begun"]):
            found = history.exchange(id_)
            assert found is not None
            assert (found.title, found.request.body) == (TITLE, body_of(id_))
            assert found.outcome in (answer_of(id_), Interrupted())
        known = next(iter(rows))
        assert [row.id for row in history.rows(history.find(f"{known} {TITLE}", grouped=False))] == [known]
        assert (history.error, history.notes) == ("", ())
        history.close()
        assert problems(path) == "ok"
        left = {file.name for file in path.parent.iterdir()}
        assert left == {path.name, f".{path.name}.lock"}
