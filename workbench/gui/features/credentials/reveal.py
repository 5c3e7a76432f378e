"""Provides a button that reveals a hidden value while it is held down, and a row that shows a stored value with one.

A stored value is in memory only while its button is held.
"""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.text import LABEL, TextLines
from workbench.gui.widgets.layouts import box, column, row
from workbench.gui.widgets.parts import CopyButton, muted, named
from workbench.redaction import Secret

_ENDS_REVEAL = (QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate, QEvent.Type.EnabledChange)


class RevealButton(QToolButton):
    """A button with an eye; a value is shown while it is held down with the mouse or with Space.

    Losing the focus, being hidden or being disabled ends that, too.

    Signals:
        reveal_started(), reveal_ended()
    """

    reveal_started = Signal()
    reveal_ended = Signal()

    def __init__(self, name: str, object_name: str, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self.update)
        named(self, name, object_name, f"{name}: shown while you hold this button with the mouse or with Space")
        self.setFixedSize(24, 24)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.is_held = False
        self.pressed.connect(self._start)
        self.released.connect(self._end)

    def event(self, event: QEvent) -> bool:
        """End the reveal when the button loses the focus or is disabled."""
        if event.type() in _ENDS_REVEAL:
            self.stop()
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """End the reveal."""
        self.stop()
        super().hideEvent(event)

    def stop(self) -> None:
        """End the reveal, even if the button is still held."""
        self.setDown(False)
        self._end()

    def _start(self) -> None:
        self.is_held = True
        self.reveal_started.emit()

    def _end(self) -> None:
        if self.is_held:
            self.is_held = False
            self.reveal_ended.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the frame of the style sheet, then the eye."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._themes.current.color("accent" if self.is_held else "muted"), 1.2))
        lids = QPainterPath(QPointF(5, 12))
        lids.quadTo(QPointF(12, 3.5), QPointF(19, 12))
        lids.quadTo(QPointF(12, 20.5), QPointF(5, 12))
        painter.drawPath(lids)
        painter.drawEllipse(QPointF(12, 12), 2.2, 2.2)
        painter.end()


class HiddenValue(QWidget):
    """One stored value: its label, its masked form, a reveal button and a copy button.

    Signals:
        wanted(): the reveal button is held; the value is to be shown.
        copy_requested()
    """

    wanted = Signal()
    copy_requested = Signal()

    def __init__(self, title: str, object_name: str, role: str, themes: ThemeSource) -> None:
        super().__init__()
        self._short = ""
        self._text = TextLines(f"{title} of the profile", f"{object_name}Value", role, anywhere=True)
        self._text.setProperty("face", "mono")
        # Copied by its button only, which reads the value and marks it as secret for the clipboard.
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.reveal_button = RevealButton(f"Hold to show the {title}", f"{object_name}Reveal", themes)
        copy_tip = f"Copy the {title}; it is cleared from the clipboard after a minute"
        self.copy_button = CopyButton(themes, f"Copy the {title}", f"{object_name}Copy", copy_tip)
        self.reveal_button.reveal_started.connect(self.wanted)
        self.reveal_button.reveal_ended.connect(self._hide)
        self.copy_button.clicked.connect(self.copy_requested)
        label = muted(title if title.isupper() else title[:1].upper() + title[1:])
        label.setFixedSize(LABEL, 24)
        top = Qt.AlignmentFlag.AlignTop
        text = box(column(self._text, margins=(0, 2, 0, 0)))  # aligned with its label
        buttons = (self.reveal_button, 0, top), (self.copy_button, 0, top)
        self.setLayout(row((label, 0, top), (text, 1), *buttons, spacing=4))

    def show_short(self, short: str) -> None:
        """Show the masked form of the value."""
        self._short = short
        if not self.reveal_button.is_held:
            self._text.show_value(short)

    def show_value(self, value: Secret) -> None:
        """Show the value if the button is still held."""
        if self.reveal_button.is_held:
            self._text.secret = True
            self._text.show_value(value.reveal())

    def _hide(self) -> None:
        self._text.secret = False
        self._text.show_value(self._short)
