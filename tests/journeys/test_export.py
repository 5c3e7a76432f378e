"""Exchanges are copied and saved, and a share bundle is opened in another window, which checks it."""

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.journeys.conftest import CONTROL, Bench, Make
from tests.journeys.servers import Hanging
from workbench.gui.core import dialogs
from workbench.signing import SAMPLE, Credentials


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder that a person chooses in every dialog."""
    folder = tmp_path / "taken"
    folder.mkdir()
    monkeypatch.setattr(dialogs, "ask_save", lambda _window, _title, suggestion, _pattern: folder / suggestion.name)
    return folder


def act(bench: Bench, key: str) -> None:
    bench.press(Qt.Key.Key_3, CONTROL)
    bench.workbench.features.parts("log").pane._actions.trigger(key)


def has_no_secret(data: bytes, token: str) -> bool:
    return not any(value.encode() in data for value in (SAMPLE.secret, SAMPLE.api_key, token))


@pytest.mark.parametrize(
    ("form", "begins"), [("raw", "POST /track/json HTTP/1.1"), ("curl", "curl"), ("markdown", "## ")]
)
def test_an_exchange_is_copied_as_text_without_a_secret(bench: Bench, form: str, begins: str) -> None:
    bench.send_and_wait()
    bench.application.clipboard().clear()
    act(bench, f"copy-{form}")
    bench.qtbot.waitUntil(lambda: bench.application.clipboard().text().startswith(begins))
    assert has_no_secret(bench.application.clipboard().text().encode(), bench.token)


def test_the_payload_hash_is_copied(bench: Bench) -> None:
    bench.send_and_wait()
    act(bench, "copy-hash")
    bench.qtbot.waitUntil(lambda: bench.application.clipboard().text() == bench.payload_hash)


def test_the_curl_command_is_saved_with_its_body_beside_it_and_sends_the_same_bytes(bench: Bench, saved: Path) -> None:
    bench.send_and_wait()
    act(bench, "save-curl")
    bench.qtbot.waitUntil(lambda: "exchanges.sh and" in bench.notice)
    script = saved / "exchanges.sh"
    [body] = saved.glob("*.json")
    assert body.read_bytes() == bench.editor.body()
    assert subprocess.run(["/bin/sh", "-n", str(script)], check=False).returncode == 0
    assert has_no_secret(script.read_bytes(), bench.token)


def test_a_body_that_no_clipboard_can_hold_is_saved_as_raw_http_to_the_byte(
    bench: Bench, new_bench: Make, saved: Path, tmp_path: Path
) -> None:
    bench.quit()
    path = tmp_path / "odd.json"
    path.write_bytes(b'{"a":"\xff\r\n\x00"}')
    other = new_bench()
    other.start([path])
    other.send_and_wait()
    act(other, "copy-raw")
    other.qtbot.waitUntil(lambda: "nothing was copied" in other.notice)
    act(other, "save-raw")
    other.qtbot.waitUntil(lambda: "Saved 1 exchange in exchanges.http" in other.notice)
    raw = (saved / "exchanges.http").read_bytes()
    assert raw.startswith(b"POST /track/json HTTP/1.1\r\n")
    assert raw.partition(b"\r\n\r\n")[2] == path.read_bytes()
    assert has_no_secret(raw, other.token)


def test_a_har_file_holds_the_request_and_the_answer(bench: Bench, saved: Path) -> None:
    bench.send_and_wait()
    act(bench, "save-har")
    bench.qtbot.waitUntil(lambda: "Saved 1 exchange in exchanges.har" in bench.notice)
    [entry] = json.loads((saved / "exchanges.har").read_bytes())["log"]["entries"]
    assert entry["request"]["postData"]["text"].encode() == bench.editor.body()
    assert entry["response"]["status"] == 200
    assert has_no_secret((saved / "exchanges.har").read_bytes(), bench.token)


def test_a_run_is_saved_as_csv(bench: Bench, saved: Path) -> None:
    bench.workbench.features.parts("send").run.start("7", "", "2", False)
    bench.qtbot.waitUntil(lambda: not bench.workbench.features.parts("send").run.going)
    bench.qtbot.waitUntil(lambda: "7 success" in " ".join(bench.row()))
    act(bench, "save-csv")
    bench.qtbot.waitUntil(lambda: "Saved 7 exchanges" in bench.notice)
    lines = (saved / "exchanges.csv").read_text().splitlines()
    assert len(lines) == 8
    assert sorted(int(line.partition(",")[0]) for line in lines[1:]) == list(range(1, 8))


def test_a_folder_that_cannot_be_written_is_said(bench: Bench, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.send_and_wait()
    monkeypatch.setattr(dialogs, "ask_save", lambda *_asked: saved / "no such folder" / "\0.har")
    act(bench, "save-har")
    bench.qtbot.waitUntil(lambda: "could not be saved" in bench.notice)


def test_a_bundle_is_opened_elsewhere_and_checked_with_the_reader_s_own_pair(
    bench: Bench, new_bench: Make, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.send_and_wait()
    act(bench, "save-bundle")
    bench.qtbot.waitUntil(lambda: "Saved 1 exchange" in bench.notice)
    body = bench.editor.body()
    path = saved / "exchanges.bundle.json"
    assert has_no_secret(path.read_bytes(), bench.token)
    bench.workbench.history.reach().erase()
    bench.quit()

    monkeypatch.setattr(dialogs, "ask_open", lambda *_asked: path)
    other = new_bench()
    other.start()
    act(other, "open-bundle")
    other.qtbot.waitUntil(lambda: "exchanges.bundle.json: 1 exchange" in other.notice)
    assert "Your credentials produce this token from these bytes. Checked with “Sample”." in other.notice
    assert other.row()[2] == "from a bundle"
    assert other.lines("Request as sent").endswith(body.decode())
    path.write_bytes(path.read_bytes().replace(b'"wire_form"', b'"wire-form"'))
    act(other, "open-bundle")
    other.qtbot.waitUntil(lambda: "damaged" in other.notice)


def test_a_bundle_has_whole_tokens_only_when_they_were_asked_for_and_then_for_its_owner_alone(
    bench: Bench, saved: Path
) -> None:
    bench.send_and_wait()
    act(bench, "save-bundle-token")
    bench.qtbot.waitUntil(lambda: "with full tokens" in bench.notice)
    path = saved / "exchanges.bundle.json"
    assert bench.token in path.read_text()
    assert has_no_secret(path.read_bytes().replace(bench.token.encode(), b""), bench.token)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    bench.workbench.session.use_credentials("Another", Credentials("another", "pair"), "")
    act(bench, "save-bundle-token")
    bench.qtbot.waitUntil(lambda: "1 of 1 tokens cannot be computed again" in bench.notice)
    assert not path.exists()


def test_an_exchange_of_a_bundle_without_an_answer_is_shown_with_what_the_bundle_says(
    bench: Bench, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Hanging() as server:
        bench.type_endpoint(server.url)
        bench.press(Qt.Key.Key_2, CONTROL)
        bench.send()
        bench.qtbot.waitUntil(server.has_request.is_set)
        bench.press(Qt.Key.Key_Escape)
        bench.qtbot.waitUntil(lambda: bench.row()[4] == "cancelled")
    act(bench, "save-bundle")
    bench.qtbot.waitUntil(lambda: "Saved 1 exchange" in bench.notice)
    monkeypatch.setattr(dialogs, "ask_open", lambda *_asked: saved / "exchanges.bundle.json")
    act(bench, "open-bundle")
    bench.qtbot.waitUntil(lambda: bench.table.model().rowCount() == 2)
    assert "The send was cancelled" in bench.lines("Response")
