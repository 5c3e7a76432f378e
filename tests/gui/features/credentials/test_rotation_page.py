"""The page that starts a rotation."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.gui.features.credentials.desk import DEMO, KEY, LEFT, SECRET, Desk, kept, warning
from workbench.gui.features.credentials.input_warnings_view import KEEP
from workbench.gui.features.credentials.pair_fields import ROLES
from workbench.redaction import Secret

ROTATE = "Keep both, sign with the new pair"


def open_rotation(desk: Desk, *, usable: bool = True) -> None:
    desk.open(DEMO, kept("Acme"), chosen="Acme", usable=usable)
    desk.click("Rotate")


def test_the_page_explains_where_to_get_a_new_pair(desk: Desk) -> None:
    open_rotation(desk)
    labels = desk.labels()
    assert "reach out to your Kochava account management team to generate a new API-Secret key pair" in labels
    assert "The old one stays stored until you finish the rotation" in labels
    assert ROLES[1] in labels
    assert desk.text("Rotated profile") == "Acme"
    assert desk.focus() is desk.field("New API key")


def test_a_new_pair_is_emitted_once_with_the_name(desk: Desk) -> None:
    open_rotation(desk)
    desk.write("New API key", "k")
    desk.write("New secret", "s")
    assert desk.heard["typed"][-1] == (Secret("k"), Secret("s"), "Acme")
    QTest.mouseDClick(desk.button(ROTATE), LEFT)
    desk.press(Qt.Key.Key_Return)
    assert desk.heard["rotate_requested"] == [("Acme", Secret("k"), Secret("s"))]


def test_both_values_are_required_and_warnings_come_first(desk: Desk) -> None:
    open_rotation(desk)
    desk.click(ROTATE)
    assert desk.text("Profile problem").startswith("The new API key is missing.")
    desk.paste("New API key", f'{{"api_key": "{KEY}", "secret": "{SECRET}"}}')
    desk.pane.show_input_warnings((warning("same-as", "both"),))
    desk.press(Qt.Key.Key_Return)
    assert desk.heard["rotate_requested"] == []
    assert "for the two values" in desk.text("Profile problem")
    desk.click(KEEP)
    desk.click(ROTATE)
    assert desk.heard["rotate_requested"] == [("Acme", Secret(KEY), Secret(SECRET))]


def test_without_a_keyring_nothing_is_rotated(desk: Desk) -> None:
    open_rotation(desk, usable=False)
    assert not desk.button(ROTATE).isEnabled()
    desk.write("New API key", "k")
    desk.write("New secret", "s")
    desk.press(Qt.Key.Key_Return)
    assert desk.heard["rotate_requested"] == []


@pytest.mark.parametrize("way", ["saved", "escape", "cancel"])
def test_a_closed_page_leaves_no_value(desk: Desk, way: str) -> None:
    open_rotation(desk)
    desk.write("New API key", KEY)
    desk.write("New secret", SECRET)
    with desk.qtbot.waitSignal(desk.field("New secret").destroyed):
        if way == "saved":
            desk.pane.show_saved("Acme")
        elif way == "escape":
            desk.press(Qt.Key.Key_Escape)
        else:
            desk.click("Cancel the rotation")
        assert KEY not in desk.everything()  # though the fields are still there
        assert SECRET not in desk.everything()
    assert [each for each in desk.seen(QLineEdit) if each.text()] == []
    assert KEY not in desk.everything()
    assert desk.focus() is desk.pane.list
