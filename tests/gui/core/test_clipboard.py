"""The clipboard: secrets are marked and taken back after a minute, whatever way they were copied."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QAction, QClipboard, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from workbench.gui.core.clipboard import CLEARED_AFTER, Clipboard
from workbench.gui.core.clipboard_marks import MARK, mark_of, marked, marks
from workbench.gui.widgets.values import Line, Lines, SecretEdit

HINT = "x-kde-passwordManagerHint"
SECRET = "swordfish-0123456789"
COPIED = "Copied. The clipboard is cleared in 60 seconds."
CLEARED = "The clipboard was cleared."


class Hand:
    """A clipboard of the program, its messages, and the system's one behind it."""

    def __init__(self) -> None:
        self.board = QGuiApplication.clipboard()
        self.clipboard = Clipboard()
        self.messages: list[str] = []
        self.clipboard.message.connect(self.messages.append)

    def let_time_pass(self) -> None:
        """As if the minute were over."""
        assert self.clipboard.timer.isActive()
        self.clipboard.timer.stop()
        self.clipboard.timer.timeout.emit()

    def formats(self) -> set[str]:
        return _formats(self.board.mimeData())


def _formats(data: QMimeData | None) -> set[str]:
    return set() if data is None else set(data.formats())  # Qt has none where nothing was copied


@pytest.fixture
def hand(qtbot: QtBot) -> Iterator[Hand]:
    hand = Hand()
    hand.board.clear()
    yield hand
    hand.clipboard.close()
    hand.board.clear()


def test_a_secret_is_marked_as_one_and_cleared_after_a_minute(hand: Hand) -> None:
    hand.clipboard.copy_secret(SECRET)
    assert hand.board.text() == SECRET
    assert {HINT, MARK} < hand.formats()
    assert hand.clipboard.timer.interval() == 60_000
    assert hand.messages == [COPIED]
    hand.let_time_pass()
    assert hand.board.text() == ""
    assert hand.formats() == set()
    assert hand.messages == [COPIED, CLEARED]
    assert not hand.clipboard.timer.isActive()


def test_what_anyone_may_see_is_neither_marked_nor_cleared(hand: Hand) -> None:
    hand.clipboard.copy("a payload hash")
    assert hand.board.text() == "a payload hash"
    assert not {HINT, MARK} & hand.formats()
    assert not hand.clipboard.timer.isActive()
    assert hand.messages == ["Copied."]


def test_what_somebody_else_copied_since_is_left_alone(hand: Hand) -> None:
    hand.clipboard.copy_secret(SECRET)
    hand.board.setText("of another program")
    hand.let_time_pass()
    assert hand.board.text() == "of another program"
    assert hand.messages == [COPIED]


def test_a_clipboard_manager_that_took_the_secret_over_without_its_marks_is_cleared_too(hand: Hand) -> None:
    hand.clipboard.copy_secret(SECRET)
    hand.board.setText(SECRET)
    hand.let_time_pass()
    assert hand.board.text() == ""


def test_a_newer_secret_has_a_minute_of_its_own(hand: Hand) -> None:
    hand.clipboard.copy_secret(SECRET)
    hand.clipboard.timer.start(CLEARED_AFTER * 10_000)  # so that only a fresh start makes it a minute again
    hand.clipboard.copy_secret("another secret")
    assert hand.clipboard.timer.interval() == CLEARED_AFTER * 1000
    hand.let_time_pass()
    assert hand.board.text() == ""


def test_copying_something_harmless_after_a_secret_stops_the_clock(hand: Hand) -> None:
    hand.clipboard.copy_secret(SECRET)
    hand.clipboard.copy("harmless")
    assert not hand.clipboard.timer.isActive()
    hand.clipboard.close()
    assert hand.board.text() == "harmless"
    hand.clipboard = Clipboard()


def test_the_end_of_the_program_clears_at_once_and_says_nothing(hand: Hand) -> None:
    hand.clipboard.copy_secret(SECRET)
    hand.clipboard.close()
    assert hand.board.text() == ""
    assert hand.messages == [COPIED]
    hand.clipboard = Clipboard()


def test_it_keeps_no_copy_of_what_it_copied(hand: Hand) -> None:
    hand.clipboard.copy_secret(SECRET)
    assert SECRET not in repr(vars(hand.clipboard))
    assert SECRET.encode() not in b"".join(hand.clipboard._digests.values())


def test_a_text_with_a_lone_surrogate_is_no_reason_to_fail(hand: Hand) -> None:
    hand.clipboard.copy_secret("\ud800")
    hand.let_time_pass()


@pytest.mark.parametrize(
    ("platform", "formats"),
    [
        ("linux", {"x-kde-passwordManagerHint": b"secret"}),
        ("freebsd14", {"x-kde-passwordManagerHint": b"secret"}),
        (
            "win32",
            {
                'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
                'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
                'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
            },
        ),
        ("darwin", {}),
    ],
)
def test_each_platform_has_its_own_way_to_say_secret(platform: str, formats: dict[str, bytes]) -> None:
    assert marks(platform) == formats


def test_no_two_copies_have_one_mark_and_a_mark_says_nothing_of_the_text() -> None:
    one, two = marked(SECRET), marked(SECRET)
    assert mark_of(one) != mark_of(two)
    assert SECRET.encode() not in mark_of(one)
    assert mark_of(None) == b""


# What a person copies without any button


def copy_by_keys(widget: QLineEdit | Lines) -> None:
    widget.selectAll()
    QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def choose_in_menu(qtbot: QtBot, widget: QLineEdit | Lines, name: str) -> None:
    """Open the context menu and choose an entry by its name."""
    widget.selectAll()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(2, 2), widget.mapToGlobal(QPoint(2, 2)))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = menu.findChild(QAction, name)
    assert action is not None
    action.trigger()
    menu.close()


def lines_with(text: str, *, secret: bool) -> Lines:
    lines = Lines("Auth token", "authToken", "text", anywhere=True)
    lines.show_value(text)
    lines.secret = secret
    return lines


def line_with(text: str, *, secret: bool) -> Line:
    line = Line("API key", "key", "text")
    line.show_value(text)
    line.secret = secret
    return line


@pytest.mark.parametrize("make", [lines_with, line_with])
@pytest.mark.parametrize("way", ["keys", "menu"])
def test_copying_out_of_a_secret_value_marks_it_and_starts_the_clock(
    hand: Hand, qtbot: QtBot, make: type[Lines], way: str
) -> None:
    widget = make(SECRET, secret=True)  # type: ignore[call-arg]
    qtbot.addWidget(widget)
    if way == "keys":
        copy_by_keys(widget)
    else:
        choose_in_menu(qtbot, widget, "edit-copy")
    assert hand.board.text() == SECRET
    assert {HINT, MARK} < hand.formats()
    assert hand.messages == [COPIED]
    hand.let_time_pass()
    assert hand.board.text() == ""


@pytest.mark.parametrize("make", [lines_with, line_with])
def test_copying_out_of_any_other_value_is_as_ever(hand: Hand, qtbot: QtBot, make: type[Lines]) -> None:
    widget = make("40 digits", secret=False)  # type: ignore[call-arg]
    qtbot.addWidget(widget)
    copy_by_keys(widget)
    assert hand.board.text() == "40 digits"
    assert MARK not in hand.formats()
    assert not hand.clipboard.timer.isActive()


def test_what_is_dragged_out_of_a_secret_value_is_marked(hand: Hand, qtbot: QtBot) -> None:
    lines = lines_with(SECRET, secret=True)
    qtbot.addWidget(lines)
    lines.selectAll()
    data = lines.createMimeDataFromSelection()
    assert data.text() == SECRET
    assert data.hasFormat(HINT)
    assert not hand.clipboard.timer.isActive()


def test_a_drag_that_went_elsewhere_does_not_make_the_clipboard_s_next_change_ours(hand: Hand, qtbot: QtBot) -> None:
    marked("dragged away")
    hand.board.setText("of another program")
    assert hand.messages == []
    hand.board.setText(SECRET)
    assert not hand.clipboard.timer.isActive()


def test_a_copy_of_another_window_s_process_is_not_ours_to_clear(hand: Hand) -> None:
    theirs = marked(SECRET)
    theirs.setData(MARK, b"0123456789abcdef 1")
    hand.board.setMimeData(theirs)
    assert not hand.clipboard.timer.isActive()
    hand.clipboard.close()
    assert hand.board.text() == SECRET
    hand.clipboard = Clipboard()


@pytest.mark.parametrize("way", ["keys", "menu"])
def test_cutting_out_of_a_careful_field_marks_and_cuts(hand: Hand, qtbot: QtBot, way: str) -> None:
    field = SecretEdit()
    qtbot.addWidget(field)
    field.setText(SECRET)
    if way == "keys":
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    else:
        choose_in_menu(qtbot, field, "edit-cut")
    assert field.text() == ""
    assert hand.board.text() == SECRET
    assert hand.messages == [COPIED]
    field.undo()
    assert field.text() == SECRET


def test_nothing_can_be_copied_out_of_dots(hand: Hand, qtbot: QtBot) -> None:
    field = SecretEdit()
    qtbot.addWidget(field)
    field.setText(SECRET)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    copy_by_keys(field)
    assert hand.board.text() == ""
    assert hand.messages == []


def test_without_a_selection_the_keys_copy_nothing(hand: Hand, qtbot: QtBot) -> None:
    line = line_with(SECRET, secret=True)
    qtbot.addWidget(line)
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert hand.board.text(QClipboard.Mode.Clipboard) == ""
    assert hand.messages == []
