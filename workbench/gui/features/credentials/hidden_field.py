"""Provides the input field of a secret value: dots, and the value itself while the reveal button is held.

The field holds exactly what was typed or pasted, line ends included, so that mistakes can be found. A pasted text that
holds a whole pair is split into its two values, whether it came by key, menu, middle click or drop.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.credentials.credential_parsing import ParsedCredentials, parse_credentials
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.reveal import RevealButton
from workbench.gui.widgets.layouts import row
from workbench.gui.widgets.parts import named
from workbench.gui.widgets.values import SecretEdit
from workbench.redaction import Secret

_HIDDEN, _SHOWN = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal

_SHORTEST_PASTE = 2  # characters inserted at once


class HiddenField(QWidget):
    """A password field with a reveal button.

    Signals:
        changed(): the value has changed.
        pair_pasted(ParsedCredentials): the pasted text holds both an API key and a secret.
    """

    changed = Signal()
    pair_pasted = Signal(object)

    def __init__(self, name: str, object_name: str, tip: str, themes: ThemeSource, *, hint: str = "") -> None:
        super().__init__()
        self.line = SecretEdit()  # marks what is copied as secret
        named(self.line, name, object_name, tip)
        self.line.setPlaceholderText(hint)
        self.line.setEchoMode(_HIDDEN)
        # An input method must not learn the value.
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.reveal_button = RevealButton(f"Hold to show: {name}", f"{object_name}Reveal", themes)
        self.reveal_button.reveal_started.connect(lambda: self.line.setEchoMode(_SHOWN))
        self.reveal_button.reveal_ended.connect(lambda: self.line.setEchoMode(_HIDDEN))
        self.setLayout(row((self.line, 1), self.reveal_button, spacing=4))
        self.setFocusProxy(self.line)
        self._before = ""
        self.line.textChanged.connect(self._changed)

    def value(self) -> Secret:
        """Return the text exactly as typed."""
        return Secret(self.line.text())

    def set_value(self, value: Secret) -> None:
        """Replace the text; this cannot be undone."""
        self.line.setText(value.reveal())

    def forget(self) -> None:
        """Clear the field and its undo history."""
        self.line.clear()
        self.line.setText("")  # clears the undo history
        self._before = ""

    def _changed(self, text: str) -> None:
        before, self._before = self._before, text
        if (pair := self._pair_in(text, before)) is not None:
            self.pair_pasted.emit(pair)
        else:
            self.changed.emit()

    def _pair_in(self, text: str, before: str) -> ParsedCredentials | None:
        """Return the pair in a pasted text, None if there is none."""
        end = self.line.cursorPosition()
        head = before[: max(0, len(before) - (len(text) - end))]
        start = next((at for at, (one, other) in enumerate(zip(head, text, strict=False)) if one != other), len(head))
        if end - start < _SHORTEST_PASTE:
            return None
        return parse_credentials(text) or parse_credentials(text[start:end])
