"""The panel for a repeat run, and the bar with its progress. Values are passed on as typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.parts import button, muted


class RepeatPanel(QFrame):
    """The fields of a repeat run, above the editor.

    Signals:
        start_requested(str, str, str, bool): count, sends per second, concurrent sends, stop at the first failure.
        closed(): the panel should be hidden.
    """

    start_requested = Signal(str, str, str, bool)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("repeatPanel")
        self.setProperty("role", "notice")
        self.setAccessibleName("Repeat")
        self.count = _field("Repeat count", "repeatCount", "Number of sends, up to 1,000,000", 96)
        self.rate = _field("Sends per second", "repeatRate", "Sends started per second; empty for no limit", 72)
        self.at_once = _field("Sends at once", "repeatAtOnce", "Concurrent sends, from 1 to 8", 56)
        self.stop = CheckBox("Stop at the first failure")
        self.stop.setObjectName("repeatStop")
        self.stop.setAccessibleName("Stop at the first failure")
        self.stop.setToolTip("End the run at the first send without success")
        self.start = button("Start run", "outline", "repeatStart", "Start sending (Enter); Esc cancels the run")
        self.close_button = button("Close", "outline", "repeatClose", "Close this panel (Esc)")
        self.close_button.setAccessibleName("Close repeat")
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
        for field, label in ((self.count, "times,"), (self.rate, "per second,"), (self.at_once, "at once")):
            row.addWidget(field)
            row.addWidget(muted(label))
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

    def take_focus(self) -> None:
        """Focus the first field."""
        self.count.setFocus()
        self.count.selectAll()

    def suggest_rate(self, rate: str) -> None:
        """Set the rate."""
        self.rate.setText(rate)

    def show_problem(self, message: str) -> None:
        """Show what is wrong with the values; hide the message if it is empty."""
        self._problem.setText(message)
        self._problem.setVisible(bool(message))

    def show_running(self, running: bool) -> None:
        """Disable the start button while a run is in progress."""
        self.start.setEnabled(not running)

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
    """The progress of a run, with buttons to pause and cancel it.

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
        self.progress = QLabel()
        self.progress.setObjectName("runProgress")
        self.progress.setAccessibleName("Repeat run")
        self.progress.setTextFormat(Qt.TextFormat.PlainText)
        self.pause = self._button("Pause", "runBarPause", "Start no more sends for now; those in progress continue")
        self.resume = self._button("Resume", "runBarResume", "Continue with the remaining sends")
        self.cancel = self._button("Cancel run", "runBarCancel", "Stop at once; the remaining sends are not sent (Esc)")
        self.resume.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(8)
        row.addWidget(self.progress)
        row.addStretch(1)
        for each in (self.pause, self.resume, self.cancel):
            row.addWidget(each)
        self.pause.clicked.connect(self.pause_requested)
        self.resume.clicked.connect(self.resume_requested)
        self.cancel.clicked.connect(self.cancel_requested)

    def show_words(self, text: str, *, paused: bool) -> None:
        """Show the progress of the run."""
        self.progress.setText(text)
        had_focus = self.pause.hasFocus() or self.resume.hasFocus()
        self.pause.setVisible(not paused)
        self.resume.setVisible(paused)
        if had_focus:
            (self.resume if paused else self.pause).setFocus()

    def _button(self, label: str, object_name: str, tip: str) -> QPushButton:
        return button(label, "outline", object_name, tip)


def _field(name: str, object_name: str, tip: str, width: int) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setObjectName(object_name)
    field.setToolTip(tip)
    field.setFixedWidth(width)
    return field
