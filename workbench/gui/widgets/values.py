"""Provides read-only values that can be selected and copied, on one line or several, and a line edit for secrets.

They are text controls, not labels, so that a screen reader finds both name and value. Text copied, selected or dragged
from one that is `secret` is marked, so that the clipboard is cleared after a while.
"""

import math

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QClipboard,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from workbench.gui.core.clipboard_marks import mark_of, marked

CHANGED_MS = 600
"""How long a value that the last keystroke changed stays tinted, in milliseconds (design measures)."""


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet selects by, and apply it again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class _Tint:
    """Tints a widget for a moment after its value has changed."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._timer = QTimer(widget, singleShot=True, interval=CHANGED_MS)
        self._timer.timeout.connect(lambda: restyle(widget, changed=False))

    def show(self) -> None:
        if not self._timer.isActive():
            restyle(self._widget, changed=True)
        self._timer.start()


class SecretEdit(QLineEdit):
    """A line edit that marks copied text as secret.

    Attributes:
        secret: whether its text is secret.
    """

    def __init__(self, parent: QWidget | None = None, *, secret: bool = True) -> None:
        super().__init__(parent)
        self.secret = secret

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Mark what is copied or cut."""
        if self._can_copy() and event.matches(QKeySequence.StandardKey.Copy):
            self._copy_marked()
        elif self._can_copy() and event.matches(QKeySequence.StandardKey.Cut):
            self._cut_marked()
        else:
            super().keyPressEvent(event)
            self._mark_selection()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Mark what was selected with the mouse."""
        super().mouseReleaseEvent(event)
        self._mark_selection()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Open the standard menu, whose *Copy* and *Cut* mark the text."""
        menu = self.createStandardContextMenu()
        for name, handler in (("edit-copy", self._copy_marked), ("edit-cut", self._cut_marked)):
            action = menu.findChild(QAction, name)
            if action is not None and self._can_copy():
                action.triggered.disconnect()
                action.triggered.connect(handler)  # a method: a lambda in its own menu would keep the field alive
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _can_copy(self) -> bool:
        return self.secret and self.hasSelectedText() and self.echoMode() is QLineEdit.EchoMode.Normal

    def _mark_selection(self) -> None:
        """Mark the X11 selection; Qt has set it without the mark."""
        board, mode = QGuiApplication.clipboard(), QClipboard.Mode.Selection
        if self._can_copy() and board.ownsSelection() and not mark_of(board.mimeData(mode)):
            board.setMimeData(marked(self.selectedText()), mode)

    def _copy_marked(self) -> None:
        QGuiApplication.clipboard().setMimeData(marked(self.selectedText()))

    def _cut_marked(self) -> None:
        self._copy_marked()
        if not self.isReadOnly():
            self.insert("")


class Line(SecretEdit):
    """A read-only value on one line."""

    def __init__(self, name: str, object_name: str, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, secret=False)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setObjectName(object_name)
        self.setProperty("role", "value")
        self.setProperty("textRole", role)
        self.setFrame(False)
        self.setTextMargins(-3, 0, 0, 0)  # cancels Qt's inner margin, to align the value with its title
        self._tint = _Tint(self)

    def show_value(self, text: str, *, changed: bool = False) -> None:
        """Show a value; `changed` tints it for a moment."""
        if text == self.text():
            return
        self.setText(text)
        self.setCursorPosition(0)
        if changed and text:
            self._tint.show()


class Lines(QPlainTextEdit):
    """A read-only value or text that wraps; its height follows the text.

    Attributes:
        secret: whether its text is secret and is marked when it is copied, selected or dragged.
    """

    def __init__(
        self, name: str, object_name: str, role: str, parent: QWidget | None = None, *, anywhere: bool = False
    ) -> None:
        super().__init__(parent)
        self.secret = False
        self._afterwards = QTimer(self, singleShot=True, interval=0)
        self._afterwards.timeout.connect(self._fit)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setObjectName(object_name)
        self.setProperty("role", "value")
        self.setProperty("textRole", role)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(1)
        self.setViewportMargins(-2, 0, 0, 0)  # cancels margin and border, to align the text
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        if anywhere:
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._tint = _Tint(self)
        self._fit()

    def show_value(self, text: str, *, changed: bool = False, role: str | None = None) -> None:
        """Show a text; `changed` tints it for a moment, `role` selects its colour."""
        if role is not None and role != self.property("textRole"):
            restyle(self, textRole=role)
        if text == self.toPlainText():
            return
        self.setPlainText(text)
        self._fit()
        if changed and text:
            self._tint.show()

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        """Return the selected text, marked if it is secret."""
        return marked(self.textCursor().selectedText()) if self.secret else super().createMimeDataFromSelection()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the height after a change of the width: grow now, shrink from the event loop.

        Shrinking at once may hide the scroll bar of a surrounding scroll area, which changes the width again, and so
        on until the stack overflows.
        """
        super().resizeEvent(event)
        if event.size().width() == event.oldSize().width():
            return
        height = self._height_of_text()
        if height >= self.height():
            self.setFixedHeight(height)
        else:
            self._afterwards.start()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the height after a change of the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a size as high as the text."""
        return QSize(super().sizeHint().width(), self.height())

    def _fit(self) -> None:
        self.setFixedHeight(self._height_of_text())

    def _height_of_text(self) -> int:
        # QPlainTextDocumentLayout gives the document's height in lines; a block's is in pixels.
        height, block = 0.0, self.document().begin()
        while block.isValid():
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return math.ceil(height) + 4
