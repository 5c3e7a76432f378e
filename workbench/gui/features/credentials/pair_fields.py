"""Provides the two fields of a pair, with what each is for, where to find it, and its input warnings.

The texts must suffice for someone who does not know the scheme: the API key is sent, the secret never is.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workbench.credentials.credential_parsing import ParsedCredentials
from workbench.credentials.input_warnings import InputWarning
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.hidden_field import HiddenField
from workbench.gui.features.credentials.input_warnings_view import InputWarningsView
from workbench.gui.features.credentials.text import announce, note
from workbench.gui.widgets.layouts import column
from workbench.gui.widgets.plain_text import plain_label
from workbench.gui.widgets.tab_order import follow_in_tab_order
from workbench.redaction import Secret

ROLES = (
    "Identifies you. Sent in the Kochava-Api-Key header; it is also the key of the HMAC.",
    "Never sent. It is prepended to the payload hash before the HMAC. Never share it.",
)
PLACES = (
    "In the dashboard: Account Settings > API Keys, or Account Options (Team) > Members.",
    "Not in the dashboard: ask your Kochava account team or support. "
    "Strict authentication, which needs it, is off unless you have requested it.",
)
FILLED = "Both fields were filled from the pasted text."


class PairFields(QWidget):
    """The fields for API key and secret.

    Signals:
        typed(): one of the values has changed.
    """

    typed = Signal()

    def __init__(
        self,
        themes: ThemeSource,
        *,
        names: tuple[str, str],
        object_names: tuple[str, str],
        hint: str = "",
        places: bool = True,
    ) -> None:
        super().__init__()
        self._warnings: tuple[InputWarning, ...] = ()
        self._accepted: set[tuple[str, str]] = set()
        self._filling = False
        self.api_key = HiddenField(names[0], object_names[0], ROLES[0], themes, hint=hint)
        self.secret = HiddenField(names[1], object_names[1], ROLES[1], themes, hint=hint)
        self._views = {
            "api_key": InputWarningsView(names[0], f"{object_names[0]}Warning"),
            "secret": InputWarningsView(names[1], f"{object_names[1]}Warning"),
            "both": InputWarningsView("both values", f"{object_names[1]}PairWarning"),
        }
        self._filled = note(FILLED)
        self._filled.hide()
        key = self._items(names[0], self.api_key, (ROLES[0], PLACES[0] if places else ""), ("api_key",))
        secret = self._items(names[1], self.secret, (ROLES[1], PLACES[1] if places else ""), ("secret", "both"))
        self.setLayout(column(*key, 12, *secret, self._filled, spacing=4))
        for which, field in (("api_key", self.api_key), ("secret", self.secret)):
            field.changed.connect(lambda which=which: self._changed(which))
            field.pair_pasted.connect(self._fill)
        for view in self._views.values():
            view.fix_requested.connect(self._fix)
            view.accepted.connect(self._accept)

    def values(self) -> tuple[Secret, Secret]:
        """Return API key and secret as typed."""
        return self.api_key.value(), self.secret.value()

    @property
    def accepted(self) -> frozenset[str]:
        """The ids of the accepted warnings."""
        return frozenset(warning_id for _field, warning_id in self._accepted)

    def show_input_warnings(self, warnings: tuple[InputWarning, ...]) -> None:
        """Show the input warnings; an accepted one stays hidden until its field is edited."""
        self._warnings = warnings
        self._accepted &= {(warning.field, warning.id) for warning in warnings}
        self._show()

    def open_warning(self) -> InputWarning | None:
        """Return the first warning that is neither fixed nor accepted."""
        return next(iter(self._open()), None)

    def take_focus(self, warning: InputWarning) -> None:
        """Focus the first button of the warnings of this field, or else the field."""
        field = self.secret if warning.field == "secret" else self.api_key
        if not self._views[warning.field].take_focus():
            field.line.setFocus()

    def forget(self) -> None:
        """Clear both fields and their undo history."""
        self._filling = True
        self.api_key.forget()
        self.secret.forget()

    def _items(self, name: str, field: HiddenField, hints: tuple[str, str], warnings: tuple[str, ...]) -> list[QWidget]:
        """Return a field with its name above it, and its warnings and hints below it."""
        field.line.setAccessibleDescription(" ".join(hints).strip())
        return [plain_label(name), field, *(self._views[which] for which in warnings), *map(note, filter(None, hints))]

    def _changed(self, which: str) -> None:
        if self._filling:
            return
        self._filled.hide()
        self._accepted = {(field, warning_id) for field, warning_id in self._accepted if field not in (which, "both")}
        self.typed.emit()

    def _fill(self, pair: ParsedCredentials) -> None:
        self._set_values(pair.api_key, pair.secret)
        self._filled.show()
        announce(self._filled, FILLED)

    def _fix(self, warning: InputWarning) -> None:
        if warning.fixed is not None:
            self._set_values(*warning.fixed)
            (self.secret if warning.field == "secret" else self.api_key).line.setFocus()

    def _set_values(self, api_key: Secret, secret: Secret) -> None:
        self._filling = True
        self.api_key.set_value(api_key)
        self.secret.set_value(secret)
        self._filling = False
        self._filled.hide()
        self._accepted.clear()
        self.typed.emit()

    def _accept(self, warning: InputWarning) -> None:
        self._accepted.add((warning.field, warning.id))
        self._show()
        if (left := self.open_warning()) is None:
            self.secret.line.setFocus()
        else:
            self.take_focus(left)

    def _open(self) -> list[InputWarning]:
        return [
            warning for warning in self._warnings if warning.stops or (warning.field, warning.id) not in self._accepted
        ]

    def _show(self) -> None:
        views = self._views
        changed = [
            view.show_input_warnings([warning for warning in self._open() if warning.field == which])
            for which, view in views.items()
        ]
        if any(changed):
            follow_in_tab_order(self.api_key.reveal_button, *views["api_key"].buttons)
            follow_in_tab_order(self.secret.reveal_button, *views["secret"].buttons, *views["both"].buttons)
