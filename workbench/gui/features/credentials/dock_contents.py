"""What is in the Credentials dock: one page at a time, and below it what there is to say. It connects its parts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from workbench.gui.features.credentials.form import Form
from workbench.gui.features.credentials.messages import Messages
from workbench.gui.features.credentials.profiles_page import ProfilesPage
from workbench.gui.features.credentials.rotation import Rotation
from workbench.gui.widgets.tab_order import follow_in_tab_order

if TYPE_CHECKING:
    from workbench.credentials import Disagreement, InputWarning, Profile
    from workbench.gui.core.screen_privacy import ScreenPrivacy
    from workbench.gui.core.state import ProfileChoice, Values
    from workbench.gui.core.theme import ThemeSource
    from workbench.gui.features.credentials.pair_page import PairPage
    from workbench.gui.features.credentials.pane import CredentialsPane


_MARGIN = 12  # pixels that stay visible above and below what has the keyboard


class DockContents(QWidget):
    """The pages and the messages."""

    def __init__(self, pane: "CredentialsPane", themes: "ThemeSource", privacy: "ScreenPrivacy") -> None:
        super().__init__(pane)
        self._pane, self._themes, self._privacy = pane, themes, privacy
        self._keyring = ("", True)
        self._waiting = False
        self._page: PairPage | None = None
        self.profiles = ProfilesPage(themes, privacy)
        self.messages = Messages()
        self._inside = QWidget()
        self._inside.setObjectName("scrolled")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(16, 12, 12, 12)
        self._column.addWidget(self.profiles)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("credentialsScroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self.messages)
        self._connect()

    def take_keyboard(self) -> None:
        """Move the keyboard to the list, or into the form that is open."""
        if self._page is None or not self._has_keyboard(self._page):
            self._fall_back()

    def fill_in(self, name: str) -> None:
        """Open the form for this profile, or for a new one; a page that is open stays."""
        if self._page is not None:
            self.take_keyboard()
        elif name:
            self._edit(name)
        else:
            self._fill_in(None)

    def show_profiles(self, choices: "tuple[ProfileChoice, ...]", chosen: str) -> None:
        """Show the profiles, and which one signs."""
        self.profiles.show_profiles(choices, chosen)

    def show_keyring(self, says: str, advice: str, *, usable: bool) -> None:
        """Show the keyring's name or state."""
        self._keyring = (advice, usable)
        self.profiles.show_keyring(says, advice)
        if self._page is not None:
            self._page.show_keyring(advice, usable=usable)

    def show_problem(self, says: str) -> None:
        """Say what went wrong; the form is as it was."""
        self.messages.show_problem(says)
        if says and self._page is not None:
            self._page.show_idle()

    def show_saved(self, name: str) -> None:
        """Close the form and select what it held."""
        self.profiles.list.select(name)
        self._close()

    def show_slips(self, slips: "tuple[InputWarning, ...]") -> None:
        """Show what looks mistyped."""
        if self._page is not None:
            self._page.show_slips(slips)

    def show_values(self, name: str, values: "Values | None", why: str) -> None:
        """Show values to whoever holds the eye."""
        self.profiles.card.show_values(name, values, why)

    def show_undo(self, words: str) -> None:
        """Offer to bring back what was deleted."""
        self.messages.show_undo(words)

    def show_disagreements(self, found: "tuple[Disagreement, ...]", *, checked: bool) -> None:
        """Show where list and keyring disagree."""
        self.profiles.show_disagreements(found, checked=checked)

    def show_waiting(self, waiting: bool) -> None:
        """Say whether the keyring is waited for; when no longer, what was asked for can be asked for again."""
        self.messages.show_waiting(waiting)
        if self._waiting and not waiting and self._page is not None:
            self._page.show_idle()
        self._waiting = waiting

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Bring what has the keyboard into sight, once everything around it stands where it belongs.

        Take the keyboard back from what has just been hidden or disabled under it: Qt gives it to whatever comes next,
        and the next press would do something that nobody meant.
        """
        if self.isVisible() and before is not None and self._is_lost(before):
            self._fall_back()
        elif now is not None and self._inside.isAncestorOf(now):
            QTimer.singleShot(0, self, self._show_focus)

    def _is_lost(self, before: QWidget) -> bool:
        inside = isValid(before) and self.isAncestorOf(before)
        return inside and not (before.isVisible() and before.isEnabled())

    def _fall_back(self) -> None:
        if self._page is None:
            self.profiles.list.setFocus()
        else:
            self._page.take_keyboard()

    def _show_focus(self) -> None:
        widget = QApplication.focusWidget()
        if widget is not None and self._inside.isAncestorOf(widget):
            self._scroll.ensureWidgetVisible(widget, 0, _MARGIN)

    @staticmethod
    def _has_keyboard(page: QWidget) -> bool:
        widget = QApplication.focusWidget()
        return widget is not None and page.isAncestorOf(widget)

    def _connect(self) -> None:
        pane, page, card = self._pane, self.profiles, self.profiles.card
        page.new_requested.connect(lambda: self._fill_in(None))
        page.list.profile_chosen.connect(pane.profile_chosen)
        card.profile_chosen.connect(pane.profile_chosen)
        card.edit_requested.connect(self._edit)
        card.rotate_requested.connect(self._rotate)
        card.duplicate_requested.connect(pane.duplicate_requested)
        card.delete_requested.connect(pane.delete_requested)
        card.finish_requested.connect(pane.finish_requested)
        card.back_requested.connect(pane.back_requested)
        card.values_wanted.connect(pane.values_wanted)
        card.copy_requested.connect(pane.copy_requested)
        card.said.connect(self.messages.show_problem)
        page.check.check_requested.connect(pane.check_requested)
        page.findings.repair_requested.connect(pane.repair_requested)
        self.messages.undo_requested.connect(pane.undo_requested)
        self.messages.stop_waiting_requested.connect(pane.stop_waiting_requested)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), page)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self._undo)

    def _undo(self) -> None:
        if self.messages.undo.isVisible():
            self.messages.undo.click()

    def _edit(self, name: str) -> None:
        for choice in self.profiles.choices:
            if choice.name == name and choice.profile is not None:
                self._fill_in(choice.profile, kept=choice.kind == "kept")

    def _fill_in(self, profile: "Profile | None", *, kept: bool = False) -> None:
        form = Form(profile, self.profiles.clients, self._themes, self._privacy, kept=kept)
        form.saved.connect(self._pane.saved)
        self._open(form)

    def _rotate(self, name: str) -> None:
        rotation = Rotation(name, self._themes)
        rotation.rotated.connect(self._pane.rotate_requested)
        self._open(rotation)

    def _open(self, page: "PairPage") -> None:
        advice, usable = self._keyring
        page.show_keyring(advice, usable=usable)
        page.typed.connect(self._pane.typed)
        page.said.connect(self.messages.show_problem)
        page.closed.connect(self._close)
        self.messages.show_problem("")
        self._page = page
        self._column.addWidget(page)
        follow_in_tab_order(self.profiles.check.link, page)
        self.profiles.hide()
        page.show()
        self._scroll.verticalScrollBar().setValue(0)
        page.take_keyboard()

    def _close(self) -> None:
        """Put the page away for good: its values go first, then the fields themselves."""
        page, self._page = self._page, None
        if page is None:
            return
        had_keyboard = self._has_keyboard(page)
        page.forget()
        self._column.removeWidget(page)
        page.hide()
        page.deleteLater()
        self.profiles.show()
        self.messages.show_problem("")
        if had_keyboard:
            self.profiles.list.setFocus()
