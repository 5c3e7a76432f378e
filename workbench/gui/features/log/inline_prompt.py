"""The prompt below the log: confirms a deletion, or edits note and tags."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QStackedLayout, QWidget

from workbench.gui.widgets.parts import button, line, muted
from workbench.gui.widgets.plain_text import plain_label, plain_tip


class InlinePrompt(QFrame):
    """One prompt at a time; hidden while there is none.

    Signals:
        delete_confirmed()
        note_saved(str, tuple[str, ...]): note and tags.
        closed(): the prompt is hidden and has lost the focus.
    """

    delete_confirmed = Signal()
    note_saved = Signal(str, object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("logPrompt")
        self.setProperty("role", "asks")
        self._stack = QStackedLayout(self)
        self._question = plain_label()
        self.delete = button("Delete", "outline", "logDelete", "Delete permanently (Enter)")
        self.delete.setAccessibleName("Delete from the log")
        self.cancel_delete = button("Cancel", "outline", "logDeleteCancel", "Delete nothing (Esc)")
        self.cancel_delete.setAccessibleName("Cancel deletion")
        self.note = line("Note of the exchange", "logNote", "A note on this exchange; Enter saves it, Esc does not")
        self.tags = line("Tags of the exchange", "logTags", "Tags separated by spaces; Enter saves them")
        self.save = button("Save", "outline", "logNoteSave", "Save note and tags (Enter)")
        self.save.setAccessibleName("Save note and tags")
        self.cancel_note = button("Cancel", "outline", "logNoteCancel", "Discard the changes (Esc)")
        self.cancel_note.setAccessibleName("Cancel editing")
        self._stack.addWidget(_row(self._question, None, self.delete, self.cancel_delete))
        self._stack.addWidget(_row(muted("Note"), self.note, muted("Tags"), self.tags, self.save, self.cancel_note))
        self.delete.clicked.connect(self._delete)
        self.save.clicked.connect(self._save)
        for field in (self.note, self.tags):
            field.returnPressed.connect(self._save)
        for button_ in (self.cancel_delete, self.cancel_note):
            button_.clicked.connect(self.close_prompt)
        self.setFixedHeight(40)
        self.hide()

    def ask_delete(self, question: str) -> None:
        """Ask whether to delete."""
        self._question.setText(question)
        self._question.setToolTip(plain_tip(question))
        self._show(0, self.delete)

    def ask_note(self, note: str, tags: tuple[str, ...], *, hidden: bool = False) -> None:
        """Edit note and tags; `hidden` shows them as dots."""
        mode = QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal
        for field in (self.note, self.tags):
            field.setEchoMode(mode)
        self.note.setText(note)
        self.tags.setText(" ".join(tags))
        self._show(1, self.note)

    def close_prompt(self) -> None:
        """Hide the prompt."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close at Escape; Enter presses the focused button."""
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close_prompt()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QPushButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    def _show(self, page: int, first: QWidget) -> None:
        self._stack.setCurrentIndex(page)
        self.show()
        first.setFocus()
        if isinstance(first, QLineEdit):
            first.selectAll()

    def _delete(self) -> None:
        self.close_prompt()
        self.delete_confirmed.emit()

    def _save(self) -> None:
        tags = self.tags.text().replace(",", " ").replace("#", " ").split()
        note = self.note.text().strip()
        self.close_prompt()
        self.note_saved.emit(note, tuple(dict.fromkeys(tags)))


def _row(*parts: QWidget | None) -> QWidget:
    """Return widgets in a row; None is a stretch."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(12, 4, 12, 4)
    row.setSpacing(8)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part, 1 if isinstance(part, QLineEdit) else 0)
    return holder
