"""Provides the page of profiles: filter, list, details of the selected profile, and the keyring's state."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from workbench.credentials import Disagreement
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import ProfileChoice
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.consistency_view import Check, Findings
from workbench.gui.features.credentials.intents import Intents
from workbench.gui.features.credentials.profile_details import ProfileDetails
from workbench.gui.features.credentials.profile_list import ProfileList
from workbench.gui.features.credentials.profile_rows import FILTER_FROM, clients
from workbench.gui.features.credentials.text import note
from workbench.gui.widgets.layouts import STRETCH, column, row
from workbench.gui.widgets.parts import button, line, rule, title
from workbench.gui.widgets.values import Lines

_EMPTY = "Only the public sample is here. Create a profile for your own API key and secret; both stay hidden."
_NO_MATCH = "No profile has this in its name, client, host, App GUID or API key."


class ProfilesPage(QWidget):
    """The list of profiles with everything around it."""

    def __init__(self, intents: Intents, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self.setObjectName("profilesPage")
        self.choices: tuple[ProfileChoice, ...] = ()
        self._chosen = ""
        self.new = button("New profile", "outline", "profileNew", "Enter your own API key and secret")
        self.new.clicked.connect(lambda: intents.form_requested.emit(""))
        self.filter = line("Filter profiles", "profileFilter", "Show only profiles that contain these words", "filter")
        self.filter.setClearButtonEnabled(True)
        self.list = ProfileList(intents, themes)
        self.filter.textChanged.connect(self._filter)
        self._note = note("")
        self.findings = Findings(intents)
        self.check = Check(intents)
        self.details = ProfileDetails(intents, themes, privacy)
        self.state = Lines("Keyring state", "keyringState", "muted")
        self.state.setToolTip("Where profiles are stored, and what to do if they cannot be")
        top = row(title("Profiles", themes.current.title), STRETCH, self.new)
        above = (top, self.filter, self.list, self._note, self.findings)
        below = (self.details, rule(), self.state, self.check, STRETCH)
        self.setLayout(column(*above, rule(), *below, spacing=8))
        self.list.selected.connect(self._show_selected)
        for key, pressed in ((Qt.Key.Key_Delete, self.details.delete), (Qt.Key.Key_F2, self.details.edit)):
            shortcut = QShortcut(QKeySequence(key), self.list)
            shortcut.setAutoRepeat(False)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(pressed.click)

    @property
    def clients(self) -> list[str]:
        """The names of all clients."""
        return clients(self.choices)

    def show_profiles(self, choices: tuple[ProfileChoice, ...], chosen: str) -> None:
        """Show the profiles, and which one signs."""
        self.choices, self._chosen = choices, chosen
        many = len(choices) >= FILTER_FROM
        self.filter.setVisible(many)
        if not many:
            self.filter.clear()
        self.list.show_profiles(choices, chosen)
        self._show_note()

    def show_keyring(self, says: str, advice: str) -> None:
        """Show the keyring's name or state, and what to do about it."""
        self.state.show_value(f"Keyring: {says}. {advice}".strip())

    def show_disagreements(self, found: tuple[Disagreement, ...], *, checked: bool) -> None:
        """Show where list and keyring disagree; `checked` tells whether the user asked for the check."""
        self.findings.show_disagreements(found, after=self.list)
        self.check.show_agreement(checked and not found)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Clear the filter on Escape; move from it to the list on Down."""
        if self.filter.hasFocus() and event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.filter.clear()
        elif self.filter.hasFocus() and event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def _filter(self, query: str) -> None:
        self.list.filter(query)
        self._show_note()

    def _show_note(self) -> None:
        own = any(choice.removable for choice in self.choices)
        text = "" if own else _EMPTY
        if self.list.current() is None:
            text = _NO_MATCH
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def _show_selected(self, choice: ProfileChoice | None) -> None:
        self.details.show_choice(choice, in_use=choice is not None and choice.name == self._chosen)
