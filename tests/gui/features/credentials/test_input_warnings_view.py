"""Input warnings below their fields: fixed by a click or accepted, and answered before a profile is saved."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from tests.gui.features.credentials.desk import DEMO, KEY, LEFT, NONE, SECRET, Desk, kept, warning
from workbench.credentials.input_warnings import InputWarning
from workbench.gui.features.credentials import input_warnings_view
from workbench.gui.features.credentials.input_warnings_view import KEEP
from workbench.gui.features.credentials.pair_fields import FILLED
from workbench.redaction import Secret

SPACE = warning("blanks", "api_key", "The API key ends with a space.", (KEY, SECRET))
SAMPLE = warning("sample", "secret", "This is the secret of the public sample.")
SWAPPED = warning("swapped", "both", "The values seem to be swapped.", (SECRET, KEY))
NEVER = warning("non-ascii", "api_key", "No header can carry this.", stops=True)

KEY_WARNING, SECRET_WARNING, PAIR_WARNING = (
    f"Input warning for {field}" for field in ("API key", "Secret", "both values")
)


def saves(desk: Desk) -> bool:
    """Press Save, and return whether the form was submitted."""
    before = len(desk.heard["saved"])
    QTest.mouseClick(desk.button("Save in the keyring"), LEFT)
    return len(desk.heard["saved"]) > before


def open_form(desk: Desk, *warnings: InputWarning) -> None:
    desk.open()
    desk.fill_in()
    desk.pane.show_input_warnings(warnings)


def test_each_warning_is_shown_below_its_field(desk: Desk) -> None:
    open_form(desk, SPACE, SAMPLE, SWAPPED)
    assert desk.text(KEY_WARNING) == SPACE.says
    assert desk.text(SECRET_WARNING) == SAMPLE.says
    assert desk.text(PAIR_WARNING) == SWAPPED.says
    heights = [_top(desk, name) for name in ("API key", KEY_WARNING, "Secret", SECRET_WARNING, PAIR_WARNING)]
    assert heights == sorted(heights)
    desk.pane.show_input_warnings(())
    assert not any(desk.has_text(name) for name in (KEY_WARNING, SECRET_WARNING, PAIR_WARNING))


def _top(desk: Desk, name: str) -> int:
    return desk.find(QWidget, name).mapTo(desk.pane, QPoint()).y()


def test_a_click_fixes_both_fields_and_the_fixed_pair_is_checked_again(desk: Desk) -> None:
    open_form(desk, SWAPPED)
    desk.heard["typed"].clear()
    desk.click("Fix it")
    assert desk.heard["typed"] == [(Secret(SECRET), Secret(KEY), "")]
    assert (desk.field("API key").text(), desk.field("Secret").text()) == (SECRET, KEY)
    assert desk.focus() is desk.field("API key")
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.field("API key").text() == ""


def test_saving_waits_until_every_warning_is_fixed_or_accepted(desk: Desk) -> None:
    open_form(desk, SPACE, SAMPLE)
    assert not saves(desk)
    assert desk.text("Profile problem") == (
        "There is an input warning for the API key. Fix it or keep it, then save again. Nothing was saved."
    )
    assert desk.focus() is desk.button("Fix it")
    desk.click("Fix it")
    desk.pane.show_input_warnings((SAMPLE,))
    assert not saves(desk)
    assert "for the secret" in desk.text("Profile problem")
    assert desk.focus() is desk.button(KEEP)
    desk.press(Qt.Key.Key_Space)
    assert not desk.has_text(SECRET_WARNING)
    assert saves(desk)
    assert desk.heard["saved"][0][0].accepted == {"sample"}


def test_enter_saves_nothing_while_a_warning_is_open(desk: Desk) -> None:
    open_form(desk, SAMPLE)
    desk.field("Secret").setFocus()
    desk.press(Qt.Key.Key_Return)
    assert desk.heard["saved"] == []
    assert desk.focus() is desk.button(KEEP)


def test_a_value_that_cannot_be_sent_cannot_be_accepted(desk: Desk) -> None:
    open_form(desk, NEVER)
    assert not desk.has_button(KEEP)
    assert not saves(desk)
    assert desk.text("Profile problem").endswith("for the API key. Fix it, then save again. Nothing was saved.")
    assert desk.focus() is desk.field("API key")


def test_an_accepted_warning_returns_when_its_value_changes(desk: Desk) -> None:
    open_form(desk, SAMPLE)
    desk.click(KEEP)
    desk.write("API key", "x")
    desk.pane.show_input_warnings((SAMPLE,))
    assert not desk.has_text(SECRET_WARNING)
    desk.write("Secret", "x")
    desk.pane.show_input_warnings((SAMPLE,))
    assert desk.text(SECRET_WARNING) == SAMPLE.says
    assert not saves(desk)


def test_a_warning_is_accepted_for_one_field_only(desk: Desk) -> None:
    in_key, in_secret = warning("blanks", "api_key", "In the API key."), warning("blanks", "secret", "In the secret.")
    open_form(desk, in_key, in_secret)
    keep = next(each for each in desk.seen(QPushButton) if each.objectName() == "profileApiKeyWarning1Keep")
    QTest.mouseClick(keep, LEFT)
    assert not desk.has_text(KEY_WARNING)
    assert desk.text(SECRET_WARNING) == "In the secret."
    assert not saves(desk)


def test_warnings_that_answer_a_save_get_the_focus(desk: Desk) -> None:
    open_form(desk)
    assert saves(desk)
    desk.pane.show_input_warnings((SAMPLE,))
    assert desk.focus() is desk.button(KEEP)
    desk.press(Qt.Key.Key_Space)
    assert saves(desk)


def test_warnings_found_while_typing_leave_the_focus(desk: Desk) -> None:
    open_form(desk)
    field = desk.field("Secret")
    desk.pane.show_input_warnings((SPACE, SAMPLE))
    assert desk.focus() is field


def test_warnings_without_a_form_are_ignored(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.pane.show_input_warnings((SAMPLE,))
    assert not desk.has_text(SECRET_WARNING)


def test_a_new_warning_is_announced_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(input_warnings_view, "announce", lambda _where, text: said.append(text))
    open_form(desk, SPACE)
    desk.pane.show_input_warnings((SPACE,))
    desk.pane.show_input_warnings((SPACE, NEVER))
    assert said == [SPACE.says, NEVER.says]


PAIRS = [
    f"KOCHAVA_API_KEY={KEY}\nKOCHAVA_SECRET={SECRET}",
    f"export API_KEY='{KEY}'\r\nexport SECRET=\"{SECRET}\"\r\n",
    f'{{"api_key": "{KEY}", "secret": "{SECRET}"}}',
]


@pytest.mark.parametrize("field", ["API key", "Secret"])
@pytest.mark.parametrize("text", PAIRS)
def test_a_paste_that_holds_both_fills_both_fields(desk: Desk, text: str, field: str) -> None:
    desk.open()
    desk.click("New profile")
    desk.paste(field, text)
    assert (desk.field("API key").text(), desk.field("Secret").text()) == (KEY, SECRET)
    assert FILLED in desk.labels()
    assert desk.heard["typed"] == [(Secret(KEY), Secret(SECRET), "")]
    desk.write("Secret", "x")
    assert FILLED not in desk.labels()


def _by_menu(field: QLineEdit) -> None:
    menu = field.createStandardContextMenu()
    action = menu.findChild(QAction, "edit-paste")
    assert isinstance(action, QAction)
    action.trigger()
    menu.deleteLater()


def _by_drop(field: QLineEdit) -> None:
    dropped = QMimeData()
    dropped.setText(PAIRS[0])
    middle, copy = field.rect().center(), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(middle, copy, dropped, LEFT, NONE)
    QApplication.sendEvent(field, enter)
    QApplication.sendEvent(field, QDropEvent(QPointF(middle), copy, dropped, LEFT, NONE))


def _over_something(field: QLineEdit) -> None:
    field.setText("typed before")
    field.setCursorPosition(5)
    field.paste()


def _over_everything(field: QLineEdit) -> None:
    field.setText("KOCHAVA was typed before")
    field.selectAll()
    field.paste()


def _over_as_much(field: QLineEdit) -> None:
    field.setText("x" * len(PAIRS[0]))
    field.selectAll()
    field.paste()


@pytest.mark.parametrize("way", [_over_as_much, _by_menu, _by_drop, _over_something, _over_everything, QLineEdit.paste])
def test_a_pasted_pair_is_found_however_it_is_inserted(desk: Desk, way: Callable[[QLineEdit], None]) -> None:
    desk.open()
    desk.click("New profile")
    QGuiApplication.clipboard().setText(PAIRS[0])
    way(desk.field("API key"))
    assert (desk.field("API key").text(), desk.field("Secret").text()) == (KEY, SECRET)


@pytest.mark.parametrize("value", [f"{KEY}\n", f"\r\n{KEY}", f" {KEY}\t", f"{KEY}\u200b", f"{KEY}\u2028"])
def test_a_pasted_value_keeps_its_surrounding_characters(desk: Desk, value: str) -> None:
    desk.open()
    desk.click("New profile")
    desk.paste("API key", value)
    assert desk.heard["typed"] == [(Secret(value), Secret(""), "")]
