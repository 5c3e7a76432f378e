"""Gives the lines of a plain text document some air, and says which part of a line is selected.

Owns the height of a row. Qt's plain layout knows no line spacing; so each block says it is taller than its text.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from workbench.gui.features.compose.editor.highlighter import x_of

_SHARE = 0.36  # of the height of the text


class LineSpacing(QPlainTextDocumentLayout):
    """A plain layout whose blocks have `air` pixels below their text; a row has half of it above, by painting."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.air = 0.0

    def breathe(self, text_height: float) -> None:
        """Choose the air for text of this height, in pixels."""
        self.air = 2.0 * round(_SHARE * text_height / 2)

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:  # noqa: N802
        """Return the block's rectangle with the air."""
        area = super().blockBoundingRect(block)
        if self.air and area.height():
            area.setHeight(area.height() + self.air)
        return area


def selected(block: QTextBlock, cursor: QTextCursor, tail: float) -> list[QRectF]:
    """Return the selected part of each line of a block, relative to the block, without air.

    A line whose end is selected, too, is `tail` pixels longer there, so that an empty one can be seen.
    """
    layout = block.layout()
    first = max(cursor.selectionStart() - block.position(), 0)
    last = min(cursor.selectionEnd() - block.position(), block.length() - 1)
    beyond = cursor.selectionEnd() >= block.position() + block.length()
    boxes: list[QRectF] = []
    for index in range(layout.lineCount()):
        line = layout.lineAt(index)
        start, end = line.textStart(), line.textStart() + line.textLength()
        if first > end or last < start:
            continue
        left, right = x_of(line.cursorToX(max(first, start))), x_of(line.cursorToX(min(last, end)))
        if beyond and index == layout.lineCount() - 1:
            right += tail
        boxes.append(QRectF(left, layout.position().y() + line.y(), right - left, line.height()))
    return boxes
