"""What is said at the foot of the dock: that the keyring is waited for, what was deleted, what could not be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui.features.credentials.text import TextLines, announce
from workbench.gui.widgets.parts import button, rule
from workbench.gui.widgets.values import Lines

WAITING = "Waiting for the keyring; it may be asking for its password in a window of its own."


class Messages(QWidget):
    """Three sentences, each there only when there is something to say.

    Signals:
        stop_waiting_requested(), undo_requested()
    """

    stop_waiting_requested = Signal()
    undo_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("credentialsMessages")
        self.problem = Lines("Profile problem", "profileProblem", "bad")
        self.problem.setToolTip("Why the last request was not done")
        self._waiting = TextLines("Keyring is waited for", "keyringWaiting", "text")
        self._waiting.show_value(WAITING)
        self._deleted = TextLines("Deleted profile", "profileDeleted", "text")
        self.stop = button("Stop waiting", "link", "keyringStop", "Go on without the keyring; a late answer is ignored")
        self.undo = button("Undo", "link", "profileUndo", "Bring the deleted profile back, with its values (Ctrl+Z)")
        self.stop.clicked.connect(self.stop_waiting_requested)
        self.undo.clicked.connect(self.undo_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 8, 12, 8)
        inside.setSpacing(4)
        inside.addWidget(self.problem)
        for words, answer in ((self._waiting, self.stop), (self._deleted, self.undo)):
            row = QHBoxLayout()
            row.setSpacing(16)
            row.addWidget(words, 1)
            row.addWidget(answer, 0, Qt.AlignmentFlag.AlignTop)
            inside.addLayout(row)
        for part in (self.problem, self._waiting, self.stop, self._deleted, self.undo):
            part.hide()
        column.addLayout(inside)
        self._settle()

    def show_problem(self, says: str) -> None:
        """Say what went wrong, or nothing."""
        new = says and says != self.problem.toPlainText()
        self.problem.show_value(says)
        self.problem.setVisible(bool(says))
        self._settle()
        if new:
            announce(self.problem, says)

    def show_waiting(self, waiting: bool) -> None:
        """Say that the keyring is waited for, or no longer."""
        new = waiting and self._waiting.isHidden()
        self._waiting.setVisible(waiting)
        self.stop.setVisible(waiting)
        self._settle()
        if new:
            announce(self._waiting, WAITING)

    def show_undo(self, words: str) -> None:
        """Say what was deleted and offer to bring it back."""
        self._deleted.show_value(words)
        self._deleted.setVisible(bool(words))
        self.undo.setVisible(bool(words))
        self._settle()
        if words:
            announce(self._deleted, words)

    def _settle(self) -> None:
        parts = (self.problem, self._waiting, self._deleted)
        self.setVisible(any(not part.isHidden() for part in parts))
