"""The Credentials dock while the window is masked: what is shown of a profile, and what the form keeps of it."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit

from tests.gui.features.credentials.desk import DEMO, Desk, kept
from workbench.credentials import ProfileMetadata
from workbench.gui.core.state import ProfileDraft
from workbench.redaction.pii import ScreenMask

LOGIN = "pat@example.com"
FACTS = ProfileMetadata(client="Acme", notes=f"ask {LOGIN} first", partner_id="partner-7", signal_login=LOGIN)


@pytest.mark.parametrize("early", [False, True])
def test_addresses_in_the_metadata_are_hidden_while_masked(desk: Desk, early: bool) -> None:
    if early:  # before anyone has looked at the dock
        desk.privacy.set_mask(ScreenMask())
    desk.open(DEMO, kept("Acme QA", FACTS), chosen="Acme QA")
    if not early:
        assert LOGIN in desk.everything()
        desk.privacy.set_mask(ScreenMask())
    assert LOGIN not in desk.everything()
    desk.qtbot.waitUntil(lambda: desk.has_text("Notes of the profile"))
    assert desk.text("Notes of the profile") == f"ask {'•' * len(LOGIN)} first"
    assert desk.text("Partner ID of the profile") == "partner-7"
    desk.privacy.set_mask(None)
    desk.qtbot.waitUntil(lambda: desk.has_text("Login of the profile"))
    assert desk.text("Login of the profile") == LOGIN


def test_the_form_shows_the_login_as_dots_and_keeps_it(desk: Desk) -> None:
    desk.open(DEMO, kept("Acme QA", FACTS), chosen="Acme QA")
    desk.privacy.set_mask(ScreenMask())
    desk.click("Edit")
    login = desk.pane.findChild(QLineEdit, "signalLogin")
    assert login is not None
    assert login.displayText() == "●" * len(LOGIN)
    desk.privacy.set_mask(None)
    assert login.displayText() == LOGIN
    desk.privacy.set_mask(ScreenMask())
    desk.click("Save in the keyring")
    [(draft,)] = desk.heard["saved"]
    assert isinstance(draft, ProfileDraft)
    assert draft.metadata == replace(FACTS, known_to_sandbox=draft.metadata.known_to_sandbox)
