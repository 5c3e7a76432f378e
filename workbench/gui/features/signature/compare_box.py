"""The compare box: a token or hash from elsewhere, held against ours. Judges nothing itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.gui.core.theme import ThemeSource
from workbench.gui.widgets.parts import title
from workbench.gui.widgets.values import CarefulEdit, Lines, restyle
from workbench.signing import Comparison

_MARKS = {
    "empty": ("", "muted"),
    "match": ("✓", "good"),
    "match-other-wire-form": ("!", "warn"),
    "match-case": ("!", "warn"),
    "match-base64": ("!", "warn"),
    "no-credentials": ("!", "warn"),
}


class CompareBox(QWidget):
    """Paste, and read the answer.

    Signals:
        edited(str): what the box holds now.
    """

    edited = Signal(str)

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self.pasted = CarefulEdit()  # what is pasted may be a token
        self.pasted.setAccessibleName("Compare")
        self.pasted.setObjectName("compare")
        self.pasted.setProperty("face", "mono")
        self.pasted.setPlaceholderText("paste a token or a payload hash")
        self.pasted.setToolTip("A token or hash from elsewhere, to hold against ours (Ctrl+K)")
        self.pasted.textChanged.connect(self._changed)
        self._length = 0
        self.result = Lines("Compare result", "compareResult", "text")
        self.result.setToolTip("What was pasted, held against what is shown above")
        self._mark = QLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(title("Compare with", themes.current.title))
        column.addWidget(self.pasted)
        row = QHBoxLayout()
        row.setSpacing(8)
        mark = QVBoxLayout()
        mark.setContentsMargins(0, 2, 0, 0)
        mark.addWidget(self._mark)
        mark.addStretch(1)
        row.addLayout(mark)
        row.addWidget(self.result, 1)
        column.addLayout(row)
        self.result.hide()

    def _changed(self, text: str) -> None:
        # What is pasted is recognised by its beginning; what is typed keeps its caret.
        if len(text) > self._length + 1:
            self.pasted.setCursorPosition(0)
        self._length = len(text)
        self.edited.emit(text)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show the answer: always a mark, a word and a colour."""
        mark, role = _MARKS.get(comparison.kind, ("✗", "bad"))
        self._mark.setText(mark)
        restyle(self._mark, role=role)
        says = comparison.says[:1].upper() + comparison.says[1:]
        self.result.show_value(says if comparison.kind != "empty" else "")
        self.result.setVisible(comparison.kind != "empty")
        self._mark.setVisible(comparison.kind != "empty")
