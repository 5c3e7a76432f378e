"""The profile form: its texts, what it submits, what prevents that, and that no value is left when it is closed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit

from tests.gui.features.credentials.desk import CONTROL, DEMO, KEY, LEFT, SECRET, Desk, kept, session
from workbench.credentials import ProfileMetadata
from workbench.gui.core.state import ProfileDraft
from workbench.gui.features.credentials.pair_fields import PLACES, ROLES
from workbench.redaction import Secret

MORE = "More: hosts, apps, notes, Signal"


def draft(desk: Desk) -> ProfileDraft:
    ((found,),) = desk.heard["saved"]
    assert isinstance(found, ProfileDraft)
    return found


def hidden(field: QLineEdit) -> bool:
    interface = QAccessible.queryAccessibleInterface(field)
    assert interface is not None
    return field.echoMode() is QLineEdit.EchoMode.Password and bool(interface.state().passwordEdit)


def test_each_field_explains_its_value_and_where_to_find_it(desk: Desk) -> None:
    desk.open()
    desk.click("New profile")
    labels = desk.labels().replace("\n", " ")
    for text in (
        ROLES[0],
        PLACES[0],
        ROLES[1],
        PLACES[1],
    ):
        assert text in labels
    assert ROLES[0].startswith("Identifies you. Sent in the Kochava-Api-Key header")
    assert ROLES[1].startswith("Never sent.")
    assert ROLES[0] in desk.field("API key").accessibleDescription()
    assert ROLES[1] in desk.field("Secret").accessibleDescription()


def test_every_change_of_the_pair_is_emitted(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"), chosen="Acme")
    desk.click("Edit")
    desk.write("API key", "ab")
    desk.write("Secret", "c")
    assert desk.heard["typed"] == [
        (Secret("a"), Secret(""), "Acme"),
        (Secret("ab"), Secret(""), "Acme"),
        (Secret("ab"), Secret("c"), "Acme"),
    ]


def test_the_advanced_fields_are_collapsed_and_saved(desk: Desk) -> None:
    desk.open(DEMO, kept("Other", ProfileMetadata(client="Northwind")))
    desk.fill_in()
    assert not desk.has_text("Allowed hosts")
    desk.click(MORE)
    desk.click("Signal")
    desk.find(QPlainTextEdit, "Allowed hosts").setPlainText("control.kochava.com, example.com\n\nexample.com")
    desk.find(QPlainTextEdit, "App GUIDs").setPlainText(" koacme-ios ")
    desk.find(QPlainTextEdit, "Notes").setPlainText("Ask Dana first.\n")
    desk.find(QCheckBox, "Accepted by the sandbox").click()
    for name, text in (
        ("IdentityLink Partner ID", "partner-abc-123"),
        ("Signal admin URL", "https://admin.example.com"),
        ("Signal ingestion URL", "https://in.example.com"),
        ("Signal login e-mail", "dana@example.com"),
        ("Signal event secret", "hush"),
    ):
        desk.write(name, text)
    client = desk.find(QComboBox, "Client")
    assert [client.itemText(place) for place in range(client.count())] == ["", "Northwind"]
    client.setCurrentText("Acme")
    desk.click("Save in the keyring")
    assert draft(desk).metadata == ProfileMetadata(
        client="Acme",
        notes="Ask Dana first.",
        hosts=("control.kochava.com", "example.com"),
        app_guids=("koacme-ios",),
        known_to_sandbox=False,
        partner_id="partner-abc-123",
        signal_admin_url="https://admin.example.com",
        signal_ingestion_url="https://in.example.com",
        signal_login="dana@example.com",
    )
    assert draft(desk).extras == (("signal-event-secret", Secret("hush")),)
    assert all(hidden(desk.field(f"Signal {name}")) for name in ("event key", "event secret", "password"))


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("Profile name", "The name is missing."),
        ("API key", "The API key is missing."),
        ("Secret", "The secret is missing."),
    ],
)
def test_an_empty_required_field_is_named_and_focused(desk: Desk, missing: str, says: str) -> None:
    desk.open()
    desk.fill_in()
    desk.field(missing).clear()
    desk.click("Save in the keyring")
    assert desk.heard["saved"] == []
    assert desk.text("Profile problem").startswith(says)
    assert desk.focus() is desk.field(missing)
    QTest.keyClicks(desk.focus(), "x")
    assert not desk.has_text("Profile problem")


def test_an_edited_profile_is_shown_without_its_values_and_saved_without_them(desk: Desk) -> None:
    facts = ProfileMetadata(client="Acme", hosts=("example.com",), app_guids=("koacme-ios",), known_to_sandbox=False)
    desk.open(DEMO, kept("Acme", facts, extras=frozenset(("signal-event-key",))), chosen="Acme")
    desk.click("Edit")
    assert desk.field("API key").text() == desk.field("Secret").text() == ""
    assert desk.field("API key").placeholderText().startswith("unchanged")
    desk.click(MORE)
    desk.click("Signal")
    assert desk.field("Signal event key").placeholderText().startswith("stored")
    assert desk.field("Signal event secret").placeholderText() == ""
    desk.write("Profile name", " QA")
    desk.click("Save in the keyring")
    assert draft(desk) == ProfileDraft("Acme", "Acme QA", Secret(""), Secret(""), facts, seen=facts)


def test_only_a_profile_that_is_not_stored_can_be_used_for_the_session_only(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"), session("Trial"), chosen="Acme")
    desk.click("Edit")
    assert not desk.has_button("Use for this session only")
    desk.press(Qt.Key.Key_Escape)
    desk.pane.list.setCurrentRow(1)
    desk.click("Edit")
    assert desk.has_button("Use for this session only")
    desk.click("Save in the keyring")
    assert draft(desk).before == "Trial"
    assert not draft(desk).session_only


def test_without_a_keyring_the_reason_is_shown_and_enter_uses_the_pair_for_this_session(desk: Desk) -> None:
    desk.open(usable=False)
    desk.fill_in()
    assert not desk.button("Save in the keyring").isEnabled()
    assert "It cannot be saved now. It is there." in desk.labels()
    assert "nothing is written" in desk.button("Use for this session only").toolTip()
    desk.press(Qt.Key.Key_Return)
    assert draft(desk).session_only


def test_without_a_keyring_the_metadata_of_a_stored_profile_can_still_be_changed(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"), chosen="Acme", usable=False)
    desk.click("Edit")
    assert "cannot be changed now" in desk.labels()
    desk.click("Save in the keyring")
    assert draft(desk).before == "Acme"


def test_a_double_click_saves_once_and_an_answer_lets_it_be_saved_again(desk: Desk) -> None:
    desk.open()
    desk.fill_in()
    save = desk.button("Save in the keyring")
    for _click in range(2):
        QTest.mouseClick(save, LEFT)
    assert len(desk.heard["saved"]) == 1
    desk.pane.show_problem("")
    QTest.mouseClick(save, LEFT)
    assert len(desk.heard["saved"]) == 1
    desk.pane.show_problem("There is a profile of this name. Choose another.")
    QTest.mouseClick(save, LEFT)
    assert len(desk.heard["saved"]) == 2
    desk.pane.show_waiting(waiting=True)
    desk.pane.show_waiting(waiting=False)
    QTest.mouseClick(save, LEFT)
    assert len(desk.heard["saved"]) == 3


def test_a_refused_form_keeps_everything_that_was_typed(desk: Desk) -> None:
    desk.open()
    desk.fill_in()
    desk.click("Save in the keyring")
    desk.pane.show_problem("There is a profile of this name. Choose another.")
    assert desk.field("Profile name").text() == "Acme QA"
    assert desk.field("Secret").text() == SECRET
    assert desk.text("Profile problem").startswith("There is a profile")


def test_a_typed_value_is_shown_while_its_button_is_held(desk: Desk) -> None:
    desk.open()
    desk.fill_in()
    field, eye = desk.field("Secret"), desk.reveal_button("Hold to show: Secret")
    assert hidden(field)
    QTest.mousePress(eye, LEFT)
    assert not hidden(field)
    assert hidden(desk.field("API key"))
    QTest.mouseRelease(eye, LEFT)
    assert hidden(field)
    assert field.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData


@pytest.mark.parametrize("way", ["saved", "escape", "cancel"])
def test_a_closed_form_leaves_no_value(desk: Desk, way: str) -> None:
    desk.open()
    desk.fill_in()
    with desk.qtbot.waitSignal(desk.field("Secret").destroyed):
        if way == "saved":
            desk.pane.show_saved("Acme QA")
        elif way == "escape":
            desk.press(Qt.Key.Key_Escape)
        else:
            desk.click("Cancel the form")
        assert KEY not in desk.everything()  # though the fields are still there
        assert SECRET not in desk.everything()
    assert KEY not in desk.everything()
    assert SECRET not in desk.everything()
    assert desk.focus() is desk.pane.list
    desk.click("New profile")
    for name in ("Profile name", "API key", "Secret"):
        desk.field(name).setFocus()
        desk.press(Qt.Key.Key_Z, CONTROL)
        assert desk.field(name).text() == ""


def test_a_saved_profile_is_selected_once_it_is_listed(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.fill_in("Beta")
    desk.pane.show_saved("Beta")
    desk.pane.show_profiles((DEMO, kept("Acme"), kept("Beta")), "sample")
    assert desk.text("Selected profile") == "Beta"


def test_names_are_shown_as_plain_text(desk: Desk) -> None:
    desk.open(DEMO, kept("<b>Acme</b>"), chosen="<b>Acme</b>", usable=False)
    desk.pane.show_keyring("none", "<b>Start</b> one.", usable=False)
    assert desk.text("Selected profile") == "<b>Acme</b>"
    desk.click("New profile")
    why = next(each for each in desk.seen(QLabel) if "Start" in each.text())
    assert why.textFormat() is Qt.TextFormat.PlainText
