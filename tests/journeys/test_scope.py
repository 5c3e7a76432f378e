"""The scope of a profile: other hosts and apps need a confirmation, and allowed ones are stored."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, Make, WindowDriver
from tests.journeys.panel import KEY, SECRET, Panel, token
from workbench.credentials import ProfileMetadata, Profiles, Vault
from workbench.disk import config_dir
from workbench.operations import Prepared

BODY = b'{"action":"install","kochava_app_id":"koother","data":{"device_ids":{"idfa":"x"}}}'


def write_body(driver: WindowDriver, body: bytes = BODY) -> None:
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.application.clipboard().setText(body.decode())
    driver.press(Qt.Key.Key_V, CONTROL)


@pytest.fixture
def kept(keyring: MemoryKeyring) -> Profiles:
    """A profile for one host and one app, and another without a lock."""
    profiles = Profiles(config_dir() / "profiles.json", Vault(keyring))
    facts = ProfileMetadata(hosts=("control.kochava.com",), app_guids=("koacme",))
    profiles.add("Acme", KEY, SECRET, facts)
    profiles.add("Open", "another-key-of-someone", "another-secret-of-someone")
    return profiles


@pytest.fixture
def driver(kept: Profiles, new_driver: Make, left: list[Prepared]) -> WindowDriver:
    """A window that signs with the locked profile, with a body of its own app as the current document."""
    driver = new_driver()
    driver.start()
    choose(driver, "Acme")
    write_body(driver, BODY.replace(b"koother", b"koacme"))
    return driver


def choose(driver: WindowDriver, title: str) -> None:
    driver.choose(driver.named(QComboBox, "Profile"), title)
    driver.qtbot.waitUntil(lambda: driver.app.session.profile == title)
    driver.qtbot.waitUntil(lambda: driver.app.session.credentials is not None)


def aim(driver: WindowDriver, url: str) -> None:
    driver.type_endpoint(url)
    driver.press(Qt.Key.Key_2, CONTROL)


def facts(kept: Profiles) -> ProfileMetadata:
    return next(each.metadata for each in kept.list() if each.name == "Acme")


def wait_for_sends(driver: WindowDriver, number: int) -> None:
    driver.qtbot.waitUntil(
        lambda: driver.table.model().rowCount() == number and not driver.app.features.parts("send").sender.busy
    )


def test_send_once_to_another_host_asks_again_at_the_next_send(driver: WindowDriver, left: list[Prepared]) -> None:
    aim(driver, "https://staging.example/track/json")
    for number in (1, 2):
        driver.send()
        assert "staging.example" in driver.notice
        assert "control.kochava.com" in driver.notice
        assert len(left) == number - 1
        driver.click(driver.button("Send once"))
        wait_for_sends(driver, number)
        driver.press(Qt.Key.Key_2, CONTROL)
    assert [each.request.url for each in left] == ["https://staging.example/track/json"] * 2
    assert dict(left[0].request.headers)["Kochava-Auth-Token"] == token(KEY, SECRET, driver.editor.body())


def test_an_allowed_host_is_stored_and_needs_no_further_question_until_removed(
    driver: WindowDriver, left: list[Prepared], kept: Profiles
) -> None:
    aim(driver, "https://staging.example/track/json")
    driver.send()
    driver.click(driver.button("Allow host for profile"))
    wait_for_sends(driver, 1)
    driver.qtbot.waitUntil(lambda: facts(kept).hosts == ("control.kochava.com", "staging.example"))
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send_and_wait()
    assert (driver.notice, len(left)) == ("", 2)
    panel = Panel(driver)
    panel.select("Acme")
    driver.qtbot.waitUntil(lambda: "staging.example" in panel.words())
    panel.press("Edit")
    panel.expand_advanced()
    panel.type("Allowed hosts", "control.kochava.com")
    panel.press("Save in the keyring")
    driver.qtbot.waitUntil(lambda: facts(kept).hosts == ("control.kochava.com",))
    driver.qtbot.waitUntil(lambda: not panel.form_is_open)
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send()
    assert "staging.example" in driver.notice, "what was allowed was taken back"
    assert len(left) == 2


def test_a_cancelled_question_sends_nothing_and_opens_again_at_the_next_send(
    driver: WindowDriver, left: list[Prepared], kept: Profiles
) -> None:
    aim(driver, "https://staging.example/track/json")
    driver.send()
    driver.click(driver.button("Cancel the question"))
    assert driver.notice == ""
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send()
    assert "staging.example" in driver.notice
    assert left == []
    assert facts(kept).hosts == ("control.kochava.com",)


def test_loopback_and_the_hosts_of_the_profile_need_no_question(driver: WindowDriver, left: list[Prepared]) -> None:
    for number, url in enumerate(("http://127.0.0.1:9/track/json", "https://CONTROL.kochava.com/track/json"), start=1):
        aim(driver, url)
        driver.send_and_wait()
        assert len(left) == number
        assert "kochava" not in driver.notice


def test_selecting_another_profile_withdraws_the_question(driver: WindowDriver, left: list[Prepared]) -> None:
    aim(driver, "https://staging.example/track/json")
    driver.send()
    assert "staging.example" in driver.notice
    choose(driver, "Open")
    assert driver.notice == ""
    assert left == []
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send_and_wait()
    assert [each.send.profile for each in left] == ["Open"]


def test_each_other_app_needs_one_confirmation_per_session_even_for_the_sandbox(
    driver: WindowDriver, left: list[Prepared]
) -> None:
    write_body(driver)
    driver.send()
    assert "koother" in driver.notice
    assert "koacme" in driver.notice
    assert left == []
    driver.click(driver.button("Send anyway"))
    wait_for_sends(driver, 1)
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send_and_wait()
    assert [each.request.body for each in left] == [BODY, BODY]
    write_body(driver, BODY.replace(b"koother", b"kothird"))
    driver.send()
    assert "kothird" in driver.notice
    assert len(left) == 2


def test_an_app_added_to_the_profile_is_stored(driver: WindowDriver, left: list[Prepared], kept: Profiles) -> None:
    write_body(driver)
    driver.send()
    driver.click(driver.button("Add app GUID to profile"))
    wait_for_sends(driver, 1)
    driver.qtbot.waitUntil(lambda: facts(kept).app_guids == ("koacme", "koother"))
    assert json.loads(left[0].request.body)["kochava_app_id"] == "koother"


def test_questions_about_one_send_follow_each_other_and_all_answers_apply_to_it(
    driver: WindowDriver, left: list[Prepared]
) -> None:
    write_body(driver, BODY.replace(b'"x"', b'"a/b"'))
    aim(driver, "https://staging.kochava.com/track/json")
    driver.send()
    driver.click(driver.button("Allow host for profile"))
    driver.click(driver.button("Add app GUID to profile"))
    assert "unescaped /" in driver.notice
    driver.qtbot.waitUntil(lambda: driver.app.session.metadata.app_guids == ("koacme", "koother"))
    assert "unescaped /" in driver.notice, "what was noted of the profile took the question away"
    driver.click(driver.button("Send as typed"))
    wait_for_sends(driver, 1)
    assert len(left) == 1


def test_a_used_profile_shows_when_it_was_last_used(driver: WindowDriver, kept: Profiles) -> None:
    driver.send_and_wait()
    driver.qtbot.waitUntil(lambda: next(each for each in kept.list() if each.name == "Acme").used is not None)
    panel = Panel(driver)
    panel.select("Acme")
    driver.qtbot.waitUntil(lambda: "Last used" in driver.labels())


def test_a_failed_send_does_not_mark_the_profile_as_used(driver: WindowDriver, kept: Profiles) -> None:
    aim(driver, "https://nowhere.kochava.com/track/json")
    driver.send()
    driver.click(driver.button("Send once"))
    wait_for_sends(driver, 1)
    choose(driver, "Open")
    driver.send_and_wait()
    assert [each.used for each in kept.list() if each.name in ("Acme", "Open")] == [None, None]


def test_profile_changes_by_another_window_are_loaded_when_the_window_is_activated(
    driver: WindowDriver, kept: Profiles
) -> None:
    kept.add("Newcomer", "a-key-of-the-newcomer", "a-secret-of-the-newcomer")
    kept.remove("Acme")
    driver.application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    chooser = driver.named(QComboBox, "Profile")
    assert {"Newcomer", "Open"} < {chooser.itemText(row) for row in range(chooser.count())}
    assert chooser.findText("Acme") == -1
    assert driver.notice.startswith("The profile “Acme” no longer exists")
