"""The payload editor: a plain text widget whose text stands for exact bytes.

Owns typing, pasting, painting and the way back to bytes. It must never sign, send, store or parse, and never
hand out text of the widget: only `body()`.
"""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.compose.editor import keys
from workbench.gui.features.compose.editor.byte_document import ByteDocument
from workbench.gui.features.compose.editor.code_view import CodeView
from workbench.gui.features.compose.editor.edits import changed_middle, followed
from workbench.gui.features.compose.editor.highlighter import end_of_token
from workbench.gui.features.compose.editor.piece_table import units
from workbench.gui.features.compose.editor.redaction_overlay import RedactionOverlay
from workbench.workspace.view import LABELLED, BodyFacts, facts, restore, show

SHOWN = "application/x-payload-workbench-shown-text"
"""The clipboard format that carries stand-ins as they are: bytes that are not UTF-8 survive copy and paste."""

_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta}


class PayloadEditor(CodeView):
    """Shows and edits one body.

    Signals:
        body_changed: `body()` may be another one; once for an edit, an undo or a load.
        caret_moved: line and column of the caret, both from 1, the column in characters.
        unread: a large text is to be read for what the mask must cover, on another thread: a `veil.Unread`.
    """

    body_changed = Signal()
    caret_moved = Signal(int, int)
    unread = Signal(object)

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._privacy = privacy
        self.setObjectName("payloadEditor")
        self.setAccessibleName("Payload editor")
        self.setAccessibleDescription("The body, as it is typed. Escape, then Tab, leaves the editor.")
        self._mirror = ByteDocument(self.document())
        self._facts: tuple[bytes, BodyFacts] | None = None
        self._mirror.changed.connect(self._on_change)
        self.cursorPositionChanged.connect(self._on_caret)
        privacy.mask_changed.connect(self._take_mask)
        if privacy.mask is not None:
            self._take_mask()

    # The body

    def load(self, body: bytes) -> None:
        """Show another body, from the start, with nothing to undo. Unedited, `body()` is this very object."""
        self._underline(None, "")
        self._mirror.load(show(body), body)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._on_caret()

    def body(self) -> bytes:
        """Return the exact bytes that are shown; the same object until the next change."""
        return self._mirror.body()

    def edited(self) -> bool:
        """Say whether anything was edited since the load, and not undone."""
        return self.document().isModified()

    def facts(self) -> BodyFacts:
        """Say how the body is written; looked up once for each body."""
        body = self.body()
        if self._facts is None or self._facts[0] is not body:
            self._facts = (body, facts(body))
        return self._facts[1]

    def replace_all(self, body: bytes) -> None:
        """Make this the body, as one undoable edit of no more than what differs; the caret stays with its text."""
        if body == self.body():
            return
        view = show(body)
        if b"\n" not in body and b"\r" not in body:
            view = view._replace(line_end=self._mirror.line_end)
        old = self._mirror.text()
        start, old_end, new_end = changed_middle(old, view.text)
        caret = len(_head(old, self.textCursor().position()))
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if view.line_end != self._mirror.line_end:
            self._mirror.set_line_end(view.line_end)
        first = units(old[:start])
        cursor.setPosition(first)
        cursor.setPosition(first + units(old[start:old_end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(view.text[start:new_end])
        cursor.setBlockFormat(cursor.blockFormat())  # changes nothing, but keeps Qt from joining the next key to this
        cursor.endEditBlock()
        if start < caret < old_end:
            place = start + followed(old[start:old_end], view.text[start:new_end], caret - start)
            self._put_caret(units(view.text[:place]))

    # The mask

    def _take_mask(self) -> None:
        """Cover the device ids and addresses in the text for as long as there is a mask.

        It is paint only. The text stays what it is, for the keyboard, for copying, for the bytes; and for a screen
        reader, which speaks to the one who types and not to those who are shown the screen.
        """
        mask = self._privacy.mask
        if mask is None:
            if self._veil is not None:
                self._veil.take_off()
        else:
            if self._veil is None:
                self._veil = RedactionOverlay(self.document(), self._mirror.text)
                self._veil.changed.connect(self.viewport().update)
                self._veil.unread.connect(self.unread)
            self._veil.put_on(mask.known)
        self.setProperty("masked", mask is not None)  # the style sheet asks, and its colours go before a palette's
        self.style().unpolish(self)
        self.style().polish(self)
        self._take_palette()

    # The caret

    def caret_offset(self) -> int:
        """Return where the caret is in the body, in bytes."""
        return self._mirror.offset_of(self.textCursor().position())

    def go_to_offset(self, offset: int) -> None:
        """Put the caret before the character that holds this byte, in sight, and take the focus."""
        self.put_caret(offset)
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_caret(self, offset: int) -> None:
        """Put the caret before the character that holds this byte."""
        self._put_caret(self._mirror.position_of(max(0, offset)))

    def _put_caret(self, position: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def show_problem(self, offset: int | None, says: str = "") -> None:
        """Underline what is at this byte, with a sentence as its tooltip; None takes the underline away."""
        if offset is None:
            self._underline(None, "")
            return
        start = self._mirror.position_of(max(0, offset))
        block = self.document().findBlock(start)
        text = block.text()
        index = len(_head(text, start - block.position()))
        end = start + units(text[index : end_of_token(text, index)])
        if start == end and index > 0:
            start -= units(text[index - 1])  # at the end of a line there is nothing to underline but what is before
        self._underline(self._stretch(start, end), says)

    # What happens

    def _on_change(self) -> None:
        if self._veil is not None:
            self._veil.read()
        self._dress(self._blocks(self.viewport().rect()))
        self.body_changed.emit()

    def _on_caret(self) -> None:
        cursor = self.textCursor()
        block = cursor.block()
        text, column = block.text(), cursor.positionInBlock()
        if units(text) != len(text):
            column = len(_head(text, column))
        self.caret_moved.emit(block.blockNumber() + 1, column + 1)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Let Tab type again."""
        self.setTabChangesFocus(False)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Indent, leave with Escape and Tab, and show what would be invisible."""
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
        """Do what a key does here and nowhere else; False leaves it to Qt."""
        shift = Qt.KeyboardModifier.ShiftModifier
        cursor = self.textCursor()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if modifiers & ~shift:
                event.ignore()  # Ctrl+Enter belongs to the window
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
        """Show what an input method commits, too, without anything invisible."""
        commit = event.commitString()
        if LABELLED.search(commit):
            event.setCommitString(_shown(commit), event.replacementStart(), event.replacementLength())
        super().inputMethodEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        """Take text, but leave files to the window."""
        return source.hasFormat(SHOWN) or (source.hasText() and not any(url.isLocalFile() for url in source.urls()))

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Insert plain text, with stand-ins for what would be lost or hidden; its line ends become this body's."""
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
        """Copy the real characters; bytes that are not UTF-8 become U+FFFD elsewhere and stay themselves here."""
        text = self.textCursor().selectedText().replace("\u2029", "\n")
        made = QMimeData()
        made.setText(restore(text, b"\n").decode("utf-8", "replace"))
        if LABELLED.search(text):
            made.setData(SHOWN, text.encode("utf-8", "surrogatepass"))
        return made


def _shown(text: str) -> str:
    return show(text.encode("utf-8", "surrogatepass")).text


def _head(text: str, position: int) -> str:
    """Return what of a text is before a position in UTF-16 units."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * position].decode("utf-16-le", "replace")
