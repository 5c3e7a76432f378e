"""Keeps the exact body of a text document in step with it, one change at a time.

Owns the only way from Qt's text to bytes. `QTextDocument.toPlainText` turns a no-break space into a space and more,
so it is never used; and the document is never read back whole for a keystroke.

The line end is a property of the document's root frame: so it is undone and redone together with the text.
"""

import re

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor, QTextDocument, QTextFormat

from workbench.gui.features.compose.editor.piece_table import PieceTable, SplitPairError
from workbench.workspace.view import View

_LINE_END = QTextFormat.Property.UserProperty + 1
_HALF = re.compile("[\ud800-\udfff]")
_SEPARATOR = "\u2029"  # what Qt puts between two blocks


class ByteDocument(QObject):
    """The body of a document.

    Attributes:
        resets: how often the document had to be read whole since the start.

    Signals:
        changed: the text or the line end changed; once for an edit, however many changes it is made of.
    """

    changed = Signal()

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._document = document
        self._chunks = PieceTable()
        self._body: bytes | None = None
        self._dirty = False
        self._loading = False
        self._sound = True  # False while the document holds half a character, which Python cannot be given
        self.resets = 0
        self._reset()
        document.contentsChange.connect(self._take)
        document.contentsChanged.connect(self._tell)

    def load(self, view: View, body: bytes) -> None:
        """Fill the document with a view of a body and forget what could be undone. The body is kept as it is."""
        self._loading = True
        self._document.setPlainText(view.text)
        self._document.setUndoRedoEnabled(False)
        self.set_line_end(view.line_end)
        self._document.setUndoRedoEnabled(True)
        self._document.setModified(False)
        self._loading = False
        self._chunks.reset(view.text, view.line_end)
        self._body = body
        self._dirty = False
        self._sound = True
        if not self._in_step():
            self._reset()  # no view should do this; but the body must be that of the text that is seen
        self.changed.emit()

    def set_line_end(self, line_end: bytes) -> None:
        """Let the document's line feeds stand for another line end; one undoable step, or part of an edit block."""
        frame = self._document.rootFrame()
        frame_format = frame.frameFormat()
        frame_format.setProperty(_LINE_END, line_end.decode())
        frame.setFrameFormat(frame_format)

    @property
    def line_end(self) -> bytes:
        """The bytes that each line feed of the text stands for."""
        return self._chunks.line_end

    def body(self) -> bytes:
        """Return the exact bytes of the document; the same object until the next change."""
        if self._body is None:
            self._body = self._chunks.body()
        return self._body

    def text(self) -> str:
        """Return the document's text, stand-ins and all, with line feeds between its blocks."""
        return self._chunks.text()

    def offset_of(self, position: int) -> int:
        """Turn a document position into an offset in the body."""
        return self._chunks.offset_of(position)

    def position_of(self, offset: int) -> int:
        """Turn an offset in the body into a document position."""
        return self._chunks.position_of(offset)

    def _wanted_line_end(self) -> bytes:
        said = self._document.rootFrame().frameFormat().property(_LINE_END)
        return said.encode() if isinstance(said, str) else b"\n"

    def _in_step(self) -> bool:
        return self._chunks.size == self._document.characterCount() - 1

    def _reset(self) -> None:
        text = self._document.toRawText().replace(_SEPARATOR, "\n")
        self._chunks.reset(text, self._wanted_line_end())
        self._sound = self._in_step()
        self._body = None
        self.resets += 1

    def _take(self, position: int, removed: int, added: int) -> None:
        if self._loading:
            return
        self._dirty = True
        self._body = None
        end = self._document.characterCount() - 1  # without the separator after the last block
        if (
            not self._sound
            or (position == 0 and (added >= end or removed > self._chunks.size))
            or (self._wanted_line_end() != self._chunks.line_end)
        ):
            self._reset()
            return
        over = position + added - end  # some edits report both one too long, by that separator
        if over > 0:
            added -= over
            removed -= over
        try:
            self._chunks.replace(position, removed, self._read(position, added))
        except SplitPairError:
            self._reset()
        if not self._in_step():
            self._reset()

    def _read(self, position: int, added: int) -> str:
        if added <= 0:
            return ""
        cursor = QTextCursor(self._document)
        cursor.setPosition(position)
        cursor.setPosition(position + added, QTextCursor.MoveMode.KeepAnchor)
        text = cursor.selectedText().replace(_SEPARATOR, "\n")
        if _HALF.search(text):
            raise SplitPairError
        return text

    def _tell(self) -> None:
        if self._dirty:
            self._dirty = False
            self.changed.emit()
