"""Whenever the process is killed, either the old content or the new is complete."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.workspace.drafts import DraftStore

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent


@pytest.mark.parametrize("what", ["draft", "body"])
def test_kill_at_any_step_leaves_the_old_or_new_file(tmp_path: Path, what: str) -> None:
    script = [sys.executable, str(HERE / "killed.py"), what, str(tmp_path)]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["ended well"]
    assert seen["killed"] >= 4
    assert seen["old"] >= 1
    assert seen["new"] >= 1
    assert (seen["neither"], seen["not saved after"], seen["left over"]) == (0, 0, 0)


def test_kill_at_random_leaves_a_complete_draft(tmp_path: Path) -> None:
    moments = random.Random(20_240_607)  # noqa: S311 - moments, not keys
    for _ in range(6):
        script = [sys.executable, str(HERE / "endless.py"), str(tmp_path)]
        with subprocess.Popen(script, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            last = [int(process.stdout.readline()) for _ in range(moments.randint(1, 15))][-1]
            process.kill()
        store = DraftStore(tmp_path)
        drafts = store.load()
        assert store.notes == ()
        changing, steady = drafts.documents
        number = int(changing.name)
        assert number >= last
        assert changing.body == str(number).encode() * (1 + number * 7919 % 20_000)
        assert (changing.caret, drafts.front) == (number, number % 2)
        assert steady.body == b"steady"
