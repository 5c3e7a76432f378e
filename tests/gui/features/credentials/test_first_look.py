"""What the dock is told before it is looked at is there when it is."""

from PySide6.QtWidgets import QListWidget

from tests.gui.features.credentials.desk import DEMO, Desk, kept
from workbench.credentials.profile import Disagreement


def test_what_it_was_shown_before_is_there_at_the_first_look(desk: Desk) -> None:
    desk.pane.show_problem("Something went wrong. Nothing was stored.")
    desk.pane.show_undo("“Old” was deleted.")
    desk.pane.show_disagreements(
        (Disagreement("incomplete", "Acme", "“Acme” lacks its secret.", "Ask for it"),), checked=False
    )
    desk.pane.show_waiting(waiting=True)
    desk.open(DEMO, kept("Acme"), chosen="Acme")
    assert desk.find(QListWidget, "Credentials").count() == 2
    assert desk.words("Selected profile") == "Acme"
    assert desk.words("Keyring state") == "Keyring: Secret Service. It is there."
    assert desk.words("Profile problem").startswith("Something went wrong")
    assert desk.has_button("Undo")
    assert desk.has_button("Ask for it")
    assert desk.has_button("Stop waiting")


def test_the_first_look_is_told_once(desk: Desk) -> None:
    desk.open()
    desk.pane.hide()
    desk.pane.show()
    assert desk.pane.list.isVisible()
    assert desk.heard["seen"] == [()]


def test_asking_for_the_list_is_a_first_look_too(desk: Desk) -> None:
    desk.pane.show_profiles((DEMO,), "sample")
    assert desk.pane.list.count() == 1
    assert desk.heard["seen"] == [()]
