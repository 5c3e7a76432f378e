"""Provides the messages at the bottom of the pane: errors, waiting for the keyring, and undo of a deletion."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.gui.core.keyring_calls import WAITING
from workbench.gui.features.credentials.intents import Intents
from workbench.gui.features.credentials.text import TextLines, announce
from workbench.gui.widgets.layouts import column, row
from workbench.gui.widgets.parts import button, rule
from workbench.gui.widgets.values import Lines


class Messages(QWidget):
    """Three messages, each visible only when it applies.

    Signals:
        resized(): the space left for the page has changed.
    """

    resized = Signal()

    def __init__(self, intents: Intents) -> None:
        super().__init__()
        self.setObjectName("credentialsMessages")
        self.problem = Lines("Profile problem", "profileProblem", "bad")
        self.problem.setToolTip("Why the last request failed")
        self._waiting = TextLines("Waiting for the keyring", "keyringWaiting", "text")
        self._waiting.show_value(WAITING)
        self._deleted = TextLines("Deleted profile", "profileDeleted", "text")
        self.stop = button("Stop waiting", "link", "keyringStop", "Continue without the keyring; ignore a late answer")
        self.undo = button("Undo", "link", "profileUndo", "Restore the deleted profile and its values (Ctrl+Z)")
        self.stop.clicked.connect(intents.stop_waiting_requested)
        self.undo.clicked.connect(intents.undo_requested)
        top = Qt.AlignmentFlag.AlignTop
        waiting = row((self._waiting, 1), (self.stop, 0, top), spacing=16)
        deleted = row((self._deleted, 1), (self.undo, 0, top), spacing=16)
        self.setLayout(column(rule(), column(self.problem, waiting, deleted, spacing=4, margins=(16, 8, 12, 8))))
        for part in (self.problem, self._waiting, self.stop, self._deleted, self.undo):
            part.hide()
        self._update_visibility()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Emit `resized`."""
        super().resizeEvent(event)
        self.resized.emit()

    def show_problem(self, message: str) -> None:
        """Show an error message; an empty one hides it."""
        new = message and message != self.problem.toPlainText()
        self.problem.show_value(message)
        self.problem.setVisible(bool(message))
        self._update_visibility()
        if new:
            announce(self.problem, message)

    def show_waiting(self, waiting: bool) -> None:
        """Show or hide that the keyring is waited for."""
        new = waiting and self._waiting.isHidden()
        self._waiting.setVisible(waiting)
        self.stop.setVisible(waiting)
        self._update_visibility()
        if new:
            announce(self._waiting, WAITING)

    def show_undo(self, text: str) -> None:
        """Show what was deleted, with *Undo*; an empty text hides both."""
        self._deleted.show_value(text)
        self._deleted.setVisible(bool(text))
        self.undo.setVisible(bool(text))
        self._update_visibility()
        if text:
            announce(self._deleted, text)

    def _update_visibility(self) -> None:
        parts = (self.problem, self._waiting, self._deleted)
        self.setVisible(any(not part.isHidden() for part in parts))
