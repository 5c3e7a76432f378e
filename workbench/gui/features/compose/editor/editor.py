"""Provides the payload editor: a plain text widget whose text stands for exact bytes.

Callers read `body()`, never the text of the widget.
"""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.compose.editor import keys
from workbench.gui.features.compose.editor.byte_document import ByteDocument
from workbench.gui.features.compose.editor.code_view import CodeView
from workbench.gui.features.compose.editor.edits import changed_middle, mapped_position
from workbench.gui.features.compose.editor.highlighter import end_of_token
from workbench.gui.features.compose.editor.piece_table import units
from workbench.gui.features.compose.editor.redaction_overlay import RedactionOverlay
from workbench.workspace.view import LABELLED, BodyFacts, facts, restore, show

SHOWN = "application/x-payload-workbench-shown-text"
"""The clipboard format of text with stand-ins, so that bytes that are not UTF-8 survive copy and paste."""

_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta}


class PayloadEditor(CodeView):
    """Shows and edits one body.

    Signals:
        body_changed(): `body()` may have changed; emitted once for an edit, an undo or a load.
        caret_moved(int, int): line and column of the caret, both from 1, the column in characters.
        unread(UnreadText): a large text must be searched on another thread for what the mask covers.
    """

    body_changed = Signal()
    caret_moved = Signal(int, int)
    unread = Signal(object)

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._privacy = privacy
        self.setObjectName("payloadEditor")
        self.setAccessibleName("Payload editor")
        self.setAccessibleDescription("The body as typed. Press Escape, then Tab, to leave the editor.")
        self._byte_document = ByteDocument(self.document())
        self._facts: tuple[bytes, BodyFacts] | None = None
        self._byte_document.changed.connect(self._on_change)
        self.cursorPositionChanged.connect(self._on_caret)
        privacy.mask_changed.connect(self._apply_mask)
        if privacy.mask is not None:
            self._apply_mask()

    # Body

    def load(self, body: bytes) -> None:
        """Show another body and clear the undo history. Until the first edit `body()` returns this very object."""
        self._mark_problem(None)
        self._byte_document.load(show(body), body)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._on_caret()

    def body(self) -> bytes:
        """Return the exact bytes; the same object until the next change."""
        return self._byte_document.body()

    def facts(self) -> BodyFacts:
        """Return size, encoding and line ends of the body; computed once for each body."""
        body = self.body()
        if self._facts is None or self._facts[0] is not body:
            self._facts = (body, facts(body))
        return self._facts[1]

    def replace_all(self, body: bytes) -> None:
        """Replace the body as one undoable edit of only the part that differs; the caret stays with its text."""
        if body == self.body():
            return
        view = show(body)
        if b"\n" not in body and b"\r" not in body:
            view = view._replace(line_end=self._byte_document.line_end)
        old = self._byte_document.text()
        start, old_end, new_end = changed_middle(old, view.text)
        caret = len(_head(old, self.textCursor().position()))
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if view.line_end != self._byte_document.line_end:
            self._byte_document.set_line_end(view.line_end)
        first = units(old[:start])
        cursor.setPosition(first)
        cursor.setPosition(first + units(old[start:old_end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(view.text[start:new_end])
        cursor.setBlockFormat(cursor.blockFormat())  # no change, but Qt does not merge the next key into this edit
        cursor.endEditBlock()
        if start < caret < old_end:
            index = start + mapped_position(old[start:old_end], view.text[start:new_end], caret - start)
            self._put_caret(units(view.text[:index]))

    # Mask

    def _apply_mask(self) -> None:
        """Cover the device ids and addresses in the text while the window is masked.

        They are only painted over: text, clipboard and bytes stay the same, and so does what a screen reader reads to
        the user, because others see the screen only.
        """
        mask = self._privacy.mask
        if mask is None:
            if self._overlay is not None:
                self._overlay.disable()
        else:
            if self._overlay is None:
                self._overlay = RedactionOverlay(self.document(), self._byte_document.text)
                self._overlay.changed.connect(self.viewport().update)
                self._overlay.unread.connect(self.unread)
            self._overlay.enable(mask.known)
        self.setProperty("masked", mask is not None)  # for the style sheet, whose colours override the palette
        self.style().unpolish(self)
        self.style().polish(self)
        self._apply_palette()

    # Caret

    def caret_offset(self) -> int:
        """Return the position of the caret, in bytes of the body."""
        return self._byte_document.offset_of(self.textCursor().position())

    def go_to_offset(self, offset: int) -> None:
        """Move the caret before the character that holds this byte, scroll there and take the focus."""
        self.put_caret(offset)
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_caret(self, offset: int) -> None:
        """Move the caret before the character that holds this byte."""
        self._put_caret(self._byte_document.position_of(max(0, offset)))

    def _put_caret(self, position: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def show_problem(self, offset: int | None) -> None:
        """Underline the token at this byte; None removes the underline."""
        if offset is None:
            self._mark_problem(None)
            return
        start = self._byte_document.position_of(max(0, offset))
        block = self.document().findBlock(start)
        text = block.text()
        index = len(_head(text, start - block.position()))
        end = start + units(text[index : end_of_token(text, index)])
        if start == end and index > 0:
            start -= units(text[index - 1])  # at the end of a line underline the character before it
        self._mark_problem(self._range_cursor(start, end))

    # Events

    def _on_change(self) -> None:
        if self._overlay is not None:
            self._overlay.read()
        self._apply_formats(self._blocks(self.viewport().rect()))
        self.body_changed.emit()

    def _on_caret(self) -> None:
        cursor = self.textCursor()
        block = cursor.block()
        text, column = block.text(), cursor.positionInBlock()
        if units(text) != len(text):
            column = len(_head(text, column))
        self.caret_moved.emit(block.blockNumber() + 1, column + 1)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Make Tab indent again."""
        self.setTabChangesFocus(False)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Indent, leave with Escape and Tab, and insert stand-ins for invisible characters."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            self.setTabChangesFocus(True)  # the next Tab leaves the editor
            event.ignore()
            return
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and control:
            self.setTabChangesFocus(True)
            self.focusNextPrevChild(key == Qt.Key.Key_Tab and not modifiers & Qt.KeyboardModifier.ShiftModifier)
            return
        if key not in _MODIFIERS:
            self.setTabChangesFocus(False)
        if self.isReadOnly() or not self._typed(event, key, modifiers):
            super().keyPressEvent(event)

    def _typed(self, event: QKeyEvent, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Handle the editor's own keys; return False to leave the key to Qt."""
        shift = Qt.KeyboardModifier.ShiftModifier
        cursor = self.textCursor()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if modifiers & ~shift:
                event.ignore()  # Ctrl+Enter is a shortcut of the window
                return True
            keys.new_line(cursor)
        elif key == Qt.Key.Key_Tab and not modifiers:
            keys.indent(cursor)
        elif key == Qt.Key.Key_Backtab:
            keys.outdent(cursor)
        elif event.text() in ("}", "]"):
            keys.close(cursor, event.text())
        elif key == Qt.Key.Key_Z and modifiers == Qt.KeyboardModifier.ControlModifier | shift:
            self.redo()
            return True
        elif event.text() > "\x7f" and LABELLED.search(event.text()):
            cursor.insertText(_shown(event.text()))
        else:
            return False
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        """Insert stand-ins for invisible characters of an input method, too."""
        commit = event.commitString()
        if LABELLED.search(commit):
            event.setCommitString(_shown(commit), event.replacementStart(), event.replacementLength())
        super().inputMethodEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        """Accept text; leave files to the window."""
        return source.hasFormat(SHOWN) or (source.hasText() and not any(url.isLocalFile() for url in source.urls()))

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Insert plain text, with stand-ins for invisible characters and with the line ends of this body."""
        if not self.canInsertFromMimeData(source):
            return
        if source.hasFormat(SHOWN):
            text = bytes(source.data(SHOWN).data()).decode("utf-8", "surrogatepass")
        else:
            text = _shown(source.text())
        cursor = self.textCursor()
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        """Copy the real characters; bytes that are not UTF-8 become U+FFFD in other programs only."""
        text = self.textCursor().selectedText().replace("\u2029", "\n")
        data = QMimeData()
        data.setText(restore(text, b"\n").decode("utf-8", "replace"))
        if LABELLED.search(text):
            data.setData(SHOWN, text.encode("utf-8", "surrogatepass"))
        return data


def _shown(text: str) -> str:
    return show(text.encode("utf-8", "surrogatepass")).text


def _head(text: str, position: int) -> str:
    """Return the part of a text before a position in UTF-16 units."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * position].decode("utf-16-le", "replace")
