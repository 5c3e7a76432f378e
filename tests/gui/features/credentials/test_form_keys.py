"""The form by keys alone: where Tab leads, what Enter does where, and Escape."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from tests.gui.features.credentials.desk import KEY, SECRET, Desk
from workbench.credentials import ProfileMetadata
from workbench.gui.core.state import ProfileDraft
from workbench.redaction import Secret

MORE = "More: hosts, apps, notes, Signal"


def draft(desk: Desk) -> ProfileDraft:
    ((found,),) = desk.heard["saved"]
    assert isinstance(found, ProfileDraft)
    return found


def test_a_profile_is_typed_and_saved_by_keys_alone(desk: Desk) -> None:
    desk.open()
    desk.button("New profile").setFocus()
    desk.press(Qt.Key.Key_Space)
    for name, text in (("Profile name", "Acme QA"), ("Client", "Acme"), ("API key", KEY)):
        assert desk.focus().accessibleName() == name
        QTest.keyClicks(desk.focus(), text)
        desk.press(Qt.Key.Key_Tab)
    assert desk.focus() is desk.reveal_button("Hold to show: API key")
    desk.press(Qt.Key.Key_Tab)
    QTest.keyClicks(desk.focus(), SECRET)
    desk.press(Qt.Key.Key_Return)
    assert draft(desk) == ProfileDraft("", "Acme QA", Secret(KEY), Secret(SECRET), ProfileMetadata(client="Acme"))


def test_the_buttons_follow_the_fields_and_are_pressed_by_space(desk: Desk) -> None:
    desk.open()
    desk.fill_in()
    reached = []
    for _step in range(5):
        desk.press(Qt.Key.Key_Tab)
        reached.append(desk.focus().accessibleName())
    assert reached == [
        "Hold to show: Secret",
        MORE,
        "Save in the keyring",
        "Use for this session only",
        "Cancel the form",
    ]
    desk.press(Qt.Key.Key_Backtab)
    desk.press(Qt.Key.Key_Space)
    assert draft(desk).session_only


@pytest.mark.parametrize("button", ["Use for this session only", "Save in the keyring"])
def test_enter_on_a_button_presses_that_button(desk: Desk, button: str) -> None:
    desk.open()
    desk.fill_in()
    desk.button(button).setFocus()
    desk.press(Qt.Key.Key_Return)
    assert draft(desk).session_only == (button == "Use for this session only")


def test_enter_on_cancel_or_on_an_eye_saves_nothing(desk: Desk) -> None:
    desk.open()
    desk.fill_in()
    desk.reveal_button("Hold to show: Secret").setFocus()
    desk.press(Qt.Key.Key_Return)
    assert desk.field("Secret").echoMode() is QLineEdit.EchoMode.Password
    desk.button("Cancel the form").setFocus()
    desk.press(Qt.Key.Key_Return)
    assert desk.heard["saved"] == []
    assert desk.pane.list.isVisible()


@pytest.mark.parametrize("field", ["Client", "Profile name", "IdentityLink Partner ID"])
def test_enter_in_any_line_saves(desk: Desk, field: str) -> None:
    desk.open()
    desk.fill_in()
    desk.click(MORE)
    desk.find(QWidget, field).setFocus()
    desk.press(Qt.Key.Key_Enter)
    assert draft(desk).name == "Acme QA"


def test_escape_in_the_client_leaves_the_form_too(desk: Desk) -> None:
    desk.open()
    desk.click("New profile")
    desk.find(QComboBox, "Client").setFocus()
    desk.press(Qt.Key.Key_Escape)
    assert desk.has_button("New profile")
    assert desk.heard["saved"] == []


def test_the_keyboard_comes_back_to_the_field_it_left(desk: Desk) -> None:
    desk.open()
    desk.pane.take_focus()
    assert desk.focus() is desk.pane.list
    desk.click("New profile")
    desk.field("Secret").setFocus()
    desk.pane.take_focus()
    assert desk.focus() is desk.field("Secret")
