"""Accessible names and descriptions of the pane; they never hold a value."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.features.credentials.desk import DEMO, Desk, kept, warning
from workbench.credentials import Disagreement, ProfileMetadata

STRAY = Disagreement("unlisted", "Old", "The keyring holds values of “Old”.", "Take it back")


def _profiles(desk: Desk) -> None:
    desk.pane.profiles.show_disagreements((STRAY,), checked=True)
    desk.pane.messages.show_undo("“Old” was deleted.")
    desk.pane.show_waiting(waiting=True)
    desk.pane.show_problem("Nothing was stored.")


def _form(desk: Desk) -> None:
    desk.click("Edit")
    desk.button("More: hosts, apps, notes, Signal").click()
    desk.button("Signal").click()
    desk.pane.show_input_warnings((warning("blanks", "api_key", fixed=("a", "b")),))


def _rotation(desk: Desk) -> None:
    desk.pane.show_profiles((DEMO, kept("Acme")), "Acme")
    desk.click("Rotate")


SCENES: list[Callable[[Desk], None]] = [_profiles, _form, _rotation]


def controls(desk: Desk) -> list[QWidget]:
    """Everything that the keyboard can go to."""
    return [
        each
        for each in desk.seen(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None
    ]


@pytest.mark.parametrize("scene", SCENES)
def test_every_control_has_a_unique_name_and_a_description(desk: Desk, scene: Callable[[Desk], None]) -> None:
    many = [kept(f"Profile {number}") for number in range(6)]
    desk.open(DEMO, kept("Acme", ProfileMetadata(client="Acme"), old="BEEF••••F00D"), *many, chosen="Acme")
    scene(desk)
    names = []
    for each in controls(desk):
        interface = QAccessible.queryAccessibleInterface(each)
        assert interface is not None
        name = interface.text(QAccessible.Text.Name)
        assert name, f"{each.metaObject().className()} {each.objectName()} has no name"
        assert interface.text(QAccessible.Text.Description) or each.toolTip(), f"{name} has no description"
        assert each.toolTip(), f"{name} has no tooltip"
        assert each.objectName(), f"{name} has no object name"
        names.append(name)
    assert len(names) > 5
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("scene", SCENES)
def test_the_keyboard_reaches_every_control_from_top_to_bottom(desk: Desk, scene: Callable[[Desk], None]) -> None:
    desk.open(DEMO, kept("Acme", ProfileMetadata(client="Acme"), old="BEEF••••F00D"), chosen="Acme")
    scene(desk)
    wanted = {each for each in controls(desk) if each.isEnabled()}
    reached: list[QWidget] = []
    desk.pane.take_focus()
    while desk.focus() not in reached:
        reached.append(desk.focus())
        desk.press(Qt.Key.Key_Tab)
    assert wanted == set(reached)


def test_values_are_read_in_masked_form(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"), chosen="Acme")
    for name, text in (("API key of the profile", "4D2C••••89AB"), ("secret of the profile", "•" * 10)):
        interface = QAccessible.queryAccessibleInterface(desk.find(QPlainTextEdit, name))
        assert interface is not None
        read = interface.textInterface()
        assert read is not None
        assert read.text(0, read.characterCount()) == text


def test_tooltips_name_the_shortcuts(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"), chosen="Acme")
    desk.pane.messages.show_undo("“Old” was deleted.")
    for name, keys in (("Edit", "F2"), ("Delete", "Del"), ("Undo", "Ctrl+Z")):
        assert f"({keys})" in desk.button(name).toolTip()
    assert "(Ctrl+5)" in desk.pane.list.toolTip()
    desk.click("New profile")
    for name, keys in (("Save in the keyring", "Enter"), ("Cancel the form", "Esc")):
        assert f"({keys})" in desk.button(name).toolTip()


def _order(desk: Desk, first: QWidget, count: int) -> list[str]:
    first.setFocus()
    reached = []
    for _step in range(count):
        desk.press(Qt.Key.Key_Tab)
        reached.append(desk.focus().objectName())
    return reached


def test_tab_reaches_the_buttons_of_a_warning_after_its_field(desk: Desk) -> None:
    desk.open()
    desk.fill_in()
    in_key = (warning("blanks", "api_key", fixed=("a", "b")), warning("quotes", "api_key"))
    desk.pane.show_input_warnings((*in_key, warning("swapped", "both"), warning("bearer", "secret")))
    assert _order(desk, desk.field("API key"), 8) == [
        "profileApiKeyReveal",
        "profileApiKeyWarning1Fix",
        "profileApiKeyWarning1Keep",
        "profileApiKeyWarning2Keep",
        "profileSecret",
        "profileSecretReveal",
        "profileSecretWarning1Keep",
        "profileSecretPairWarning1Keep",
    ]


def test_tab_reaches_the_fixes_of_disagreements_after_the_list(desk: Desk) -> None:
    desk.open()
    desk.pane.profiles.show_disagreements((STRAY, STRAY), checked=True)
    assert _order(desk, desk.pane.list, 2) == ["disagreement1Fix", "disagreement2Fix"]


def test_tab_reaches_the_pane_at_its_place_in_the_window(desk: Desk, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    before, after = QPushButton("before"), QPushButton("after")
    column.addWidget(before)
    column.addWidget(desk.pane, 1)
    column.addWidget(after)
    window.resize(420, 800)
    desk.pane.show_profiles((DEMO,), "sample")
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
    before.setFocus()
    desk.press(Qt.Key.Key_Tab)
    assert desk.focus() is desk.button("New profile")
    desk.press(Qt.Key.Key_Space)
    after.setFocus()
    desk.press(Qt.Key.Key_Backtab)
    assert desk.focus().objectName() == "profileCancel"
    before.setFocus()
    desk.press(Qt.Key.Key_Tab)
    assert desk.focus() is desk.field("Profile name")
    desk.pane.setParent(None)
