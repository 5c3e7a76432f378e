"""The folded part of the form: what a profile is for, what belongs to IdentityLink, and what only Signal asks for."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from workbench.credentials import EXTRAS, ProfileMetadata
from workbench.gui.features.credentials.hidden_field import HiddenField
from workbench.gui.features.credentials.text import area, line, note
from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.parts import button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.credentials import Part
    from workbench.gui.core.screen_privacy import ScreenPrivacy
    from workbench.gui.core.theme import ThemeSource
    from workbench.redaction import Secret

_EXTRA_NAMES: "Mapping[Part, str]" = {
    "signal-event-key": "Event key",
    "signal-event-secret": "Event secret",
    "signal-password": "Password",
}
_KEPT = "kept in the keyring; type to replace it"


class CollapsibleSection(QWidget):
    """A part that opens under its name.

    Signals:
        opened(): it was opened.
    """

    opened = Signal()

    def __init__(self, words: str, object_name: str, tip: str) -> None:
        super().__init__()
        self._words = words
        self.switch: QPushButton = button(words, "link", object_name, tip)
        self.switch.setCheckable(True)
        self.switch.toggled.connect(self._turn)
        self._inside = QWidget()
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(0, 4, 0, 0)
        self.column.setSpacing(4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.switch)
        whole.addWidget(self._inside)
        self._turn(open_=False)

    def open(self) -> None:
        """Open it."""
        self.switch.setChecked(True)

    def _turn(self, open_: bool) -> None:
        self.switch.setText(f"{self._words} {'▾' if open_ else '▸'}")
        self.switch.setAccessibleDescription(f"{'Open' if open_ else 'Folded'}. {self.switch.toolTip()}")
        self._inside.setVisible(open_)
        if open_:
            self.opened.emit()

    def put(self, name: str, field: QWidget, words: str = "") -> None:
        """Add a field under its name, with a quiet sentence below."""
        if self.column.count():
            self.column.addSpacing(8)
        self.column.addWidget(QLabel(name))
        self.column.addWidget(field)
        if words:
            self.column.addWidget(note(words))


class AdvancedFields(CollapsibleSection):
    """Everything of a profile but its name, client, API key and secret."""

    def __init__(
        self, facts: "ProfileMetadata", extras: "frozenset[Part]", themes: "ThemeSource", privacy: "ScreenPrivacy"
    ) -> None:
        super().__init__(
            "More: hosts, apps, notes, Signal",
            "profileMore",
            "Allowed hosts, App GUIDs, the sandbox, notes, IdentityLink and Signal",
        )
        self._hosts = area(
            "Allowed hosts",
            "profileHosts",
            "Signing for another host asks first; loopback is always allowed",
            "any host",
        )
        self._guids = area(
            "App GUIDs",
            "profileAppGuids",
            "A payload whose kochava_app_id is none of these asks first; Signal calls it app_guid",
            "any app",
        )
        self._sandbox = CheckBox("Known to the sandbox")
        self._sandbox.setObjectName("profileSandbox")
        self._sandbox.setAccessibleName("Known to the sandbox")
        self._sandbox.setToolTip("The built-in sandbox may verify tokens with this pair")
        self._notes = area("Notes", "profileNotes", "For people; never a value that must stay secret", rows=3)
        self._partner = line(
            "IdentityLink Partner ID", "profilePartner", "Assigned by your Kochava account manager; Signal asks for it"
        )
        self.put("Allowed hosts", self._hosts, "Separated by commas or lines. Empty: any host.")
        self.put("App GUIDs", self._guids, "The kochava_app_id values it is for. Empty: any app.")
        self.column.addSpacing(8)
        self.column.addWidget(self._sandbox)
        self.put("Notes", self._notes)
        self.put("IdentityLink Partner ID", self._partner, "Your Kochava account manager assigns it.")
        self._signal = CollapsibleSection("Signal", "profileSignal", "Where Datafly Signal is, and what it asks for")
        self._admin = line("Signal admin URL", "signalAdmin", "Where Signal's management API is", "https://…")
        self._ingestion = line("Signal ingestion URL", "signalIngestion", "Where events are sent to", "https://…")
        self._login = line("Signal login e-mail", "signalLogin", "Who logs in to Signal", "name@example.com")
        self._extras: dict[Part, HiddenField] = {
            part: HiddenField(
                f"Signal {_EXTRA_NAMES[part].lower()}",
                "".join(word.capitalize() if place else word for place, word in enumerate(part.split("-"))),
                "Kept in the keyring, nowhere else",
                themes,
                hint=_KEPT if part in extras else "",
            )
            for part in EXTRAS
        }
        for name, field in (
            ("Admin URL", self._admin),
            ("Ingestion URL", self._ingestion),
            ("Login e-mail", self._login),
            *((_EXTRA_NAMES[part], field) for part, field in self._extras.items()),
        ):
            self._signal.put(name, field)
        self.column.addSpacing(8)
        self.column.addWidget(self._signal)
        self._fill(facts)
        self._privacy = privacy
        privacy.mask_changed.connect(self._hide_login)
        self._hide_login()

    def facts(self, client: str) -> "ProfileMetadata":
        """Return what is filled in, for this client."""
        return ProfileMetadata(
            client=client,
            notes=self._notes.toPlainText().strip(),
            hosts=_several(self._hosts.toPlainText()),
            app_guids=_several(self._guids.toPlainText()),
            known_to_sandbox=self._sandbox.isChecked(),
            partner_id=self._partner.text().strip(),
            signal_admin_url=self._admin.text().strip(),
            signal_ingestion_url=self._ingestion.text().strip(),
            signal_login=self._login.text().strip(),
        )

    def extras(self) -> "tuple[tuple[Part, Secret], ...]":
        """Return the values for Signal that were typed."""
        typed = ((part, field.value()) for part, field in self._extras.items())
        return tuple((part, value) for part, value in typed if value)

    def forget(self) -> None:
        """Empty the hidden fields for good."""
        for field in self._extras.values():
            field.forget()

    def _hide_login(self) -> None:
        """Show the login as dots while the window is masked: it is an e-mail address, and a field keeps its text."""
        mode = QLineEdit.EchoMode
        self._login.setEchoMode(mode.Normal if self._privacy.mask is None else mode.Password)

    def _fill(self, facts: "ProfileMetadata") -> None:
        self._hosts.setPlainText("\n".join(facts.hosts))
        self._guids.setPlainText("\n".join(facts.app_guids))
        self._sandbox.setChecked(facts.known_to_sandbox)
        self._notes.setPlainText(facts.notes)
        for field, text in (
            (self._partner, facts.partner_id),
            (self._admin, facts.signal_admin_url),
            (self._ingestion, facts.signal_ingestion_url),
            (self._login, facts.signal_login),
        ):
            field.setText(text)
            field.setCursorPosition(0)


def _several(text: str) -> tuple[str, ...]:
    """Return what stands between commas and line ends, each once."""
    return tuple(dict.fromkeys(each for piece in re.split(r"[,\n]", text) if (each := piece.strip())))
