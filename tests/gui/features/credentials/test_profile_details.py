"""The details of the selected profile: metadata, revealed values, fingerprints and actions."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget

from tests.gui.features.credentials.desk import CREATED, DEMO, KEY, LEFT, NONE, SECRET, Desk, kept, session, values
from workbench.credentials import Part, ProfileMetadata
from workbench.gui.core.screen_privacy import DOTS

SHOW_KEY, SHOW_SECRET = "Hold to show the API key", "Hold to show the secret"
FULL = ProfileMetadata(
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


def open_on(desk: Desk, *, answer: bool = True, old: bool = False) -> None:
    """Show one profile; its values arrive as soon as they are requested."""
    desk.open(DEMO, kept("Acme", old="BEEF••••F00D" if old else ""), chosen="Acme")
    if answer:
        desk.pane.intents.values_wanted.connect(
            lambda name: desk.pane.profiles.details.show_values(name, values(old=old), "")
        )


def hold(desk: Desk, name: str) -> None:
    QTest.mousePress(desk.reveal_button(name), LEFT)


def test_all_metadata_is_shown(desk: Desk) -> None:
    used = datetime(2026, 4, 3, 14, 5, tzinfo=UTC)
    extras: frozenset[Part] = frozenset(("signal-event-key", "signal-password"))
    desk.open(DEMO, kept("Acme QA", FULL, used=used, rotated=CREATED, extras=extras), chosen="Acme QA")
    assert desk.text("Selected profile") == "Acme QA"
    assert desk.metadata() == {
        "API key": "4D2C••••89AB",
        "secret": DOTS,
        "Client": "Acme",
        "Hosts": "control.kochava.com\nexample.com",
        "App GUIDs": "koacme-ios",
        "Sandbox": "Not accepted by the sandbox",
        "Created": "2 March 2026",
        "Rotated": "2 March 2026",
        "Last used": "3 April 2026, 14:05",
        "Partner ID": "partner-abc-123",
        "Admin URL": "https://admin.example.com",
        "Ingestion": "https://in.example.com",
        "Login": "dana@example.com",
        "Stored": "Signal event key, password",
        "Notes": "Ask Dana first.",
    }


def test_a_plain_profile_shows_only_what_affects_a_send(desk: Desk) -> None:
    desk.open(DEMO, kept("Plain"), chosen="Plain")
    metadata = desk.metadata()
    assert list(metadata) == ["API key", "secret", "Hosts", "App GUIDs", "Sandbox", "Created"]
    assert (metadata["Hosts"], metadata["App GUIDs"], metadata["Sandbox"]) == ("any", "any", "Accepted by the sandbox")


def test_a_value_is_shown_only_while_its_button_is_held(desk: Desk) -> None:
    open_on(desk)
    hold(desk, SHOW_SECRET)
    assert desk.heard["values_wanted"] == [("Acme",)]
    assert desk.metadata()["secret"] == SECRET
    assert desk.metadata()["API key"] == "4D2C••••89AB"
    QTest.mouseRelease(desk.reveal_button(SHOW_SECRET), LEFT)
    assert desk.metadata()["secret"] == DOTS
    assert SECRET not in desk.everything()
    assert KEY not in desk.everything()


def test_holding_space_reveals_and_key_repeat_does_not_end_it(desk: Desk) -> None:
    open_on(desk)
    eye = desk.reveal_button(SHOW_KEY)
    eye.setFocus()
    QTest.keyPress(eye, Qt.Key.Key_Space)
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
        QApplication.sendEvent(eye, QKeyEvent(kind, Qt.Key.Key_Space, NONE, " ", autorep=True))
    assert desk.metadata()["API key"] == KEY
    assert desk.heard["values_wanted"] == [("Acme",)]
    QTest.keyRelease(eye, Qt.Key.Key_Space)
    assert desk.metadata()["API key"] == "4D2C••••89AB"


def _focus_elsewhere(desk: Desk) -> None:
    desk.button("Edit").setFocus()


def _other_window(desk: Desk) -> None:
    QApplication.sendEvent(desk.reveal_button(SHOW_SECRET), QEvent(QEvent.Type.WindowDeactivate))


def _other_dock(desk: Desk) -> None:
    desk.pane.hide()
    desk.pane.show()


def _other_profile(desk: Desk) -> None:
    desk.pane.list.setCurrentRow(0)
    desk.pane.list.setCurrentRow(1)


def _pointer_away(desk: Desk) -> None:
    QTest.mouseMove(desk.reveal_button(SHOW_SECRET), QPoint(200, 200))


@pytest.mark.parametrize("leave", [_focus_elsewhere, _other_window, _other_dock, _other_profile, _pointer_away])
def test_a_value_is_hidden_when_button_or_window_loses_the_focus(desk: Desk, leave: object) -> None:
    open_on(desk)
    eye = desk.reveal_button(SHOW_SECRET)
    eye.setFocus()
    hold(desk, SHOW_SECRET)
    assert desk.metadata()["secret"] == SECRET
    assert callable(leave)
    leave(desk)
    assert SECRET not in desk.everything()
    assert desk.metadata()["secret"] == DOTS


def test_late_values_and_those_of_another_profile_are_not_shown(desk: Desk) -> None:
    open_on(desk, answer=False)
    hold(desk, SHOW_SECRET)
    desk.pane.profiles.details.show_values("Other", values(), "")
    assert SECRET not in desk.everything()
    QTest.mouseRelease(desk.reveal_button(SHOW_SECRET), LEFT)
    desk.pane.profiles.details.show_values("Acme", values(), "")
    assert SECRET not in desk.everything()


def test_the_reason_for_missing_values_is_shown(desk: Desk) -> None:
    open_on(desk, answer=False)
    hold(desk, SHOW_KEY)
    desk.pane.profiles.details.show_values("Acme", None, "The keyring is locked. Unlock it, then ask again.")
    assert desk.text("Profile problem") == "The keyring is locked. Unlock it, then ask again."
    assert desk.metadata()["API key"] == "4D2C••••89AB"


def test_a_shown_value_cannot_be_selected(desk: Desk) -> None:
    open_on(desk)
    hold(desk, SHOW_SECRET)
    for each in desk.seen(QWidget):
        if each.accessibleName() == "secret of the profile":
            assert each.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction  # type: ignore[attr-defined]
            break
    else:
        pytest.fail("the secret has no place")


def fingerprints(desk: Desk) -> list[str]:
    return [each.text() for each in desk.seen(QLabel) if each.objectName().startswith("fingerprint")]


def test_fingerprints_are_shown_on_request_and_hidden_with_the_profile(desk: Desk) -> None:
    open_on(desk)
    hold(desk, SHOW_KEY)
    QTest.mouseRelease(desk.reveal_button(SHOW_KEY), LEFT)
    assert fingerprints(desk) == []
    desk.click("Show fingerprints")
    assert fingerprints(desk) == ["1a1a1a1a", "1b1b1b1b"]
    assert "to compare by phone" in desk.labels()
    assert SECRET not in desk.everything()
    desk.pane.list.setCurrentRow(0)
    assert fingerprints(desk) == []
    assert desk.has_button("Show fingerprints")


def test_fingerprints_can_be_requested_again_after_a_failure(desk: Desk) -> None:
    open_on(desk, answer=False)
    desk.click("Show fingerprints")
    desk.pane.profiles.details.show_values("Acme", None, "The keyring is locked. Unlock it, then ask again.")
    desk.pane.profiles.details.show_values("Acme", values(), "")
    assert fingerprints(desk) == []
    desk.click("Show fingerprints")
    desk.pane.profiles.details.show_values("Acme", values(), "")
    assert fingerprints(desk) == ["1a1a1a1a", "1b1b1b1b"]


def test_showing_the_list_again_keeps_fingerprints_and_revealed_value(desk: Desk) -> None:
    open_on(desk)
    desk.click("Show fingerprints")
    hold(desk, SHOW_SECRET)
    desk.pane.show_profiles((DEMO, kept("Acme", used=CREATED)), "Acme")
    assert fingerprints(desk) == ["1a1a1a1a", "1b1b1b1b"]
    assert desk.metadata()["secret"] == SECRET
    desk.pane.show_profiles((DEMO, kept("Acme", hint="AAAA••••BBBB", rotated=CREATED)), "Acme")
    assert fingerprints(desk) == []
    assert desk.metadata()["secret"] == DOTS


def test_a_copy_names_the_profile_and_the_part(desk: Desk) -> None:
    open_on(desk)
    for name in ("Copy the API key", "Copy the secret"):
        QTest.mouseClick(desk.find(QToolButton, name), LEFT)
    assert desk.heard["copy_requested"] == [("Acme", "api-key"), ("Acme", "secret")]


def test_each_action_names_the_profile(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"))
    desk.pane.list.setCurrentRow(1)
    for action in ("Use", "Duplicate", "Delete"):
        desk.click(action)
    for intent in ("profile_chosen", "duplicate_requested", "delete_requested"):
        assert desk.heard[intent] == [("Acme",)]


def test_the_profile_in_use_cannot_be_chosen_again(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme"), chosen="Acme")
    assert not desk.button("Use").isEnabled()
    desk.pane.list.setCurrentRow(0)
    assert desk.button("Use").isEnabled()


def test_a_pair_of_this_session_can_be_edited_and_deleted_but_not_rotated(desk: Desk) -> None:
    desk.open(DEMO, session("Trial"), chosen="Trial")
    assert desk.text("About this profile") == "In memory only."
    enabled = {name: desk.button(name).isEnabled() for name in ("Edit", "Rotate", "Duplicate", "Delete")}
    assert enabled == {"Edit": True, "Rotate": False, "Duplicate": True, "Delete": True}


def test_during_a_rotation_both_pairs_and_both_ways_to_end_it_are_shown(desk: Desk) -> None:
    open_on(desk, old=True)
    assert "Rotation in progress" in desk.labels()
    assert desk.metadata()["Old API key"] == "BEEF••••F00D"
    assert not desk.button("Rotate").isEnabled()
    desk.click("Show fingerprints")
    assert fingerprints(desk) == ["1a1a1a1a", "1b1b1b1b", "0a0a0a0a", "0b0b0b0b"]
    desk.click("Finish: delete the old pair")
    desk.click("Back to the old pair")
    assert desk.heard["finish_requested"] == desk.heard["back_requested"] == [("Acme",)]


def _darkness(desk: Desk, widget: QWidget) -> int:
    """The lightness of the darkest pixel; 0 is black."""
    place = QRect(widget.mapTo(desk.pane, QPoint()), widget.size())
    picture = desk.pane.grab(place).toImage()
    return min(
        picture.pixelColor(across, down).lightness()
        for across in range(picture.width())
        for down in range(picture.height())
    )


def test_a_disabled_button_is_fainter_than_a_label(desk: Desk) -> None:
    desk.open()
    quiet = next(each for each in desk.seen(QLabel) if each.text() == "Fingerprints")
    assert not desk.button("Delete").isEnabled()
    assert _darkness(desk, desk.button("Delete")) > _darkness(desk, quiet) + 30


class Windows(QObject):
    """Counts the windows that come up."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched.objectName())
        return False


def test_metadata_that_changes_twice_never_opens_a_window(desk: Desk, qapp: QApplication) -> None:
    desk.open(DEMO, kept("Acme"), chosen="Acme")
    windows = Windows()
    qapp.installEventFilter(windows)
    desk.pane.show_profiles((DEMO, kept("Acme", rotated=CREATED)), "Acme")
    passing = desk.find(QWidget, "Rotated of the profile")
    with desk.qtbot.waitSignal(passing.destroyed):
        desk.pane.show_profiles((DEMO, kept("Acme", used=CREATED)), "Acme")
    qapp.removeEventFilter(windows)
    assert windows.shown == []
    assert desk.metadata()["Last used"] == "2 March 2026, 09:30"


def test_hidden_details_show_no_value_even_if_they_never_had_the_focus(desk: Desk) -> None:
    desk.open(*(kept(f"Profile {number}") for number in range(6)), chosen="Profile 0")
    desk.pane.intents.values_wanted.connect(lambda name: desk.pane.profiles.details.show_values(name, values(), ""))
    # As on a platform where a click does not focus a button.
    desk.reveal_button(SHOW_SECRET).setFocusPolicy(Qt.FocusPolicy.NoFocus)
    hold(desk, SHOW_SECRET)
    assert SECRET in desk.everything()
    desk.field("Filter profiles").setText("nobody")
    assert SECRET not in desk.everything()
