"""The keyboard alone reaches and works everything that a mouse does."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QTabBar,
    QTableView,
    QWidget,
)

from tests.journeys.conftest import CONTROL, SHIFT, Bench
from workbench.gui.features.compose.editor import PayloadEditor


def walk(bench: Bench, *, back: bool = False) -> list[QWidget]:
    """Press Tab until the focus is where it began, and return every place it stood."""
    places: list[QWidget] = []
    for _ in range(200):
        here = bench.focus()
        if here in places:
            return places
        places.append(here)
        if isinstance(here, PayloadEditor):
            bench.press(Qt.Key.Key_Escape)
        bench.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, SHIFT if back else Qt.KeyboardModifier.NoModifier)
    raise AssertionError("Tab never comes back")


def reachable(bench: Bench) -> set[QWidget]:
    """Every control that can be seen, takes keys, and is worth reaching."""
    kinds = (QAbstractButton, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QTabBar, QTableView)
    return {
        each
        for each in bench.window.findChildren(QWidget)
        if isinstance(each, kinds)
        and each.isVisible()
        and each.isEnabled()
        and not isinstance(each, QScrollBar)
        and not isinstance(each.parent(), QTabBar | QTableView)
        and not (isinstance(each, QPlainTextEdit) and each.isReadOnly() and not each.toPlainText())
    }


@pytest.mark.parametrize("documents", [1, 3])
def test_tab_reaches_every_control_and_comes_round(bench: Bench, documents: int) -> None:
    bench.send_and_wait()
    for _ in range(documents - 1):
        bench.press(Qt.Key.Key_N, CONTROL)
    places = walk(bench)
    missed = reachable(bench) - set(places)
    assert not missed, [f"{each.metaObject().className()} {each.objectName()}" for each in missed]


def test_shift_tab_goes_the_same_way_back(bench: Bench) -> None:
    forth, back = walk(bench), walk(bench, back=True)
    assert [forth[0], *reversed(forth[1:])] == back


def test_tab_goes_through_the_window_in_the_order_of_reading(bench: Bench) -> None:
    bench.send_and_wait()
    bench.press(Qt.Key.Key_5, CONTROL)  # what is in this dock is made when it is first looked at
    bench.press(Qt.Key.Key_2, CONTROL)
    names = [each.objectName() for each in walk(bench)]
    start = names.index("menu")
    names = names[start:] + names[:start]
    wanted = ["menu", "profile", "endpoint", "send", "templates", "documentTabs", "payloadEditor"]
    wanted += [
        "wireForm",
        "payloadHash",
        "authToken",
        "compare",
        "profileNew",
        "credentials",
        "log",
        "exchangeResponse",
    ]
    assert [name for name in names if name in wanted] == wanted


def test_the_keyboard_is_never_where_it_cannot_be_seen(bench: Bench) -> None:
    for place in walk(bench):
        place.setFocus()
        bench.qtbot.waitUntil(lambda: not bench.focus().visibleRegion().isEmpty())
        assert bench.focus() is place


def test_every_place_of_the_keyboard_has_a_name_for_a_screen_reader(bench: Bench) -> None:
    bench.send_and_wait()
    for place in walk(bench):
        assert place.accessibleName(), f"{place.metaObject().className()} {place.objectName()} has no name"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Qt.Key.Key_1, "Templates"),
        (Qt.Key.Key_2, "Payload editor"),
        (Qt.Key.Key_3, "Log"),
        (Qt.Key.Key_5, "Credentials"),
        (Qt.Key.Key_6, "Auth token"),
        (Qt.Key.Key_K, "Compare"),
    ],
)
def test_a_shortcut_leads_to_each_part(bench: Bench, key: Qt.Key, name: str) -> None:
    bench.press(Qt.Key.Key_1 if key != Qt.Key.Key_1 else Qt.Key.Key_2, CONTROL)
    bench.press(key, CONTROL)
    assert bench.focus().accessibleName() == name
    assert bench.focus().isVisible()


def test_a_problem_is_reached_and_leads_to_its_place(bench: Bench) -> None:
    bench.press(Qt.Key.Key_Home, CONTROL)
    bench.press(Qt.Key.Key_Right)
    bench.write("x")
    bench.press(Qt.Key.Key_End, CONTROL)
    bench.press(Qt.Key.Key_4, CONTROL)
    assert bench.focus().accessibleName() == "Problems"
    bench.press(Qt.Key.Key_Down)
    bench.press(Qt.Key.Key_Return)
    assert bench.focus() is bench.editor
    assert bench.editor.caret_offset() == 1
    assert bench.line("Status").startswith("1:2")


def test_escape_then_tab_leaves_the_editor_and_tab_alone_types(bench: Bench) -> None:
    bench.press(Qt.Key.Key_Tab)
    assert bench.focus() is bench.editor
    assert bench.editor.body().startswith(b"  {")
    bench.press(Qt.Key.Key_Escape)
    bench.press(Qt.Key.Key_Tab)
    assert bench.focus() is not bench.editor
    assert bench.editor.body().startswith(b"  {")


def test_the_hash_the_token_and_the_headers_are_copied_by_shortcuts(bench: Bench) -> None:
    clipboard = bench.application.clipboard()
    for key, copied in (
        (Qt.Key.Key_B, bench.editor.body().decode()),
        (Qt.Key.Key_D, bench.payload_hash),
        (Qt.Key.Key_C, bench.token),
        (
            Qt.Key.Key_H,
            f"Kochava-Api-Key: F5BF7338-04CA-4E07-97C8-49E20C409E91\nKochava-Auth-Token: {bench.token}",
        ),
    ):
        clipboard.clear()
        bench.press(key, CONTROL | SHIFT)
        assert clipboard.text() == copied


def test_the_copy_buttons_copy_by_the_space_bar(bench: Bench) -> None:
    for name, copied in (
        ("Copy the body", bench.editor.body().decode()),
        ("Copy the payload hash", bench.payload_hash),
        ("Copy the auth token", bench.token),
    ):
        bench.application.clipboard().clear()
        bench.named(QAbstractButton, name).setFocus()
        bench.press(Qt.Key.Key_Space)
        assert bench.application.clipboard().text() == copied


def test_the_tabs_of_an_exchange_are_turned_by_keys(bench: Bench) -> None:
    bench.send_and_wait()
    detail = bench.workbench.features.parts("log").pane.detail
    detail.tabBar().setFocus()
    seen = []
    bench.press(Qt.Key.Key_Left)
    for _ in range(4):
        seen.append(detail.tabText(detail.currentIndex()))
        bench.press(Qt.Key.Key_Right)
    assert seen == ["Request", "Response", "Timing", "Verdict"]


def test_f10_opens_the_menu_and_the_look_is_chosen_there(bench: Bench) -> None:
    before = bench.window.grab().toImage().pixelColor(400, 400)
    seen: list[str] = []

    def in_the_menu() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        seen.extend(action.text() for action in menu.actions() if action.text())
        menu.close()

    QTimer.singleShot(0, in_the_menu)
    bench.press(Qt.Key.Key_F10)
    assert {"Send", "Save", "Appearance", "Quit"} <= set(seen)
    look = next(action for action in bench.workbench.commands.menu.actions() if action.text() == "Appearance").menu()
    assert isinstance(look, QMenu)
    next(action for action in look.actions() if action.text() == "Dark").trigger()
    after = bench.window.grab().toImage().pixelColor(400, 400)
    assert before.lightness() > 200
    assert after.lightness() < 60


def test_no_two_commands_share_a_key(bench: Bench) -> None:
    keys = [
        sequence.toString(QKeySequence.SequenceFormat.PortableText)
        for command_id in bench.workbench.commands.ids()
        for sequence in bench.workbench.commands.action(command_id).shortcuts()
    ]
    assert "" not in keys
    assert len(keys) == len(set(keys))


def test_a_control_with_a_shortcut_says_it_in_its_tooltip(bench: Bench) -> None:
    for kind, name, keys in (
        (QPushButton, "Send", "Ctrl+Enter"),
        (QPushButton, "Cancel", "Esc"),
        (QPushButton, "Wire form", "Ctrl+Shift+W"),
        (QComboBox, "Profile", "Ctrl+Shift+L"),
        (QComboBox, "Endpoint", "Ctrl+L"),
        (QLineEdit, "Compare", "Ctrl+K"),
        (QListWidget, "Templates", "Ctrl+1"),
        (QTableView, "Log", "Ctrl+3"),
    ):
        assert keys in bench.named(kind, name).toolTip()
