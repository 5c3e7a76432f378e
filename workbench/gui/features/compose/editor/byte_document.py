"""Keeps the exact bytes of a text document in sync with it, one change at a time.

`QTextDocument.toPlainText` is never used, as it turns a no-break space into a space; and a keystroke never reads the
whole document. The line end is a property of the document's root frame, so that it is undone together with the text.
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
        resets: how often the whole document had to be read.

    Signals:
        changed: the text or the line end has changed; emitted once for an edit block.
    """

    changed = Signal()

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._document = document
        self._pieces = PieceTable()
        self._body: bytes | None = None
        self._dirty = False
        self._loading = False
        self._valid = True  # False while the document holds half a character, which Python cannot be given
        self.resets = 0
        self._reset()
        document.contentsChange.connect(self._on_contents_change)
        document.contentsChanged.connect(self._emit_changed)

    def load(self, view: View, body: bytes) -> None:
        """Fill the document with a view of a body and clear the undo history. `body()` returns this very object."""
        self._loading = True
        self._document.setPlainText(view.text)
        self._document.setUndoRedoEnabled(False)
        self.set_line_end(view.line_end)
        self._document.setUndoRedoEnabled(True)
        self._document.setModified(False)
        self._loading = False
        self._pieces.reset(view.text, view.line_end)
        self._body = body
        self._dirty = False
        self._valid = True
        if not self._in_sync():
            self._reset()  # not expected; but the body must be that of the text shown
        self.changed.emit()

    def set_line_end(self, line_end: bytes) -> None:
        """Set the bytes that line feeds stand for; one undoable step, or part of an edit block."""
        frame = self._document.rootFrame()
        frame_format = frame.frameFormat()
        frame_format.setProperty(_LINE_END, line_end.decode())
        frame.setFrameFormat(frame_format)

    @property
    def line_end(self) -> bytes:
        """The bytes that each line feed of the text stands for."""
        return self._pieces.line_end

    def body(self) -> bytes:
        """Return the exact bytes of the document; the same object until the next change."""
        if self._body is None:
            self._body = self._pieces.body()
        return self._body

    def text(self) -> str:
        """Return the document's text, stand-ins and all, with line feeds between its blocks."""
        return self._pieces.text()

    def offset_of(self, position: int) -> int:
        """Turn a document position into an offset in the body."""
        return self._pieces.offset_of(position)

    def position_of(self, offset: int) -> int:
        """Turn an offset in the body into a document position."""
        return self._pieces.position_of(offset)

    def _wanted_line_end(self) -> bytes:
        value = self._document.rootFrame().frameFormat().property(_LINE_END)
        return value.encode() if isinstance(value, str) else b"\n"

    def _in_sync(self) -> bool:
        return self._pieces.size == self._document.characterCount() - 1

    def _reset(self) -> None:
        text = self._document.toRawText().replace(_SEPARATOR, "\n")
        self._pieces.reset(text, self._wanted_line_end())
        self._valid = self._in_sync()
        self._body = None
        self.resets += 1

    def _on_contents_change(self, position: int, removed: int, added: int) -> None:
        if self._loading:
            return
        self._dirty = True
        self._body = None
        end = self._document.characterCount() - 1  # without the separator after the last block
        if (
            not self._valid
            or (position == 0 and (added >= end or removed > self._pieces.size))
            or (self._wanted_line_end() != self._pieces.line_end)
        ):
            self._reset()
            return
        over = position + added - end  # some edits report both one too long, by that separator
        if over > 0:
            added -= over
            removed -= over
        try:
            self._pieces.replace(position, removed, self._read(position, added))
        except SplitPairError:
            self._reset()
        if not self._in_sync():
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

    def _emit_changed(self) -> None:
        if self._dirty:
            self._dirty = False
            self.changed.emit()
