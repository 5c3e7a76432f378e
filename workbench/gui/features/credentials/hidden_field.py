"""A field for a value that must not show: dots while it is typed, the value only while the eye is held.

It keeps exactly what is typed or pasted, line ends included, so that a slip can be told from a good value. A paste that
holds a whole pair is taken apart, wherever it came from: by keys, menu, middle click or drop.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from workbench.gui.features.credentials.reveal import RevealButton
from workbench.gui.widgets.values import CarefulEdit
from workbench.redaction import Secret

if TYPE_CHECKING:
    from workbench.credentials import ParsedCredentials
    from workbench.gui.core.theme import ThemeSource

_HIDDEN, _SHOWN = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal

_A_PASTE = 2  # characters put in at once


class HiddenField(QWidget):
    """A line of dots with an eye at its end.

    Signals:
        changed(): the value is another one.
        pair_pasted(Pasted): what was pasted holds both an API key and a secret.
    """

    changed = Signal()
    pair_pasted = Signal(object)

    def __init__(self, name: str, object_name: str, tip: str, themes: "ThemeSource", *, hint: str = "") -> None:
        super().__init__()
        self.line = CarefulEdit()  # what is copied while it shows is marked as secret
        self.line.setAccessibleName(name)
        self.line.setObjectName(object_name)
        self.line.setToolTip(tip)
        self.line.setPlaceholderText(hint)
        self.line.setEchoMode(_HIDDEN)
        # Never offered to an input method's dictionary.
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.eye = RevealButton(f"Hold to show: {name}", f"{object_name}Eye", themes)
        self.eye.held.connect(lambda: self.line.setEchoMode(_SHOWN))
        self.eye.let_go.connect(lambda: self.line.setEchoMode(_HIDDEN))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.eye)
        self.setFocusProxy(self.line)
        self._before = ""
        self.line.textChanged.connect(self._changed)

    def value(self) -> Secret:
        """Return what is typed, as it is typed."""
        return Secret(self.line.text())

    def put(self, value: Secret) -> None:
        """Replace what is typed; no undo brings back what stood there."""
        self.line.setText(value.reveal())

    def forget(self) -> None:
        """Empty the field for good."""
        self.line.clear()
        self.line.setText("")  # takes the steps of undo along
        self._before = ""

    def _changed(self, text: str) -> None:
        before, self._before = self._before, text
        if (pair := self._pair_in(text, before)) is not None:
            self.pair_pasted.emit(pair)
        else:
            self.changed.emit()

    def _pair_in(self, text: str, before: str) -> "ParsedCredentials | None":
        """Return the pair in what was put in at once; a single character typed is no paste."""
        end = self.line.cursorPosition()
        kept = before[: max(0, len(before) - (len(text) - end))]
        start = next((at for at, (one, other) in enumerate(zip(kept, text, strict=False)) if one != other), len(kept))
        if end - start < _A_PASTE:
            return None
        from workbench.credentials.credential_parsing import parse_credentials

        return parse_credentials(text) or parse_credentials(text[start:end])
