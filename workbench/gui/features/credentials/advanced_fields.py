"""Provides the collapsible fields of the profile form: hosts, apps, notes, IdentityLink and Datafly Signal."""

import re
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from workbench.credentials import EXTRA_TITLES, Part, ProfileMetadata
from workbench.credentials.profile_fields import PROFILE_FIELDS, ProfileField
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.hidden_field import HiddenField
from workbench.gui.features.credentials.text import area, note
from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.layouts import box, column
from workbench.gui.widgets.parts import button, line, named
from workbench.gui.widgets.plain_text import plain_label
from workbench.redaction import Secret

_LISTS = {each.name for each in PROFILE_FIELDS if each.kind == "list"}
_STORED = "stored in the keyring; type to replace it"


class CollapsibleSection(QWidget):
    """A section that a button expands and collapses."""

    def __init__(self, label: str, object_name: str, tip: str) -> None:
        super().__init__()
        self._label = label
        self.switch: QPushButton = button(label, "link", object_name, tip)
        self.switch.setCheckable(True)
        self.switch.toggled.connect(self._expand)
        self.column = column(spacing=4, margins=(0, 4, 0, 0))
        self._inside = box(self.column)
        self.setLayout(column(self.switch, self._inside))
        self._expand(expanded=False)

    def open(self) -> None:
        """Expand the section."""
        self.switch.setChecked(True)

    def _expand(self, expanded: bool) -> None:
        self.switch.setText(f"{self._label} {'▾' if expanded else '▸'}")
        self.switch.setAccessibleDescription(f"{'Expanded' if expanded else 'Collapsed'}. {self.switch.toolTip()}")
        self._inside.setVisible(expanded)

    def add(self, name: str, field: QWidget, hint: str = "") -> None:
        """Add a field below its name, with an optional hint below it."""
        if self.column.count():
            self.column.addSpacing(8)
        self.column.addWidget(plain_label(name))
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
        self._signal = CollapsibleSection("Signal", "profileSignal", "URLs and credentials of Datafly Signal")
        self._fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._sandbox = CheckBox("Accepted by the sandbox")
        tip = "The built-in sandbox verifies tokens with this pair"
        named(self._sandbox, "Accepted by the sandbox", "profileSandbox", tip)
        for each in PROFILE_FIELDS:
            if each.object_name:
                words = each.title, each.object_name, each.tip, each.hint
                rows = 3 if each.kind == "lines" else 2
                field = self._fields[each.name] = line(*words) if each.kind == "line" else area(*words, rows=rows)
                section, label = (self._signal, _short(each)) if each.group else (self, each.title)
                section.add(label, field, each.note)
        self.column.addSpacing(8)
        self.column.addWidget(self._sandbox)
        self._extras: dict[Part, HiddenField] = {
            part: HiddenField(
                f"Signal {title}",
                "".join(word.capitalize() if place else word for place, word in enumerate(part.split("-"))),
                "Stored in the keyring only",
                themes,
                hint=_STORED if part in extras else "",
            )
            for part, title in EXTRA_TITLES.items()
        }
        for part, hidden in self._extras.items():
            self._signal.add(EXTRA_TITLES[part].capitalize(), hidden)
        self.column.addSpacing(8)
        self.column.addWidget(self._signal)
        self._fill(metadata)
        self._privacy = privacy
        privacy.mask_changed.connect(self._hide_login)
        self._hide_login()

    def metadata(self, client: str) -> ProfileMetadata:
        """Return what the fields hold, with this client."""
        values = {name: _value(field, name) for name, field in self._fields.items()}
        return ProfileMetadata(client=client, known_to_sandbox=self._sandbox.isChecked(), **values)

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
        login = self._fields["signal_login"]
        if isinstance(login, QLineEdit):
            login.setEchoMode(mode.Normal if self._privacy.mask is None else mode.Password)

    def _fill(self, metadata: ProfileMetadata) -> None:
        self._sandbox.setChecked(metadata.known_to_sandbox)
        for name, field in self._fields.items():
            value = getattr(metadata, name)
            text = value if isinstance(value, str) else "\n".join(value)
            if isinstance(field, QLineEdit):
                field.setText(text)
                field.setCursorPosition(0)
            else:
                field.setPlainText(text)


def _short(field: ProfileField) -> str:
    """Return the title without the group's name, which is above it."""
    title = field.title.removeprefix(f"{field.group} ")
    return title[0].upper() + title[1:]


def _value(field: QLineEdit | QPlainTextEdit, name: str) -> Any:  # noqa: ANN401 - text, or a list of texts
    text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
    return _split(text) if name in _LISTS else text.strip()


def _split(text: str) -> tuple[str, ...]:
    """Split a text at commas and line breaks; drop empty and repeated parts."""
    return tuple(dict.fromkeys(each for piece in re.split(r"[,\n]", text) if (each := piece.strip())))
