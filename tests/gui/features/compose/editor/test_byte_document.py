"""After any edit the body is that of the text shown."""

import random

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from tests.counts import repetitions
from tests.gui.features.compose.editor.conftest import Press
from workbench.gui.features.compose.editor import PayloadEditor, piece_table
from workbench.gui.features.compose.editor.piece_table import PieceTable, SplitPairError, units
from workbench.workspace.view import restore, show

EDITS = repetitions(gate=600, soak=30_000)
PIECES = [
    "a",
    "b",
    "/",
    "\\",
    '"',
    "\n",
    "\n",
    "{",
    "}",
    "1",
    "é",
    "✓",
    "😀",
    "\u00a0",
    " ",
    "\t",
    "\u200b",
    "\U0010fe0d",
]
ODD = ["\r\n", "\r", "\n", "\0", "\u2028", "\u2029", "\ufeff", "\ufdd0", "\U0010fe0d", "x", "😀"]


def shown_text(editor: PayloadEditor) -> str:
    return editor.document().toRawText().replace("\u2029", "\n")


class Monkey:
    """Edits at random, and remembers what it did."""

    def __init__(self, editor: PayloadEditor, press: Press, seed: int, *, halves: bool = False) -> None:
        self.halves = halves
        self.editor = editor
        self.press = press
        self.random = random.Random(seed)  # noqa: S311 (repeatable, not secret)

    def text(self, size: int) -> str:
        return "".join(self.random.choices(PIECES, k=size))

    def anybody(self) -> bytes:
        pieces = self.random.choices([*ODD, "a", "b\n"], k=self.random.choice((0, 1, 30, 400)))
        return "".join(pieces).encode() + self.random.choice((b"", b"\xff", b"\xe2\x80"))

    def place(self) -> int:
        place = self.random.randint(0, self.editor.document().characterCount() - 1)
        mirror = self.editor._byte_document
        return place if self.halves else mirror.position_of(mirror.offset_of(place))

    def cursor(self) -> QTextCursor:
        cursor = self.editor.textCursor()
        cursor.setPosition(self.place())
        return cursor

    def insert(self) -> None:
        self.cursor().insertText(self.text(self.random.choice((1, 1, 1, 5, 300))))

    def remove(self) -> None:
        cursor = self.cursor()
        cursor.setPosition(self.place(), QTextCursor.MoveMode.KeepAnchor)
        if self.random.random() < 0.9:
            cursor.setPosition(cursor.anchor())
            steps = self.random.choice((1, 1, 2, 9, 200))
            cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, steps)
        cursor.insertText(self.random.choice(("", "", "x", "\n", "yy/😀")))

    def many(self) -> None:
        cursor = self.editor.textCursor()
        cursor.beginEditBlock()
        for _ in range(3):
            cursor.setPosition(self.place())
            cursor.insertText(self.text(2))
        cursor.setPosition(0)
        cursor.insertText("q")
        cursor.deletePreviousChar()
        cursor.endEditBlock()

    def type(self) -> None:
        self.editor.setTextCursor(self.cursor())
        key, text = self.random.choice(
            (
                (Qt.Key.Key_A, "a"),
                (Qt.Key.Key_Return, "\r"),
                (Qt.Key.Key_Tab, "\t"),
                (Qt.Key.Key_Backtab, ""),
                (Qt.Key.Key_BraceRight, "}"),
                (Qt.Key.Key_Backspace, "\b"),
                (Qt.Key.Key_Delete, "\x7f"),
                (Qt.Key.Key_nobreakspace, "\u00a0"),
            )
        )
        self.press(key, text)

    def paste(self) -> None:
        source = QMimeData()
        source.setText("".join(self.random.choices(ODD, k=5)))
        self.editor.setTextCursor(self.cursor())
        self.editor.insertFromMimeData(source)

    def cut(self) -> None:
        self.editor.selectAll()
        self.editor.textCursor().removeSelectedText()

    def step(self) -> str:
        what = self.random.choices(
            ["insert", "remove", "undo", "redo", "many", "type", "paste", "replace_all", "load", "clear", "cut"],
            [30, 22, 10, 8, 3, 15, 4, 3, 1, 1, 1],
        )[0]
        if what in ("undo", "redo", "clear"):
            getattr(self.editor, what)()
        elif what in ("replace_all", "load"):
            getattr(self.editor, what)(self.anybody())
        else:
            getattr(self, what)()
        return what


@pytest.mark.parametrize(("seed", "halves"), [(1, False), (2, False), (3, True)])
def test_the_body_stays_in_step_through_random_edits(
    editor: PayloadEditor, press: Press, seed: int, halves: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piece_table, "PIECE", 64)  # so that a few hundred characters make many pieces
    monkey = Monkey(editor, press, seed, halves=halves)
    told: list[None] = []
    editor.body_changed.connect(lambda: told.append(None))
    before = editor.body()
    for number in range(EDITS // 3):
        told.clear()
        what = monkey.step()
        body = editor.body()
        assert body == restore(shown_text(editor), editor._byte_document.line_end), f"step {number}: {what}"
        assert body == before or told, f"step {number}: {what} changed the body and said nothing"
        before = body
    assert halves or editor._byte_document.resets < EDITS // 6, "the document was read whole too often"


def test_replacing_the_whole_body_is_undone_together_with_its_line_end(editor: PayloadEditor) -> None:
    bodies = [b"a\r\nb\r\n", b"a\nb\nc\n", b"abc", b"\xff\r\r\n\n", b"x\ry", b""]
    editor.load(bodies[0])
    for body in bodies[1:]:
        editor.replace_all(body)
        assert editor.body() == body
    for body in reversed(bodies[:-1]):
        editor.undo()
        assert editor.body() == body
    assert not editor.document().isModified()
    for body in bodies[1:]:
        editor.redo()
        assert editor.body() == body


def test_a_body_without_line_ends_keeps_the_line_end_of_the_document(editor: PayloadEditor, press: Press) -> None:
    editor.load(b"{\r\n}")
    editor.replace_all(b"{}")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    press(Qt.Key.Key_Return, "\r")
    assert editor.body() == b"{}\r\n"


def test_a_key_never_reads_the_whole_document(editor: PayloadEditor, press: Press) -> None:
    editor.load(b'{"a": 1},\n' * 20_000)
    resets = editor._byte_document.resets
    for position in (0, 5, 100_000, 199_999):
        cursor = editor.textCursor()
        cursor.setPosition(position)
        editor.setTextCursor(cursor)
        press(Qt.Key.Key_X, "x")
        press(Qt.Key.Key_Return, "\r")
        press(Qt.Key.Key_Backspace, "\b")
        editor.undo()
    assert editor._byte_document.resets == resets
    assert editor.body().replace(b"x", b"").replace(b"\n", b"") == b'{"a": 1},' * 20_000
    assert editor.body().count(b"\n") == 20_004  # undo took back the Backspace


def test_an_edit_block_emits_changed_once(editor: PayloadEditor, qtbot: QtBot) -> None:
    editor.load(b"abc")
    told: list[bytes] = []
    editor.body_changed.connect(lambda: told.append(editor.body()))
    cursor = editor.textCursor()
    cursor.beginEditBlock()
    cursor.insertText("1")
    cursor.insertText("2")
    cursor.endEditBlock()
    assert told == [b"12abc"]


def test_colouring_the_text_is_no_change_of_the_body(editor: PayloadEditor, theme: object) -> None:
    editor.load(b'{"a": 1}')
    body = editor.body()
    told: list[None] = []
    editor.body_changed.connect(lambda: told.append(None))
    editor.show()
    editor.grab()
    assert editor.document().firstBlock().layout().formats()
    assert editor.body() is body
    assert not told


def test_offsets_and_positions_find_each_other_over_every_character() -> None:
    body = "é😀\u2028{\r\n✓\ufeff\r\n".encode() + b"\xff\xfez" * 30_000
    view = show(body)
    pieces = PieceTable()
    pieces.reset(view.text, view.line_end)
    position = 0
    for count, char in enumerate(view.text[:200]):
        offset = len(restore(view.text[:count], view.line_end))
        assert pieces.offset_of(position) == offset
        assert pieces.position_of(offset) == position
        position += units(char)
    assert pieces.position_of(1) == 0  # within é
    assert pieces.offset_of(2) == 2  # within the emoji
    assert pieces.position_of(len(body)) == pieces.position_of(len(body) + 5) == pieces.size
    assert pieces.offset_of(pieces.size + 5) == len(body)
    last = len(body) - 1
    assert pieces.offset_of(pieces.position_of(last)) == last


def test_a_change_inside_a_character_is_refused_and_changes_nothing() -> None:
    pieces = PieceTable()
    pieces.reset("a😀b", b"\n")
    with pytest.raises(SplitPairError):
        pieces.replace(2, 1, "x")
    assert (pieces.text(), pieces.size) == ("a😀b", 4)
    pieces.replace(1, 2, "x")
    assert pieces.body() == b"axb"
