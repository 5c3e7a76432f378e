"""Provides the labels and multi-line fields of the Credentials pane. They never hold a secret value."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QSizePolicy, QWidget

from workbench.gui.widgets.parts import muted, named
from workbench.gui.widgets.values import Lines

LABEL = 96
"""Width of the labels at the left of values, in pixels."""


class TextLines(Lines):
    """Text that can be selected with the mouse; it takes no focus."""

    def __init__(self, name: str, object_name: str, role: str, *, anywhere: bool = False) -> None:
        super().__init__(name, object_name, role, anywhere=anywhere)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUndoRedoEnabled(False)


def announce(widget: QWidget, message: str) -> None:
    """Have a screen reader announce a message of a widget that has no focus."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, message))


def note(text: str) -> QLabel:
    """Return muted text that wraps."""
    label = muted(text)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def area(name: str, object_name: str, tip: str, hint: str = "", *, rows: int = 2) -> QPlainTextEdit:
    """Return a multi-line field that Tab leaves."""
    field = QPlainTextEdit()
    named(field, name, object_name, tip)
    field.setAccessibleDescription(tip)
    field.setPlaceholderText(hint)
    field.setProperty("role", "field")
    field.setFrameShape(QFrame.Shape.NoFrame)
    field.setTabChangesFocus(True)
    field.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    field.document().setDocumentMargin(4)
    field.setFixedHeight(rows * 18 + 12)
    return field
