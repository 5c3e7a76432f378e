"""Adds line spacing to a plain text document, and computes the selected part of a line.

QPlainTextDocumentLayout has no line spacing, so each block reports a greater height than that of its text.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from workbench.gui.features.compose.editor.highlighter import x_of

_SHARE = 0.36  # of the height of the text


class LineSpacing(QPlainTextDocumentLayout):
    """A plain layout whose blocks have `extra` pixels below their text; the painter shows half of them above it."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.extra = 0.0

    def set_text_height(self, text_height: float) -> None:
        """Set the spacing for text of this height, in pixels."""
        self.extra = 2.0 * round(_SHARE * text_height / 2)

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:  # noqa: N802
        """Return the block's rectangle with the spacing."""
        area = super().blockBoundingRect(block)
        if self.extra and area.height():
            area.setHeight(area.height() + self.extra)
        return area


def selected(block: QTextBlock, cursor: QTextCursor, tail: float) -> list[QRectF]:
    """Return the selected part of each line of a block, relative to the block, without spacing.

    A line whose end is selected is `tail` pixels longer, so that a selected empty line is visible.
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
