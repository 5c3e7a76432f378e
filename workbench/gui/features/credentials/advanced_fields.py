"""Provides the collapsible fields of the profile form: hosts, apps, notes, IdentityLink and Datafly Signal."""

import re
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from workbench.credentials import EXTRAS, Part, ProfileMetadata
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.hidden_field import HiddenField
from workbench.gui.features.credentials.text import area, line, note
from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.parts import button
from workbench.redaction import Secret

_EXTRA_NAMES: Mapping[Part, str] = {
    "signal-event-key": "Event key",
    "signal-event-secret": "Event secret",
    "signal-password": "Password",
}
_STORED = "stored in the keyring; type to replace it"


class CollapsibleSection(QWidget):
    """A section that a button expands and collapses.

    Signals:
        opened(): the section was expanded.
    """

    opened = Signal()

    def __init__(self, label: str, object_name: str, tip: str) -> None:
        super().__init__()
        self._label = label
        self.switch: QPushButton = button(label, "link", object_name, tip)
        self.switch.setCheckable(True)
        self.switch.toggled.connect(self._expand)
        self._inside = QWidget()
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(0, 4, 0, 0)
        self.column.setSpacing(4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.switch)
        whole.addWidget(self._inside)
        self._expand(expanded=False)

    def open(self) -> None:
        """Expand the section."""
        self.switch.setChecked(True)

    def _expand(self, expanded: bool) -> None:
        self.switch.setText(f"{self._label} {'▾' if expanded else '▸'}")
        self.switch.setAccessibleDescription(f"{'Expanded' if expanded else 'Collapsed'}. {self.switch.toolTip()}")
        self._inside.setVisible(expanded)
        if expanded:
            self.opened.emit()

    def add(self, name: str, field: QWidget, hint: str = "") -> None:
        """Add a field below its name, with an optional hint below it."""
        if self.column.count():
            self.column.addSpacing(8)
        self.column.addWidget(QLabel(name))
        self.column.addWidget(field)
        if hint:
            self.column.addWidget(note(hint))


class AdvancedFields(CollapsibleSection):
    """The fields of a profile other than name, client, API key and secret."""

    def __init__(
        self, metadata: ProfileMetadata, extras: frozenset[Part], themes: ThemeSource, privacy: ScreenPrivacy
    ) -> None:
        super().__init__(
            "More: hosts, apps, notes, Signal",
            "profileMore",
            "Allowed hosts, App GUIDs, the sandbox, notes, IdentityLink and Signal",
        )
        self._hosts = area(
            "Allowed hosts",
            "profileHosts",
            "Sending to another host asks first; loopback is always allowed",
            "any host",
        )
        self._guids = area(
            "App GUIDs",
            "profileAppGuids",
            "Sending a payload with another kochava_app_id asks first; Signal calls it app_guid",
            "any app",
        )
        self._sandbox = CheckBox("Accepted by the sandbox")
        self._sandbox.setObjectName("profileSandbox")
        self._sandbox.setAccessibleName("Accepted by the sandbox")
        self._sandbox.setToolTip("The built-in sandbox verifies tokens with this pair")
        self._notes = area("Notes", "profileNotes", "Free text; do not enter secrets here", rows=3)
        self._partner = line(
            "IdentityLink Partner ID", "profilePartner", "Assigned by your Kochava account manager; Signal asks for it"
        )
        self.add("Allowed hosts", self._hosts, "Separated by commas or line breaks. Empty: any host.")
        self.add("App GUIDs", self._guids, "The kochava_app_id values of the profile's apps. Empty: any app.")
        self.column.addSpacing(8)
        self.column.addWidget(self._sandbox)
        self.add("Notes", self._notes)
        self.add("IdentityLink Partner ID", self._partner, "Your Kochava account manager assigns it.")
        self._signal = CollapsibleSection("Signal", "profileSignal", "URLs and credentials of Datafly Signal")
        self._admin = line("Signal admin URL", "signalAdmin", "URL of Signal's management API", "https://…")
        self._ingestion = line("Signal ingestion URL", "signalIngestion", "URL that events are sent to", "https://…")
        self._login = line("Signal login e-mail", "signalLogin", "Account that logs in to Signal", "name@example.com")
        self._extras: dict[Part, HiddenField] = {
            part: HiddenField(
                f"Signal {_EXTRA_NAMES[part].lower()}",
                "".join(word.capitalize() if place else word for place, word in enumerate(part.split("-"))),
                "Stored in the keyring only",
                themes,
                hint=_STORED if part in extras else "",
            )
            for part in EXTRAS
        }
        for name, field in (
            ("Admin URL", self._admin),
            ("Ingestion URL", self._ingestion),
            ("Login e-mail", self._login),
            *((_EXTRA_NAMES[part], field) for part, field in self._extras.items()),
        ):
            self._signal.add(name, field)
        self.column.addSpacing(8)
        self.column.addWidget(self._signal)
        self._fill(metadata)
        self._privacy = privacy
        privacy.mask_changed.connect(self._hide_login)
        self._hide_login()

    def metadata(self, client: str) -> ProfileMetadata:
        """Return what the fields hold, with this client."""
        return ProfileMetadata(
            client=client,
            notes=self._notes.toPlainText().strip(),
            hosts=_split(self._hosts.toPlainText()),
            app_guids=_split(self._guids.toPlainText()),
            known_to_sandbox=self._sandbox.isChecked(),
            partner_id=self._partner.text().strip(),
            signal_admin_url=self._admin.text().strip(),
            signal_ingestion_url=self._ingestion.text().strip(),
            signal_login=self._login.text().strip(),
        )

    def extras(self) -> tuple[tuple[Part, Secret], ...]:
        """Return the Signal values that were typed."""
        typed = ((part, field.value()) for part, field in self._extras.items())
        return tuple((part, value) for part, value in typed if value)

    def forget(self) -> None:
        """Clear the hidden fields and their undo history."""
        for field in self._extras.values():
            field.forget()

    def _hide_login(self) -> None:
        """Show the login, an e-mail address, as dots while the window is masked."""
        mode = QLineEdit.EchoMode
        self._login.setEchoMode(mode.Normal if self._privacy.mask is None else mode.Password)

    def _fill(self, metadata: ProfileMetadata) -> None:
        self._hosts.setPlainText("\n".join(metadata.hosts))
        self._guids.setPlainText("\n".join(metadata.app_guids))
        self._sandbox.setChecked(metadata.known_to_sandbox)
        self._notes.setPlainText(metadata.notes)
        for field, text in (
            (self._partner, metadata.partner_id),
            (self._admin, metadata.signal_admin_url),
            (self._ingestion, metadata.signal_ingestion_url),
            (self._login, metadata.signal_login),
        ):
            field.setText(text)
            field.setCursorPosition(0)


def _split(text: str) -> tuple[str, ...]:
    """Split a text at commas and line breaks; drop empty and repeated parts."""
    return tuple(dict.fromkeys(each for piece in re.split(r"[,\n]", text) if (each := piece.strip())))
