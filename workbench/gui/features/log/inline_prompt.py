"""The line below the log that asks: delete these?, or which note and tags? It asks, and tells the answer; no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedLayout, QWidget

from workbench.gui.widgets.parts import button, muted

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class InlinePrompt(QFrame):
    """One question at a time; hidden while there is none.

    Signals:
        deleted(): delete what was asked about.
        noted(str, tuple[str, ...]): this note, and these tags.
        closed(): the question is gone, and the keyboard with it.
    """

    deleted = Signal()
    noted = Signal(str, object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("logAsks")
        self.setProperty("role", "asks")
        self._stack = QStackedLayout(self)
        self._says = QLabel()
        self._says.setTextFormat(Qt.TextFormat.PlainText)
        self.delete = button("Delete", "outline", "logDelete", "Delete them for good (Enter)")
        self.delete.setAccessibleName("Delete from the log")
        self.keep = button("Keep", "outline", "logKeep", "Delete nothing (Esc)")
        self.keep.setAccessibleName("Keep in the log")
        self.note = _line("Note of the exchange", "logNote", "A note on this exchange; Enter keeps it, Esc does not")
        self.tags = _line("Tags of the exchange", "logTags", "Tags, with blanks between them; Enter keeps them")
        self.save = button("Save", "outline", "logNoteSave", "Keep note and tags (Enter)")
        self.save.setAccessibleName("Save note and tags")
        self.leave = button("Cancel", "outline", "logNoteCancel", "Leave note and tags as they were (Esc)")
        self.leave.setAccessibleName("Leave note and tags")
        self._stack.addWidget(_row(self._says, None, self.delete, self.keep))
        self._stack.addWidget(_row(muted("Note"), self.note, muted("Tags"), self.tags, self.save, self.leave))
        self.delete.clicked.connect(self._delete)
        self.save.clicked.connect(self._save)
        for line in (self.note, self.tags):
            line.returnPressed.connect(self._save)
        for closing in (self.keep, self.leave):
            closing.clicked.connect(self.close_question)
        self.setFixedHeight(40)
        self.hide()

    def ask_delete(self, says: str) -> None:
        """Ask whether to delete."""
        self._says.setText(says)
        self._says.setToolTip(says)
        self._show(0, self.delete)

    def ask_note(self, note: str, tags: tuple[str, ...], *, hidden: bool = False) -> None:
        """Ask for note and tags, and show those there are; `hidden`, as dots."""
        mode = QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal
        for line in (self.note, self.tags):
            line.setEchoMode(mode)
        self.note.setText(note)
        self.tags.setText(" ".join(tags))
        self._show(1, self.note)

    def close_question(self) -> None:
        """Ask no more."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close at Escape; Enter presses the button that has the keyboard."""
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close_question()
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
        self.close_question()
        self.deleted.emit()

    def _save(self) -> None:
        tags = self.tags.text().replace(",", " ").replace("#", " ").split()
        note = self.note.text().strip()
        self.close_question()
        self.noted.emit(note, tuple(dict.fromkeys(tags)))


def _line(name: str, object_name: str, tip: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setObjectName(object_name)
    line.setToolTip(tip)
    return line


def _row(*parts: QWidget | None) -> QWidget:
    """Return parts in a row; None stands for the room between."""
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
