"""The panel for a repeat run. Values are passed on as typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.parts import button, line, muted
from workbench.gui.widgets.plain_text import plain_label


class RepeatPanel(QFrame):
    """The fields of a repeat run, above the editor.

    Signals:
        start_requested(str, str, str, bool): count, sends per second, concurrent sends, stop at the first failure.
        closed(): the close button was pressed.
    """

    start_requested = Signal(str, str, str, bool)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("repeatPanel")
        self.setProperty("role", "notice")
        self.setAccessibleName("Repeat")
        self.count = line("Repeat count", "repeatCount", "Number of sends, up to 1,000,000")
        self.rate = line("Sends per second", "repeatRate", "Sends started per second; empty for no limit")
        self.at_once = line("Sends at once", "repeatAtOnce", "Concurrent sends, from 1 to 8")
        self.stop = CheckBox("Stop at the first failure")
        self.stop.setObjectName("repeatStop")
        self.stop.setAccessibleName("Stop at the first failure")
        self.stop.setToolTip("End the run at the first send without success")
        self.start = button("Start run", "outline", "repeatStart", "Start sending (Enter); Esc cancels the run")
        self.close_button = button("Close", "outline", "repeatClose", "Close this panel (Esc)")
        self.close_button.setAccessibleName("Close repeat")
        self._problem = plain_label()
        self._problem.setProperty("role", "bad")
        self._problem.setObjectName("repeatProblem")
        self._problem.hide()
        for field, width in ((self.count, 96), (self.rate, 72), (self.at_once, 56)):
            field.setFixedWidth(width)
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

    def _start(self) -> None:
        if self.start.isEnabled():
            self.start_requested.emit(self.count.text(), self.rate.text(), self.at_once.text(), self.stop.isChecked())
