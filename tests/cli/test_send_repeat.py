"""`workbench send --repeat`: rate, concurrency, confirmation, cancellation, statistics."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.answering import SUCCESS, answering, listening
from tests.cli.running import OWN_KEY, OWN_SECRET, command, line_of
from tests.cli.sandboxes import sandbox
from tests.transport.servers import closed_port

if TYPE_CHECKING:
    from pathlib import Path

NUMBERED = b'{"action":"install","n":{{n}},"kochava_app_id":"koours","data":{"device_ids":{"idfa":"{{uuid}}"}}}'
FAILED = SUCCESS.replace(b'"1"', b'"0"')
SAMPLE = ("--profile", "sample")


@pytest.fixture
def own_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set credentials in the environment that are not the sample."""
    monkeypatch.setenv("WORKBENCH_API_KEY", OWN_KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", OWN_SECRET)


@pytest.fixture
def unsent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Store bodies instead of sending them, as if each was accepted; without DNS lookup."""
    from workbench.exchange import Request, Response, Timing
    from workbench.transport.connection import Connection

    bodies: list[bytes] = []

    async def send(_: Connection, request: Request, **__: object) -> Response:
        bodies.append(request.body)
        return Response(200, "OK", "HTTP/1.1", (), b'{"success":"1"}', Timing(0.01))

    monkeypatch.setattr(Connection, "send", send)
    return bodies


@pytest.fixture
def numbered(tmp_path: Path) -> str:
    path = tmp_path / "numbered.json"
    path.write_bytes(NUMBERED)
    return str(path)


def test_every_number_is_sent_once_with_its_own_body(numbered: str) -> None:
    with sandbox() as running:
        ended = command(
            "send", numbered, *SAMPLE, "--to", running.url, "--repeat", "12", "--concurrency", "3", "--jsonl"
        )
        arrived = [running.line()["payload_hash_raw"] for _ in range(12)]
    lines = [json.loads(line) for line in ended.text.splitlines()]
    assert ended.status == 0
    assert sorted(line["number"] for line in lines) == list(range(1, 13))
    assert {line["outcome"] for line in lines} == {"success"}
    assert sorted(line["payload_hash"] for line in lines) == sorted(map(str, arrived))
    assert len(set(arrived)) == 12
    assert re.search(
        r"Finished: 12 of 12 in .*Outcomes: 12 success\nTimes: median .*95th percentile .*slowest", ended.err, re.DOTALL
    )


def test_a_body_without_placeholders_is_sent_unchanged_over_one_connection(install: str) -> None:
    ended = command("send", install, *SAMPLE, "--to", "sandbox", "--repeat", "5", "--json")
    assert ended.status == 0
    said = ended.json
    assert (said["count"], said["finished"], said["left"], said["successes"], said["failures"]) == (5, 5, 0, 5, 0)
    assert said["outcomes"] == {"success": 5}
    assert said["cancelled"] is False
    assert isinstance(said["median_ms"], float)
    assert isinstance(said["slowest_ms"], float)
    assert 0 < said["median_ms"] <= said["slowest_ms"]
    assert sum(count for _, _, count in said["histogram"]) == 5  # type: ignore[attr-defined]
    listed = command("history", "list", "--json").json
    assert listed["found"] == 1
    assert command("history", "list", "--each", "--json").json["found"] == 5


def test_the_summary_is_printed_as_rows(install: str) -> None:
    ended = command("send", install, *SAMPLE, "--to", "sandbox", "--repeat", "2")
    assert ended.row("Outcomes") == "2 success"
    assert ended.row("Finished").startswith("2 of 2 in ")
    assert ended.row("Body") == "367 bytes · as typed"


def test_the_status_of_a_run(install: str) -> None:
    with answering(FAILED) as server:
        refused = command("send", install, *SAMPLE, "--to", server.url, "--repeat", "3", "--json")
    assert refused.status == 1
    assert refused.json["outcomes"] == {"200 without success": 3}
    dead = command("send", install, *SAMPLE, "--to", f"http://127.0.0.1:{closed_port()}/", "--repeat", "3", "--json")
    assert dead.status == 3
    assert dead.json["outcomes"] == {"refused": 3}
    assert dead.json["median_ms"] is None


def test_stop_at_failure(install: str) -> None:
    with answering(FAILED) as server:
        ended = command(
            "send", install, *SAMPLE, "--to", server.url, "--repeat", "50", "--stop-at-failure", "--json", "--rate", "0"
        )
    assert ended.status == 1
    assert (ended.json["finished"], ended.json["left"], ended.json["cancelled"]) == (1, 49, False)
    assert "stopped at the first failure: 1 of 50 done, 49 not sent." in ended.err
    assert len(server.requests) == 1


@pytest.mark.usefixtures("own_pair")
def test_a_remote_run_is_refused_without_a_terminal(numbered: str, unsent: list[bytes]) -> None:
    words = ("send", numbered, "--to", "https://example.com/track/json", "--repeat", "3")
    ended = command(*words, "--rate", "1000", "--concurrency", "2")
    assert ended.status == 2
    assert "3 requests to example.com for app koours: 1000 per second, concurrency 2" in ended.err
    assert "Add --yes" in ended.err
    assert unsent == []
    assert command(*words, "--rate", "1000", "--yes").status == 0
    assert sorted(json.loads(body)["n"] for body in unsent) == [1, 2, 3]


@pytest.mark.usefixtures("own_pair")
def test_a_run_through_a_remote_proxy_needs_confirmation(numbered: str, unsent: list[bytes]) -> None:
    words = ("send", numbered, "--to", "http://127.0.0.1:9/track/json", "--repeat", "3")
    ended = command(*words, "--proxy", "http://proxy.example:8080")
    assert ended.status == 2
    assert "3 requests to 127.0.0.1 for app koours: 2 per second" in ended.err
    assert unsent == []
    assert command(*words, "--proxy", "http://127.0.0.1:8080").status == 0


@pytest.mark.usefixtures("own_pair")
def test_the_default_rate_of_a_remote_run(numbered: str, unsent: list[bytes]) -> None:
    ended = command("send", numbered, "--to", "https://example.com/track/json", "--repeat", "120")
    assert "2 per second, concurrency 1, about 1 min 0 s" in ended.err
    assert unsent == []


def test_a_remote_run_with_the_public_sample_is_refused(install: str, unsent: list[bytes]) -> None:
    ended = command("send", install, *SAMPLE, "--to", "live", "--repeat", "3", "--yes")
    assert (ended.status, unsent) == (2, [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--rate", "3"), "--rate needs --repeat"),
        (("--concurrency", "3"), "--concurrency needs --repeat"),
        (("--stop-at-failure",), "--stop-at-failure needs --repeat"),
        (("--jsonl",), "--jsonl needs --repeat"),
        (("--repeat", "0"), "from 1 to 1,000,000"),
        (("--repeat", "many"), "--repeat: must be a whole number"),
        (("--repeat", "2000000"), "from 1 to 1,000,000"),
        (("--repeat", "2", "--concurrency", "9"), "from 1 to 8"),
        (("--repeat", "2", "--concurrency", "0"), "from 1 to 8"),
        (("--repeat", "2", "--rate", "nan"), "from 0 (no limit) to 10,000 per second"),
        (("--repeat", "2", "--rate", "fast"), "--rate: must be a number"),
        (("--repeat", "2", "--json", "--jsonl"), "not allowed with"),
    ],
)
def test_invalid_repeat_options_are_usage_errors(install: str, words: tuple[str, ...], says: str) -> None:
    with answering() as server:
        ended = command("send", install, *SAMPLE, "--to", server.url, *words)
    assert (ended.status, server.requests) == (2, [])
    assert says in ended.err


def test_a_dry_run_of_a_run_sends_nothing(install: str) -> None:
    with answering() as server:
        ended = command("send", install, *SAMPLE, "--to", server.url, "--repeat", "5", "--dry-run")
    assert (ended.status, server.requests) == (0, [])


def test_ctrl_c_cancels_a_run_and_all_sends_are_in_the_history(numbered: str) -> None:
    with listening() as server:
        words = ("send", numbered, *SAMPLE, "--to", server.url, "--repeat", "40", "--concurrency", "4", "--json")
        with subprocess.Popen(line_of(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            connections = [server.take() for _ in range(4)]
            process.send_signal(signal.SIGINT)
            assert [connection.recv(1) for connection in connections] == [b""] * 4  # closed while the server hangs
            out, err = process.communicate(timeout=120)
            for connection in connections:
                connection.close()
    assert process.returncode == 130
    said = json.loads(out)
    assert (said["cancelled"], said["finished"], said["left"]) == (True, 4, 36)
    assert said["outcomes"] == {"cancelled": 4}
    assert err.decode().endswith("cancelled: 4 of 40 done, 36 not sent.\n")
    kept = command("history", "list", "--each", "--json").json
    assert kept["found"] == 4
    assert {row["answer"] for row in kept["exchanges"]} == {"cancelled"}  # type: ignore[attr-defined]


def test_a_closed_pipe_ends_a_run_silently_and_sends_are_saved(numbered: str) -> None:
    with sandbox() as running:
        words = ("send", numbered, *SAMPLE, "--to", running.url, "--repeat", "100000", "--jsonl")
        with subprocess.Popen(line_of(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            first = json.loads(process.stdout.readline())
            process.stdout.close()
            assert process.wait(120) == 141
    assert command("history", "show", first["id"], "--json").json["run_number"] == 1


def test_sends_before_a_failed_preparation_are_sent() -> None:
    with answering() as server:
        words = ("--to", server.url, "--profile", "sample", "--wire", "php", "--repeat", "9", "--concurrency", "8")
        ended = command("send", "-", *words, stdin=b'{"x":1e30{{n}}}')
    assert ended.status == 2
    assert len(server.requests) == 8
    assert "Send 9 failed; those before it were sent." in ended.err
    assert "Nothing was sent" not in ended.err
