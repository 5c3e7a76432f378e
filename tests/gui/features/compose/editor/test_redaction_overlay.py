"""The masked editor: no pixel of a device id or an address is visible, and no byte changes."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage, QInputMethodEvent, QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication

from tests.gui.features.compose.editor.conftest import Press, Select
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import UnreadText
from workbench.gui.features.compose.editor import PayloadEditor
from workbench.gui.features.compose.editor.redaction_overlay import AT_ONCE
from workbench.payloads import templates
from workbench.redaction.pii import ScreenMask, ranges

ONE, OTHER = "38400000-8CF0-11BD-B23E-10B96E40000D", "WWWMMM__-iiii-jjjj-||||-............"
BODIES = (
    '{{"idfa": "{}", "n": 1}}',
    '{{\n  "device_ids": {{\n    "any": "{}"\n  }}\n}}',
    '{{"idfa": "{0}",\n"note": "it was {0}"}}',
    '"idfa":\n  "{}"',
    '{{"idfa": "{}',
    '{{"x": "😀", "device_ids": ["{}", null]}}',
    "idfa={}&n=1",
)

Picture = Callable[[str], QImage]


@pytest.fixture
def picture(editor: PayloadEditor, privacy: ScreenPrivacy) -> Picture:
    """What the masked editor looks like with a body. It has no caret, which blinks."""
    editor.setCursorWidth(0)
    privacy.set_mask(ScreenMask())
    editor.show()

    def taken(body: str) -> QImage:
        if body.encode() != editor.body():
            editor.load(body.encode())
        return editor.grab().toImage()

    return taken


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("chosen", ["nothing", "everything", "a part"])
def test_two_values_of_the_same_length_look_the_same(
    editor: PayloadEditor, privacy: ScreenPrivacy, picture: Picture, select: Select, body: str, chosen: str
) -> None:
    at = body.format("{}").index("{}")

    def shown(value: str) -> QImage:
        editor.load(body.format(value).encode())
        if chosen == "everything":
            editor.selectAll()
        elif chosen == "a part":
            select(at + 7, at + 17)
        return picture(body.format(value))

    masked = shown(ONE)
    assert masked == shown(OTHER)
    privacy.set_mask(None)
    assert shown(OTHER) != masked
    assert shown(OTHER) != shown(ONE)


def test_other_text_is_readable_selected_or_not(editor: PayloadEditor, picture: Picture) -> None:
    for everything in (False, True):
        seen = []
        for action in ("install", "WWWiiiW"):
            editor.load(f'{{"action": "{action}", "idfa": "{ONE}"}}'.encode())
            if everything:
                editor.selectAll()
            seen.append(editor.grab().toImage())
        assert seen[0] != seen[1]


def test_a_style_sheet_for_selections_uncovers_nothing(
    editor: PayloadEditor, privacy: ScreenPrivacy, picture: Picture
) -> None:
    editor.selectAll()
    groups = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled)
    assert {editor.palette().color(group, QPalette.ColorRole.HighlightedText).alpha() for group in groups} == {0}
    privacy.set_mask(None)
    assert {editor.palette().color(group, QPalette.ColorRole.HighlightedText).alpha() for group in groups} == {255}


def test_bytes_clipboard_undo_and_screen_reader_are_not_masked(
    editor: PayloadEditor, privacy: ScreenPrivacy, press: Press
) -> None:
    body = f'{{"idfa": "{ONE}", "note": "a\u00a0b"}}'.encode()
    editor.load(body)
    privacy.set_mask(ScreenMask())
    editor.grab()
    assert editor.body() is body
    assert not editor.document().isModified()
    editor.selectAll()
    assert editor.createMimeDataFromSelection().text() == body.decode()
    spoken = QAccessible.queryAccessibleInterface(editor).textInterface()
    assert ONE in spoken.text(0, spoken.characterCount())
    editor.go_to_offset(body.index(b"38") + 3)
    press(Qt.Key.Key_X, "x")
    assert editor.body() == body.replace(b"384", b"384x")
    editor.undo()
    assert editor.body() == body
    privacy.set_mask(None)
    assert editor.body() == body


@pytest.mark.parametrize("at", [0, 1, 17, 36])
def test_text_typed_into_a_value_is_covered(editor: PayloadEditor, picture: Picture, press: Press, at: int) -> None:
    body = f'{{"idfa": "{ONE}", "n": 1}}'
    seen = []
    for key in ("a", "W"):
        editor.load(body.encode())
        editor.go_to_offset(body.index(ONE) + at)
        press(Qt.Key.Key_X, key)
        assert key.encode() in editor.body()[: body.index("n") + at]
        seen.append(editor.grab().toImage())
    assert seen[0] == seen[1]


def test_an_id_being_typed_is_never_visible(editor: PayloadEditor, picture: Picture, press: Press) -> None:
    seen: list[list[QImage]] = []
    for value in ("3840", "WWi|"):
        editor.load(b"")
        seen.append([])
        for letter in f'{{"idfa": "{value}':
            press(Qt.Key.Key_unknown, letter)
            seen[-1].append(editor.grab().toImage())
    assert seen[0] == seen[1]


@pytest.mark.parametrize("before", ["", "38"])
def test_text_composed_in_a_value_is_covered(editor: PayloadEditor, picture: Picture, before: str) -> None:
    body = f'{{"idfa": "{before}", "adid": "{ONE}"}}'
    seen = []
    for composed in ("ab", "WW"):
        editor.load(body.encode())
        editor.go_to_offset(body.index('",'))
        marked = QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.TextFormat, 0, 1, QTextCharFormat())
        for attributes in ([], [], [marked], [marked]):  # Qt puts its own formats there each time
            QApplication.sendEvent(editor, QInputMethodEvent(composed, attributes))
            seen.append(editor.grab().toImage())
        assert editor.document().firstBlock().layout().preeditAreaText() == composed
        QApplication.sendEvent(editor, QInputMethodEvent())
    assert all(each == seen[0] for each in seen)


def test_text_composed_elsewhere_is_visible(editor: PayloadEditor, picture: Picture) -> None:
    body = f'{{"note": "", "adid": "{ONE}"}}'
    seen = []
    for composed in ("ab", "WW"):
        editor.load(body.encode())
        editor.go_to_offset(body.index('",'))
        QApplication.sendEvent(editor, QInputMethodEvent(composed, []))
        seen.append(editor.grab().toImage())
    assert seen[0] != seen[1]
    QApplication.sendEvent(editor, QInputMethodEvent())
    assert editor.grab().toImage() == picture(body)


def test_an_invisible_character_in_a_value_has_no_label_and_no_tooltip(
    editor: PayloadEditor, privacy: ScreenPrivacy, picture: Picture
) -> None:
    assert picture('{"idfa": "a\u00a0b"}') == picture('{"idfa": "a\u2028b"}')
    editor.load('{"idfa": "a\u00a0b", "n": "c\u00a0d"}'.encode())
    editor.show()
    privacy.set_mask(ScreenMask())
    editor.grab()
    block = editor.document().firstBlock()
    assert len(editor._highlighter.boxes(block)) == 2
    assert len(editor._highlighter.boxes(block, editor._line(block)[1])) == 1
    cursor = QTextCursor(block)
    cursor.setPosition(11)
    assert editor._tooltip_at(editor.cursorRect(cursor).center())[0] == ""


def test_a_value_known_from_another_document_is_covered_here(
    editor: PayloadEditor, privacy: ScreenPrivacy, picture: Picture
) -> None:
    bodies = [f'{{"note": "{value}"}}' for value in (ONE, OTHER)]
    assert picture(bodies[0]) != picture(bodies[1])
    privacy.set_mask(ScreenMask(frozenset({ONE.lower(), OTHER})))
    assert picture(bodies[0]) == picture(bodies[1])


def test_a_very_long_line_is_covered_too(editor: PayloadEditor, privacy: ScreenPrivacy, picture: Picture) -> None:
    head, tail = '{"idfa": "', '", "x": "' + "x" * 21_000 + '"}'
    assert picture(head + ONE + tail) == picture(head + OTHER + tail)
    many = json.dumps({"device_ids": [ONE] * 800})
    privacy.set_mask(None)
    privacy.set_mask(ScreenMask())
    unread: list[UnreadText] = []
    editor.unread.connect(unread.append)
    editor.load(many.encode())
    answer(editor, unread)
    assert editor._line(editor.document().firstBlock())[1] == ((many.index(ONE), many.rindex(ONE) + len(ONE)),)


def answer(editor: PayloadEditor, unread: list[UnreadText]) -> None:
    """Read a large text at the pause, as the window does on another thread."""
    assert editor._overlay is not None
    editor._overlay._pause.timeout.emit()
    asked = unread.pop()
    asked.answer(ranges(asked.text, asked.known))


LARGE = json.dumps([json.loads(templates()[0].body)] * (2 * AT_ONCE // len(templates()[0].body)), indent=2)


def covered(editor: PayloadEditor) -> str:
    """The text with a dot for each covered character."""
    text = editor.toPlainText()
    assert editor._overlay is not None
    for start, end in editor._overlay._ranges:
        text = text[:start] + "•" * (end - start) + text[end:]
    return text


def test_a_large_text_is_covered_until_it_was_searched(
    editor: PayloadEditor, privacy: ScreenPrivacy, press: Press
) -> None:
    unread: list[UnreadText] = []
    editor.unread.connect(unread.append)
    editor.load(LARGE.encode())
    privacy.set_mask(ScreenMask())
    assert covered(editor) == "•" * len(LARGE)
    assert not unread
    answer(editor, unread)
    read = covered(editor)
    assert "install" in read
    assert "idfa-2015" not in read
    at = LARGE.index("kochava-test-idfa", len(LARGE) // 2)
    editor.go_to_offset(at)
    for letter in "ab":
        press(Qt.Key.Key_A, letter)
    assert covered(editor) == read[:at] + "••" + read[at:]
    editor.go_to_offset(at + 12)
    press(Qt.Key.Key_Backspace)
    assert covered(editor) == read[:at] + "•" + read[at:]
    editor.go_to_offset(0)
    press(Qt.Key.Key_Return, "\r")
    assert covered(editor) == "\n" + read[:at] + "•" + read[at:]
    editor.insertPlainText('"pasted"')
    assert covered(editor).startswith("\n••••••••[")
    answer(editor, unread)
    assert covered(editor).startswith('\n"pasted"[')


def test_a_key_typed_into_a_large_text_covers_its_line_at_once(
    editor: PayloadEditor, privacy: ScreenPrivacy, press: Press
) -> None:
    unread: list[UnreadText] = []
    editor.unread.connect(unread.append)
    editor.load(LARGE.encode())
    privacy.set_mask(ScreenMask())
    answer(editor, unread)
    editor.go_to_offset(0)
    for letter in '"imei":"12':
        press(Qt.Key.Key_A, letter)
    block = editor.document().firstBlock()
    assert editor._line(block) == (block.text(), ((8, 11),))  # up to the line's end: the string is not closed yet
    answer(editor, unread)
    assert editor._line(block) == (block.text(), ((8, 11),))


def test_an_answer_about_an_earlier_text_is_ignored(
    editor: PayloadEditor, privacy: ScreenPrivacy, press: Press
) -> None:
    unread: list[UnreadText] = []
    editor.unread.connect(unread.append)
    editor.load(LARGE.encode())
    privacy.set_mask(ScreenMask())
    assert editor._overlay is not None
    editor._overlay._pause.timeout.emit()
    press(Qt.Key.Key_A, "a")
    asked = unread.pop()
    asked.answer(ranges(asked.text, asked.known))
    assert covered(editor) == "•" * (len(LARGE) + 1)
