"""Killed at any moment during many sends: every request that reached a server is in the history."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.counts import repetitions
from tests.faults.behaviours import OK
from tests.faults.server import FaultyServer, Peer
from tests.history.making import until
from workbench.history import History

KILLS = repetitions(gate=5, soak=200)
ROOT = Path(__file__).parents[2]
KNOWN = {"200", "200 truncated", "reset", "timeout"}
UNKNOWN = ("unknown", "unknown", "unknown", "unknown")
moments = random.Random(20_260_601)  # noqa: S311 - moments, not keys


def moody(peer: Peer) -> None:
    """Answer most requests of a connection; break off in some, hang in a few."""
    while peer.request() is not None:
        mood = moments.random()
        if mood < 0.9:
            peer.send(OK)
            continue
        if mood < 0.94:
            peer.send(OK[:-3])
        elif mood < 0.98:
            peer.reset()
        else:
            peer.hang()
        return


def storm_until_killed(path: Path) -> list[str]:
    """Let it storm and kill it, once so many requests have come or, for none, once there is a file."""
    count = max(0, moments.randint(-20, 200))
    with FaultyServer(moody) as server:
        script = [sys.executable, "-m", "tests.faults.sender", str(path), f"http://127.0.0.1:{server.port}/track/json"]
        with subprocess.Popen(script, cwd=ROOT, stderr=subprocess.PIPE) as process:
            if count:
                server.wait_for(count, or_end=lambda: process.poll() is not None)
            else:
                until(path.exists)
            assert process.poll() is None
            process.kill()
            _, complaints = process.communicate()
        assert complaints == b""
    return [json.loads(body)["id"] for body in server.bodies]  # also what was sent and not yet read as it died


@pytest.mark.slow
def test_killed_sender_has_a_true_row_for_every_request(path: Path) -> None:
    came: Counter[str] = Counter()
    answers: dict[str, str] = {}
    began = time.monotonic()
    for _ in range(KILLS):
        came.update(storm_until_killed(path))
        history = History(path)
        keys = history.find(grouped=False)
        assert len(keys) >= len(answers)
        newest = history.rows(keys[: len(keys) - len(answers)])
        for row in newest:
            kept = history.exchange(row.id)
            assert kept is not None
            id_ = json.loads(kept.request.body)["id"]
            assert id_ not in answers
            answers[id_] = row.answer
            if row.answer == "interrupted":
                assert (row.sent, row.answered, row.success, row.recorded) == UNKNOWN
            else:
                assert row.answer in KNOWN
                assert id_ in came or row.sent != "yes"
        assert came.keys() <= answers.keys(), "something was sent that no row knows of"
        lost = {row.key for row in newest if row.answer == "interrupted"}
        assert lost <= set(history.find("is:unknown", grouped=False))
        assert (history.error, history.notes) == ("", ())
        history.close()
    assert set(came.values()) == {1}, "nothing is ever sent twice"
    told = Counter(answers.values())
    assert {"200", "interrupted"} <= told.keys()
    sys.stdout.write(
        f"{KILLS} kills in {time.monotonic() - began:.0f} s: {len(came)} requests came, {len(answers)} rows, "
        f"of which {told['interrupted']} say unknown ({sum(answers[id_] == 'interrupted' for id_ in came)} had come); "
        f"{dict(told.most_common())}\n"
    )
