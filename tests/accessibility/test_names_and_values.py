"""What a screen reader is told: the name, the description and the value of every control."""

import hashlib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QPlainTextEdit, QPushButton, QTabBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, Bench
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


def value(bench: Bench, object_name: str) -> str:
    """Read a value as a screen reader does: as text, or as what stands for it."""
    interface = heard(found(bench, object_name))
    text = interface.textInterface()
    if text is not None:
        return text.text(0, text.characterCount())
    return interface.text(QAccessible.Text.Value) or interface.text(QAccessible.Text.Description)


def found(bench: Bench, object_name: str) -> QWidget:
    """Find the one control of this object name."""
    widgets = bench.window.findChildren(QWidget, object_name)
    assert len(widgets) == 1, f"{len(widgets)} controls have the object name {object_name}"
    return widgets[0]


def rows(bench: Bench, object_name: str) -> list[str]:
    """Read the rows of a list or a table as a screen reader does: the children of it, those that have words."""
    interface = heard(found(bench, object_name))
    children = [interface.child(number) for number in range(interface.childCount())]
    return [words for child in children if (words := child.text(QAccessible.Text.Name))]


def controls(bench: Bench) -> list[QWidget]:
    """Return everything that the keyboard can go to; what Qt makes inside a control is that control's own."""
    return [
        each
        for each in bench.window.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and not isinstance(each.parent(), QTabBar)
        and not (isinstance(each, QAbstractItemView) and each.window() is not bench.window)
    ]


@pytest.fixture
def looked(bench: Bench, qtbot: QtBot) -> Bench:
    """A window whose Credentials dock was looked at: it is filled only then."""
    with qtbot.waitSignal(bench.workbench.profiles.keyring_shown):
        bench.press(Qt.Key.Key_5, CONTROL)
    return bench


@pytest.mark.parametrize(("object_name", "name"), NAMES.items())
def test_each_fixed_name_is_found(looked: Bench, object_name: str, name: str) -> None:
    bench = looked
    assert heard(found(bench, object_name)).text(QAccessible.Text.Name) == name
    assert [each.objectName() for each in controls(bench) if each.accessibleName() == name] == [object_name]


def test_each_fixed_name_is_found_from_the_start(bench: Bench) -> None:
    heard_at_first = {each: heard(found(bench, each)).text(QAccessible.Text.Name) for each in NAMES}
    assert heard_at_first == NAMES


@pytest.mark.parametrize("form", [False, True])
def test_every_control_has_a_name_of_its_own_and_says_what_it_is_for(looked: Bench, form: bool) -> None:
    bench, names = looked, []
    if form:
        bench.click(bench.button("New profile"))
    for each in controls(bench):
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


def test_every_shortcut_of_a_control_stands_in_its_tooltip(bench: Bench) -> None:
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
        control = bench.named(kind, name)
        assert f"({keys})" in control.toolTip()
        assert f"({keys})" in heard(control).text(QAccessible.Text.Description) or name == "Endpoint"


def test_hash_and_token_are_read_with_all_their_digits(bench: Bench) -> None:
    signature = sign(BODY, SAMPLE)
    assert value(bench, "payloadHash") == signature.payload_hash == hashlib.sha1(BODY).hexdigest()  # noqa: S324
    assert value(bench, "authToken") == signature.auth_token
    assert value(bench, "payloadEditor") == BODY.decode()


def test_choices_are_read_with_what_is_chosen(bench: Bench) -> None:
    assert value(bench, "profile") == "Sample"
    assert value(bench, "endpoint") == "Sandbox"
    assert "http://127.0.0.1:" in heard(found(bench, "endpoint")).text(QAccessible.Text.Description)
    assert value(bench, "wireForm").startswith("as typed. ")
    bench.press(Qt.Key.Key_W, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    bench.press(Qt.Key.Key_Down)
    bench.press(Qt.Key.Key_Down)
    bench.press(Qt.Key.Key_Return)
    assert value(bench, "wireForm").startswith("slashes escaped. ")


def test_a_choice_can_be_made_through_a_screen_reader(bench: Bench) -> None:
    choice = heard(found(bench, "endpoint"))
    actions = choice.actionInterface()
    assert actions is not None
    assert {"Press", "ShowMenu"} <= set(actions.actionNames())
    actions.doAction("Press")
    bench.wait_for_keyboard(bench.named(QComboBox, "Endpoint").view().window())
    entries = choice.child(0)
    assert choice.childCount() == 1
    assert choice.indexOfChild(entries) == 0
    assert [entries.child(row).text(QAccessible.Text.Name) for row in range(3)] == [
        "Sandbox",
        "Sandbox, IdentityLink",
        "Kochava",
    ]
    bench.press(Qt.Key.Key_Escape)


def test_an_address_that_is_typed_is_read(bench: Bench) -> None:
    bench.begin_endpoint("http://192.0.2.7/x")
    choice = heard(found(bench, "endpoint"))
    assert choice.childCount() == 2
    assert choice.child(1).text(QAccessible.Text.Value) == "http://192.0.2.7/x"
    assert choice.indexOfChild(choice.child(1)) == 1


def test_what_is_wrong_with_a_body_is_read(bench: Bench) -> None:
    assert value(bench, "phpStable") == "PHP's json_encode would remove 75 spaces and line breaks"
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.write("{,")
    assert value(bench, "phpStable").startswith("PHP would refuse this body: ")
    (problem,) = rows(bench, "problems")
    assert "Not JSON" in problem
    assert "1:2" in problem


def test_a_comparison_is_read(bench: Bench) -> None:
    bench.press(Qt.Key.Key_K, CONTROL)
    bench.write("0" * 64)
    assert value(bench, "compare") == "0" * 64
    assert value(bench, "compareResult") == "This auth token does not match this body with this profile"


def test_what_was_sent_is_read_row_by_row_and_rung_by_rung(bench: Bench) -> None:
    bench.send_and_wait()
    words = rows(bench, "log")
    assert "200" in words
    assert "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded" in words
    assert [line.split()[:2] for line in value(bench, "verdict").splitlines()[:4]] == [
        ["✓", "sent"],
        ["✓", "answered"],
        ["✓", "success"],
        ["?", "recorded"],
    ]


def test_templates_and_profiles_are_read(looked: Bench) -> None:
    bench = looked
    assert rows(bench, "templates")[0] == "Install · iOS"
    assert rows(bench, "credentials") == ["Sample   public sample, in use"]


def test_the_status_is_read(bench: Bench) -> None:
    assert value(bench, "status").split("    ") == ["1:1", "367 bytes", "UTF-8", "LF", "no final newline"]


def test_a_typed_secret_is_never_read_out(keyring: MemoryKeyring, looked: Bench) -> None:
    bench = looked
    bench.click(bench.button("New profile"))
    for name in ("profileApiKey", "profileSecret"):
        field = found(bench, name)
        field.setFocus()
        bench.write("hush-hush")
        assert "hush" not in value(bench, name)
        assert heard(field).state().passwordEdit
