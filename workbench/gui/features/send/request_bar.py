"""The request bar: document name, profile, endpoint, Send and Cancel."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import ProfileChoice
from workbench.gui.core.theme import ThemeSource
from workbench.gui.widgets.combo_box import ComboBox
from workbench.gui.widgets.layouts import STRETCH, row
from workbench.gui.widgets.parts import Chooser, muted, named
from workbench.gui.widgets.plain_text import plain_label, plain_tip
from workbench.gui.widgets.values import restyle
from workbench.operations import Endpoint, is_plain_http
from workbench.redaction import redact

_CUSTOM = "custom-url"
_MAX_WIDTH = 420
_MAX_HOST_WIDTH = 120  # pixels of a typed endpoint's host; the whole URL is beside it
_MIN_LIST_WIDTH = 240


class RequestBar(QWidget):
    """The bar at the top of the window.

    Signals:
        profile_chosen(str): the name of a profile.
        endpoint_chosen(str): the key of an endpoint.
        endpoint_typed(str): a URL as typed.
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
        named(self.menu_button, "Menu", "menu", "All commands of the window (F10)")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._name = plain_label()
        self._name.setObjectName("documentName")
        self.profile = ComboBox()
        self.endpoint = ComboBox()
        self._profile_badge = _badge()
        self._http_badge = _badge()
        self._http_badge.setText("plain http")
        self._http_badge.setToolTip("The request is not encrypted: anyone on the network can read it")
        self._transport_badge = _badge()
        self._transport_badge.setObjectName("transportBadge")
        self._address = muted("")
        self._address.setProperty("face", "mono")
        self._address.setMinimumWidth(1)  # otherwise it would overlap the combo box in a narrow window
        self.cancel = QPushButton("Cancel")
        self.send = QPushButton("Send")
        self.more = QToolButton()
        self._shown_endpoints: tuple[tuple[Endpoint, ...], Endpoint] | None = None
        self._set_up()
        profile = _chooser("Profile", self.profile, self._profile_badge)
        endpoint = _chooser("To", self.endpoint, self._address, self._http_badge, self._transport_badge)
        left, right = (self.menu_button, self._name, profile, endpoint), (self.cancel, self.send, self.more)
        self.setLayout(row(*left, STRETCH, *right, spacing=12, margins=(12, 0, 16, 0)))
        themes.theme_changed.connect(self._take_theme)
        privacy.mask_changed.connect(self._show_endpoints_again)
        self._take_theme()

    def show_document(self, name: str, *, edited: bool) -> None:
        """Show the document's name, with a dot if it has unsaved changes."""
        self._name.setText(f"{name} ●" if edited else name)
        self._name.setToolTip(plain_tip(f"{name} has unsaved changes" if edited else name))

    def show_profiles(self, choices: Sequence[ProfileChoice], chosen: str) -> None:
        """Show the profiles and select one."""
        with QSignalBlocker(self.profile):
            self.profile.clear()
            for choice in choices:
                self.profile.addItem(choice.title, choice.name)
                self.profile.setItemData(
                    self.profile.count() - 1, plain_tip(choice.detail), Qt.ItemDataRole.ToolTipRole
                )
            self.profile.setCurrentIndex(self.profile.findData(chosen))
            _fit(self.profile)
        shown = self.profile.currentText()
        self.profile.setAccessibleDescription(f"{shown}. {self.profile.toolTip()}")
        badge = next((choice.badge for choice in choices if choice.name == chosen), "")
        self._profile_badge.setText(badge)
        self._profile_badge.setVisible(bool(badge))

    def show_endpoints(self, choices: Sequence[Endpoint], chosen: Endpoint) -> None:
        """Show the endpoints and select one."""
        self._shown_endpoints = tuple(choices), chosen
        self._http_badge.setVisible(is_plain_http(chosen.url))
        choices, chosen = [self._masked(each) for each in choices], self._masked(chosen)
        with QSignalBlocker(self.endpoint):
            self.endpoint.setEditable(False)
            self.endpoint.clear()
            for choice in choices:
                self.endpoint.addItem(self._title(choice), choice.key)
                tip = f"{choice.url}\n{choice.note}".strip()
                self.endpoint.setItemData(self.endpoint.count() - 1, plain_tip(tip), Qt.ItemDataRole.ToolTipRole)
            self.endpoint.insertSeparator(self.endpoint.count())
            self.endpoint.addItem("Custom URL…", _CUSTOM)
            self.endpoint.setCurrentIndex(self.endpoint.findData(chosen.key))
            _fit(self.endpoint)
        self._address.setText(chosen.url)
        self._address.setToolTip(plain_tip(chosen.note or chosen.url))
        self._address.show()
        self.endpoint.setToolTip(plain_tip(f"The endpoint of Send (Ctrl+L)\n{chosen.url}\n{chosen.note}".strip()))
        self.endpoint.setAccessibleDescription(f"{chosen.title}, {chosen.url}. {chosen.note}".strip())

    def _title(self, choice: Endpoint) -> str:
        """Return an endpoint's title; the host of a typed endpoint is shortened."""
        if choice.key != "custom":
            return choice.title
        return self.endpoint.fontMetrics().elidedText(choice.title, Qt.TextElideMode.ElideMiddle, _MAX_HOST_WIDTH)

    def show_transport(self, text: str, dangerous: bool) -> None:
        """Show a badge if the transport settings are not the defaults; a warning if they are dangerous."""
        self._transport_badge.setMinimumWidth(0)  # the size hint is never below it
        self._transport_badge.setText("NOT verified" if dangerous else "custom transport")
        self._transport_badge.setToolTip(plain_tip(f"{text} (Ctrl+Shift+R)"))
        self._transport_badge.setAccessibleDescription(text)
        self._transport_badge.setVisible(bool(text))
        restyle(self._transport_badge, role="loud badge" if dangerous else "calm badge")
        self._transport_badge.setMinimumWidth(self._transport_badge.sizeHint().width())  # never shortened

    def show_sending(self, sending: bool) -> None:
        """Enable Cancel and disable Send while a send is in progress."""
        self.cancel.setEnabled(sending)
        self.send.setEnabled(not sending)
        self.send.setText("Sending…" if sending else "Send")

    def type_endpoint(self) -> None:
        """Turn the combo box into a field for a URL."""
        address = self._shown_endpoints[1].url if self._shown_endpoints is not None else ""
        self.endpoint.setEditable(True)
        self.endpoint.setFixedWidth(_MAX_WIDTH)
        self._address.hide()
        line = self.endpoint.lineEdit()
        if line is None:
            return
        line.setAccessibleName("Custom URL")
        line.setObjectName("customUrl")
        line.setText(address)
        line.selectAll()
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.editingFinished.connect(self._on_editing_finished)
        # Completion would replace a URL that starts like a title by that title.
        self.endpoint.setCompleter(None)  # type: ignore[arg-type]  # Qt takes none

    @property
    def typed_endpoint(self) -> str | None:
        """The URL that is being typed and not confirmed yet; None if there is none."""
        line = self.endpoint.lineEdit()
        return None if line is None else line.text()

    def _set_up(self) -> None:
        named(self.profile, "Profile", "profile", "The profile whose API key and secret sign (Ctrl+Shift+L)")
        self.profile.activated.connect(lambda index: self.profile_chosen.emit(self.profile.itemData(index)))
        self.endpoint.setAccessibleName("Endpoint")
        self.endpoint.setObjectName("endpoint")
        self.endpoint.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.endpoint.activated.connect(self._endpoint_activated)
        self.endpoint.escaped.connect(self._stop_typing)
        named(self.cancel, "Cancel", "cancel", "Cancel the send in progress (Esc)")
        self.cancel.clicked.connect(self.cancel_requested)
        self.cancel.setEnabled(False)
        named(self.send, "Send", "send", "Sign and send these bytes once (Ctrl+Enter)")
        self.send.clicked.connect(self.send_requested)
        self.more.setText("▾")
        more_tip = "Repeat (Ctrl+Shift+Enter), headers and transport (Ctrl+Shift+R)"
        named(self.more, "More send options", "sendMore", more_tip)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        # A click must not take the focus from a URL that is being typed: sending uses it.
        self.send.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def _take_theme(self) -> None:
        for badge in (self._profile_badge, self._http_badge, self._transport_badge):
            badge.setFont(self._themes.current.title)

    def _show_endpoints_again(self) -> None:
        """Show the endpoints again, masked or not; a URL that is being typed stays unchanged."""
        if self._shown_endpoints is not None and self.typed_endpoint is None:
            self.show_endpoints(*self._shown_endpoints)

    def _on_editing_finished(self) -> None:
        # Switching to another window does not end the editing.
        typed = self.typed_endpoint
        if typed is not None and self.isActiveWindow():
            self.endpoint_typed.emit(typed)

    def _stop_typing(self) -> None:
        """Discard the typed URL and show the current endpoint again."""
        line = self.endpoint.lineEdit()
        if line is not None and self._shown_endpoints is not None:
            line.editingFinished.disconnect(self._on_editing_finished)
            self.show_endpoints(*self._shown_endpoints)

    def _endpoint_activated(self, index: int) -> None:
        key = self.endpoint.itemData(index)
        if key == _CUSTOM:
            self.type_endpoint()
        elif key:
            self.endpoint_chosen.emit(key)

    def _masked(self, choice: Endpoint) -> Endpoint:
        """Return a choice without secrets, masked if the window is."""
        if choice.key == "custom":
            choice = replace(choice, title=redact(choice.title), url=redact(choice.url), note=redact(choice.note))
        hide = self._privacy.hide
        return replace(choice, title=hide(choice.title), url=hide(choice.url), note=hide(choice.note))


def _fit(control: QComboBox) -> None:
    """Make a combo box as wide as its current text, and its list as wide as needed."""
    control.setFixedWidth(control.fontMetrics().horizontalAdvance(control.currentText()) + 32)
    widest = max(control.fontMetrics().horizontalAdvance(control.itemText(at)) for at in range(control.count()))
    control.view().setMinimumWidth(max(_MIN_LIST_WIDTH, widest + 48))


def _badge() -> QLabel:
    label = plain_label()
    label.setProperty("role", "badge")
    label.setFixedHeight(18)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    label.hide()
    return label


def _chooser(label: str, control: QComboBox, *more: QWidget) -> Chooser:
    frame = Chooser()
    frame.setLayout(row(muted(label), control, *more, spacing=4, margins=(8, 2, 8, 2)))
    return frame
