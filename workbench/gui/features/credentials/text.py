"""Words, labels and plain fields of the Credentials dock. They hold no rule and no value that must be hidden."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from workbench.gui.widgets.parts import muted
from workbench.gui.widgets.values import Lines

LABEL = 96
"""Width of the names at the left of facts, in pixels."""


class TextLines(Lines):
    """Words that are read, and selected with the mouse; the keyboard passes over them."""

    def __init__(self, name: str, object_name: str, dye: str, *, anywhere: bool = False) -> None:
        super().__init__(name, object_name, dye, anywhere=anywhere)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUndoRedoEnabled(False)


def announce(where: QWidget, words: str) -> None:
    """Have a screen reader say this, though the keyboard is elsewhere."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(where, words))


def note(text: str) -> QLabel:
    """Return quiet sentences over as many lines as they need."""
    label = muted(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def line(name: str, object_name: str, tip: str, hint: str = "") -> QLineEdit:
    """Return a field of one line."""
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setObjectName(object_name)
    field.setToolTip(tip)
    field.setPlaceholderText(hint)
    return field


def area(name: str, object_name: str, tip: str, hint: str = "", *, rows: int = 2) -> QPlainTextEdit:
    """Return a field of several lines; Tab leaves it."""
    field = QPlainTextEdit()
    field.setAccessibleName(name)
    field.setAccessibleDescription(tip)
    field.setObjectName(object_name)
    field.setToolTip(tip)
    field.setPlaceholderText(hint)
    field.setProperty("role", "field")
    field.setFrameShape(QFrame.Shape.NoFrame)
    field.setTabChangesFocus(True)
    field.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    field.document().setDocumentMargin(4)
    field.setFixedHeight(rows * 18 + 12)
    return field
