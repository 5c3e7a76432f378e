"""Slips under their fields: mended by a click, kept as they are, never passed over unseen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from tests.gui.features.credentials.desk import DEMO, KEY, LEFT, NONE, SECRET, Desk, kept, warning
from workbench.credentials import InputWarning
from workbench.gui.features.credentials import input_warnings_view
from workbench.redaction import Secret

BLANK = warning("blanks", "api_key", "The API key ends with a blank.", (KEY, SECRET))
SAMPLE = warning("sample", "secret", "This is the secret of the public sample.")
SWAPPED = warning("swapped", "both", "They look as if pasted the wrong way round.", (SECRET, KEY))
NEVER = warning("unsendable", "api_key", "No header can carry this.", stops=True)

KEY_SLIP, SECRET_SLIP, PAIR_SLIP = "Slip in API key", "Slip in Secret", "Slip in both values"


def saves(desk: Desk) -> bool:
    """Press Save, and say whether the form was handed on."""
    before = len(desk.heard["saved"])
    QTest.mouseClick(desk.button("Save in the keyring"), LEFT)
    return len(desk.heard["saved"]) > before


def open_form(desk: Desk, *slips: InputWarning) -> None:
    desk.open()
    desk.fill_in()
    desk.pane.show_input_warnings(slips)


def test_each_slip_stands_under_its_field(desk: Desk) -> None:
    open_form(desk, BLANK, SAMPLE, SWAPPED)
    assert desk.text(KEY_SLIP) == BLANK.says
    assert desk.text(SECRET_SLIP) == SAMPLE.says
    assert desk.text(PAIR_SLIP) == SWAPPED.says
    heights = [_top(desk, name) for name in ("API key", KEY_SLIP, "Secret", SECRET_SLIP, PAIR_SLIP)]
    assert heights == sorted(heights)
    desk.pane.show_input_warnings(())
    assert not any(desk.has_text(name) for name in (KEY_SLIP, SECRET_SLIP, PAIR_SLIP))


def _top(desk: Desk, name: str) -> int:
    return desk.find(QWidget, name).mapTo(desk.pane, QPoint()).y()


def test_a_click_mends_both_fields_and_the_mended_pair_is_looked_at_again(desk: Desk) -> None:
    open_form(desk, SWAPPED)
    desk.heard["typed"].clear()
    desk.click("Put it right")
    assert desk.heard["typed"] == [(Secret(SECRET), Secret(KEY), "")]
    assert (desk.field("API key").text(), desk.field("Secret").text()) == (SECRET, KEY)
    assert desk.focus() is desk.field("API key")
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.field("API key").text() == ""


def test_saving_waits_until_every_slip_is_mended_or_kept(desk: Desk) -> None:
    open_form(desk, BLANK, SAMPLE)
    assert not saves(desk)
    assert desk.text("Profile problem") == (
        "Something about the API key needs a look first: mend it, or keep it as it is. Nothing was saved."
    )
    assert desk.focus() is desk.button("Put it right")
    desk.click("Put it right")
    desk.pane.show_input_warnings((SAMPLE,))
    assert not saves(desk)
    assert "about the secret" in desk.text("Profile problem")
    assert desk.focus() is desk.button("Keep as it is")
    desk.press(Qt.Key.Key_Space)
    assert not desk.has_text(SECRET_SLIP)
    assert saves(desk)
    assert desk.heard["saved"][0][0].accepted == {"sample"}


def test_enter_passes_no_slip_over_either(desk: Desk) -> None:
    open_form(desk, SAMPLE)
    desk.field("Secret").setFocus()
    desk.press(Qt.Key.Key_Return)
    assert desk.heard["saved"] == []
    assert desk.focus() is desk.button("Keep as it is")


def test_what_could_never_be_sent_cannot_be_kept(desk: Desk) -> None:
    open_form(desk, NEVER)
    assert not desk.has_button("Keep as it is")
    assert not saves(desk)
    assert desk.text("Profile problem").endswith("needs a look first: mend it. Nothing was saved.")
    assert desk.focus() is desk.field("API key")


def test_what_was_kept_is_asked_again_when_its_own_value_changes(desk: Desk) -> None:
    open_form(desk, SAMPLE)
    desk.click("Keep as it is")
    desk.write("API key", "x")
    desk.pane.show_input_warnings((SAMPLE,))
    assert not desk.has_text(SECRET_SLIP)
    desk.write("Secret", "x")
    desk.pane.show_input_warnings((SAMPLE,))
    assert desk.text(SECRET_SLIP) == SAMPLE.says
    assert not saves(desk)


def test_what_was_kept_in_one_field_is_not_kept_in_the_other(desk: Desk) -> None:
    in_key, in_secret = warning("blanks", "api_key", "In the API key."), warning("blanks", "secret", "In the secret.")
    open_form(desk, in_key, in_secret)
    keep = next(each for each in desk.seen(QPushButton) if each.objectName() == "profileApiKeyWarning1Keep")
    QTest.mouseClick(keep, LEFT)
    assert not desk.has_text(KEY_SLIP)
    assert desk.text(SECRET_SLIP) == "In the secret."
    assert not saves(desk)


def test_slips_that_come_with_the_answer_to_saving_get_the_keyboard(desk: Desk) -> None:
    open_form(desk)
    assert saves(desk)
    desk.pane.show_input_warnings((SAMPLE,))
    assert desk.focus() is desk.button("Keep as it is")
    desk.press(Qt.Key.Key_Space)
    assert saves(desk)


def test_slips_found_while_typing_leave_the_keyboard_where_it_is(desk: Desk) -> None:
    open_form(desk)
    field = desk.field("Secret")
    desk.pane.show_input_warnings((BLANK, SAMPLE))
    assert desk.focus() is field


def test_slips_without_a_form_harm_nothing(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.pane.show_input_warnings((SAMPLE,))
    assert not desk.has_text(SECRET_SLIP)


def test_a_new_slip_is_announced_once_and_never_with_a_value(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(input_warnings_view, "announce", lambda _where, text: said.append(text))
    open_form(desk, BLANK)
    desk.pane.show_input_warnings((BLANK,))
    desk.pane.show_input_warnings((BLANK, NEVER))
    assert said == [BLANK.says, NEVER.says]


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
    assert "Both fields were filled from what was pasted." in desk.labels()
    assert desk.heard["typed"] == [(Secret(KEY), Secret(SECRET), "")]
    desk.write("Secret", "x")
    assert "Both fields were filled" not in desk.labels()


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
def test_a_pair_is_found_whatever_way_it_comes(desk: Desk, way: Callable[[QLineEdit], None]) -> None:
    desk.open()
    desk.click("New profile")
    QGuiApplication.clipboard().setText(PAIRS[0])
    way(desk.field("API key"))
    assert (desk.field("API key").text(), desk.field("Secret").text()) == (KEY, SECRET)


@pytest.mark.parametrize("value", [f"{KEY}\n", f"\r\n{KEY}", f" {KEY}\t", f"{KEY}\u200b", f"{KEY}\u2028"])
def test_what_is_pasted_around_a_value_is_kept_to_be_told(desk: Desk, value: str) -> None:
    desk.open()
    desk.click("New profile")
    desk.paste("API key", value)
    assert desk.heard["typed"] == [(Secret(value), Secret(""), "")]
