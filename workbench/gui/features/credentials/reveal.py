"""What is hidden until a person holds it: the eye that is held, and a stored value that shows only meanwhile.

A value is here from the moment it was asked for by holding the eye until the eye is let go, and nowhere after that.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from workbench.gui.features.credentials.text import LABEL, TextLines
from workbench.gui.widgets.parts import CopyButton, muted

if TYPE_CHECKING:
    from workbench.gui.core.theme import ThemeSource
    from workbench.redaction import Secret

DOTS = "•" * 10  # always ten: the length of a secret is its own business

_LETTING_GO = (QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate, QEvent.Type.EnabledChange)


class RevealButton(QToolButton):
    """Held down, by the mouse or by Space, it shows what it stands beside.

    It is let go as soon as the keyboard or the window is elsewhere, and when it is hidden or disabled.

    Signals:
        held(), let_go()
    """

    held = Signal()
    let_go = Signal()

    def __init__(self, name: str, object_name: str, themes: "ThemeSource") -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self.update)
        self.setAccessibleName(name)
        self.setObjectName(object_name)
        self.setToolTip(f"{name}: it shows while this is held, by the mouse or with Space")
        self.setFixedSize(24, 24)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.is_held = False
        self.pressed.connect(self._hold)
        self.released.connect(self._let_go)

    def event(self, event: QEvent) -> bool:
        """Let go when the keyboard or the window goes elsewhere."""
        if event.type() in _LETTING_GO:
            self.stop()
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Let go: nobody looks."""
        self.stop()
        super().hideEvent(event)

    def stop(self) -> None:
        """Be let go, whatever the finger does."""
        self.setDown(False)
        self._let_go()

    def _hold(self) -> None:
        self.is_held = True
        self.held.emit()

    def _let_go(self) -> None:
        if self.is_held:
            self.is_held = False
            self.let_go.emit()

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
    """One stored value: its name, its short form, the eye, and a button that copies it.

    Signals:
        wanted(): the eye is held; the value is asked for.
        copy_requested()
    """

    wanted = Signal()
    copy_requested = Signal()

    def __init__(self, title: str, object_name: str, dye: str, themes: "ThemeSource") -> None:
        super().__init__()
        self._short = ""
        self._words = TextLines(f"{title} of the profile", f"{object_name}Value", dye, anywhere=True)
        self._words.setProperty("face", "mono")
        # Copied by its button only, which asks for the value and marks it for the clipboard.
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.eye = RevealButton(f"Hold to show the {title}", f"{object_name}Eye", themes)
        self.copies = CopyButton(themes, f"Copy the {title}", f"{object_name}Copy", "")
        self.copies.setToolTip(f"Copy the {title}; the clipboard forgets it after a minute")
        self.eye.held.connect(self.wanted)
        self.eye.let_go.connect(self._hide)
        self.copies.clicked.connect(self.copy_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        label = muted(title if title.isupper() else title[:1].upper() + title[1:])
        label.setFixedSize(LABEL, 24)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(label, 0, top)
        words = QVBoxLayout()
        words.setContentsMargins(0, 2, 0, 0)  # so that they stand level with their name
        words.addWidget(self._words)
        row.addLayout(words, 1)
        row.addWidget(self.eye, 0, top)
        row.addWidget(self.copies, 0, top)

    def show_short(self, short: str) -> None:
        """Show what stands for the value."""
        self._short = short
        if not self.eye.is_held:
            self._words.show_value(short)

    def show_value(self, value: "Secret") -> None:
        """Show the value while the eye is held; a value that comes late is not shown."""
        if self.eye.is_held:
            self._words.secret = True
            self._words.show_value(value.reveal())

    def _hide(self) -> None:
        self._words.secret = False
        self._words.show_value(self._short)
