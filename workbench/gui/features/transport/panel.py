"""The panel for headers and transport: a preview of the request at the right, the settings at the left.

Values are passed on as typed.
"""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.transport_settings import TransportSettings
from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.combo_box import ComboBox
from workbench.gui.widgets.parts import button, line, muted
from workbench.gui.widgets.plain_text import plain_label, plain_tip
from workbench.operations.transport_fields import HEADERS, OPTIONS, TransportField
from workbench.redaction import Secret

_PROXIES = (("none", "No proxy"), ("system", "System proxy"), ("url", "Custom URL"))
_PREVIEW_HEIGHT = 148
_MIN_FIELD_WIDTH = 64  # pixels
_MAX_HOST_WIDTH = 140  # pixels; leaves room for the warning


class TransportPanel(QFrame):
    """Settings and preview for the chosen endpoint.

    Signals:
        changed(str, str): name and new value of a setting.
        file_wanted(str): ask for the file of a setting.
        verify_chosen(bool): whether to check the server's certificate.
        login_typed(Secret): the proxy's login.
        reset_requested(): reset the settings of this host to the defaults.
        closed(): the close button was pressed.
    """

    changed = Signal(str, str)
    file_wanted = Signal(str)
    verify_chosen = Signal(bool)
    login_typed = Signal(object)
    reset_requested = Signal()
    closed = Signal()

    def __init__(self, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._privacy = privacy
        privacy.mask_changed.connect(self._show_head)
        self.setObjectName("transportPanel")
        self.setProperty("role", "notice")
        self.setAccessibleName("Headers and transport")
        self._head = ""
        self.fields = {each.name: self._line(each) for each in (*HEADERS, *OPTIONS)}
        self.proxy = ComboBox()
        self.login = line(
            "Proxy login", "transportLogin", "user:password, saved in the keyring (Enter)", "user:password"
        )
        self.verify = CheckBox("Check the server's certificate")
        self.preview = QPlainTextEdit()
        self.unknown_agent = button(
            "Send “User-Agent: Unknown”", "link", "transportUnknown", "This payload has no device_ua"
        )
        self._host = muted("")
        self._problem = plain_label()
        self._warning = plain_label("Anyone who answers gets a token that is valid for ever.")
        self._set_up()
        self._lay_out()

    def take_focus(self) -> None:
        """Focus the field User-Agent."""
        self.fields["user_agent"].setFocus()

    def show_settings(self, host: str, settings: TransportSettings) -> None:
        """Show the settings of a host."""
        self._host.setText(
            self._host.fontMetrics().elidedText(f"For {host}", Qt.TextElideMode.ElideMiddle, _MAX_HOST_WIDTH)
        )
        self._host.setToolTip(plain_tip(f"These settings apply to every request to {host}"))
        for name, field in self.fields.items():
            value = settings.value(name)
            text = f"{value:g}" if isinstance(value, float) else str(value)
            if field.text() != text:
                field.setText(text)
        with QSignalBlocker(self.proxy), QSignalBlocker(self.verify):
            self.proxy.setCurrentIndex([key for key, _label in _PROXIES].index(settings.transport.proxy))
            self.verify.setChecked(settings.transport.verify)
        is_url = settings.transport.proxy == "url"
        self.fields["proxy_url"].setEnabled(is_url)
        self.login.setEnabled(is_url and bool(settings.transport.proxy_url))
        self.login.clear()
        self.login.setPlaceholderText("in the keyring; type to replace" if settings.has_login else "user:password")
        self._warning.setVisible(not settings.transport.verify)

    def show_preview(self, head: str, *, wants_user_agent: bool) -> None:
        """Show the head of the request; `wants_user_agent` if Kochava expects a User-Agent with this payload."""
        self._head = head
        self._show_head()
        self.unknown_agent.setVisible(wants_user_agent)

    def show_problem(self, message: str) -> None:
        """Show why a value was rejected; hide the message if it is empty."""
        self._problem.setText(message)
        self._problem.setVisible(bool(message))

    def _show_head(self) -> None:
        shown = self._privacy.hide(self._head)
        if shown != self.preview.toPlainText():
            self.preview.setPlainText(shown)

    def _line(self, field: TransportField) -> QLineEdit:
        made = line(field.title, f"transport-{field.name}", field.tip, field.hint)
        made.setMinimumWidth(_MIN_FIELD_WIDTH)
        made.editingFinished.connect(lambda: self.changed.emit(field.name, made.text()))
        return made

    def _set_up(self) -> None:
        for key, text in _PROXIES:
            self.proxy.addItem(text, key)
        self.proxy.setProperty("role", "field")
        self.proxy.setObjectName("transportProxy")
        self.proxy.setAccessibleName("Proxy")
        self.proxy.setToolTip("The proxy for requests to this host")
        self.proxy.activated.connect(lambda row: self.changed.emit("proxy", self.proxy.itemData(row)))
        self.login.setMinimumWidth(_MIN_FIELD_WIDTH)
        self.login.setEchoMode(QLineEdit.EchoMode.Password)
        self.login.returnPressed.connect(self._login_typed)
        self.verify.setObjectName("transportVerify")
        self.verify.setAccessibleName("Check the server's certificate")
        self.verify.setToolTip(
            "If unchecked, anyone on the network can read key and token. Checked again at the next start"
        )
        self.verify.toggled.connect(self.verify_chosen)
        self.preview.setReadOnly(True)
        self.preview.setObjectName("requestPreview")
        self.preview.setAccessibleName("Request as it will leave")
        self.preview.setToolTip("Every header in the order in which it is sent; key and token are masked")
        self.preview.setProperty("role", "field")
        self.preview.setProperty("face", "mono")
        self.preview.setTabChangesFocus(True)
        self.preview.setFrameShape(QFrame.Shape.NoFrame)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setFixedHeight(_PREVIEW_HEIGHT)
        self.unknown_agent.clicked.connect(lambda: self.changed.emit("user_agent", "Unknown"))
        self.unknown_agent.hide()
        for label, object_name in ((self._problem, "transportProblem"), (self._warning, "transportWarning")):
            label.setProperty("role", "bad")
            label.setObjectName(object_name)
            label.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        cells: list[tuple[str, QWidget]] = [
            (each.label, self._with_chooser(each) if each.is_file else self.fields[each.name])
            for each in (*HEADERS, *OPTIONS)
        ]
        place = [label for label, _field in cells].index("Proxy address")
        cells[place:place] = [("Proxy", self.proxy)]
        cells[place + 2 : place + 2] = [("Proxy login", self.login)]
        for number, (label, field) in enumerate(cells):
            grid.addWidget(muted(label), number // 2, number % 2 * 2)
            grid.addWidget(field, number // 2, number % 2 * 2 + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        reset = button("Reset to defaults", "outline", "transportReset", "Reset the settings of this host")
        reset.clicked.connect(self.reset_requested)
        close = button("Close", "outline", "transportClose", "Close this panel (Esc)")
        close.setAccessibleName("Close headers and transport")
        close.clicked.connect(self.closed)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.preview)
        right.addWidget(self.unknown_agent)
        right.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addLayout(grid, 3)
        top.addLayout(right, 2)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        for widget in (self._host, self.verify, self._warning, self._problem):
            bottom.addWidget(widget)
        bottom.addStretch(1)
        bottom.addWidget(reset)
        bottom.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(bottom)

    def _with_chooser(self, field: TransportField) -> QFrame:
        choose = button("…", "outline", f"transportChoose-{field.name}", f"Choose the file: {field.title}")
        choose.setAccessibleName(f"Choose {field.title}")
        choose.clicked.connect(lambda: self.file_wanted.emit(field.name))
        holder = QFrame()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.fields[field.name])
        row.addWidget(choose)
        return holder

    def _login_typed(self) -> None:
        typed = Secret(self.login.text())
        self.login.clear()
        self.login_typed.emit(typed)
