"""The panel that asks how often, how fast, how many at once; and the line of a run. What is typed goes on as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.parts import button, muted

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QPushButton


class RepeatPanel(QFrame):
    """A line above the editor.

    Signals:
        start_requested(str, str, str, bool): how often, how many a second, how many at once, stop at the first failure.
        closed(): the person is done with it.
    """

    start_requested = Signal(str, str, str, bool)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("repeatPanel")
        self.setProperty("role", "notice")
        self.setAccessibleName("Repeat")
        self.count = _field("Repeat count", "repeatCount", "How many times to send these bytes, up to 1,000,000", 96)
        self.rate = _field("Sends a second", "repeatRate", "How many to begin a second; empty: as fast as they go", 72)
        self.at_once = _field("Sends at once", "repeatAtOnce", "How many may be under way together, from 1 to 8", 56)
        self.stop = CheckBox("Stop at the first failure")
        self.stop.setObjectName("repeatStop")
        self.stop.setAccessibleName("Stop at the first failure")
        self.stop.setToolTip("End the run at the first send that is no success")
        self.start = button("Start the run", "outline", "repeatStart", "Begin (Enter); Esc cancels it later")
        self.close_button = button("Close", "outline", "repeatClose", "Close this panel (Esc)")
        self._problem = QLabel()
        self._problem.setProperty("role", "bad")
        self._problem.setObjectName("repeatProblem")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.hide()
        self.count.setText("10")
        self.at_once.setText("1")
        self.rate.setPlaceholderText("no limit")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(muted("Repeat"))
        for field, words in ((self.count, "times,"), (self.rate, "a second at most,"), (self.at_once, "at once")):
            row.addWidget(field)
            row.addWidget(muted(words))
        row.addSpacing(8)
        row.addWidget(self.stop)
        row.addStretch(1)
        row.addWidget(self.start)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._problem)
        self.start.clicked.connect(self._start)
        self.close_button.clicked.connect(self.closed)
        for field in (self.count, self.rate, self.at_once):
            field.returnPressed.connect(self._start)

    def take_keyboard(self) -> None:
        """Give the keyboard to the first field."""
        self.count.setFocus()
        self.count.selectAll()

    def suggest_rate(self, rate: str) -> None:
        """Put a rate there."""
        self.rate.setText(rate)

    def show_problem(self, says: str) -> None:
        """Show what is wrong with what was typed; nothing if all is well."""
        self._problem.setText(says)
        self._problem.setVisible(bool(says))

    def show_going(self, going: bool) -> None:
        """Show whether a run is going on: then no other can begin."""
        self.start.setEnabled(not going)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close at Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _start(self) -> None:
        if self.start.isEnabled():
            self.start_requested.emit(self.count.text(), self.rate.text(), self.at_once.text(), self.stop.isChecked())


class RunProgressBar(QFrame):
    """One calm line while a run goes on: how far, what is left, and the way to pause and cancel it.

    Signals:
        pause_requested(), resume_requested(), cancel_requested()
    """

    pause_requested = Signal()
    resume_requested = Signal()
    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("runProgressBar")
        self.setProperty("role", "notice")
        self.says = QLabel()
        self.says.setObjectName("runProgress")
        self.says.setAccessibleName("Repeat run")
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.pause = self._button("Pause", "runBarPause", "Begin no more for now; what is under way goes on")
        self.resume = self._button("Resume", "runBarResume", "Go on with what is left")
        self.cancel = self._button("Cancel the run", "runBarCancel", "End it at once; what is left is not sent (Esc)")
        self.resume.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(8)
        row.addWidget(self.says)
        row.addStretch(1)
        for each in (self.pause, self.resume, self.cancel):
            row.addWidget(each)
        self.pause.clicked.connect(self.pause_requested)
        self.resume.clicked.connect(self.resume_requested)
        self.cancel.clicked.connect(self.cancel_requested)

    def show_words(self, words: str, *, paused: bool) -> None:
        """Show how far the run has come."""
        self.says.setText(words)
        had = self.pause.hasFocus() or self.resume.hasFocus()
        self.pause.setVisible(not paused)
        self.resume.setVisible(paused)
        if had:
            (self.resume if paused else self.pause).setFocus()

    def _button(self, words: str, object_name: str, tip: str) -> QPushButton:
        return button(words, "outline", object_name, tip)


def _field(name: str, object_name: str, tip: str, width: int) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setObjectName(object_name)
    field.setToolTip(tip)
    field.setFixedWidth(width)
    return field
