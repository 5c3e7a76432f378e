"""`workbench sandbox`: an address, one JSON line per request, and a clean end."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.running import API_KEY, INSTALL_HASH, command, line_of
from tests.cli.sandboxes import sandbox


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_address_shows_requests_and_ends_cleanly(install: str, number: signal.Signals) -> None:
    with sandbox() as running:
        ended = command("send", install, "--to", running.url, "--profile", "sample", "--json")
        assert ended.status == 0
        line = running.line()
        assert line["payload_hash_raw"] == INSTALL_HASH
        assert line["reading"] == "raw"
        assert line["status"] == 200
        running.process.send_signal(number)
        out, err = running.process.communicate(timeout=120)
        assert running.process.returncode == 0
        assert out == b""
        assert b"Traceback" not in err
    assert API_KEY not in json.dumps(line)


def test_one_reading_refuses_what_only_the_other_would_take(install: str) -> None:
    with sandbox("--reading", "php") as running:
        assert command("send", install, "--to", running.url, "--profile", "sample").status == 1
        assert running.line()["status"] == 401
        assert command("send", install, "--to", running.url, "--profile", "sample", "--wire", "php").status == 0
        assert running.line()["status"] == 200


def test_a_fault_by_name_is_what_comes_back(install: str) -> None:
    with sandbox("--fault", "http-500") as running:
        ended = command("send", install, "--to", running.url, "--profile", "sample", "--json")
        assert ended.status == 1
        assert ended.json["status"] == 500


def test_the_pair_of_the_environment_is_known(install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = {"WORKBENCH_API_KEY": "11112222-3333-4444-5555-666677778888", "WORKBENCH_SECRET": "own secret"}
    with sandbox(**pair) as running:
        for name, value in pair.items():
            monkeypatch.setenv(name, value)
        assert command("send", install, "--to", running.url).status == 0
    with sandbox("--profile", "sample", **pair) as running:
        assert command("send", install, "--to", running.url).status == 1


def test_a_reader_that_goes_away_ends_it_quietly(install: str) -> None:
    with sandbox() as running:
        assert running.process.stdout is not None
        running.process.stdout.close()
        command("send", install, "--to", running.url, "--profile", "sample")
        assert running.process.wait(120) == 141
        assert running.process.stderr is not None
        assert b"Traceback" not in running.process.stderr.read()


def test_a_port_in_use_is_bad_input() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = command("sandbox", "--port", str(port))
    assert ended.status == 2
    assert f"Port {port} cannot be used" in ended.err


def test_strict_refuses_what_is_otherwise_a_warning(tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_bytes(b'{"action":"install","data":{"device_ids":{"idfa":"x"}}}')
    for words, status in (((), 200), (("--strict",), 400)):
        with sandbox(*words) as running:
            command("send", str(body), "--to", running.url, "--profile", "sample")
            line = running.line()
        assert line["status"] == status
        assert {"at", "method", "target", "verified", "reading", "mistakes", "says"} <= line.keys()
        warnings = line["warnings"]
        assert isinstance(warnings, list)
        assert [each["id"] for each in warnings] == ["no-app-id", "id-form"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_output_that_is_not_read_stops_neither_answers_nor_the_end(number: signal.Signals) -> None:
    with sandbox() as running:
        parts = urlsplit(running.url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=120)
        for _ in range(1_200):
            connection.request("POST", parts.path, b"{}")
            assert connection.getresponse().read()
        connection.close()
        running.process.send_signal(number)
        assert running.process.wait(120) == 0
        assert running.process.stderr is not None
        said = running.process.stderr.read().decode()
    assert "standard output is not read" in said
    assert re.search(r"[1-9][0-9,]* lines were dropped", said)
    assert "Traceback" not in said


def test_messages_in_the_same_unread_pipe_do_not_stop_the_end() -> None:
    reading, writing = os.pipe()
    process = subprocess.Popen(line_of("sandbox"), stdout=writing, stderr=writing)
    os.close(writing)
    with process, os.fdopen(reading, "rb", buffering=0) as pipe:
        address = pipe.read(200).decode().partition("Sandbox at ")[2].split()[0]
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.netloc, timeout=120)
        for _ in range(200):
            connection.request("POST", parts.path, b"{}")
            connection.getresponse().read()
        connection.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0


@pytest.mark.parametrize("port", ["-1", "65536", "http", "٣", ""])
def test_a_port_that_is_none_is_bad_input(port: str) -> None:
    ended = command("sandbox", f"--port={port}")
    assert ended.status == 2
    assert "must be a number from 0 to 65535" in ended.err


@pytest.mark.parametrize(("option", "known"), [("--reading", "both"), ("--fault", "dropped")])
def test_an_unknown_reading_or_fault_names_the_known_ones(option: str, known: str) -> None:
    ended = command("sandbox", option, "nothing-known")
    assert ended.status == 2
    assert known in ended.err


def test_an_unknown_profile_has_status_4() -> None:
    ended = command("sandbox", "--profile", "nobody")
    assert ended.status == 4
    assert "nobody" in ended.err
