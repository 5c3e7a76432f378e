"""Provides labels, separators, fields, buttons and small painted marks in the roles of the style sheet."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from workbench.gui.core.theme import ThemeSource
from workbench.gui.widgets.plain_text import plain_label, plain_tip, without_mnemonic

RING = 22
"""Height of a step's ring, in pixels."""

ROW = 28
"""Height of a row of a list, in pixels (design measures)."""


def named(widget: QWidget, name: str, object_name: str, tip: str) -> None:
    """Set the accessible name of a widget, its object name and its tooltip, which is shown as it is typed."""
    widget.setAccessibleName(name)
    widget.setObjectName(object_name)
    widget.setToolTip(plain_tip(tip))


def is_enter(event: QKeyEvent) -> bool:
    """Return whether Enter is pressed, on the keyboard or the keypad, without Shift, Ctrl, Alt or Meta."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers


def title(text: str, font: QFont) -> QLabel:
    """Return the title of a pane or a section: small capitals, muted."""
    label = plain_label(text.upper())
    label.setProperty("role", "title")
    label.setFont(font)
    return label


def muted(text: str) -> QLabel:
    """Return a muted label."""
    label = plain_label(text)
    label.setProperty("role", "muted")
    return label


def list_row(text: str, rows: QListWidget) -> QListWidgetItem:
    """Add a row of fixed height to a list.

    The style would compute another height: in a visible window a list measures its rows before the style sheet is
    applied.
    """
    item = QListWidgetItem(text, rows)
    item.setSizeHint(QSize(0, ROW))
    return item


def rule() -> QFrame:
    """Return a horizontal line of one pixel."""
    frame = QFrame()
    frame.setProperty("role", "rule")
    return frame


def line(name: str, object_name: str, tip: str, hint: str = "") -> QLineEdit:
    """Return a single-line field."""
    field = QLineEdit()
    named(field, name, object_name, tip)
    field.setPlaceholderText(hint)
    return field


def button(text: str, role: str, object_name: str, tip: str) -> QPushButton:
    """Return a button in a role of the style sheet: `link` or `outline`."""
    result = QPushButton(without_mnemonic(text))
    result.setProperty("role", role)
    named(result, text, object_name, tip)
    result.setAutoDefault(True)  # Enter presses it, too
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    result.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return result


class CopyButton(QToolButton):
    """A button that copies one value; its icon shows two sheets of paper."""

    def __init__(self, themes: ThemeSource, name: str, object_name: str, tip: str) -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self.update)
        named(self, name, object_name, tip)
        self.setFixedSize(24, 24)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the frame of the style sheet, then the two sheets."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._themes.current.color("muted"), 1.2))
        painter.drawRoundedRect(9, 9, 8, 8, 1.5, 1.5)
        painter.drawPolyline([QPointF(6.5, 14.5), QPointF(6.5, 6.5), QPointF(14.5, 6.5)])
        painter.end()


class StepNumber(QWidget):
    """The number of a step in a ring, with a line to the next one."""

    def __init__(self, themes: ThemeSource, number: int, *, last: bool) -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self.update)
        self._number = number
        self._last = last
        self.setFixedWidth(24)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"Step {number}")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw ring, number and line."""
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 1))
        if not self._last:
            painter.drawLine(RING // 2, RING, RING // 2, self.height())
        painter.drawEllipse(1, 1, 20, 20)
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.title)
        painter.drawText(1, 1, 20, 20, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()


class TokenBar(QWidget):
    """A bar beside the token in the colours of what it is made from: API key, secret and body."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self.update)
        self.setFixedWidth(4)
        self.setToolTip("Made from the API key (violet), the secret (amber) and the body (teal)")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw three equal parts."""
        theme = self._themes.current
        painter = QPainter(self)
        third = self.height() / 3
        for index, name in enumerate(("key", "secret", "body")):
            top = round(index * third)
            painter.fillRect(0, top, self.width(), round((index + 1) * third) - top, theme.color(name))
        painter.end()


class Chooser(QFrame):
    """The frame around a control of the request bar and its label."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "chooser")
        self.setFixedHeight(34)
