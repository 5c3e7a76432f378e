"""Labels, rules, badges and buttons in the window's few roles. They hold no state but their text."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from workbench.gui.core.theme import ThemeSource

RING = 22
"""Height of a step's ring, in pixels."""

ROW = 28
"""Height of a row of a list, in pixels (design measures)."""


def title(text: str, font: QFont) -> QLabel:
    """Return the name of a dock or a part of it: small capitals, muted."""
    label = QLabel(text.upper())
    label.setProperty("role", "title")
    label.setFont(font)
    return label


def muted(text: str) -> QLabel:
    """Return a quiet label."""
    label = QLabel(text)
    label.setProperty("role", "muted")
    return label


def list_row(words: str, rows: QListWidget) -> QListWidgetItem:
    """Add a row of the one height to a list.

    The height is set, not asked of the style: in a window that is shown already a list measures its rows before it
    wears the style sheet.
    """
    item = QListWidgetItem(words, rows)
    item.setSizeHint(QSize(0, ROW))
    return item


def rule() -> QFrame:
    """Return a line of one pixel across."""
    frame = QFrame()
    frame.setProperty("role", "rule")
    return frame


def button(text: str, role: str, object_name: str, tip: str) -> QPushButton:
    """Return a button in a role of the style sheet: `link` or `outline`."""
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setObjectName(object_name)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.setAutoDefault(True)  # Enter presses it, too
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


class CopyButton(QToolButton):
    """Copies one value: two sheets, drawn in the theme's muted colour."""

    def __init__(self, themes: ThemeSource, name: str, object_name: str, tip: str) -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self.update)
        self.setAccessibleName(name)
        self.setObjectName(object_name)
        self.setToolTip(tip)
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
    """The number of a step in a ring, with the thread that leads on to the next one."""

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
        """Draw ring, number and thread."""
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


class Ingredients(QWidget):
    """A bar beside the token in the colours of its three ingredients: key, secret, body."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self.update)
        self.setFixedWidth(4)
        self.setToolTip("Made from the API key (violet), the secret (amber) and the body (teal)")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw three equal pieces."""
        theme = self._themes.current
        painter = QPainter(self)
        third = self.height() / 3
        for index, name in enumerate(("key", "secret", "body")):
            top = round(index * third)
            painter.fillRect(0, top, self.width(), round((index + 1) * third) - top, theme.color(name))
        painter.end()


class Chooser(QFrame):
    """A framed choice of the request bar: its quiet name, the control, perhaps a badge."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "chooser")
        self.setFixedHeight(34)
