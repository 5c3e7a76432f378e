"""Values to read, select and copy: one line of digits, or a few lines of words.

They are text controls, not labels, so that a screen reader finds both the name and the value. They only show. What is
taken from one that is `secret`, by whatever way, is marked for the clipboard, which clears it after a while.
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

from workbench.gui.core.style import mark_of, marked

CHANGED_MS = 600
"""How long a value that the last keystroke changed stays tinted, in milliseconds (design measures)."""


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet asks about, and apply it again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class _Tint:
    """Marks a widget as changed for a moment."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._timer = QTimer(widget, singleShot=True, interval=CHANGED_MS)
        self._timer.timeout.connect(lambda: restyle(widget, changed=False))

    def show(self) -> None:
        if not self._timer.isActive():
            restyle(self._widget, changed=True)
        self._timer.start()


class CarefulEdit(QLineEdit):
    """One line of text that may be a secret, and then is marked wherever it is copied to.

    Attributes:
        secret: whether it is one.
    """

    def __init__(self, parent: QWidget | None = None, *, secret: bool = True) -> None:
        super().__init__(parent)
        self.secret = secret

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy and cut in our own way."""
        if self._can_copy() and event.matches(QKeySequence.StandardKey.Copy):
            self._copy_marked()
        elif self._can_copy() and event.matches(QKeySequence.StandardKey.Cut):
            self._cut_marked()
        else:
            super().keyPressEvent(event)
            self._mark_selection()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End a selection by the mouse."""
        super().mouseReleaseEvent(event)
        self._mark_selection()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Open the usual menu, with our own way to copy and to cut."""
        menu = self.createStandardContextMenu()
        for name, ours in (("edit-copy", self._copy_marked), ("edit-cut", self._cut_marked)):
            action = menu.findChild(QAction, name)
            if action is not None and self._can_copy():
                action.triggered.disconnect()
                action.triggered.connect(ours)  # a method: a lambda would keep the field alive by its own menu
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _can_copy(self) -> bool:
        return self.secret and self.hasSelectedText() and self.echoMode() is QLineEdit.EchoMode.Normal

    def _mark_selection(self) -> None:
        """Mark what X11 takes as the selection; Qt has put it there bare."""
        board, mode = QGuiApplication.clipboard(), QClipboard.Mode.Selection
        if self._can_copy() and board.ownsSelection() and not mark_of(board.mimeData(mode)):
            board.setMimeData(marked(self.selectedText()), mode)

    def _copy_marked(self) -> None:
        QGuiApplication.clipboard().setMimeData(marked(self.selectedText()))

    def _cut_marked(self) -> None:
        self._copy_marked()
        if not self.isReadOnly():
            self.insert("")


class Line(CarefulEdit):
    """One line of a value, read-only."""

    def __init__(self, name: str, object_name: str, dye: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, secret=False)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setObjectName(object_name)
        self.setProperty("role", "value")
        self.setProperty("dye", dye)
        self.setFrame(False)
        self.setTextMargins(-3, 0, 0, 0)  # Qt's own inner margin; the value stands flush with its title
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
    """A value or sentence over as many lines as it needs, read-only; its height follows the text.

    Attributes:
        secret: whether it is one, so that what is copied, selected or dragged from here is marked.
    """

    def __init__(
        self, name: str, object_name: str, dye: str, parent: QWidget | None = None, *, anywhere: bool = False
    ) -> None:
        super().__init__(parent)
        self.secret = False
        self._afterwards = QTimer(self, singleShot=True, interval=0)
        self._afterwards.timeout.connect(self._fit)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setObjectName(object_name)
        self.setProperty("role", "value")
        self.setProperty("dye", dye)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(1)
        self.setViewportMargins(-2, 0, 0, 0)  # less margin and border: the text stands flush with what is around it
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        if anywhere:
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._tint = _Tint(self)
        self._fit()

    def show_value(self, text: str, *, changed: bool = False, dye: str | None = None) -> None:
        """Show a text; `changed` tints it for a moment, `dye` changes what it means."""
        if dye is not None and dye != self.property("dye"):
            restyle(self, dye=dye)
        if text == self.toPlainText():
            return
        self.setPlainText(text)
        self._fit()
        if changed and text:
            self._tint.show()

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        """Return what is copied, selected or dragged: marked if it is secret."""
        return marked(self.textCursor().selectedText()) if self.secret else super().createMimeDataFromSelection()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the height again when the width has changed: grow at once, shrink afterwards.

        A scroll area around it comes and goes with its bar while this is under way, and changes the width again; did
        the height follow both ways at once, that would go on until the stack is full.
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
        """Fit the height again when the face has changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as the text."""
        return QSize(super().sizeHint().width(), self.height())

    def _fit(self) -> None:
        self.setFixedHeight(self._height_of_text())

    def _height_of_text(self) -> int:
        # The plain-text layout counts the document's height in lines; a block's is in pixels.
        height, block = 0.0, self.document().begin()
        while block.isValid():
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return math.ceil(height) + 4
