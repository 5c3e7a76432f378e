"""Gives the lines of a plain text document some air.

Owns the height of a row. Qt's plain layout knows no line spacing; so each block says it is taller than its text.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

_SHARE = 0.36  # of the height of the text


class RowLayout(QPlainTextDocumentLayout):
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
