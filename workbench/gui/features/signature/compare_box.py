"""Provides the compare box: a field for a pasted token or hash, and the result of the comparison."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource
from workbench.gui.widgets.layouts import STRETCH, column, row
from workbench.gui.widgets.parts import title
from workbench.gui.widgets.plain_text import plain_label
from workbench.gui.widgets.values import Lines, SecretEdit, restyle
from workbench.redaction.pii import ScreenMask
from workbench.signing import Comparison

_MARKS = {
    "empty": ("", "muted"),
    "match": ("✓", "good"),
    "match-masked": ("✓", "good"),
    "match-other-wire-form": ("!", "warn"),
    "match-case": ("!", "warn"),
    "match-base64": ("!", "warn"),
    "no-credentials": ("!", "warn"),
}


class CompareBox(QWidget):
    """A field for a pasted value, with the result below it.

    Signals:
        edited(str): the text of the field has changed.
    """

    edited = Signal(str)

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self.pasted = SecretEdit()  # the value may be a token
        self.pasted.setAccessibleName("Compare")
        self.pasted.setObjectName("compare")
        self.pasted.setProperty("face", "mono")
        self.pasted.setPlaceholderText("paste a token or a payload hash")
        self.pasted.setToolTip("A token or payload hash to compare with the one above (Ctrl+K)")
        self.pasted.textChanged.connect(self._changed)
        self._length = 0
        self.result = Lines("Compare result", "compareResult", "text")
        self.result.setToolTip("The pasted value, compared with the one above")
        self._mark = plain_label()
        mark = column(self._mark, STRETCH, margins=(0, 2, 0, 0))
        heading = title("Compare with", themes.current.title)
        self.setLayout(column(heading, self.pasted, row(mark, (self.result, 1), spacing=8), spacing=8))
        self.result.hide()
        privacy.mask_changed.connect(self._set_mask)
        self._set_mask(privacy.mask)

    def _set_mask(self, mask: ScreenMask | None) -> None:
        """Show dots in place of the pasted value while the window is masked."""
        self.pasted.setEchoMode(QLineEdit.EchoMode.Normal if mask is None else QLineEdit.EchoMode.Password)

    def _changed(self, text: str) -> None:
        # After a paste show the beginning, by which a value is recognised; typing keeps the caret.
        if len(text) > self._length + 1:
            self.pasted.setCursorPosition(0)
        self._length = len(text)
        self.edited.emit(text)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show the result as a mark, a sentence and a colour."""
        mark, role = _MARKS.get(comparison.kind, ("✗", "bad"))
        self._mark.setText(mark)
        restyle(self._mark, role=role)
        message = comparison.says[:1].upper() + comparison.says[1:]
        self.result.show_value(message if comparison.kind != "empty" else "")
        self.result.setVisible(comparison.kind != "empty")
        self._mark.setVisible(comparison.kind != "empty")
