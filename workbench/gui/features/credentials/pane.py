"""Provides the Credentials pane: one page at a time (the profiles or a form) and the messages below it.

It uses no service and no keyring. A value is in memory only while it is typed or shown.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QListWidget, QScrollArea, QWidget
from shiboken6 import isValid

from workbench.credentials.input_warnings import InputWarning
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import ProfileChoice
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.form import Form
from workbench.gui.features.credentials.intents import Intents
from workbench.gui.features.credentials.messages import Messages
from workbench.gui.features.credentials.pair_page import PairPage
from workbench.gui.features.credentials.profiles_page import ProfilesPage
from workbench.gui.features.credentials.rotation import Rotation
from workbench.gui.widgets.layouts import box, column
from workbench.gui.widgets.tab_order import follow_in_tab_order

_MARGIN = 12  # pixels that stay visible above and below the focused widget


class CredentialsPane(QWidget):
    """Choose, create, edit, rotate and delete profiles.

    Attributes:
        intents: what the user asks for.
    """

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self.setObjectName("credentialsPane")
        self.setProperty("role", "dock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._themes, self._privacy = themes, privacy
        self._advice, self._usable = "", True
        self._waiting = False
        self._page: PairPage | None = None
        self.intents = Intents(self)
        self.profiles = ProfilesPage(self.intents, themes, privacy)
        self.messages = Messages(self.intents)
        self._column = column(self.profiles, margins=(16, 12, 12, 12))
        self._inside = box(self._column)
        self._inside.setObjectName("scrolled")
        self._scroll = QScrollArea()
        self._scroll.setObjectName("credentialsScroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inside)
        self.setLayout(column((self._scroll, 1), self.messages))
        self._connect()

    @property
    def list(self) -> QListWidget:
        """The list of profiles."""
        return self.profiles.list

    def take_focus(self) -> None:
        """Focus the list, or the form that is open."""
        if self._page is None or not _has_focus(self._page):
            self._focus_page()

    def fill_in(self, name: str) -> None:
        """Open the form for this profile, or for a new one if `name` is empty; an open form stays."""
        if self._page is not None:
            self.take_focus()
        else:
            self._edit(name)

    def show_profiles(self, choices: Sequence[ProfileChoice], chosen: str) -> None:
        """Show the profiles, and which one signs; the selection stays where it was, or near it."""
        self.profiles.show_profiles(tuple(choices), chosen)

    def show_keyring(self, says: str, advice: str, *, usable: bool) -> None:
        """Show the keyring's name or state; without a usable one a pair can be used for this session only."""
        self._advice, self._usable = advice, usable
        self.profiles.show_keyring(says, advice)
        if self._page is not None:
            self._page.show_keyring(advice, usable=usable)

    def show_problem(self, message: str) -> None:
        """Show why the last request failed; an empty message hides it. An open form stays as it is."""
        self.messages.show_problem(message)
        if message and self._page is not None:
            self._page.show_idle()

    def show_saved(self, name: str) -> None:
        """Close the form and select the profile that was saved."""
        self.profiles.list.select(name)
        self._close()

    def show_input_warnings(self, warnings: tuple[InputWarning, ...]) -> None:
        """Show what looks mistyped in the pair that is being typed."""
        if self._page is not None:
            self._page.show_input_warnings(warnings)

    def show_waiting(self, waiting: bool) -> None:
        """Show whether the keyring is waited for; afterwards an open form can be submitted again."""
        self.messages.show_waiting(waiting)
        if self._waiting and not waiting and self._page is not None:
            self._page.show_idle()
        self._waiting = waiting

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to the focused widget, once the layout is done.

        If the widget that had the focus was hidden or disabled, focus the page: Qt would focus whatever comes next in
        the tab order, and the next key would press a button that the user did not choose.
        """
        if self.isVisible() and before is not None and self._has_lost_focus(before):
            self._focus_page()
        elif now is not None and self._inside.isAncestorOf(now):
            QTimer.singleShot(0, self, self._show_focus)

    def _has_lost_focus(self, before: QWidget) -> bool:
        inside = isValid(before) and self.isAncestorOf(before)
        return inside and not (before.isVisible() and before.isEnabled())

    def _focus_page(self) -> None:
        if self._page is None:
            self.profiles.list.setFocus()
        else:
            self._page.take_focus()

    def _show_focus(self) -> None:
        widget = QApplication.focusWidget()
        if widget is not None and self._inside.isAncestorOf(widget):
            self._scroll.ensureWidgetVisible(widget, 0, _MARGIN)

    def _connect(self) -> None:
        self.intents.form_requested.connect(self._edit)
        self.intents.rotation_requested.connect(self._rotate)
        self.profiles.details.problem_changed.connect(self.messages.show_problem)
        self.messages.resized.connect(self._show_focus)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self.profiles)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self._undo)

    def _undo(self) -> None:
        if self.messages.undo.isVisible():
            self.messages.undo.click()

    def _edit(self, name: str) -> None:
        """Open the form for this profile, or for a new one if `name` is empty."""
        choice = next((each for each in self.profiles.choices if each.name == name), None)
        if name and (choice is None or choice.profile is None):
            return
        profile, stored = (choice.profile, choice.kind == "stored") if choice is not None else (None, False)
        clients = self.profiles.clients
        self._open(Form(self.intents, profile, clients, self._themes, self._privacy, stored=stored))

    def _rotate(self, name: str) -> None:
        self._open(Rotation(self.intents, name, self._themes))

    def _open(self, page: PairPage) -> None:
        page.show_keyring(self._advice, usable=self._usable)
        page.problem_changed.connect(self.messages.show_problem)
        page.closed.connect(self._close)
        self.messages.show_problem("")
        self._page = page
        self._column.addWidget(page)
        follow_in_tab_order(self.profiles.check.link, page)
        self.profiles.hide()
        page.show()
        self._scroll.verticalScrollBar().setValue(0)
        page.take_focus()

    def _close(self) -> None:
        """Close the open page: clear its values first, then delete its fields."""
        page, self._page = self._page, None
        if page is None:
            return
        had_focus = _has_focus(page)
        page.forget()
        self._column.removeWidget(page)
        page.hide()
        page.deleteLater()
        self.profiles.show()
        self.messages.show_problem("")
        if had_focus:
            self.profiles.list.setFocus()


def _has_focus(page: QWidget) -> bool:
    widget = QApplication.focusWidget()
    return widget is not None and page.isAncestorOf(widget)
