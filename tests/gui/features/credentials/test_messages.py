"""The messages of the pane: waiting, deletion with undo, errors, and disagreements of list and keyring."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from tests.gui.features.credentials.desk import CONTROL, DEMO, Desk, kept
from workbench.credentials import Disagreement
from workbench.gui.core.keyring_calls import WAITING
from workbench.gui.features.credentials import messages

GONE = Disagreement("missing", "Acme", "The keyring no longer holds the secret of “Acme”.", "Type the pair again")
STRAY = Disagreement("unlisted", "Old", "The keyring holds values of “Old”, unknown to the list.", "Take it back")


def test_waiting_is_shown_and_can_be_stopped(desk: Desk) -> None:
    desk.open()
    assert not desk.has_button("Stop waiting")
    desk.pane.show_waiting(waiting=True)
    assert desk.text("Waiting for the keyring").startswith("Waiting for the keyring; it may be asking")
    desk.click("Stop waiting")
    assert desk.heard["stop_waiting_requested"] == [()]
    desk.pane.show_waiting(waiting=False)
    assert not desk.has_text("Waiting for the keyring")


def test_a_deletion_is_undone_by_its_button_or_by_ctrl_z(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.pane.list.setFocus()
    desk.press(Qt.Key.Key_Z, CONTROL)
    assert desk.heard["undo_requested"] == []
    desk.pane.messages.show_undo("“Old” was deleted.")
    assert desk.text("Deleted profile") == "“Old” was deleted."
    desk.press(Qt.Key.Key_Z, CONTROL)
    desk.click("Undo")
    assert desk.heard["undo_requested"] == [(), ()]
    desk.pane.messages.show_undo("")
    assert not desk.has_button("Undo")


def test_ctrl_z_in_a_field_is_the_fields_own(desk: Desk) -> None:
    desk.open()
    desk.pane.messages.show_undo("“Old” was deleted.")
    desk.click("New profile")
    desk.write("Profile name", "abc")
    desk.press(Qt.Key.Key_Z, CONTROL)
    assert desk.field("Profile name").text() == ""
    assert desk.heard["undo_requested"] == []


def test_without_a_message_the_area_is_hidden(desk: Desk) -> None:
    desk.open()
    area = next(each for each in desk.pane.findChildren(QWidget) if each.objectName() == "credentialsMessages")
    assert not area.isVisible()
    desk.pane.show_problem("Nothing was stored.")
    assert area.isVisible()
    desk.pane.show_problem("")
    assert not area.isVisible()


def test_a_message_is_announced_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    announced: list[str] = []
    monkeypatch.setattr(messages, "announce", lambda _where, text: announced.append(text))
    desk.open()
    for _time in range(2):
        desk.pane.show_problem("Nothing was stored.")
        desk.pane.show_waiting(waiting=True)
    desk.pane.messages.show_undo("“Old” was deleted.")
    desk.pane.messages.show_undo("")
    assert announced == ["Nothing was stored.", WAITING, "“Old” was deleted."]


def test_each_disagreement_has_its_own_button(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.click("Check list against keyring")
    assert desk.heard["check_requested"] == [()]
    desk.pane.profiles.show_disagreements((GONE, STRAY), checked=True)
    assert [desk.text(f"Disagreement {number}") for number in (1, 2)] == [f"! {GONE.says}", f"! {STRAY.says}"]
    desk.click("Take it back")
    desk.click("Type the pair again")
    assert desk.heard["repair_requested"] == [(1,), (0,)]
    desk.pane.profiles.show_disagreements((STRAY,), checked=True)
    desk.click("Take it back")
    assert desk.heard["repair_requested"][-1] == (0,)
    assert not desk.has_button("Type the pair again")


def test_a_disagreement_is_shown_above_the_details(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.pane.profiles.show_disagreements((GONE,), checked=False)

    def top(name: str) -> int:
        return desk.find(QWidget, name).mapTo(desk.pane, QPoint()).y()

    desk.qtbot.waitUntil(lambda: top("Credentials") < top("Disagreement 1") < top("Selected profile"))


def test_only_a_check_that_found_nothing_shows_agreement(desk: Desk) -> None:
    desk.open()

    def agrees() -> bool:
        return "List and keyring agree." in [each.text() for each in desk.seen(QLabel)]

    desk.pane.profiles.show_disagreements((), checked=False)
    assert not agrees()
    desk.pane.profiles.show_disagreements((), checked=True)
    assert agrees()
    desk.pane.profiles.show_disagreements((GONE,), checked=True)
    assert not agrees()


def test_the_keyring_in_use_is_named(desk: Desk) -> None:
    desk.open()
    assert desk.text("Keyring state") == "Keyring: Secret Service. It is there."
    desk.pane.show_keyring("none", "Start one.", usable=False)
    assert desk.text("Keyring state") == "Keyring: none. Start one."
