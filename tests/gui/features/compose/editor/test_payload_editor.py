"""The editor as the user uses it: load, type, paste, copy, undo, look, and leave by the keyboard."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QFontMetricsF, QImage, QInputMethodEvent, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.features.compose.editor.conftest import PlainTheme, Press, Select
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.compose.editor import PayloadEditor
from workbench.workspace.view import label

ODD = (
    b'\xef\xbb\xbf{\r\n "a": "x\xc2\xa0\xe2\x80\xa8\xe2\x80\xa9\xff\x00\xef\xb7\x90",\r\n "b": "\xf0\x9f\x98\x80"\r\n}'
)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def text_mime(text: str) -> QMimeData:
    source = QMimeData()
    source.setText(text)
    return source


@pytest.mark.parametrize("body", [b"", b"{}", b"a\r\nb", b"a\rb\n", ODD, ODD + b"\n", bytes(range(256)), b"\r\n\n\r"])
def test_a_loaded_body_stays_the_same_to_the_last_byte(editor: PayloadEditor, body: bytes) -> None:
    editor.load(body)
    assert editor.body() is body
    assert not editor.document().isModified()
    assert not editor.document().isUndoAvailable()


def test_an_edit_and_its_undo_give_the_file_back(editor: PayloadEditor, press: Press) -> None:
    editor.load(ODD)
    press(Qt.Key.Key_X, "x")
    assert editor.body() == b"x" + ODD
    assert editor.document().isModified()
    editor.undo()
    assert (
        hashlib.sha1(editor.body(), usedforsecurity=False).digest() == hashlib.sha1(ODD, usedforsecurity=False).digest()
    )
    assert not editor.document().isModified()


def test_typing_in_a_crlf_body_ends_lines_as_it_does(editor: PayloadEditor, press: Press) -> None:
    editor.load(b"{\r\n}")
    editor.moveCursor(QTextCursor.MoveOperation.EndOfBlock)
    press(Qt.Key.Key_Return, "\r")
    press(Qt.Key.Key_QuoteDbl, '"')
    assert editor.body() == b'{\r\n  "\r\n}'


@pytest.mark.parametrize(
    ("before", "key", "text", "after"),
    [
        (b"  a", Qt.Key.Key_Return, "\r", b"  a\n  "),
        (b"{", Qt.Key.Key_Enter, "\r", b"{\n  "),
        (b'  "a": [ ', Qt.Key.Key_Return, "\r", b'  "a": [ \n    '),
        (b"a", Qt.Key.Key_Tab, "\t", b"a  "),
        (b"    a", Qt.Key.Key_Backtab, "", b"  a"),
        (b"\ta", Qt.Key.Key_Backtab, "", b"a"),
        (b" a", Qt.Key.Key_Backtab, "", b"a"),
        (b"a", Qt.Key.Key_Backtab, "", b"a"),
        (b"{\n    ", Qt.Key.Key_BraceRight, "}", b"{\n  }"),
        (b"[\n  1\n  ", Qt.Key.Key_BracketRight, "]", b"[\n  1\n]"),
        (b"  1", Qt.Key.Key_BracketRight, "]", b"  1]"),
        (b"", Qt.Key.Key_BraceLeft, "{", b"{"),
        (b"a", Qt.Key.Key_nobreakspace, "\u00a0", b"a\xc2\xa0"),
    ],
)
def test_a_key_at_the_end_does_what_an_editor_does(
    editor: PayloadEditor, press: Press, before: bytes, key: Qt.Key, text: str, after: bytes
) -> None:
    editor.load(before)
    editor.moveCursor(QTextCursor.MoveOperation.End)
    press(key, text)
    assert editor.body() == after
    if before != after:
        editor.undo()
        assert editor.body() == before


def test_shift_enter_makes_a_line_and_not_an_invisible_separator(editor: PayloadEditor, press: Press) -> None:
    editor.load(b"a")
    press(Qt.Key.Key_Return, "\r", SHIFT)
    assert editor.body() == b"\na"


def test_ctrl_enter_is_left_to_the_window(editor: PayloadEditor, press: Press) -> None:
    editor.load(b"a")
    press(Qt.Key.Key_Return, "\r", CONTROL)
    assert editor.body() == b"a"


def test_tab_moves_every_selected_line_and_shift_tab_moves_them_back(
    editor: PayloadEditor, press: Press, select: Select
) -> None:
    editor.load(b"a\n\nb\nc\n")
    select(0, 4)
    press(Qt.Key.Key_Tab, "\t")
    assert editor.body() == b"  a\n\n  b\nc\n"
    press(Qt.Key.Key_Backtab)
    assert editor.body() == b"a\n\nb\nc\n"


def test_a_typed_invisible_character_gets_a_stand_in(editor: PayloadEditor, press: Press) -> None:
    editor.load(b"")
    press(Qt.Key.Key_nobreakspace, "\u00a0")
    assert label(editor.toPlainText()) == "NBSP"
    commit = QInputMethodEvent()
    commit.setCommitString("a\u200b")
    QApplication.sendEvent(editor, commit)
    assert editor.body() == "\u00a0a\u200b".encode()
    assert label(editor.toPlainText()[-1]) == "ZWSP"


def test_pasted_text_keeps_every_character_and_takes_the_line_end_of_the_body(editor: PayloadEditor) -> None:
    editor.load(b"\r\n")
    editor.insertFromMimeData(text_mime("a\u00a0\u2028\ufdd0\r\nb\r\n"))
    assert editor.body() == "a\u00a0\u2028\ufdd0\r\nb\r\n\r\n".encode()
    assert [label(char) for char in editor.toPlainText() if label(char)] == ["NBSP", "U+2028", "U+FDD0"]


def test_copied_text_has_the_real_characters_and_pastes_back_to_the_same_bytes(
    editor: PayloadEditor, select: Select
) -> None:
    editor.load(ODD)
    editor.selectAll()
    copied = editor.createMimeDataFromSelection()
    # Qt itself drops a mark at the very start of foreign text.
    assert copied.text() == ODD.decode("utf-8", "replace").replace("\r\n", "\n").removeprefix("\ufeff")
    assert not copied.hasHtml()
    end = len(editor.body())
    editor.go_to_offset(end)
    editor.insertFromMimeData(copied)
    assert editor.body() == ODD + ODD


def test_rich_text_is_pasted_plain_and_a_file_is_left_to_the_window(editor: PayloadEditor, tmp_path: Path) -> None:
    editor.load(b"")
    rich = text_mime("plain")
    rich.setHtml("<b>rich</b>")
    editor.insertFromMimeData(rich)
    assert editor.body() == b"plain"
    files = text_mime("file")
    files.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    assert not editor.canInsertFromMimeData(files)
    editor.insertFromMimeData(files)
    assert editor.body() == b"plain"


def test_replacing_all_touches_only_what_differs_and_keeps_the_caret(editor: PayloadEditor) -> None:
    editor.load(b'{\n  "a": "\xf0\x9f\x98\x80/x",\n  "b": 2\n}')
    editor.go_to_offset(editor.body().index(b'"b"'))
    seen: list[tuple[int, int, int]] = []
    editor.document().contentsChange.connect(lambda *change: seen.append(change))
    editor.replace_all(b'{\n  "a": "\xf0\x9f\x98\x80\\/x",\n  "b": 2\n}')
    assert seen == [(2, 15, 16)]  # the one line that differs
    assert editor.body()[editor.caret_offset() :].startswith(b'"b"')
    editor.replace_all(b'{"a":"\xf0\x9f\x98\x80\\/x","b":2}')
    assert editor.body()[editor.caret_offset() :].startswith(b'"b"')
    editor.undo()
    editor.undo()
    assert not editor.document().isModified()


def test_replacing_all_is_a_step_of_its_own_between_typed_ones(editor: PayloadEditor, press: Press) -> None:
    editor.load(b"[]")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    press(Qt.Key.Key_A, "a")
    editor.replace_all(b"[]a/")
    press(Qt.Key.Key_B, "b")
    assert editor.body() == b"[]a/b"
    undone = []
    while editor.document().isUndoAvailable():
        editor.undo()
        undone.append(editor.body())
    assert undone == [b"[]a/", b"[]a", b"[]"]


def test_replacing_all_by_the_same_body_is_no_edit(editor: PayloadEditor) -> None:
    editor.load(ODD)
    editor.replace_all(bytes(ODD))
    assert not editor.document().isUndoAvailable()


def test_facts_follow_the_body(editor: PayloadEditor, press: Press) -> None:
    editor.load(ODD)
    assert editor.facts() == (len(ODD), "CRLF", True, False, False)
    press(Qt.Key.Key_A, "a")
    assert editor.facts() == (len(ODD) + 1, "CRLF", False, False, False)


def test_the_caret_tells_its_line_and_its_column_in_characters(editor: PayloadEditor) -> None:
    editor.load("{\r\n😀é\ufeffx\r\n}".encode())
    told: list[tuple[int, int]] = []
    editor.caret_moved.connect(lambda line, column: told.append((line, column)))
    editor.go_to_offset(editor.body().index(b"x"))
    assert told[-1] == (2, 4)
    assert editor.caret_offset() == editor.body().index(b"x")
    editor.load(b"a")
    assert told[-1] == (1, 1)


def test_a_load_emits_body_changed_once(editor: PayloadEditor) -> None:
    told: list[bytes] = []
    editor.body_changed.connect(lambda: told.append(editor.body()))
    editor.load(b"a\nb")
    assert told == [b"a\nb"]


def underlined(editor: PayloadEditor) -> list[str]:
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    return [e.cursor.selectedText() for e in editor.extraSelections() if e.format.underlineStyle() == wave]


@pytest.mark.parametrize(
    ("body", "offset", "word", "line"),
    [
        (b'{"a": tru}', 6, "tru", 1),
        (b'{\n"a": "69.777"}', 7, '"69.777"', 2),
        (b'{"a" 1}', 5, "1", 1),
        (b'{"a": 1,,}', 8, ",", 1),
        (b'{"a": 1', 7, "1", 1),
        (b'{"a":\n', 6, "", 2),
    ],
)
def test_a_problem_is_underlined_and_marked_in_the_gutter(
    editor: PayloadEditor, body: bytes, offset: int, word: str, line: int
) -> None:
    editor.load(body)
    editor.show_problem(offset)
    assert underlined(editor) == [word]
    assert editor._gutter.problem == line
    editor.show_problem(None)
    assert not underlined(editor)
    assert editor._gutter.problem == 0


def test_the_underline_stays_with_its_text_while_lines_are_typed_above(editor: PayloadEditor, press: Press) -> None:
    editor.load(b"[\nnope\n]")
    editor.show_problem(2)
    press(Qt.Key.Key_Return, "\r")
    press(Qt.Key.Key_Return, "\r")
    assert underlined(editor) == ["nope"]
    assert editor._gutter.problem == 4
    editor.load(b"[]")
    assert not underlined(editor)
    assert editor._gutter.problem == 0


def test_stand_ins_have_tooltips(editor: PayloadEditor) -> None:
    editor.load(b"a\xc2\xa0b\nword")
    editor.show()
    editor.grab()
    block, place = editor._blocks(editor.viewport().rect())[0]
    box = editor._highlighter.boxes(block)[0]
    assert label(box.char) == "NBSP"
    assert editor._tooltip_at(box.area.translated(place).center().toPoint())[0].startswith("No-break space, U+00A0")
    assert editor._tooltip_at(editor.cursorRect().center() + QPoint(80, 0))[0] == ""


def test_the_bracket_beside_the_caret_and_its_partner_are_tinted_past_strings(editor: PayloadEditor) -> None:
    body = b'{"a": "}]", "b": [1, {\n"c": "{"}],\n"d": 2}'
    editor.load(body)

    def tinted() -> list[int]:
        return sorted(extra.cursor.selectionStart() for extra in editor.extraSelections())

    assert tinted() == [0, len(body) - 1]
    editor.go_to_offset(body.index(b"{\n"))
    assert tinted() == [body.index(b"{\n"), body.index(b"}],")]
    editor.go_to_offset(body.index(b"],") + 1)
    assert tinted() == [body.index(b"[1"), body.index(b"],")]
    editor.go_to_offset(body.index(b'}]"'))
    assert tinted() == []
    editor.load(b"{]")
    assert tinted() == []


def test_keys_strings_numbers_and_words_have_the_colours_of_the_theme(editor: PayloadEditor, theme: PlainTheme) -> None:
    editor.load(b'{"key": "string", "n": -1.5e3, "t": true, "e": "\xf0\x9f\x98\x80", "o": null}')
    editor.show()
    editor.grab()
    block = editor.document().firstBlock()
    encoded = block.text().encode("utf-16-le")
    found: dict[str, str] = {}
    for one in block.layout().formats():
        piece = encoded[2 * one.start : 2 * (one.start + one.length)].decode("utf-16-le")
        found[piece] = one.format.foreground().color().name()
    for piece, kind in {
        '"key"': "key",
        '"string"': "string",
        "-1.5e3": "number",
        "true": "literal",
        "null": "literal",
        '"😀"': "string",
        '"o"': "key",
        "{": "punctuation",
        ":": "punctuation",
    }.items():
        assert found[piece] == theme.color(f"json_{kind}").name(), piece


def test_a_very_long_line_is_not_coloured_and_still_exact(editor: PayloadEditor) -> None:
    body = b'{"a": "' + b"x" * 21_000 + b'"}'
    editor.load(body)
    editor.show()
    editor.grab()
    assert not editor.document().firstBlock().layout().formats()
    assert editor.body() == body


def test_only_visible_lines_are_coloured(editor: PayloadEditor) -> None:
    editor.load(b'{"a": 1}\n' * 2_000)
    editor.show()
    editor.grab()
    document = editor.document()
    assert document.findBlockByNumber(5).layout().formats()
    assert not document.findBlockByNumber(1_900).layout().formats()
    editor.go_to_offset(9 * 1_900)
    editor.grab()
    assert document.findBlockByNumber(1_900).layout().formats()


def test_a_stand_in_is_painted_as_a_labelled_box_of_its_own_width(editor: PayloadEditor, theme: PlainTheme) -> None:
    editor.load(b"a\xc2\xa0b")
    editor.show()

    def in_warn_hues(image: QImage) -> int:
        hue = theme.color("warn").hue()
        pixels = (image.pixelColor(x, y) for x in range(100) for y in range(40))
        return sum(abs(pixel.hue() - hue) < 4 for pixel in pixels)

    assert in_warn_hues(editor.viewport().grab().toImage()) > 200
    narrow = editor._highlighter.boxes(editor.document().firstBlock())[0].area.width()
    editor.load(b"a\xe2\x80\xa8b")
    editor.viewport().grab()
    assert editor._highlighter.boxes(editor.document().firstBlock())[0].area.width() > narrow
    editor.load(b"a b")
    assert in_warn_hues(editor.viewport().grab().toImage()) == 0


@pytest.fixture
def other(qtbot: QtBot, editor: PayloadEditor) -> Iterator[QWidget]:
    """Give another place for the focus, beside the editor in a window."""
    window = QWidget()
    qtbot.addWidget(window)
    editor.setParent(window)
    other = QWidget(window)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    editor.show()
    yield other
    editor.setParent(None)


def test_escape_then_tab_and_ctrl_tab_leave_the_editor(editor: PayloadEditor, other: QWidget, press: Press) -> None:
    editor.load(b"")
    editor.setFocus()
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Tab, "\t")
    assert other.hasFocus()
    editor.setFocus()
    press(Qt.Key.Key_Tab, "\t")
    assert editor.body() == b"  "
    press(Qt.Key.Key_Tab, "\t", CONTROL)
    assert other.hasFocus()
    editor.setFocus()
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_A, "a")
    press(Qt.Key.Key_Tab, "\t")
    assert editor.body() == b"  a  "


def test_ctrl_shift_z_redoes(editor: PayloadEditor, press: Press) -> None:
    editor.load(b"")
    press(Qt.Key.Key_A, "a")
    press(Qt.Key.Key_Z, "\x1a", CONTROL)
    assert editor.body() == b""
    press(Qt.Key.Key_Z, "\x1a", CONTROL | SHIFT)
    assert editor.body() == b"a"


def test_ctrl_and_the_wheel_zoom_text_and_numbers_together(editor: PayloadEditor, themes: ThemeSource) -> None:
    def turn(steps: int, modifiers: Qt.KeyboardModifier) -> None:
        at = QPointF(50, 50)
        event = QWheelEvent(
            at,
            at,
            QPoint(),
            QPoint(0, 120 * steps),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(editor.viewport(), event)

    turn(2, CONTROL)
    assert editor.font().pointSize() == editor._gutter.font().pointSize() == 12
    turn(1, Qt.KeyboardModifier.NoModifier)
    assert editor.font().pointSize() == 12
    turn(-50, CONTROL)
    assert editor.font().pointSize() == 6
    themes.set_theme(themes.current)
    assert editor.font().pointSize() == 6


def test_assistive_technology_finds_the_editor_by_name(editor: PayloadEditor) -> None:
    assert editor.accessibleName() == "Payload editor"
    assert editor.objectName() == "payloadEditor"
    assert "Escape" in editor.accessibleDescription()


def test_a_read_only_editor_takes_no_key(editor: PayloadEditor, press: Press) -> None:
    editor.load(b"{")
    editor.setReadOnly(True)
    for key, text in ((Qt.Key.Key_Return, "\r"), (Qt.Key.Key_BraceRight, "}"), (Qt.Key.Key_A, "a")):
        press(key, text)
    assert editor.body() == b"{"


@pytest.mark.parametrize("points", range(-4, 21))
def test_a_tab_is_visible_anywhere(editor: PayloadEditor, points: int) -> None:
    editor.zoom_by(points)
    advance = QFontMetricsF(editor.font()).horizontalAdvance(" ")

    def left(position: int) -> int:
        cursor = QTextCursor(editor.document())
        cursor.setPosition(position)
        return editor.cursorRect(cursor).left()

    for column in (0, 3, 4, 7, 8, 12, 40, 101, 400):
        editor.load(b"x" * column + b"\tx")
        assert left(column + 1) - left(column) == pytest.approx((4 - column % 4) * advance, abs=1.5), column


def test_the_line_of_the_caret_is_tinted_beside_an_empty_document_too(editor: PayloadEditor, theme: PlainTheme) -> None:
    editor.load(b"")
    editor.show()
    row = editor.cursorRect().center().y()
    shown = editor.grab().toImage()
    assert shown.pixel(2, row) == shown.pixel(400, row) == theme.color("current_line").rgb()
    assert shown.pixel(2, row + 60) == theme.color("surface").rgb()
