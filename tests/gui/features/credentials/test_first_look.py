"""The dock is filled when it is looked at, and not before."""

import subprocess
import sys

from PySide6.QtWidgets import QListWidget

from tests.gui.features.credentials.desk import DEMO, Desk, kept
from workbench.credentials.profile import Disagreement

_UNSEEN = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
from workbench.gui.features.credentials import CredentialsPane
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource, theme
themes = ThemeSource(theme("light"))
pane = CredentialsPane(themes, ScreenPrivacy())
pane.show_profiles((), "")
themes.set_theme(theme("dark"))
import sys
print([name for name in sys.modules if name.startswith("workbench.gui.features.credentials.")], len(pane.children()))
"""


def test_nothing_of_it_is_loaded_or_made_before_the_first_look() -> None:
    done = subprocess.run([sys.executable, "-c", _UNSEEN], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['workbench.gui.features.credentials.pane'] 1"  # the layout


def test_what_it_was_shown_before_is_there_at_the_first_look(desk: Desk) -> None:
    desk.pane.show_problem("Something went wrong. Nothing was stored.")
    desk.pane.show_undo("“Old” was deleted.")
    desk.pane.show_disagreements(
        (Disagreement("half", "Acme", "“Acme” lacks its secret.", "Ask for it"),), checked=False
    )
    desk.pane.show_waiting(waiting=True)
    desk.open(DEMO, kept("Acme"), chosen="Acme")
    assert desk.find(QListWidget, "Credentials").count() == 2
    assert desk.text("Selected profile") == "Acme"
    assert desk.text("Keyring state") == "Keyring: Secret Service. It is there."
    assert desk.text("Profile problem").startswith("Something went wrong")
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
