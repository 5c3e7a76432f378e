"""What looks mistyped in one field, in words, each with the button that mends it and the one that keeps it as it is.

Finds no slip itself, and shows no value.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.gui.features.credentials.text import TextLines, announce
from workbench.gui.widgets.parts import button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.credentials import InputWarning

KEEP = "Keep as it is"


class InputWarningsView(QWidget):
    """The slips of one field.

    Signals:
        mend_requested(Slip): replace both values by the mended ones.
        kept(Slip): it is meant so.
    """

    mend_requested = Signal(object)
    kept = Signal(object)

    def __init__(self, field: str, object_name: str) -> None:
        super().__init__()
        self._field, self._name = field, object_name
        self._shown: tuple[InputWarning, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.buttons: list[QPushButton] = []
        self.hide()

    def show_slips(self, slips: "Sequence[InputWarning]") -> bool:
        """Show these, and nothing else; False if they are shown already."""
        if tuple(slips) == self._shown:
            return False
        new = [slip for slip in slips if slip not in self._shown]
        self._shown = tuple(slips)
        self.buttons.clear()
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, slip in enumerate(slips, 1):
            row = self._row(slip, f"{self._name}{number}")
            self._column.addWidget(row)
            row.show()
        self.setVisible(bool(slips))
        if new:
            announce(self, " ".join(slip.says for slip in new))
        return True

    def take_keyboard(self) -> bool:
        """Go to the first button there is; False if there is none."""
        if self.buttons:
            self.buttons[0].setFocus()
        return bool(self.buttons)

    def _row(self, slip: "InputWarning", object_name: str) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        mark = QLabel("✗" if slip.stops else "!")
        mark.setProperty("role", "bad" if slip.stops else "warn")
        mark.setFixedWidth(8)
        mark_column = QVBoxLayout()
        mark_column.setContentsMargins(0, 2, 0, 0)
        mark_column.addWidget(mark)
        mark_column.addStretch(1)
        across.addLayout(mark_column)
        column = QVBoxLayout()
        column.setSpacing(0)
        words = TextLines(f"Slip in {self._field}", object_name, "text")
        words.show_value(slip.says)
        column.addWidget(words)
        answers = QHBoxLayout()
        answers.setSpacing(16)
        if slip.fixed is not None and slip.fix:
            mend = button(slip.fix, "link", f"{object_name}Mend", f"{slip.fix}: {slip.says}")
            mend.clicked.connect(lambda: self.mend_requested.emit(slip))
            self.buttons.append(mend)
            answers.addWidget(mend)
        if not slip.stops:
            keep = button(KEEP, "link", f"{object_name}Keep", f"It is meant so: {slip.says}")
            keep.clicked.connect(lambda: self.kept.emit(slip))
            self.buttons.append(keep)
            answers.addWidget(keep)
        answers.addStretch(1)
        column.addLayout(answers)
        across.addLayout(column, 1)
        return row
