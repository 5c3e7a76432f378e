"""Secrets are marked and cleared after a minute, however they are copied."""

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


class Driver:
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
def driver(qtbot: QtBot) -> Iterator[Driver]:
    driver = Driver()
    driver.board.clear()
    yield driver
    driver.clipboard.close()
    driver.board.clear()


def test_a_secret_is_marked_as_one_and_cleared_after_a_minute(driver: Driver) -> None:
    driver.clipboard.copy_secret(SECRET)
    assert driver.board.text() == SECRET
    assert {HINT, MARK} < driver.formats()
    assert driver.clipboard.timer.interval() == 60_000
    assert driver.messages == [COPIED]
    driver.let_time_pass()
    assert driver.board.text() == ""
    assert driver.formats() == set()
    assert driver.messages == [COPIED, CLEARED]
    assert not driver.clipboard.timer.isActive()


def test_a_public_text_is_neither_marked_nor_cleared(driver: Driver) -> None:
    driver.clipboard.copy("a payload hash")
    assert driver.board.text() == "a payload hash"
    assert not {HINT, MARK} & driver.formats()
    assert not driver.clipboard.timer.isActive()
    assert driver.messages == ["Copied."]


def test_text_copied_later_by_others_is_not_cleared(driver: Driver) -> None:
    driver.clipboard.copy_secret(SECRET)
    driver.board.setText("of another program")
    driver.let_time_pass()
    assert driver.board.text() == "of another program"
    assert driver.messages == [COPIED]


def test_a_clipboard_manager_that_took_the_secret_over_without_its_marks_is_cleared_too(driver: Driver) -> None:
    driver.clipboard.copy_secret(SECRET)
    driver.board.setText(SECRET)
    driver.let_time_pass()
    assert driver.board.text() == ""


def test_a_newer_secret_restarts_the_minute(driver: Driver) -> None:
    driver.clipboard.copy_secret(SECRET)
    driver.clipboard.timer.start(CLEARED_AFTER * 10_000)  # so that only a fresh start makes it a minute again
    driver.clipboard.copy_secret("another secret")
    assert driver.clipboard.timer.interval() == CLEARED_AFTER * 1000
    driver.let_time_pass()
    assert driver.board.text() == ""


def test_copying_a_public_text_after_a_secret_stops_the_timer(driver: Driver) -> None:
    driver.clipboard.copy_secret(SECRET)
    driver.clipboard.copy("harmless")
    assert not driver.clipboard.timer.isActive()
    driver.clipboard.close()
    assert driver.board.text() == "harmless"
    driver.clipboard = Clipboard()


def test_closing_clears_at_once_without_a_message(driver: Driver) -> None:
    driver.clipboard.copy_secret(SECRET)
    driver.clipboard.close()
    assert driver.board.text() == ""
    assert driver.messages == [COPIED]
    driver.clipboard = Clipboard()


def test_no_copy_of_a_secret_is_stored(driver: Driver) -> None:
    driver.clipboard.copy_secret(SECRET)
    assert SECRET not in repr(vars(driver.clipboard))
    assert SECRET.encode() not in b"".join(driver.clipboard._digests.values())


def test_a_text_with_a_lone_surrogate_is_copied(driver: Driver) -> None:
    driver.clipboard.copy_secret("\ud800")
    driver.let_time_pass()


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
def test_each_platform_has_its_own_formats(platform: str, formats: dict[str, bytes]) -> None:
    assert marks(platform) == formats


def test_marks_are_unique_and_independent_of_the_text() -> None:
    one, two = marked(SECRET), marked(SECRET)
    assert mark_of(one) != mark_of(two)
    assert SECRET.encode() not in mark_of(one)
    assert mark_of(None) == b""


# What the user copies without any button


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
def test_copying_from_a_secret_widget_marks_the_text_and_starts_the_timer(
    driver: Driver, qtbot: QtBot, make: type[Lines], way: str
) -> None:
    widget = make(SECRET, secret=True)  # type: ignore[call-arg]
    qtbot.addWidget(widget)
    if way == "keys":
        copy_by_keys(widget)
    else:
        choose_in_menu(qtbot, widget, "edit-copy")
    assert driver.board.text() == SECRET
    assert {HINT, MARK} < driver.formats()
    assert driver.messages == [COPIED]
    driver.let_time_pass()
    assert driver.board.text() == ""


@pytest.mark.parametrize("make", [lines_with, line_with])
def test_copying_from_other_widgets_is_unchanged(driver: Driver, qtbot: QtBot, make: type[Lines]) -> None:
    widget = make("40 digits", secret=False)  # type: ignore[call-arg]
    qtbot.addWidget(widget)
    copy_by_keys(widget)
    assert driver.board.text() == "40 digits"
    assert MARK not in driver.formats()
    assert not driver.clipboard.timer.isActive()


def test_text_dragged_from_a_secret_widget_is_marked(driver: Driver, qtbot: QtBot) -> None:
    lines = lines_with(SECRET, secret=True)
    qtbot.addWidget(lines)
    lines.selectAll()
    data = lines.createMimeDataFromSelection()
    assert data.text() == SECRET
    assert data.hasFormat(HINT)
    assert not driver.clipboard.timer.isActive()


def test_a_drag_does_not_claim_the_next_clipboard_change(driver: Driver, qtbot: QtBot) -> None:
    marked("dragged away")
    driver.board.setText("of another program")
    assert driver.messages == []
    driver.board.setText(SECRET)
    assert not driver.clipboard.timer.isActive()


def test_a_copy_of_another_process_is_not_cleared(driver: Driver) -> None:
    theirs = marked(SECRET)
    theirs.setData(MARK, b"0123456789abcdef 1")
    driver.board.setMimeData(theirs)
    assert not driver.clipboard.timer.isActive()
    driver.clipboard.close()
    assert driver.board.text() == SECRET
    driver.clipboard = Clipboard()


@pytest.mark.parametrize("way", ["keys", "menu"])
def test_cutting_from_a_secret_field_marks_and_cuts(driver: Driver, qtbot: QtBot, way: str) -> None:
    field = SecretEdit()
    qtbot.addWidget(field)
    field.setText(SECRET)
    if way == "keys":
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    else:
        choose_in_menu(qtbot, field, "edit-cut")
    assert field.text() == ""
    assert driver.board.text() == SECRET
    assert driver.messages == [COPIED]
    field.undo()
    assert field.text() == SECRET


def test_a_masked_value_cannot_be_copied(driver: Driver, qtbot: QtBot) -> None:
    field = SecretEdit()
    qtbot.addWidget(field)
    field.setText(SECRET)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    copy_by_keys(field)
    assert driver.board.text() == ""
    assert driver.messages == []


def test_without_a_selection_the_keys_copy_nothing(driver: Driver, qtbot: QtBot) -> None:
    line = line_with(SECRET, secret=True)
    qtbot.addWidget(line)
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert driver.board.text(QClipboard.Mode.Clipboard) == ""
    assert driver.messages == []
