"""Exchanges are copied and saved, and a share bundle is opened in another window, which checks it."""

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.journeys.conftest import CONTROL, Make, WindowDriver
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


def act(driver: WindowDriver, key: str) -> None:
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.app.features.parts("log").pane._actions.trigger(key)


def has_no_secret(data: bytes, token: str) -> bool:
    return not any(value.encode() in data for value in (SAMPLE.secret, SAMPLE.api_key, token))


@pytest.mark.parametrize(
    ("form", "begins"), [("raw", "POST /track/json HTTP/1.1"), ("curl", "curl"), ("markdown", "## ")]
)
def test_an_exchange_is_copied_as_text_without_a_secret(driver: WindowDriver, form: str, begins: str) -> None:
    driver.send_and_wait()
    driver.application.clipboard().clear()
    act(driver, f"copy-{form}")
    driver.qtbot.waitUntil(lambda: driver.application.clipboard().text().startswith(begins))
    assert has_no_secret(driver.application.clipboard().text().encode(), driver.token)


def test_the_payload_hash_is_copied(driver: WindowDriver) -> None:
    driver.send_and_wait()
    act(driver, "copy-hash")
    driver.qtbot.waitUntil(lambda: driver.application.clipboard().text() == driver.payload_hash)


def test_a_curl_script_is_saved_with_a_body_file_of_the_same_bytes(driver: WindowDriver, saved: Path) -> None:
    driver.send_and_wait()
    act(driver, "save-curl")
    driver.qtbot.waitUntil(lambda: "exchanges.sh and" in driver.notice)
    script = saved / "exchanges.sh"
    [body] = saved.glob("*.json")
    assert body.read_bytes() == driver.editor.body()
    assert subprocess.run(["/bin/sh", "-n", str(script)], check=False).returncode == 0
    assert has_no_secret(script.read_bytes(), driver.token)


def test_a_body_that_cannot_be_copied_is_saved_byte_for_byte_as_raw_http(
    driver: WindowDriver, new_driver: Make, saved: Path, tmp_path: Path
) -> None:
    driver.quit()
    path = tmp_path / "odd.json"
    path.write_bytes(b'{"a":"\xff\r\n\x00"}')
    other = new_driver()
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


def test_a_har_file_contains_the_request_and_the_response(driver: WindowDriver, saved: Path) -> None:
    driver.send_and_wait()
    act(driver, "save-har")
    driver.qtbot.waitUntil(lambda: "Saved 1 exchange in exchanges.har" in driver.notice)
    [entry] = json.loads((saved / "exchanges.har").read_bytes())["log"]["entries"]
    assert entry["request"]["postData"]["text"].encode() == driver.editor.body()
    assert entry["response"]["status"] == 200
    assert has_no_secret((saved / "exchanges.har").read_bytes(), driver.token)


def test_a_run_is_saved_as_csv(driver: WindowDriver, saved: Path) -> None:
    driver.app.features.parts("send").run.start("7", "", "2", False)
    driver.qtbot.waitUntil(lambda: not driver.app.features.parts("send").run.running)
    driver.qtbot.waitUntil(lambda: "7 success" in " ".join(driver.row()))
    act(driver, "save-csv")
    driver.qtbot.waitUntil(lambda: "Saved 7 exchanges" in driver.notice)
    lines = (saved / "exchanges.csv").read_text().splitlines()
    assert len(lines) == 8
    assert sorted(int(line.partition(",")[0]) for line in lines[1:]) == list(range(1, 8))


def test_a_failed_export_is_reported(driver: WindowDriver, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.send_and_wait()
    monkeypatch.setattr(dialogs, "ask_save", lambda *_asked: saved / "no such folder" / "\0.har")
    act(driver, "save-har")
    driver.qtbot.waitUntil(lambda: "could not be saved" in driver.notice)


def test_a_bundle_is_opened_in_another_window_and_checked_with_its_credentials(
    driver: WindowDriver, new_driver: Make, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.send_and_wait()
    act(driver, "save-bundle")
    driver.qtbot.waitUntil(lambda: "Saved 1 exchange" in driver.notice)
    body = driver.editor.body()
    path = saved / "exchanges.bundle.json"
    assert has_no_secret(path.read_bytes(), driver.token)
    driver.app.history.open().erase()
    driver.quit()

    monkeypatch.setattr(dialogs, "ask_open", lambda *_asked: path)
    other = new_driver()
    other.start()
    act(other, "open-bundle")
    other.qtbot.waitUntil(lambda: "exchanges.bundle.json: 1 exchange" in other.notice)
    assert "Your credentials produce this token from these bytes. Checked with “Sample”." in other.notice
    assert other.row()[2] == "from a bundle"
    assert other.lines("Request as sent").endswith(body.decode())
    path.write_bytes(path.read_bytes().replace(b'"wire_form"', b'"wire-form"'))
    act(other, "open-bundle")
    other.qtbot.waitUntil(lambda: "damaged" in other.notice)


def test_a_bundle_with_full_tokens_is_private_and_needs_the_original_credentials(
    driver: WindowDriver, saved: Path
) -> None:
    driver.send_and_wait()
    act(driver, "save-bundle-token")
    driver.qtbot.waitUntil(lambda: "with full tokens" in driver.notice)
    path = saved / "exchanges.bundle.json"
    assert driver.token in path.read_text()
    assert has_no_secret(path.read_bytes().replace(driver.token.encode(), b""), driver.token)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    driver.app.session.use_credentials("Another", Credentials("another", "pair"), "")
    act(driver, "save-bundle-token")
    driver.qtbot.waitUntil(lambda: "1 of 1 tokens cannot be computed again" in driver.notice)
    assert not path.exists()


def test_a_cancelled_exchange_in_a_bundle_shows_the_recorded_outcome(
    driver: WindowDriver, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Hanging() as server:
        driver.type_endpoint(server.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        driver.send()
        driver.qtbot.waitUntil(server.has_request.is_set)
        driver.press(Qt.Key.Key_Escape)
        driver.qtbot.waitUntil(lambda: driver.row()[4] == "cancelled")
    act(driver, "save-bundle")
    driver.qtbot.waitUntil(lambda: "Saved 1 exchange" in driver.notice)
    monkeypatch.setattr(dialogs, "ask_open", lambda *_asked: saved / "exchanges.bundle.json")
    act(driver, "open-bundle")
    driver.qtbot.waitUntil(lambda: driver.table.model().rowCount() == 2)
    assert "The send was cancelled" in driver.lines("Response")
