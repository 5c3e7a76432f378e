"""Window and terminal list each other's exchanges under the same title and resend them."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from tests.cli.running import command
from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, Make
from tests.journeys.test_history import keep, sent_before, wait_for_rows
from workbench.credentials import Profiles, Vault
from workbench.credentials import profiles as profiles_module
from workbench.disk import config_dir
from workbench.payloads import template
from workbench.signing import Credentials

ACME = Credentials("acme-key-of-a-test", "acme-secret-of-a-test")
ACME_VALUES = (ACME.api_key, ACME.secret)


@pytest.fixture
def profiles(keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> Profiles:
    """The profiles of another window; the terminal's keyring is the window's."""
    monkeypatch.setattr(profiles_module, "Vault", lambda: Vault(keyring))
    return Profiles(config_dir() / "profiles.json", Vault(keyring))


def listed(*words: str) -> list[dict[str, str]]:
    """The exchanges that the terminal finds."""
    found = command("history", "list", "--each", "--json", *words).json["exchanges"]
    assert isinstance(found, list)
    return found


def test_the_terminal_resends_what_the_window_sent(new_driver: Make) -> None:
    driver = new_driver()
    driver.start()
    assert driver.send_and_wait()[2] == "Sample"
    driver.quit()  # its sandbox is gone with it
    ended = command("history", "resend", "last", "--json")
    assert (ended.status, ended.json["profile"]) == (0, "sample"), ended.err
    assert len(listed("profile:sample")) == 2
    assert " · Sample → Sandbox" in command("history", "list").text


@pytest.mark.parametrize(("profile", "title"), [("sample", "Sample"), ("environment", "Environment")])
def test_the_window_resends_what_the_terminal_sent_with_the_same_profile(
    new_driver: Make, monkeypatch: pytest.MonkeyPatch, profile: str, title: str
) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", ACME.api_key)
    monkeypatch.setenv("WORKBENCH_SECRET", ACME.secret)
    body = template("install-ios").body
    assert command("send", "-", "--to", "sandbox", "--profile", profile, stdin=body).status == 0
    driver = new_driver()
    driver.start()
    wait_for_rows(driver, 1)
    assert driver.row()[2] == title
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_R, CONTROL)
    wait_for_rows(driver, 2)
    driver.qtbot.waitUntil(lambda: driver.row()[4] != "…")
    assert driver.row()[2] == title
    assert driver.notice == ""
    driver.quit()
    assert [each["profile"] for each in listed()] == [profile, profile]


def test_window_and_terminal_title_a_send_with_the_payload_file_name(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "an install.json"
    path.write_bytes(template("install-ios").body)
    assert command("send", str(path), "--to", "sandbox", "--profile", "sample").status == 0
    driver = new_driver()
    driver.start([path])
    wait_for_rows(driver, 1)
    assert driver.send_and_wait()[1] == driver.row(1)[1] == "an install.json"
    driver.quit()
    assert [each["title"] for each in listed()] == ["an install.json"] * 2


def test_a_resend_in_the_window_is_signed_with_the_renamed_profile(
    profiles: Profiles, keyring: MemoryKeyring, new_driver: Make
) -> None:
    profiles.add("Acme", *ACME_VALUES)
    profiles.add("Other", "another-key-of-a-test", "another-secret-of-a-test")
    keep(sent_before(profile="Acme", pair=ACME))
    profiles.rename("Acme", "Acme QA")
    profiles.rename("Acme QA", "Acme GmbH")
    asked = keyring.asked
    driver = new_driver()
    driver.start()
    wait_for_rows(driver, 1)
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_R, CONTROL)
    wait_for_rows(driver, 2)
    driver.qtbot.waitUntil(lambda: driver.row()[4] != "…")
    assert driver.row()[2] == "Acme GmbH"
    assert "renamed to “Acme GmbH”" in driver.notice
    assert keyring.asked - asked == 1  # the values of this profile, and nothing of another


def test_the_window_recognises_a_renamed_profile_by_credentials_in_memory(
    profiles: Profiles, keyring: MemoryKeyring, new_driver: Make
) -> None:
    profiles.add("Acme GmbH", *ACME_VALUES)
    keep(sent_before(profile="of another list", pair=ACME))
    driver = new_driver()
    driver.start()
    driver.choose(driver.named(QComboBox, "Profile"), "Acme GmbH")
    driver.qtbot.waitUntil(lambda: driver.app.session.credentials == ACME)
    wait_for_rows(driver, 1)
    driver.choose(driver.named(QComboBox, "Profile"), "Sample")
    asked = keyring.asked
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_R, CONTROL)
    wait_for_rows(driver, 2)
    driver.qtbot.waitUntil(lambda: driver.row()[4] != "…")
    assert driver.row()[2] == "Acme GmbH"
    assert keyring.asked == asked
