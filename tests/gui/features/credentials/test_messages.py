"""What the dock says of itself: waiting, what was deleted, what went wrong, where list and keyring disagree."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from tests.gui.features.credentials.desk import CONTROL, DEMO, Desk, kept
from workbench.credentials import Disagreement
from workbench.gui.features.credentials import messages

GONE = Disagreement("missing", "Acme", "The keyring no longer holds the secret of “Acme”.", "Type the pair again")
STRAY = Disagreement("unlisted", "Old", "The keyring holds values of “Old”, unknown to the list.", "Take it back")


def test_waiting_is_said_and_can_be_stopped(desk: Desk) -> None:
    desk.open()
    assert not desk.has_button("Stop waiting")
    desk.pane.show_waiting(waiting=True)
    assert desk.words("Keyring is waited for").startswith("Waiting for the keyring; it may be asking")
    desk.click("Stop waiting")
    assert desk.heard["stop_waiting_requested"] == [()]
    desk.pane.show_waiting(waiting=False)
    assert not desk.says("Keyring is waited for")


def test_a_deletion_is_undone_by_its_button_or_by_ctrl_z(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.pane.list.setFocus()
    desk.press(Qt.Key.Key_Z, CONTROL)
    assert desk.heard["undo_requested"] == []
    desk.pane.show_undo("“Old” was deleted.")
    assert desk.words("Deleted profile") == "“Old” was deleted."
    desk.press(Qt.Key.Key_Z, CONTROL)
    desk.click("Undo")
    assert desk.heard["undo_requested"] == [(), ()]
    desk.pane.show_undo("")
    assert not desk.has_button("Undo")


def test_ctrl_z_in_a_field_is_the_fields_own(desk: Desk) -> None:
    desk.open()
    desk.pane.show_undo("“Old” was deleted.")
    desk.click("New profile")
    desk.write("Profile name", "abc")
    desk.press(Qt.Key.Key_Z, CONTROL)
    assert desk.field("Profile name").text() == ""
    assert desk.heard["undo_requested"] == []


def test_with_nothing_to_say_there_is_no_foot(desk: Desk) -> None:
    desk.open()
    foot = next(each for each in desk.pane.findChildren(QWidget) if each.objectName() == "credentialsMessages")
    assert not foot.isVisible()
    desk.pane.show_problem("Nothing was stored.")
    assert foot.isVisible()
    desk.pane.show_problem("")
    assert not foot.isVisible()


def test_what_is_said_is_announced_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(messages, "announce", lambda _where, text: said.append(text))
    desk.open()
    for _time in range(2):
        desk.pane.show_problem("Nothing was stored.")
        desk.pane.show_waiting(waiting=True)
    desk.pane.show_undo("“Old” was deleted.")
    desk.pane.show_undo("")
    assert said == ["Nothing was stored.", messages.WAITING, "“Old” was deleted."]


def test_each_disagreement_has_its_own_button(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.click("Check list against keyring")
    assert desk.heard["check_requested"] == [()]
    desk.pane.show_disagreements((GONE, STRAY), checked=True)
    assert [desk.words(f"Disagreement {number}") for number in (1, 2)] == [f"! {GONE.says}", f"! {STRAY.says}"]
    desk.click("Take it back")
    desk.click("Type the pair again")
    assert desk.heard["repair_requested"] == [(1,), (0,)]
    desk.pane.show_disagreements((STRAY,), checked=True)
    desk.click("Take it back")
    assert desk.heard["repair_requested"][-1] == (0,)
    assert not desk.has_button("Type the pair again")


def test_a_disagreement_stands_above_what_is_known_of_a_profile_where_it_is_seen(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.pane.show_disagreements((GONE,), checked=False)

    def top(name: str) -> int:
        return desk.find(QWidget, name).mapTo(desk.pane, QPoint()).y()

    desk.qtbot.waitUntil(lambda: top("Credentials") < top("Disagreement 1") < top("Selected profile"))


def test_only_a_check_that_found_nothing_says_that_all_is_well(desk: Desk) -> None:
    desk.open()

    def agrees() -> bool:
        return "List and keyring agree." in [each.text() for each in desk.seen(QLabel)]

    desk.pane.show_disagreements((), checked=False)
    assert not agrees()
    desk.pane.show_disagreements((), checked=True)
    assert agrees()
    desk.pane.show_disagreements((GONE,), checked=True)
    assert not agrees()


def test_the_keyring_in_use_is_named(desk: Desk) -> None:
    desk.open()
    assert desk.words("Keyring state") == "Keyring: Secret Service. It is there."
    desk.pane.show_keyring("none", "Start one.", usable=False)
    assert desk.words("Keyring state") == "Keyring: none. Start one."
