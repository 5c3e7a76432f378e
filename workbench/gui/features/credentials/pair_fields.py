"""The two fields of a pair, what each of them is for, where it is found, and what looks mistyped in it.

Who has never seen the scheme must get it right from what stands here: the API key travels, the secret never does.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.gui.features.credentials.hidden_field import HiddenField
from workbench.gui.features.credentials.input_warnings_view import InputWarningsView
from workbench.gui.features.credentials.text import announce, note
from workbench.gui.widgets.tab_order import follow_in_tab_order

if TYPE_CHECKING:
    from workbench.credentials import InputWarning, ParsedCredentials
    from workbench.gui.core.theme import ThemeSource
    from workbench.redaction import Secret

ROLES = (
    "Identifies you. It travels in the Kochava-Api-Key header, and it is the key of the HMAC.",
    "Never travels. It is put in front of the payload hash before the HMAC. Never give it to anyone.",
)
PLACES = (
    "In the dashboard: Account Settings > API Keys, or Account Options (Team) > Members.",
    "Not in the dashboard: ask your Kochava account team or support. "
    "Strict authentication, which needs it, is off unless it was asked for.",
)
FILLED = "Both fields were filled from what was pasted."


class PairFields(QWidget):
    """API key and secret.

    Signals:
        typed(): the pair is another one.
    """

    typed = Signal()

    def __init__(
        self,
        themes: "ThemeSource",
        *,
        names: tuple[str, str],
        object_names: tuple[str, str],
        hint: str = "",
        places: bool = True,
    ) -> None:
        super().__init__()
        self._slips: tuple[InputWarning, ...] = ()
        self._kept: set[tuple[str, str]] = set()
        self._filling = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.api_key = HiddenField(names[0], object_names[0], ROLES[0], themes, hint=hint)
        self.secret = HiddenField(names[1], object_names[1], ROLES[1], themes, hint=hint)
        self._views = {
            "api_key": InputWarningsView(names[0], f"{object_names[0]}Slip"),
            "secret": InputWarningsView(names[1], f"{object_names[1]}Slip"),
            "both": InputWarningsView("both values", f"{object_names[1]}PairSlip"),
        }
        self._filled = note(FILLED)
        self._filled.hide()
        self._add(names[0], self.api_key, (ROLES[0], PLACES[0] if places else ""), ("api_key",))
        self._column.addSpacing(12)
        self._add(names[1], self.secret, (ROLES[1], PLACES[1] if places else ""), ("secret", "both"))
        self._column.addWidget(self._filled)
        for which, field in (("api_key", self.api_key), ("secret", self.secret)):
            field.changed.connect(lambda which=which: self._changed(which))
            field.pair_pasted.connect(self._fill)
        for view in self._views.values():
            view.mend_requested.connect(self._mend)
            view.kept.connect(self._keep)

    def values(self) -> "tuple[Secret, Secret]":
        """Return API key and secret as they are typed."""
        return self.api_key.value(), self.secret.value()

    @property
    def kept(self) -> frozenset[str]:
        """The ids of the slips that are meant so."""
        return frozenset(slip_id for _field, slip_id in self._kept)

    def show_slips(self, slips: "tuple[InputWarning, ...]") -> None:
        """Show what looks mistyped; what was kept as it is stays away for as long as its field is not touched."""
        self._slips = slips
        self._kept &= {(slip.field, slip.id) for slip in slips}
        self._show()

    def open_slip(self) -> "InputWarning | None":
        """Return the first slip that is neither mended nor kept."""
        return next(iter(self._open()), None)

    def take_keyboard(self, slip: "InputWarning") -> None:
        """Go to what answers this slip."""
        field = self.secret if slip.field == "secret" else self.api_key
        if not self._views[slip.field].take_keyboard():
            field.line.setFocus()

    def forget(self) -> None:
        """Empty both fields for good."""
        self._filling = True
        self.api_key.forget()
        self.secret.forget()

    def _add(self, name: str, field: HiddenField, says: tuple[str, str], slips: tuple[str, ...]) -> None:
        self._column.addWidget(QLabel(name))
        self._column.addWidget(field)
        for which in slips:
            self._column.addWidget(self._views[which])
        for sentence in filter(None, says):
            self._column.addWidget(note(sentence))
        field.line.setAccessibleDescription(" ".join(says).strip())

    def _changed(self, which: str) -> None:
        if self._filling:
            return
        self._filled.hide()
        self._kept = {(field, slip_id) for field, slip_id in self._kept if field not in (which, "both")}
        self.typed.emit()

    def _fill(self, pair: "ParsedCredentials") -> None:
        self._put(pair.api_key, pair.secret)
        self._filled.show()
        announce(self._filled, FILLED)

    def _mend(self, slip: "InputWarning") -> None:
        if slip.fixed is not None:
            self._put(*slip.fixed)
            (self.secret if slip.field == "secret" else self.api_key).line.setFocus()

    def _put(self, api_key: "Secret", secret: "Secret") -> None:
        self._filling = True
        self.api_key.put(api_key)
        self.secret.put(secret)
        self._filling = False
        self._filled.hide()
        self._kept.clear()
        self.typed.emit()

    def _keep(self, slip: "InputWarning") -> None:
        self._kept.add((slip.field, slip.id))
        self._show()
        if (left := self.open_slip()) is None:
            self.secret.line.setFocus()
        else:
            self.take_keyboard(left)

    def _open(self) -> "list[InputWarning]":
        return [slip for slip in self._slips if slip.stops or (slip.field, slip.id) not in self._kept]

    def _show(self) -> None:
        views = self._views
        changed = [
            view.show_slips([slip for slip in self._open() if slip.field == which]) for which, view in views.items()
        ]
        if any(changed):
            follow_in_tab_order(self.api_key.eye, *views["api_key"].buttons)
            follow_in_tab_order(self.secret.eye, *views["secret"].buttons, *views["both"].buttons)
