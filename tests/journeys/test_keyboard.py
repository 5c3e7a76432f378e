"""Every control can be reached and used by keyboard alone."""

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

from tests.journeys.conftest import CONTROL, SHIFT, WindowDriver
from workbench.gui.features.compose.editor import PayloadEditor
from workbench.gui.features.credentials.text import TextLines


def walk(driver: WindowDriver, *, back: bool = False) -> list[QWidget]:
    """Press Tab until the focus is where it began, and return every place it stood."""
    places: list[QWidget] = []
    for _ in range(200):
        here = driver.focus()
        if here in places:
            return places
        places.append(here)
        if isinstance(here, PayloadEditor):
            driver.press(Qt.Key.Key_Escape)
        driver.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, SHIFT if back else Qt.KeyboardModifier.NoModifier)
    raise AssertionError("Tab never comes back")


def reachable(driver: WindowDriver) -> set[QWidget]:
    """Every control that can be seen, takes keys, and is worth reaching."""
    kinds = (QAbstractButton, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QTabBar, QTableView)
    return {
        each
        for each in driver.window.findChildren(QWidget)
        if isinstance(each, kinds)
        and each.isVisible()
        and each.isEnabled()
        and not isinstance(each, QScrollBar)
        and not isinstance(each.parent(), QTabBar | QTableView)
        and not (isinstance(each, QPlainTextEdit) and each.isReadOnly() and not each.toPlainText())
        and not isinstance(each, TextLines)  # text of the Credentials pane that takes no focus
    }


@pytest.mark.parametrize("documents", [1, 3])
def test_tab_reaches_every_control(driver: WindowDriver, documents: int) -> None:
    driver.send_and_wait()
    for _ in range(documents - 1):
        driver.press(Qt.Key.Key_N, CONTROL)
    places = walk(driver)
    missed = reachable(driver) - set(places)
    assert not missed, [f"{each.metaObject().className()} {each.objectName()}" for each in missed]


def test_shift_tab_visits_the_controls_in_reverse_order(driver: WindowDriver) -> None:
    forth, back = walk(driver), walk(driver, back=True)
    assert [forth[0], *reversed(forth[1:])] == back


def test_tab_follows_the_reading_order_of_the_window(driver: WindowDriver) -> None:
    driver.send_and_wait()
    driver.press(Qt.Key.Key_5, CONTROL)
    driver.press(Qt.Key.Key_2, CONTROL)
    names = [each.objectName() for each in walk(driver)]
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


def test_the_focused_control_is_always_visible(driver: WindowDriver) -> None:
    for place in walk(driver):
        place.setFocus()
        driver.qtbot.waitUntil(lambda: not driver.focus().visibleRegion().isEmpty())
        assert driver.focus() is place


def test_every_focusable_control_has_an_accessible_name(driver: WindowDriver) -> None:
    driver.send_and_wait()
    for place in walk(driver):
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
def test_each_part_of_the_window_gets_the_focus_by_its_shortcut(driver: WindowDriver, key: Qt.Key, name: str) -> None:
    driver.press(Qt.Key.Key_1 if key != Qt.Key.Key_1 else Qt.Key.Key_2, CONTROL)
    driver.press(key, CONTROL)
    assert driver.focus().accessibleName() == name
    assert driver.focus().isVisible()


def test_a_problem_is_selected_by_keyboard_and_moves_the_caret_to_its_position(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_Home, CONTROL)
    driver.press(Qt.Key.Key_Right)
    driver.write("x")
    driver.press(Qt.Key.Key_End, CONTROL)
    driver.press(Qt.Key.Key_4, CONTROL)
    assert driver.focus().accessibleName() == "Problems"
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_Return)
    assert driver.focus() is driver.editor
    assert driver.editor.caret_offset() == 1
    assert driver.line("Status").startswith("1:2")


def test_tab_indents_in_the_editor_and_escape_then_tab_leaves_it(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_Tab)
    assert driver.focus() is driver.editor
    assert driver.editor.body().startswith(b"  {")
    driver.press(Qt.Key.Key_Escape)
    driver.press(Qt.Key.Key_Tab)
    assert driver.focus() is not driver.editor
    assert driver.editor.body().startswith(b"  {")


def test_shortcuts_copy_the_body_the_hash_the_token_and_the_headers(driver: WindowDriver) -> None:
    clipboard = driver.application.clipboard()
    for key, copied in (
        (Qt.Key.Key_B, driver.editor.body().decode()),
        (Qt.Key.Key_D, driver.payload_hash),
        (Qt.Key.Key_C, driver.token),
        (
            Qt.Key.Key_H,
            f"Kochava-Api-Key: F5BF7338-04CA-4E07-97C8-49E20C409E91\nKochava-Auth-Token: {driver.token}",
        ),
    ):
        clipboard.clear()
        driver.press(key, CONTROL | SHIFT)
        assert clipboard.text() == copied


def test_the_space_bar_presses_the_copy_buttons(driver: WindowDriver) -> None:
    for name, copied in (
        ("Copy the body", driver.editor.body().decode()),
        ("Copy the payload hash", driver.payload_hash),
        ("Copy the auth token", driver.token),
    ):
        driver.application.clipboard().clear()
        driver.named(QAbstractButton, name).setFocus()
        driver.press(Qt.Key.Key_Space)
        assert driver.application.clipboard().text() == copied


def test_arrow_keys_switch_the_tabs_of_an_exchange(driver: WindowDriver) -> None:
    driver.send_and_wait()
    detail = driver.app.features.parts("log").pane.detail
    detail.tabBar().setFocus()
    seen = []
    driver.press(Qt.Key.Key_Left)
    for _ in range(4):
        seen.append(detail.tabText(detail.currentIndex()))
        driver.press(Qt.Key.Key_Right)
    assert seen == ["Request", "Response", "Timing", "Verdict"]


def test_f10_opens_the_menu_and_its_appearance_item_changes_the_theme(driver: WindowDriver) -> None:
    before = driver.window.grab().toImage().pixelColor(400, 400)
    seen: list[str] = []

    def in_the_menu() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        seen.extend(action.text() for action in menu.actions() if action.text())
        menu.close()

    QTimer.singleShot(0, in_the_menu)
    driver.press(Qt.Key.Key_F10)
    assert {"Send", "Save", "Appearance", "Quit"} <= set(seen)
    theme = next(action for action in driver.app.commands.menu.actions() if action.text() == "Appearance").menu()
    assert isinstance(theme, QMenu)
    next(action for action in theme.actions() if action.text() == "Dark").trigger()
    after = driver.window.grab().toImage().pixelColor(400, 400)
    assert before.lightness() > 200
    assert after.lightness() < 60


def test_no_two_commands_share_a_shortcut(driver: WindowDriver) -> None:
    keys = [
        sequence.toString(QKeySequence.SequenceFormat.PortableText)
        for command_id in driver.app.commands.ids()
        for sequence in driver.app.commands.action(command_id).shortcuts()
    ]
    assert "" not in keys
    assert len(keys) == len(set(keys))


def test_a_control_with_a_shortcut_shows_it_in_its_tooltip(driver: WindowDriver) -> None:
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
        assert keys in driver.named(kind, name).toolTip()
