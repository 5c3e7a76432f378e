"""Provides the widget that shows the input warnings of one field, each with buttons to fix or to accept it.

It shows no value; `workbench.credentials.input_warnings` finds the warnings.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from workbench.credentials.input_warnings import InputWarning
from workbench.gui.features.credentials.text import TextLines, announce
from workbench.gui.widgets.layouts import STRETCH, box, clear, column, row
from workbench.gui.widgets.parts import button
from workbench.gui.widgets.plain_text import plain_label

KEEP = "Keep as it is"


class InputWarningsView(QWidget):
    """The input warnings of one field.

    Signals:
        fix_requested(InputWarning): replace both values by the fixed ones.
        accepted(InputWarning): the value is correct as typed.
    """

    fix_requested = Signal(object)
    accepted = Signal(object)

    def __init__(self, field: str, object_name: str) -> None:
        super().__init__()
        self._field, self._name = field, object_name
        self._shown: tuple[InputWarning, ...] = ()
        self._column = column(spacing=4)
        self.setLayout(self._column)
        self.buttons: list[QPushButton] = []
        self.hide()

    def show_input_warnings(self, warnings: Sequence[InputWarning]) -> bool:
        """Replace the warnings shown; return False if they are the same."""
        if tuple(warnings) == self._shown:
            return False
        new = [warning for warning in warnings if warning not in self._shown]
        self._shown = tuple(warnings)
        self.buttons.clear()
        clear(self._column)
        for number, warning in enumerate(warnings, 1):
            shown = self._row(warning, f"{self._name}{number}")
            self._column.addWidget(shown)
            shown.show()
        self.setVisible(bool(warnings))
        if new:
            announce(self, " ".join(warning.says for warning in new))
        return True

    def take_focus(self) -> bool:
        """Focus the first button; return False if there is none."""
        if self.buttons:
            self.buttons[0].setFocus()
        return bool(self.buttons)

    def _row(self, warning: InputWarning, object_name: str) -> QWidget:
        mark = plain_label("✗" if warning.stops else "!")
        mark.setProperty("role", "bad" if warning.stops else "warn")
        mark.setFixedWidth(8)
        text = TextLines(f"Input warning for {self._field}", object_name, "text")
        text.show_value(warning.says)
        buttons: list[QPushButton] = []
        if warning.fixed is not None and warning.fix:
            fix = button(warning.fix, "link", f"{object_name}Fix", f"{warning.fix}: {warning.says}")
            fix.clicked.connect(lambda: self.fix_requested.emit(warning))
            buttons.append(fix)
        if not warning.stops:
            keep = button(KEEP, "link", f"{object_name}Keep", f"Keep the value unchanged: {warning.says}")
            keep.clicked.connect(lambda: self.accepted.emit(warning))
            buttons.append(keep)
        self.buttons += buttons
        beside = box(column(text, row(*buttons, STRETCH, spacing=16)))
        return box(row(column(mark, STRETCH, margins=(0, 2, 0, 0)), (beside, 1), spacing=8))
