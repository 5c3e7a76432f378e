"""The request bar: which document, signed as whom, sent where; Send and Cancel. Holds no rule."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import EndpointChoice, ProfileChoice
from workbench.gui.core.theme import ThemeSource
from workbench.gui.widgets.combo_box import ComboBox
from workbench.gui.widgets.parts import Chooser, muted
from workbench.gui.widgets.values import restyle
from workbench.redaction import redact

_CUSTOM = "custom-url"
_WIDEST = 420
_WIDEST_HOST = 120  # pixels of a typed endpoint's host, beside which the whole address stands
_LEAST_LIST = 240


class RequestBar(QWidget):
    """One line above everything.

    Signals:
        profile_chosen(str): the name of a profile.
        endpoint_chosen(str): the key of an endpoint.
        endpoint_typed(str): an address as typed.
        send_requested(), cancel_requested()
    """

    profile_chosen = Signal(str)
    endpoint_chosen = Signal(str)
    endpoint_typed = Signal(str)
    send_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._themes, self._privacy = themes, privacy
        self.setObjectName("requestBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(52)
        self.menu_button = QToolButton()
        self.menu_button.setText("☰")
        self.menu_button.setObjectName("menu")
        self.menu_button.setAccessibleName("Menu")
        self.menu_button.setToolTip("Everything the window can do (F10)")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._name = QLabel()
        self._name.setObjectName("documentName")
        self.profile = ComboBox()
        self.endpoint = ComboBox()
        self._badge = _badge()
        self._plain = _badge()
        self._plain.setText("plain http")
        self._travel = _badge()
        self._travel.setObjectName("travelBadge")
        self._address = muted("")
        self._address.setProperty("face", "mono")
        self._address.setMinimumWidth(1)  # else it would lie over the choice where there is little room
        self.cancel = QPushButton("Cancel")
        self.send = QPushButton("Send")
        self.more = QToolButton()
        self._shown_endpoints: tuple[tuple[EndpointChoice, ...], EndpointChoice] | None = None
        self._outfit()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self.menu_button)
        row.addWidget(self._name)
        row.addWidget(_chooser("Profile", self.profile, self._badge))
        row.addWidget(_chooser("To", self.endpoint, self._address, self._plain, self._travel))
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.send)
        row.addWidget(self.more)
        themes.theme_changed.connect(self._take_theme)
        privacy.mask_changed.connect(self._show_endpoints_again)
        self._take_theme()

    def set_menu(self, menu: QMenu) -> None:
        """Hang the window's menu on its button."""
        self.menu_button.setMenu(menu)

    def set_send_menu(self, menu: QMenu) -> None:
        """Hang the ways to send beside Send."""
        self.more.setMenu(menu)

    def show_document(self, name: str, *, edited: bool) -> None:
        """Show the document's name; a dot says that it has unsaved edits."""
        self._name.setText(f"{name} ●" if edited else name)
        self._name.setToolTip(f"{name} has edits that are not saved in a file" if edited else name)

    def show_profiles(self, choices: Sequence[ProfileChoice], chosen: str) -> None:
        """Show the profiles, and which is chosen."""
        with QSignalBlocker(self.profile):
            self.profile.clear()
            for choice in choices:
                self.profile.addItem(choice.title, choice.name)
                self.profile.setItemData(self.profile.count() - 1, choice.detail, Qt.ItemDataRole.ToolTipRole)
            self.profile.setCurrentIndex(self.profile.findData(chosen))
            _fit(self.profile)
        shown = self.profile.currentText()
        self.profile.setAccessibleDescription(f"{shown}. {self.profile.toolTip()}")
        badge = next((choice.badge for choice in choices if choice.name == chosen), "")
        self._badge.setText(badge)
        self._badge.setVisible(bool(badge))

    def show_endpoints(self, choices: Sequence[EndpointChoice], chosen: EndpointChoice) -> None:
        """Show the endpoints, and which is chosen."""
        self._shown_endpoints = tuple(choices), chosen
        choices, chosen = [self._masked(each) for each in choices], self._masked(chosen)
        with QSignalBlocker(self.endpoint):
            self.endpoint.setEditable(False)
            self.endpoint.clear()
            for choice in choices:
                self.endpoint.addItem(self._title(choice), choice.key)
                tip = f"{choice.url}\n{choice.note}".strip()
                self.endpoint.setItemData(self.endpoint.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
            self.endpoint.insertSeparator(self.endpoint.count())
            self.endpoint.addItem("Custom URL…", _CUSTOM)
            self.endpoint.setCurrentIndex(self.endpoint.findData(chosen.key))
            _fit(self.endpoint)
        self._address.setText(chosen.url)
        self._address.setToolTip(chosen.note or chosen.url)
        self._address.show()
        self.endpoint.setToolTip(f"Where Send sends to (Ctrl+L)\n{chosen.url}\n{chosen.note}".strip())
        self.endpoint.setAccessibleDescription(f"{chosen.title}, {chosen.url}. {chosen.note}".strip())
        self._plain.setVisible(chosen.plain_http)
        self._plain.setToolTip("Everything in this request can be read on its way")

    def _title(self, choice: EndpointChoice) -> str:
        """Return an endpoint's title; of a typed one it is its host, which may be long."""
        if choice.key != "custom":
            return choice.title
        return self.endpoint.fontMetrics().elidedText(choice.title, Qt.TextElideMode.ElideMiddle, _WIDEST_HOST)

    def show_travel(self, says: str, dangerous: bool) -> None:
        """Show what is unusual about the way a request takes; loud if it is dangerous."""
        self._travel.setText("NOT verified" if dangerous else "own transport")
        self._travel.setToolTip(f"{says} (Ctrl+Shift+R)")
        self._travel.setAccessibleDescription(says)
        self._travel.setVisible(bool(says))
        restyle(self._travel, role="loud badge" if dangerous else "calm badge")
        self._travel.setMinimumWidth(self._travel.sizeHint().width())  # of all in the bar it must not be cut short

    def show_sending(self, sending: bool) -> None:
        """Show whether a send is under way."""
        self.cancel.setEnabled(sending)
        self.send.setEnabled(not sending)
        self.send.setText("Sending…" if sending else "Send")

    def type_endpoint(self) -> None:
        """Let the person type an address in place of the choice."""
        address = self._shown_endpoints[1].url if self._shown_endpoints is not None else ""
        self.endpoint.setEditable(True)
        self.endpoint.setFixedWidth(_WIDEST)
        self._address.hide()
        line = self.endpoint.lineEdit()
        if line is None:
            return
        line.setAccessibleName("Custom URL")
        line.setObjectName("customUrl")
        line.setText(address)
        line.selectAll()
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.editingFinished.connect(self._address_finished)
        # Completion would turn an address that begins as a title does into that title.
        self.endpoint.setCompleter(None)  # type: ignore[arg-type]  # Qt takes none

    @property
    def typed_endpoint(self) -> str | None:
        """The address that is being typed and not yet taken; None if none is."""
        line = self.endpoint.lineEdit()
        return None if line is None else line.text()

    def _outfit(self) -> None:
        self.profile.setAccessibleName("Profile")
        self.profile.setObjectName("profile")
        self.profile.setToolTip("Whose API key and secret sign (Ctrl+Shift+L)")
        self.profile.activated.connect(lambda index: self.profile_chosen.emit(self.profile.itemData(index)))
        self.endpoint.setAccessibleName("Endpoint")
        self.endpoint.setObjectName("endpoint")
        self.endpoint.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.endpoint.activated.connect(self._endpoint_activated)
        self.endpoint.escaped.connect(self._give_up_typing)
        self.cancel.setObjectName("cancel")
        self.cancel.setAccessibleName("Cancel")
        self.cancel.setToolTip("Stop the send that is under way (Esc)")
        self.cancel.clicked.connect(self.cancel_requested)
        self.cancel.setEnabled(False)
        self.send.setObjectName("send")
        self.send.setAccessibleName("Send")
        self.send.setToolTip("Sign and send these bytes once (Ctrl+Enter)")
        self.send.clicked.connect(self.send_requested)
        self.more.setText("▾")
        self.more.setObjectName("sendMore")
        self.more.setAccessibleName("Ways to send")
        self.more.setToolTip("Other ways to send: many times (Ctrl+Shift+Enter), another way to travel")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        # A click must not take the focus from an address that is being typed: sending looks at it first.
        self.send.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def _take_theme(self) -> None:
        for badge in (self._badge, self._plain, self._travel):
            badge.setFont(self._themes.current.title)

    def _show_endpoints_again(self) -> None:
        """Show the endpoints as they may be seen now; an address that is being typed stays as it is.

        Names of documents and profiles come as they may be shown.
        """
        if self._shown_endpoints is not None and self.typed_endpoint is None:
            self.show_endpoints(*self._shown_endpoints)

    def _address_finished(self) -> None:
        # Going to another window, to copy the address there, is no end of typing.
        typed = self.typed_endpoint
        if typed is not None and self.isActiveWindow():
            self.endpoint_typed.emit(typed)

    def _give_up_typing(self) -> None:
        """Drop the typed address and show the present endpoint again."""
        line = self.endpoint.lineEdit()
        if line is not None and self._shown_endpoints is not None:
            line.editingFinished.disconnect(self._address_finished)
            self.show_endpoints(*self._shown_endpoints)

    def _endpoint_activated(self, index: int) -> None:
        key = self.endpoint.itemData(index)
        if key == _CUSTOM:
            self.type_endpoint()
        elif key:
            self.endpoint_chosen.emit(key)

    def _masked(self, choice: EndpointChoice) -> EndpointChoice:
        """Return a choice as it may be seen: an address may have a key in its query."""
        if choice.key == "custom":
            choice = replace(choice, title=redact(choice.title), url=redact(choice.url), note=redact(choice.note))
        hide = self._privacy.hide
        return replace(choice, title=hide(choice.title), url=hide(choice.url), note=hide(choice.note))


def _fit(control: QComboBox) -> None:
    """Make a choice as wide as what is chosen, and its list as wide as it needs."""
    control.setFixedWidth(control.fontMetrics().horizontalAdvance(control.currentText()) + 32)
    widest = max(control.fontMetrics().horizontalAdvance(control.itemText(row)) for row in range(control.count()))
    control.view().setMinimumWidth(max(_LEAST_LIST, widest + 48))


def _badge() -> QLabel:
    label = QLabel()
    label.setProperty("role", "badge")
    label.setFixedHeight(18)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    label.hide()
    return label


def _chooser(words: str, control: QComboBox, *more: QWidget) -> Chooser:
    frame = Chooser()
    row = QHBoxLayout(frame)
    row.setContentsMargins(8, 2, 8, 2)
    row.setSpacing(4)
    row.addWidget(muted(words))
    row.addWidget(control)
    for widget in more:
        row.addWidget(widget)
    return frame
