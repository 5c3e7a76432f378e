"""`workbench send` and the history: saved before it is sent, also if the program or the disk fails."""

from __future__ import annotations

import random
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.answering import answering, listening
from tests.cli.kept import SAMPLE, listed
from tests.cli.running import API_KEY, INSTALL_TOKEN, SECRET, command, line_of
from tests.cli.sandboxes import sandbox
from tests.counts import repetitions
from workbench.disk import state_dir
from workbench.history import default_history

if TYPE_CHECKING:
    from pathlib import Path

KILLS = repetitions(gate=3, soak=60)


def test_a_send_is_in_the_history_with_its_bytes_and_without_its_secrets(install: str) -> None:
    sent = command("send", install, *SAMPLE, "--to", "sandbox", "--json").json
    (row,) = listed()
    assert row["id"] == sent["exchange"]
    assert (row["answer"], row["title"], row["profile"], row["endpoint"]) == (
        "200",
        "install-ios.json",
        "sample",
        "Sandbox",
    )
    for path in state_dir().iterdir():
        content = path.read_bytes()
        assert INSTALL_TOKEN.encode() not in content
        assert INSTALL_TOKEN[:8].encode() in content or path.suffix != ".sqlite"
        assert API_KEY.encode() not in content
        assert SECRET.encode() not in content


def test_a_private_send_writes_no_file(install: str) -> None:
    ended = command("send", install, *SAMPLE, "--to", "sandbox", "--private", "--json")
    assert (ended.status, ended.json["saved"]) == (0, False)
    command("send", install, *SAMPLE, "--to", "sandbox", "--private", "--repeat", "3")
    assert not state_dir().exists()


def test_a_send_in_progress_is_in_the_history(install: str) -> None:
    with listening() as server:
        words = line_of("send", install, *SAMPLE, "--to", server.url)
        with (
            subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
            server.take() as connection,
        ):
            (row,) = listed()
            assert (row["answer"], row["verdict"]) == (
                "in progress",
                {"sent": None, "answered": None, "success": None, "recorded": None},
            )
            process.kill()
            process.communicate(timeout=120)
            assert connection.recv(1) == b""
    (row,) = listed("is:unknown")
    assert row["answer"] == "unknown"
    shown = command("history", "show", "last")
    assert "whether it arrived is unknown" in shown.row("Explanation")


def test_an_error_of_the_history_is_reported_once_and_the_send_continues(install: str) -> None:
    state_dir().parent.mkdir(parents=True, exist_ok=True)
    state_dir().write_text("a file where a folder should be")
    with answering() as server:
        ended = command("send", install, *SAMPLE, "--to", server.url, "--json")
        many = command("send", install, *SAMPLE, "--to", server.url, "--repeat", "5", "--json")
    assert (ended.status, ended.json["saved"], many.status) == (0, False, 0)
    assert len(server.requests) == 6
    assert ended.err.count("history could not be") == many.err.count("history could not be") == 1
    assert command("history", "list").status == 2


def test_a_damaged_history_is_renamed_and_a_new_one_used(install: str) -> None:
    state_dir().mkdir(parents=True)
    (state_dir() / "history.sqlite").write_bytes(b"not a database " * 1000)
    ended = command("send", install, *SAMPLE, "--to", "sandbox")
    assert ended.status == 0
    assert "damaged. It was renamed to" in ended.err
    assert len(listed()) == 1
    assert [path for path in state_dir().iterdir() if path.read_bytes().startswith(b"not a database")]


@pytest.mark.slow
def test_every_received_request_of_a_killed_run_is_in_the_history(tmp_path: Path) -> None:
    path = tmp_path / "numbered.json"
    path.write_bytes(b'{"action":"install","n":"{{n}} {{uuid}}","data":{"device_ids":{"idfa":"{{uuid}}"}}}')
    moments = random.Random(20_260_401)  # noqa: S311 - moments, not keys
    arrived: set[object] = set()
    for _ in range(KILLS):
        with sandbox() as running:
            words = ("send", str(path), *SAMPLE, "--to", running.url, "--repeat", "100000", "--concurrency", "4")
            with subprocess.Popen(line_of(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                arrived |= {running.line()["payload_hash_raw"] for _ in range(moments.randint(1, 150))}
                process.kill()
            running.process.terminate()  # what it received before is on its output still
            out, _ = running.process.communicate(timeout=120)
            arrived |= set(re.findall(r'"payload_hash_raw": "([0-9a-f]{40})"', out.decode()))
    rows = listed()
    assert {row["answer"] for row in rows} <= {"200", "unknown"}
    assert [row for row in rows if row["answer"] == "200"]
    history = default_history()
    kept = {str(row["id"]): history.exchange(str(row["id"])) for row in rows}
    history.close()
    hashes = {each.payload_hash for each in kept.values() if each is not None}
    assert len(arrived) > KILLS
    assert arrived <= hashes
    assert len(hashes) == len(rows) <= len(arrived) + KILLS * 4  # what was kept and had not arrived was under way
