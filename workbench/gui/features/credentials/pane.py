"""The Credentials dock as the window knows it: its intents, and what it can be shown. Its contents come late.

Most runs never look at it, so nothing of it is made, or even loaded, before it is seen for the first time; what it is
shown until then is kept and shown to the contents when they are there.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QListWidget

    from workbench.credentials import Disagreement, InputWarning
    from workbench.gui.core.screen_privacy import ScreenPrivacy
    from workbench.gui.core.state import ProfileChoice, Values
    from workbench.gui.core.theme import ThemeSource
    from workbench.gui.features.credentials.dock_contents import DockContents


class CredentialsPane(QWidget):
    """Choose, make, compare, rotate and delete profiles.

    Signals:
        profile_chosen(str): sign with this profile from now on.
        saved(ProfileDraft): the form is filled in.
        duplicate_requested(str), delete_requested(str): the name of a profile.
        undo_requested(): bring back what was deleted.
        rotate_requested(str, Secret, Secret): the name of a profile; its new API key and secret.
        finish_requested(str), back_requested(str): end the rotation of this profile, forgetting the old pair or
            going back to it.
        values_wanted(str): a person asks to see a profile's values, or their fingerprints.
        copy_requested(str, str): the name of a profile; `api-key` or `secret`.
        typed(Secret, Secret, str): the pair as it stands in a form, to be looked at for slips; the name of the
            profile that the form is about, empty for a new one.
        check_requested(): hold the list against the keyring.
        repair_requested(int): mend this one of the disagreements shown.
        stop_waiting_requested(): wait for the keyring no longer.
        seen(): the dock is looked at for the first time.
    """

    profile_chosen = Signal(str)
    saved = Signal(object)
    duplicate_requested = Signal(str)
    delete_requested = Signal(str)
    undo_requested = Signal()
    rotate_requested = Signal(str, object, object)
    finish_requested = Signal(str)
    back_requested = Signal(str)
    values_wanted = Signal(str)
    copy_requested = Signal(str, str)
    typed = Signal(object, object, str)
    check_requested = Signal()
    repair_requested = Signal(int)
    stop_waiting_requested = Signal()
    seen = Signal()

    def __init__(self, themes: "ThemeSource", privacy: "ScreenPrivacy") -> None:
        super().__init__()
        self.setObjectName("credentials")  # until the list is there, whose names these are
        self.setAccessibleName("Credentials")
        self.setProperty("role", "dock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._themes, self._privacy = themes, privacy
        self._contents: DockContents | None = None
        self._later: dict[str, Callable[[DockContents], None]] = {}

    @property
    def list(self) -> "QListWidget":
        """The list of profiles."""
        return self._built().profiles.list

    def take_keyboard(self) -> None:
        """Move the keyboard to the list, or into the form that is open."""
        self._built().take_keyboard()

    def fill_in(self, name: str) -> None:
        """Open the form for the profile of this name, or for a new one if it is empty; an open form stays."""
        self._built().fill_in(name)

    def show_profiles(self, choices: "Sequence[ProfileChoice]", chosen: str) -> None:
        """Show the profiles, and which one signs; the selection stays where it was, or near it."""
        self._show("profiles", lambda contents: contents.show_profiles(tuple(choices), chosen))

    def show_keyring(self, says: str, advice: str, *, usable: bool) -> None:
        """Show the keyring's name or state; without a usable one a pair can be used for this session only."""
        self._show("keyring", lambda contents: contents.show_keyring(says, advice, usable=usable))

    def show_problem(self, says: str) -> None:
        """Show why the last request was not done, or nothing."""
        self._show("problem", lambda contents: contents.show_problem(says))

    def show_saved(self, name: str) -> None:
        """Close the form: what it held is kept, as this profile."""
        self._show("saved", lambda contents: contents.show_saved(name))

    def show_slips(self, slips: "tuple[InputWarning, ...]") -> None:
        """Show what looks mistyped in the pair that is being typed."""
        self._show("slips", lambda contents: contents.show_slips(slips))

    def show_values(self, name: str, values: "Values | None", why: str) -> None:
        """Show a profile's values for as long as they are held, and its fingerprints; or why there are none."""
        self._show("values", lambda contents: contents.show_values(name, values, why))

    def show_undo(self, words: str) -> None:
        """Say what was deleted, and offer to bring it back; empty words withdraw the offer."""
        self._show("undo", lambda contents: contents.show_undo(words))

    def show_disagreements(self, found: "tuple[Disagreement, ...]", *, checked: bool) -> None:
        """Show where list and keyring disagree; `checked` says whether that was looked for just now."""
        self._show("disagreements", lambda contents: contents.show_disagreements(found, checked=checked))

    def show_waiting(self, waiting: bool) -> None:
        """Show whether the keyring is waited for."""
        self._show("waiting", lambda contents: contents.show_waiting(waiting))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Make the contents when there is something to see: a dock behind another one is shown, but never painted."""
        super().paintEvent(event)
        if self._contents is None:
            QTimer.singleShot(0, self, self._built)

    def _show(self, what: str, show: "Callable[[DockContents], None]") -> None:
        if self._contents is None:
            self._later[what] = show
        else:
            show(self._contents)

    def _built(self) -> "DockContents":
        if self._contents is None:
            from workbench.gui.features.credentials.dock_contents import DockContents
            from workbench.gui.widgets.tab_order import follow_in_tab_order

            self.setObjectName("credentialsPane")
            self.setAccessibleName("")
            self._contents = DockContents(self, self._themes, self._privacy)
            for show in self._later.values():
                show(self._contents)
            self._later.clear()
            self._column.addWidget(self._contents)
            follow_in_tab_order(self, self._contents)
            self._contents.show()  # now: a layout would show it only at the next turn, and the keyboard may go there
            self.seen.emit()
        return self._contents
