"""Credentials for this session only: they sign and send like any other and are never stored."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, Make, WindowDriver
from tests.journeys.panel import ACCEPTED, DEMO, KEY, SECRET, Panel
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir

SESSION = "Use for this session only"


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def use_for_this_session(panel: Panel, name: str = "Brief", api_key: str = KEY, secret: str = SECRET) -> None:
    panel.new(name, api_key, secret)
    panel.press(SESSION)
    panel.wait_for_token(api_key, secret)


def test_session_credentials_work_without_a_keyring_and_are_discarded_at_the_end(
    driver: WindowDriver, new_driver: Make, home: Path
) -> None:
    panel = Panel(driver)
    panel.new("Brief")
    assert not driver.button("Save in the keyring").isEnabled()
    panel.press(SESSION)
    panel.wait_for_token()
    assert not panel.form_is_open
    assert any(each.startswith("Brief") and "this session" in each for each in panel.titles)
    driver.press(Qt.Key.Key_2, CONTROL)
    row = driver.send_and_wait()
    assert row[2:6] == ["Brief", "Sandbox", "200", ACCEPTED]
    driver.quit()
    for path, content in files(home).items():
        # The log of what was sent names the profile it was sent with.
        for value in (KEY, SECRET, *([] if path.name.startswith("history.sqlite") else ["Brief"])):
            assert value.encode() not in content, path
    second = new_driver()
    second.start()
    assert second.token == DEMO
    combo = second.named(QComboBox, "Profile")
    assert [combo.itemText(row) for row in range(combo.count())] == ["Sample"]
    assert second.notice == ""


def test_session_credentials_are_not_stored_when_a_keyring_is_available(
    keyring: MemoryKeyring, new_driver: Make, home: Path
) -> None:
    driver = new_driver()
    driver.start()
    panel = Panel(driver)
    use_for_this_session(panel)
    driver.choose(driver.named(QComboBox, "Profile"), "Sample")
    assert driver.token == DEMO
    driver.choose(driver.named(QComboBox, "Profile"), "Brief")
    assert driver.token != DEMO
    assert (keyring.entries, keyring.asked) == ({}, 0)
    assert not (config_dir() / "profiles.json").exists()
    driver.quit()
    assert not any(SECRET.encode() in content for content in files(home).values())


def test_session_credentials_are_deleted_and_restored(keyring: MemoryKeyring, new_driver: Make) -> None:
    driver = new_driver()
    driver.start()
    panel = Panel(driver)
    use_for_this_session(panel)
    panel.select("Brief")
    panel.press("Delete")
    assert driver.token == DEMO
    panel.press("Undo")
    panel.wait_for_token()


@pytest.mark.parametrize("last", ["kept", "session"])
def test_the_next_start_uses_the_last_profile_only_if_it_was_stored(
    keyring: MemoryKeyring, new_driver: Make, last: str
) -> None:
    Profiles(config_dir() / "profiles.json", Vault(keyring)).add("Acme", "key-of-acme", "secret-of-acme")
    first = new_driver()
    first.start()
    panel = Panel(first)
    use_for_this_session(panel)
    first.choose(first.named(QComboBox, "Profile"), "Acme" if last == "kept" else "Brief")
    panel.wait_for_token(*(("key-of-acme", "secret-of-acme") if last == "kept" else ()))
    first.quit()
    second = new_driver()
    second.start()
    if last == "kept":
        Panel(second).wait_for_token("key-of-acme", "secret-of-acme")
    else:
        assert second.token == DEMO


def test_credentials_from_the_environment_are_not_remembered(
    keyring: MemoryKeyring, new_driver: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", SECRET)
    first = new_driver()
    first.start()
    first.choose(first.named(QComboBox, "Profile"), "Environment")
    Panel(first).wait_for_token()
    first.quit()
    second = new_driver()
    second.start()
    assert second.token == DEMO
    settings = (config_dir() / "settings.json").read_text("utf-8")
    assert "nvironment" not in settings


@pytest.mark.parametrize(("named", "used"), [("Acme", True), ("Nobody", False)])
def test_a_profile_named_at_the_start_is_used_or_reported_as_missing(
    keyring: MemoryKeyring, new_driver: Make, named: str, used: bool
) -> None:
    Profiles(config_dir() / "profiles.json", Vault(keyring)).add("Acme", KEY, SECRET)
    driver = new_driver()
    with driver.qtbot.waitSignal(driver.app.idle):
        driver.app.start((), profile=named)
    if used:
        Panel(driver).wait_for_token()
        assert driver.notice == ""
    else:
        assert driver.token == DEMO
        assert driver.notice.startswith("There is no profile “Nobody”")
