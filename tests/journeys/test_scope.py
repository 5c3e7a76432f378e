"""What a profile is for, in the window: another host and another app are asked about, and what is allowed is noted."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, Bench, Make
from tests.journeys.panel import KEY, SECRET, Panel, token
from workbench.credentials import ProfileMetadata, Profiles, Vault
from workbench.disk import config_dir
from workbench.operations import Prepared

BODY = b'{"action":"install","kochava_app_id":"koother","data":{"device_ids":{"idfa":"x"}}}'


def write_body(bench: Bench, body: bytes = BODY) -> None:
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.application.clipboard().setText(body.decode())
    bench.press(Qt.Key.Key_V, CONTROL)


@pytest.fixture
def kept(keyring: MemoryKeyring) -> Profiles:
    """A profile for one host and one app, and another without a lock."""
    profiles = Profiles(config_dir() / "profiles.json", Vault(keyring))
    facts = ProfileMetadata(hosts=("control.kochava.com",), app_guids=("koacme",))
    profiles.add("Acme", KEY, SECRET, facts)
    profiles.add("Open", "another-key-of-someone", "another-secret-of-someone")
    return profiles


@pytest.fixture
def bench(kept: Profiles, new_bench: Make, left: list[Prepared]) -> Bench:
    """A window that signs with the locked profile, with a body of its own app in front."""
    bench = new_bench()
    bench.start()
    choose(bench, "Acme")
    write_body(bench, BODY.replace(b"koother", b"koacme"))
    return bench


def choose(bench: Bench, title: str) -> None:
    bench.choose(bench.named(QComboBox, "Profile"), title)
    bench.qtbot.waitUntil(lambda: bench.workbench.session.profile == title)
    bench.qtbot.waitUntil(lambda: bench.workbench.session.credentials is not None)


def aim(bench: Bench, url: str) -> None:
    bench.type_endpoint(url)
    bench.press(Qt.Key.Key_2, CONTROL)


def facts(kept: Profiles) -> ProfileMetadata:
    return next(each.metadata for each in kept.list() if each.name == "Acme")


def wait_for_sends(bench: Bench, number: int) -> None:
    bench.qtbot.waitUntil(
        lambda: bench.table.model().rowCount() == number and not bench.workbench.features.parts("send").sender.busy
    )


def test_another_host_is_asked_about_by_name_each_time_it_is_sent_to_once(bench: Bench, left: list[Prepared]) -> None:
    aim(bench, "https://staging.example/track/json")
    for number in (1, 2):
        bench.send()
        assert "staging.example" in bench.notice
        assert "control.kochava.com" in bench.notice
        assert len(left) == number - 1
        bench.click(bench.button("Send once"))
        wait_for_sends(bench, number)
        bench.press(Qt.Key.Key_2, CONTROL)
    assert [each.request.url for each in left] == ["https://staging.example/track/json"] * 2
    assert dict(left[0].request.headers)["Kochava-Auth-Token"] == token(KEY, SECRET, bench.editor.body())


def test_a_host_that_is_allowed_for_the_profile_is_noted_and_not_asked_about_again(
    bench: Bench, left: list[Prepared], kept: Profiles
) -> None:
    aim(bench, "https://staging.example/track/json")
    bench.send()
    bench.click(bench.button("Allow host for profile"))
    wait_for_sends(bench, 1)
    bench.qtbot.waitUntil(lambda: facts(kept).hosts == ("control.kochava.com", "staging.example"))
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send_and_wait()
    assert (bench.notice, len(left)) == ("", 2)
    panel = Panel(bench)
    panel.select("Acme")
    bench.qtbot.waitUntil(lambda: "staging.example" in panel.words())
    panel.press("Edit")
    panel.expand_advanced()
    panel.type("Allowed hosts", "control.kochava.com")
    panel.press("Save in the keyring")
    bench.qtbot.waitUntil(lambda: facts(kept).hosts == ("control.kochava.com",))
    bench.qtbot.waitUntil(lambda: not panel.form_is_open)
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send()
    assert "staging.example" in bench.notice, "what was allowed was taken back"
    assert len(left) == 2


def test_not_now_sends_nothing_and_asks_again(bench: Bench, left: list[Prepared], kept: Profiles) -> None:
    aim(bench, "https://staging.example/track/json")
    bench.send()
    bench.click(bench.button("Cancel the question"))
    assert bench.notice == ""
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send()
    assert "staging.example" in bench.notice
    assert left == []
    assert facts(kept).hosts == ("control.kochava.com",)


def test_the_profile_s_own_host_and_this_machine_are_not_asked_about(bench: Bench, left: list[Prepared]) -> None:
    for number, url in enumerate(("http://127.0.0.1:9/track/json", "https://CONTROL.kochava.com/track/json"), start=1):
        aim(bench, url)
        bench.send_and_wait()
        assert len(left) == number
        assert "kochava" not in bench.notice


def test_an_answer_about_one_profile_is_none_about_another(bench: Bench, left: list[Prepared]) -> None:
    aim(bench, "https://staging.example/track/json")
    bench.send()
    assert "staging.example" in bench.notice
    choose(bench, "Open")
    assert bench.notice == ""
    assert left == []
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send_and_wait()
    assert [each.profile for each in left] == ["Open"]


def test_another_app_is_asked_about_once_in_a_session_even_for_the_sandbox(bench: Bench, left: list[Prepared]) -> None:
    write_body(bench)
    bench.send()
    assert "koother" in bench.notice
    assert "koacme" in bench.notice
    assert left == []
    bench.click(bench.button("Send anyway"))
    wait_for_sends(bench, 1)
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send_and_wait()
    assert [each.request.body for each in left] == [BODY, BODY]
    write_body(bench, BODY.replace(b"koother", b"kothird"))
    bench.send()
    assert "kothird" in bench.notice
    assert len(left) == 2


def test_an_app_that_is_added_to_the_profile_is_noted(bench: Bench, left: list[Prepared], kept: Profiles) -> None:
    write_body(bench)
    bench.send()
    bench.click(bench.button("Add app GUID to profile"))
    wait_for_sends(bench, 1)
    bench.qtbot.waitUntil(lambda: facts(kept).app_guids == ("koacme", "koother"))
    assert json.loads(left[0].request.body)["kochava_app_id"] == "koother"


def test_every_question_is_asked_one_after_the_other_and_all_answers_hold_for_that_send(
    bench: Bench, left: list[Prepared]
) -> None:
    write_body(bench, BODY.replace(b'"x"', b'"a/b"'))
    aim(bench, "https://staging.kochava.com/track/json")
    bench.send()
    bench.click(bench.button("Allow host for profile"))
    bench.click(bench.button("Add app GUID to profile"))
    assert "unescaped /" in bench.notice
    bench.qtbot.waitUntil(lambda: bench.workbench.session.facts.app_guids == ("koacme", "koother"))
    assert "unescaped /" in bench.notice, "what was noted of the profile took the question away"
    bench.click(bench.button("Send as typed"))
    wait_for_sends(bench, 1)
    assert len(left) == 1


def test_a_profile_that_was_sent_with_says_when_it_was_last_used(bench: Bench, kept: Profiles) -> None:
    bench.send_and_wait()
    bench.qtbot.waitUntil(lambda: next(each for each in kept.list() if each.name == "Acme").used is not None)
    panel = Panel(bench)
    panel.select("Acme")
    bench.qtbot.waitUntil(lambda: "Last used" in bench.labels())


def test_a_profile_whose_request_did_not_leave_was_not_used(bench: Bench, kept: Profiles) -> None:
    aim(bench, "https://nowhere.kochava.com/track/json")
    bench.send()
    bench.click(bench.button("Send once"))
    wait_for_sends(bench, 1)
    choose(bench, "Open")
    bench.send_and_wait()
    assert [each.used for each in kept.list() if each.name in ("Acme", "Open")] == [None, None]


def test_what_another_window_did_to_the_profiles_is_followed_when_a_person_comes_back(
    bench: Bench, kept: Profiles
) -> None:
    kept.add("Newcomer", "a-key-of-the-newcomer", "a-secret-of-the-newcomer")
    kept.remove("Acme")
    bench.application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    chooser = bench.named(QComboBox, "Profile")
    assert {"Newcomer", "Open"} < {chooser.itemText(row) for row in range(chooser.count())}
    assert chooser.findText("Acme") == -1
    assert bench.notice.startswith("“Acme” is not on the list of profiles any longer")
