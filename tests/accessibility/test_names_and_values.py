"""What a screen reader is told: the name, the description and the value of every control."""

import hashlib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QPlainTextEdit, QPushButton, QTabBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, WindowDriver
from workbench.payloads import template
from workbench.signing import SAMPLE, sign

pytestmark = pytest.mark.slow

NAMES = {
    "payloadEditor": "Payload editor",
    "wireForm": "Wire form",
    "problems": "Problems",
    "payloadHash": "Payload hash",
    "authToken": "Auth token",
    "phpStable": "PHP-stable",
    "compare": "Compare",
    "compareResult": "Compare result",
    "profile": "Profile",
    "endpoint": "Endpoint",
    "send": "Send",
    "cancel": "Cancel",
    "templates": "Templates",
    "credentials": "Credentials",
    "log": "Log",
    "verdict": "Verdict",
    "status": "Status",
}
"""The names that stay fixed: object name and accessible name."""

BODY = template("install-ios").body


def heard(widget: QWidget) -> QAccessibleInterface:
    """Return what a screen reader is given for a control."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    assert interface.isValid()
    return interface


def value(driver: WindowDriver, object_name: str) -> str:
    """Read a value as a screen reader does: as text, or as what stands for it."""
    interface = heard(found(driver, object_name))
    text = interface.textInterface()
    if text is not None:
        return text.text(0, text.characterCount())
    return interface.text(QAccessible.Text.Value) or interface.text(QAccessible.Text.Description)


def found(driver: WindowDriver, object_name: str) -> QWidget:
    """Find the one control of this object name."""
    widgets = driver.window.findChildren(QWidget, object_name)
    assert len(widgets) == 1, f"{len(widgets)} controls have the object name {object_name}"
    return widgets[0]


def rows(driver: WindowDriver, object_name: str) -> list[str]:
    """Read the rows of a list or a table as a screen reader does: the children of it, those that have words."""
    interface = heard(found(driver, object_name))
    children = [interface.child(number) for number in range(interface.childCount())]
    return [words for child in children if (words := child.text(QAccessible.Text.Name))]


def controls(driver: WindowDriver) -> list[QWidget]:
    """Return everything that the keyboard can go to; what Qt makes inside a control is that control's own."""
    return [
        each
        for each in driver.window.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and not isinstance(each.parent(), QTabBar)
        and not (isinstance(each, QAbstractItemView) and each.window() is not driver.window)
    ]


@pytest.fixture
def looked(driver: WindowDriver, qtbot: QtBot) -> WindowDriver:
    """A window whose Credentials dock was looked at: it is filled only then."""
    with qtbot.waitSignal(driver.app.profiles.keyring_changed):
        driver.press(Qt.Key.Key_5, CONTROL)
    return driver


@pytest.mark.parametrize(("object_name", "name"), NAMES.items())
def test_each_fixed_name_is_found(looked: WindowDriver, object_name: str, name: str) -> None:
    driver = looked
    assert heard(found(driver, object_name)).text(QAccessible.Text.Name) == name
    assert [each.objectName() for each in controls(driver) if each.accessibleName() == name] == [object_name]


def test_each_fixed_name_is_found_from_the_start(driver: WindowDriver) -> None:
    heard_at_first = {each: heard(found(driver, each)).text(QAccessible.Text.Name) for each in NAMES}
    assert heard_at_first == NAMES


@pytest.mark.parametrize("form", [False, True])
def test_every_control_has_a_unique_name_and_a_description(looked: WindowDriver, form: bool) -> None:
    driver, names = looked, []
    if form:
        driver.click(driver.button("New profile"))
    for each in controls(driver):
        kind = f"{each.metaObject().className()} {each.objectName()}"
        interface = heard(each)
        assert interface.text(QAccessible.Text.Name), f"{kind} has no name"
        # Of a tab bar Qt reads out the tab in front, and no description.
        assert interface.text(QAccessible.Text.Description) or isinstance(each, QTabBar), f"{kind} says not what for"
        # Over text that is being read or typed a tooltip would only be in the way.
        if not isinstance(each, QPlainTextEdit) or each.property("role") == "value":
            assert each.toolTip(), f"{kind} has no tooltip"
        names.append(each.accessibleName())
    assert len(names) > 30
    assert sorted(names) == sorted(set(names))


def test_tooltips_name_the_shortcuts(driver: WindowDriver) -> None:
    for kind, name, keys in (
        (QPushButton, "Send", "Ctrl+Enter"),
        (QPushButton, "Cancel", "Esc"),
        (QToolButton, "Menu", "F10"),
        (QComboBox, "Profile", "Ctrl+Shift+L"),
        (QComboBox, "Endpoint", "Ctrl+L"),
        (QPushButton, "Wire form", "Ctrl+Shift+W"),
        (QPushButton, "Make PHP-stable", "Ctrl+Shift+P"),
        (QToolButton, "Copy the body", "Ctrl+Shift+B"),
        (QToolButton, "Copy the payload hash", "Ctrl+Shift+D"),
        (QToolButton, "Copy the auth token", "Ctrl+Shift+C"),
        (QPushButton, "Copy both headers", "Ctrl+Shift+H"),
    ):
        control = driver.named(kind, name)
        assert f"({keys})" in control.toolTip()
        assert f"({keys})" in heard(control).text(QAccessible.Text.Description) or name == "Endpoint"


def test_hash_and_token_are_read_with_all_their_digits(driver: WindowDriver) -> None:
    signature = sign(BODY, SAMPLE)
    assert value(driver, "payloadHash") == signature.payload_hash == hashlib.sha1(BODY).hexdigest()  # noqa: S324
    assert value(driver, "authToken") == signature.auth_token
    assert value(driver, "payloadEditor") == BODY.decode()


def test_combo_boxes_are_read_with_their_current_text(driver: WindowDriver) -> None:
    assert value(driver, "profile") == "Sample"
    assert value(driver, "endpoint") == "Sandbox"
    assert "http://127.0.0.1:" in heard(found(driver, "endpoint")).text(QAccessible.Text.Description)
    assert value(driver, "wireForm").startswith("as typed. ")
    driver.press(Qt.Key.Key_W, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_Return)
    assert value(driver, "wireForm").startswith("slashes escaped. ")


def test_a_combo_box_can_be_changed_through_a_screen_reader(driver: WindowDriver) -> None:
    choice = heard(found(driver, "endpoint"))
    actions = choice.actionInterface()
    assert actions is not None
    assert {"Press", "ShowMenu"} <= set(actions.actionNames())
    actions.doAction("Press")
    driver.wait_for_keyboard(driver.named(QComboBox, "Endpoint").view().window())
    entries = choice.child(0)
    assert choice.childCount() == 1
    assert choice.indexOfChild(entries) == 0
    assert [entries.child(row).text(QAccessible.Text.Name) for row in range(3)] == [
        "Sandbox",
        "Sandbox, IdentityLink",
        "Kochava",
    ]
    driver.press(Qt.Key.Key_Escape)


def test_an_address_that_is_typed_is_read(driver: WindowDriver) -> None:
    driver.begin_endpoint("http://192.0.2.7/x")
    choice = heard(found(driver, "endpoint"))
    assert choice.childCount() == 2
    assert choice.child(1).text(QAccessible.Text.Value) == "http://192.0.2.7/x"
    assert choice.indexOfChild(choice.child(1)) == 1


def test_the_problems_of_a_body_are_read(driver: WindowDriver) -> None:
    assert value(driver, "phpStable") == "PHP's json_encode would remove 75 spaces and line breaks"
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.write("{,")
    assert value(driver, "phpStable").startswith("PHP would refuse this body: ")
    (problem,) = rows(driver, "problems")
    assert "Not JSON" in problem
    assert "1:2" in problem


def test_a_comparison_is_read(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_K, CONTROL)
    driver.write("0" * 64)
    assert value(driver, "compare") == "0" * 64
    assert value(driver, "compareResult") == "This auth token does not match this body with this profile"


def test_exchanges_are_read_by_row_and_verdicts_by_step(driver: WindowDriver) -> None:
    driver.send_and_wait()
    words = rows(driver, "log")
    assert "200" in words
    assert "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded" in words
    assert [line.split()[:2] for line in value(driver, "verdict").splitlines()[:4]] == [
        ["✓", "sent"],
        ["✓", "answered"],
        ["✓", "success"],
        ["?", "recorded"],
    ]


def test_templates_and_profiles_are_read(looked: WindowDriver) -> None:
    driver = looked
    assert rows(driver, "templates")[0] == "Install · iOS"
    assert rows(driver, "credentials") == ["Sample   public sample, in use"]


def test_the_status_is_read(driver: WindowDriver) -> None:
    assert value(driver, "status").split("    ") == ["1:1", "367 bytes", "UTF-8", "LF", "no final newline"]


def test_a_typed_secret_is_never_read_out(keyring: MemoryKeyring, looked: WindowDriver) -> None:
    driver = looked
    driver.click(driver.button("New profile"))
    for name in ("profileApiKey", "profileSecret"):
        field = found(driver, name)
        field.setFocus()
        driver.write("hush-hush")
        assert "hush" not in value(driver, name)
        assert heard(field).state().passwordEdit
