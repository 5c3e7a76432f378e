"""The focus is never lost: when its widget is hidden or disabled, the list gets it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.gui.features.credentials.desk import DEMO, Desk, kept, values, warning
from workbench.credentials import Disagreement

STRAY = Disagreement("unlisted", "Old", "The keyring holds values of “Old”.", "Take it back")


def press(desk: Desk, name: str) -> None:
    """Press a button by keys."""
    desk.button(name).setFocus()
    desk.press(Qt.Key.Key_Space)


def test_after_the_end_of_a_rotation(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme", old="BEEF••••F00D"), chosen="Acme")
    press(desk, "Back to the old pair")
    desk.pane.show_profiles((DEMO, kept("Acme", hint="BEEF••••F00D")), "Acme")
    assert desk.focus() is desk.pane.list


def test_after_a_deletion_that_leaves_only_what_cannot_be_deleted(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"), chosen="Acme")
    press(desk, "Delete")
    desk.pane.show_profiles((DEMO,), "sample")
    assert not desk.button("Delete").isEnabled()
    assert desk.focus() is desk.pane.list


def test_after_a_profile_was_chosen_by_its_button(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.pane.list.setCurrentRow(1)
    press(desk, "Use")
    desk.pane.show_profiles((DEMO, kept("Acme")), "Acme")
    assert desk.focus() is desk.pane.list


def test_after_an_undo_a_stop_and_a_repair(desk: Desk) -> None:
    desk.open()
    desk.pane.messages.show_undo("“Old” was deleted.")
    press(desk, "Undo")
    desk.pane.messages.show_undo("")
    assert desk.focus() is desk.pane.list
    desk.pane.show_waiting(waiting=True)
    press(desk, "Stop waiting")
    desk.pane.show_waiting(waiting=False)
    assert desk.focus() is desk.pane.list
    desk.pane.profiles.show_disagreements((STRAY,), checked=True)
    press(desk, "Take it back")
    desk.pane.profiles.show_disagreements((), checked=True)
    assert desk.focus() is desk.pane.list


def test_after_the_fingerprints_were_shown(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"), chosen="Acme")
    press(desk, "Show fingerprints")
    desk.pane.profiles.details.show_values("Acme", values(), "")
    assert desk.focus() is desk.pane.list


def test_in_the_form_it_stays_in_the_form(desk: Desk) -> None:
    desk.open()
    desk.fill_in()
    desk.pane.show_input_warnings((warning("sample", "secret"),))
    desk.button("Keep as it is").setFocus()
    desk.pane.show_input_warnings(())
    assert desk.focus() is desk.field("Profile name")
    desk.button("Save in the keyring").setFocus()
    desk.pane.show_keyring("none", "Start one.", usable=False)
    assert desk.focus() is desk.field("Profile name")


def test_focus_outside_the_pane_is_left_alone(desk: Desk) -> None:
    desk.open()
    elsewhere = QLineEdit(desk.pane)
    elsewhere.show()
    desk.button("New profile").setFocus()
    elsewhere.setFocus()
    assert desk.focus() is elsewhere
    desk.pane.messages.show_undo("“Old” was deleted.")
    desk.pane.messages.show_undo("")
    assert desk.focus() is elsewhere
