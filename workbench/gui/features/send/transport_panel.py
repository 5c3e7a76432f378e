"""The panel that shows a request as it will leave, and how it travels. It holds no rule; what is typed goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout

from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.choice import ComboBox
from workbench.gui.widgets.parts import button, muted
from workbench.redaction import Secret

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from workbench.gui.core.screen_privacy import ScreenPrivacy
    from workbench.gui.core.transport_settings import TransportSettings

_FIELDS = (
    ("content_type", "Content-Type", "The header Content-Type; empty sends none", "none is sent"),
    ("user_agent", "User-Agent", "The header User-Agent; empty sends none", "none is sent"),
    ("deadline", "Deadline in seconds", "All of a send may take so long", ""),
    ("connect_s", "Connect within seconds", "Name look-up and connection may take so long", ""),
    ("proxy_url", "Proxy address", "Such as http://proxy.example:8080", "http://host:port"),
    ("ca_file", "Extra CA file", "A PEM file of authorities to trust beside the system's", "the system's alone"),
    ("client_certificate", "Client certificate", "A PEM file by which we show who we are", "none"),
    ("client_key", "Client key", "Its key, if that is in a file of its own", "in the certificate's file"),
)
_PROXIES = (("none", "no proxy"), ("system", "the system's"), ("url", "this one:"))
_PREVIEW_HEIGHT = 148
_WIDEST_HOST = 140  # pixels; what is dangerous stands beside it


class TransportPanel(QFrame):
    """The request's head at the right, what shapes it at the left.

    Signals:
        changed(str, str): a choice, and what was typed or chosen for it.
        file_wanted(str): choose the file for a choice.
        verify_chosen(bool): check whose certificate it is.
        login_typed(Secret): the proxy's login.
        usual_requested(): as usual again, for this host.
        closed(): the person is done with it.
    """

    changed = Signal(str, str)
    file_wanted = Signal(str)
    verify_chosen = Signal(bool)
    login_typed = Signal(object)
    usual_requested = Signal()
    closed = Signal()

    def __init__(self, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._privacy = privacy
        privacy.mask_changed.connect(self._show_head)
        self.setObjectName("travelPanel")
        self.setProperty("role", "notice")
        self.setAccessibleName("Headers and transport")
        self._head = ""
        self.lines = {name: self._line(name, *words) for name, *words in _FIELDS}
        self.proxy = ComboBox()
        self.login = _line("Proxy login", "travelLogin", "user:password, kept in the keyring (Enter)", "user:password")
        self.verify = CheckBox("Check the server's certificate")
        self.preview = QPlainTextEdit()
        self.unknown = button("Send “User-Agent: Unknown”", "link", "travelUnknown", "This payload has no device_ua")
        self._for = muted("")
        self._problem = QLabel()
        self._loud = QLabel("Whoever answers gets a token that stays good for ever.")
        self._outfit()
        self._lay_out()

    def take_keyboard(self) -> None:
        """Give the keyboard to the first field."""
        self.lines["user_agent"].setFocus()

    def show_way(self, host: str, way: TransportSettings) -> None:
        """Show how requests leave for this host."""
        self._for.setText(self._for.fontMetrics().elidedText(f"For {host}", Qt.TextElideMode.ElideMiddle, _WIDEST_HOST))
        self._for.setToolTip(f"These hold for whatever is sent to {host}")
        for name, line in self.lines.items():
            value = getattr(way, name)
            text = f"{value:g}" if isinstance(value, float) else str(value)
            if line.text() != text:
                line.setText(text)
        with QSignalBlocker(self.proxy), QSignalBlocker(self.verify):
            self.proxy.setCurrentIndex([key for key, _words in _PROXIES].index(way.proxy))
            self.verify.setChecked(way.verify)
        is_url = way.proxy == "url"
        self.lines["proxy_url"].setEnabled(is_url)
        self.login.setEnabled(is_url and bool(way.proxy_url))
        self.login.clear()
        self.login.setPlaceholderText("in the keyring; type to replace" if way.has_login else "user:password")
        self._loud.setVisible(not way.verify)

    def show_preview(self, head: str, *, wants_user_agent: bool) -> None:
        """Show the head of the request as it would leave now; and whether Kochava wants a User-Agent with it."""
        self._head = head
        self._show_head()
        self.unknown.setVisible(wants_user_agent)

    def show_problem(self, says: str) -> None:
        """Show why a choice was not taken; nothing if it was."""
        self._problem.setText(says)
        self._problem.setVisible(bool(says))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close at Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _show_head(self) -> None:
        shown = self._privacy.hide(self._head)
        if shown != self.preview.toPlainText():
            self.preview.setPlainText(shown)

    def _line(self, name: str, words: str, tip: str, hint: str) -> QLineEdit:
        made = _line(words, f"travel-{name}", tip, hint)
        made.editingFinished.connect(lambda: self.changed.emit(name, made.text()))
        return made

    def _outfit(self) -> None:
        for key, words in _PROXIES:
            self.proxy.addItem(words, key)
        self.proxy.setProperty("role", "field")
        self.proxy.setObjectName("travelProxy")
        self.proxy.setAccessibleName("Proxy")
        self.proxy.setToolTip("Through which proxy requests leave")
        self.proxy.activated.connect(lambda row: self.changed.emit("proxy", self.proxy.itemData(row)))
        self.login.setEchoMode(QLineEdit.EchoMode.Password)
        self.login.returnPressed.connect(self._login_typed)
        self.verify.setObjectName("travelVerify")
        self.verify.setAccessibleName("Check the server's certificate")
        self.verify.setToolTip("Without it anyone in between can read and keep key and token; it is on again next time")
        self.verify.toggled.connect(self.verify_chosen)
        self.preview.setReadOnly(True)
        self.preview.setObjectName("requestPreview")
        self.preview.setAccessibleName("Request as it will leave")
        self.preview.setToolTip("Every header, in the order in which they leave; key and token are masked")
        self.preview.setProperty("role", "field")
        self.preview.setProperty("face", "mono")
        self.preview.setTabChangesFocus(True)
        self.preview.setFrameShape(QFrame.Shape.NoFrame)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setFixedHeight(_PREVIEW_HEIGHT)
        self.unknown.clicked.connect(lambda: self.changed.emit("user_agent", "Unknown"))
        self.unknown.hide()
        for label, object_name in ((self._problem, "travelProblem"), (self._loud, "travelLoud")):
            label.setProperty("role", "bad")
            label.setObjectName(object_name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        pairs = (
            ("Content-Type", self.lines["content_type"], "User-Agent", self.lines["user_agent"]),
            ("Deadline, s", self.lines["deadline"], "Connect within, s", self.lines["connect_s"]),
            ("Proxy", self.proxy, "Its address", self.lines["proxy_url"]),
            ("Its login", self.login, "CA file", self._with_chooser("ca_file")),
            ("Certificate", self._with_chooser("client_certificate"), "Its key", self._with_chooser("client_key")),
        )
        for row, (first, one, second, other) in enumerate(pairs):
            grid.addWidget(muted(first), row, 0)
            grid.addWidget(one, row, 1)
            grid.addWidget(muted(second), row, 2)
            grid.addWidget(other, row, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        usual = button("As usual", "outline", "travelUsual", "Forget what was chosen for this host")
        usual.clicked.connect(self.usual_requested)
        close = button("Close", "outline", "travelClose", "Close this panel (Esc)")
        close.setAccessibleName("Close headers and transport")
        close.clicked.connect(self.closed)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.preview)
        right.addWidget(self.unknown)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(grid, 3)
        both.addLayout(right, 2)
        last = QHBoxLayout()
        last.setSpacing(8)
        for widget in (self._for, self.verify, self._loud, self._problem):
            last.addWidget(widget)
        last.addStretch(1)
        last.addWidget(usual)
        last.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(both)
        column.addLayout(last)

    def _with_chooser(self, name: str) -> QFrame:
        words = self.lines[name].accessibleName()
        choose = button("…", "outline", f"travelChoose-{name}", f"Choose the file: {words}")
        choose.setAccessibleName(f"Choose {words}")
        choose.clicked.connect(lambda: self.file_wanted.emit(name))
        holder = QFrame()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.lines[name])
        row.addWidget(choose)
        return holder

    def _login_typed(self) -> None:
        typed = Secret(self.login.text())
        self.login.clear()
        self.login_typed.emit(typed)


def _line(name: str, object_name: str, tip: str, hint: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setObjectName(object_name)
    line.setToolTip(tip)
    line.setPlaceholderText(hint)
    line.setMinimumWidth(64)
    return line
