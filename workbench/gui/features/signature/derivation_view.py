"""Provides the view of the derivation: the five steps ①…⑤ from the request body to the auth token."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QGridLayout, QMenu, QPushButton, QWidget

from workbench.gui.core.screen_privacy import DOTS, ScreenPrivacy
from workbench.gui.core.state import SignatureState
from workbench.gui.core.theme import ThemeSource
from workbench.gui.widgets.layouts import STRETCH, box, column, row
from workbench.gui.widgets.parts import RING, CopyButton, StepNumber, TokenBar, button, muted, named
from workbench.gui.widgets.plain_text import plain_label, plain_tip
from workbench.gui.widgets.values import Line, Lines
from workbench.redaction import mask
from workbench.redaction.pii import ScreenMask
from workbench.signing import WireForm

_STEPS = 5
_PREVIEW = 38  # characters
_READ = 16_384  # bytes that are searched for personal data before the preview is cut


class DerivationView(QWidget):
    """The five steps.

    Signals:
        form_chosen(WireForm): another wire form was chosen.
        copy_requested(str): `body`, `hash`, `token` or `headers`.
    """

    form_chosen = Signal(object)
    copy_requested = Signal(str)

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._themes, self._privacy = themes, privacy
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._shown: SignatureState | None = None
        self._copy_buttons: list[CopyButton] = []

        self._size = muted("")
        self._form = QPushButton()
        self._form.setProperty("role", "menu")
        named(self._form, "Wire form", "wireForm", "How the body is sent (Ctrl+Shift+W)")
        self._form.setCursor(Qt.CursorShape.PointingHandCursor)
        self._form_actions = self._make_form_menu()
        self.body = Line("Request body", "wireBody", "body")
        self.hash = Line("Payload hash", "payloadHash", "body")
        self.message = Line("Message", "message", "body")
        self._dots = plain_label(DOTS)
        self._dots.setProperty("role", "secret")
        self._dots.setAccessibleName("The secret, hidden")
        self.key = Line("API key, masked", "hmacKey", "key")
        self.token = Lines("Auth token", "authToken", "text", anywhere=True)
        self.hash.setToolTip("SHA-1 of the bytes sent, in hexadecimal (Ctrl+Shift+D copies it)")
        self.message.setToolTip("The hidden secret, followed by the payload hash")
        self.key.setToolTip("The key that signs the message; only its beginning and end are shown")
        self.token.setToolTip("64 digits; anyone who has them can send this body again (Ctrl+Shift+C copies them)")
        self.copy_headers = button("Copy both headers", "link", "copyHeaders", "Copy both headers (Ctrl+Shift+H)")
        self.copy_headers.clicked.connect(lambda: self.copy_requested.emit("headers"))

        for value in (self.body, self.hash, self.message, self.key, self.token, self._dots):
            value.setProperty("face", "mono")

        self._add(1, "Request body", box(row(self._size, self._form, spacing=4)), self.body, "body")
        self._add(2, "SHA-1 of the body", muted(""), self.hash, "hash")
        message = box(row(self._dots, self.message, spacing=4))
        self._add(3, "Message", muted("secret + payload hash"), message, None)
        self._add(4, "HMAC-SHA256, keyed by", muted("the API key"), self.key, None)
        token = box(row(TokenBar(themes), (self.token, 1), spacing=6))
        self._add(5, "Kochava-Auth-Token", self.copy_headers, token, "token")
        themes.theme_changed.connect(self._fit)
        privacy.mask_changed.connect(self._show_again)
        self._fit()

    def _fit(self) -> None:
        """Make hash and token as wide as their digits in the theme's font."""
        for value in (self.hash, self.token):
            value.ensurePolished()
        self.hash.setMinimumWidth(_text_width(self.hash, 40))
        # Two rows of 32 digits: halves are easier to compare by eye than 41 and 23.
        self.token.setFixedWidth(_text_width(self.token, 32))

    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_derivation(replace(self._shown, edited=False))

    def show_derivation(self, shown: SignatureState) -> None:
        """Show the five values, and tint those that the last edit changed."""
        self._shown = shown
        derivation, changed = shown.derivation, shown.edited
        wire = derivation.wire
        self._size.setText("" if wire is None else _bytes(len(wire)) + " ·")
        self._form.setText(shown.form.title + " ▾")
        self._form.setAccessibleDescription(f"{shown.form.title}. {self._form.toolTip()}")
        self._form_actions[shown.form].setChecked(True)
        self.body.show_value(_preview(wire, self._privacy.mask) if wire is not None else derivation.message)
        self.body.setToolTip(plain_tip(derivation.message or "The first bytes sent; line ends are shown as ↵"))
        digits = derivation.payload_hash
        self.hash.show_value(digits, changed=changed)
        token = derivation.signature.auth_token if derivation.signature else ""
        if not shown.takes_token:
            self._show_message("—", "—", dots=False)
            self.token.show_value("none: IdentityLink takes no token", role="muted")
        elif not token:
            self._show_message("—", "—", dots=False)
            self.token.show_value(shown.why_no_credentials or derivation.message, role="muted")
        else:
            key = shown.api_key_masked if self._privacy.mask is None else DOTS
            self._show_message(digits[:18] + "…", key, dots=True)
            shown_token = token if self._privacy.mask is None else mask(token)
            self.token.show_value(shown_token, changed=changed, role="text")
        signed = self.token.secret = bool(token) and shown.takes_token
        self._copy_buttons[2].setEnabled(signed)
        self.copy_headers.setEnabled(signed)

    def _show_message(self, message: str, key: str, *, dots: bool) -> None:
        self._dots.setVisible(dots)
        self.message.show_value(message)
        self.key.show_value(key)

    def open_forms(self) -> None:
        """Open the menu of wire forms."""
        self._form.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._form.showMenu()

    def _make_form_menu(self) -> dict[WireForm, QAction]:
        menu = QMenu(self._form)
        group = QActionGroup(menu)
        actions: dict[WireForm, QAction] = {}
        for form, label in (
            (WireForm.AS_TYPED, "As typed"),
            (WireForm.ESCAPE_SLASHES, "Slashes escaped: / is sent as \\/"),
            (WireForm.PHP, "PHP-stable: as PHP would re-encode it"),
        ):
            action = menu.addAction(label)
            action.setCheckable(True)
            action.triggered.connect(_emit(self.form_chosen, form))
            group.addAction(action)
            actions[form] = action
        self._form.setMenu(menu)
        return actions

    def _add(self, step: int, label: str, note: QWidget, value: QWidget, copied: str | None) -> None:
        at, last = step - 1, step == _STEPS
        self._grid.addWidget(StepNumber(self._themes, step, last=last), at, 0)
        heading = box(row(muted(label), STRETCH, note, spacing=4))
        heading.setFixedHeight(RING)  # aligns the label with the number
        aligned = (value, 0, Qt.AlignmentFlag.AlignLeft if last else Qt.AlignmentFlag(0))
        self._grid.addWidget(box(column(heading, aligned, margins=(0, 0, 0, 0 if last else 4))), at, 1)
        if copied:
            names = {"body": "Copy the body", "hash": "Copy the payload hash", "token": "Copy the auth token"}
            keys = {"body": "Ctrl+Shift+B", "hash": "Ctrl+Shift+D", "token": "Ctrl+Shift+C"}
            copy = CopyButton(
                self._themes, names[copied], f"copy{copied.capitalize()}", f"{names[copied]} ({keys[copied]})"
            )
            copy.clicked.connect(_emit(self.copy_requested, copied))
            self._copy_buttons.append(copy)
            self._grid.addWidget(copy, at, 2, Qt.AlignmentFlag.AlignTop)


def _text_width(widget: QWidget, characters: int) -> int:
    """Return the width in pixels of this many digits in the widget's font."""
    return widget.fontMetrics().horizontalAdvance("0" * characters) + 8


def _emit(signal: SignalInstance, value: object) -> Callable[[], None]:
    return lambda: signal.emit(value)


def _bytes(count: int) -> str:
    return f"{count:,} byte{'' if count == 1 else 's'}".replace(",", " ")


def _preview(wire: bytes, screen_mask: ScreenMask | None) -> str:
    """Return the first bytes in one line; line ends and other invisible characters are shown as symbols."""
    if screen_mask is None:
        text = wire[: 4 * _PREVIEW].decode("utf-8", "replace")
    else:
        text = screen_mask.hide(wire[:_READ].decode("utf-8", "replace"))[: 4 * _PREVIEW]
    text = text.replace("\r\n", "↵").replace("\n", "↵")
    shown = "".join(char if char.isprintable() else "·" for char in text)
    return shown if len(shown) <= _PREVIEW else shown[:_PREVIEW] + "…"
