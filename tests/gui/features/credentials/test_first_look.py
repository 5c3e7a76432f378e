"""The first time the pane is seen."""

from PySide6.QtWidgets import QListWidget

from tests.gui.features.credentials.desk import DEMO, Desk, kept
from workbench.credentials.profile import Disagreement


def test_what_was_shown_before_is_there_when_the_pane_is_first_seen(desk: Desk) -> None:
    desk.pane.show_problem("Something went wrong. Nothing was stored.")
    desk.pane.messages.show_undo("“Old” was deleted.")
    desk.pane.profiles.show_disagreements(
        (Disagreement("missing", "Acme", "“Acme” lacks its values.", "Ask for them"),), checked=False
    )
    desk.pane.show_waiting(waiting=True)
    desk.open(DEMO, kept("Acme"), chosen="Acme")
    assert desk.find(QListWidget, "Credentials").count() == 2
    assert desk.text("Selected profile") == "Acme"
    assert desk.text("Keyring state") == "Keyring: Secret Service. It is there."
    assert desk.text("Profile problem").startswith("Something went wrong")
    assert desk.has_button("Undo")
    assert desk.has_button("Ask for them")
    assert desk.has_button("Stop waiting")
