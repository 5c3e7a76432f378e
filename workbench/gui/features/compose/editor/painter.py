"""Paints the rows of the editor: tints, colours, labels of stand-ins, and what covers the parts that must not be seen.

Owns what the text looks like, and nothing of what it means: it never changes the text and knows no body.
Only what is in sight is ever coloured, so that a large body loads and types like a small one.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.compose.editor.highlighter import Box, Highlighter, same_formats
from workbench.gui.features.compose.editor.line_spacing import LineSpacing, selected

if TYPE_CHECKING:
    from workbench.gui.features.compose.editor.redaction_overlay import Ranges, RedactionOverlay

_MARGIN = 8  # px around the text

Places = list[tuple[QTextBlock, QPointF]]
"""Blocks, and where each is in the viewport."""


class EditorPainter(QPlainTextEdit):
    """A plain text widget without wrapping that paints its text itself, in the colours of the theme."""

    def __init__(self, themes: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        document = QTextDocument(self)
        self._rows = LineSpacing(document)
        document.setDocumentLayout(self._rows)
        document.setDocumentMargin(_MARGIN)
        self.setDocument(document)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._looks = Highlighter(themes.current, themes.current.mono)
        self._generation = 0  # of the looks; what was coloured with earlier ones is coloured again
        self._veil: RedactionOverlay | None = None

    def _blocks(self, area: QRect) -> Places:
        """Return the blocks that touch an area of the viewport, with the place of each."""
        found: Places = []
        block = self.firstVisibleBlock()
        place = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
        air = self._rows.air
        while block.isValid() and place.y() - air <= area.bottom():
            height = self._rows.blockBoundingRect(block).height()
            if place.y() + height >= area.top():
                found.append((block, QPointF(place)))
            place.setY(place.y() + height)
            block = block.next()
        return found

    def _row(self, block: QTextBlock, place: QPointF) -> QRectF:
        """Return the strip of the viewport that belongs to a block, air above and below included."""
        layout = block.layout()
        top = place.y() + layout.position().y() - self._rows.air / 2
        return QRectF(0, top, self.viewport().width(), layout.boundingRect().height() + self._rows.air)

    def _line(self, block: QTextBlock) -> "tuple[str, Ranges]":
        """Return the text of a block as it is laid out, and its covered places."""
        return (block.text(), ()) if self._veil is None else self._veil.line(block)

    def _dress(self, blocks: Places) -> bool:
        """Give blocks their formats, unless they have them; say whether one was given any."""
        dressed = False
        document = self.document()
        for block, _ in blocks:
            text, covered = self._line(block)
            state = hash((text, self._generation, covered)) & 0x3FFFFFFF
            layout = block.layout()
            # While an input method composes, Qt puts its own formats there: they would uncover what is covered.
            composed = layout.preeditAreaText() if covered else ""
            if block.userState() == state and (not text or layout.formats()) and not composed:
                continue
            formats = self._looks.formats(text, covered, (layout.preeditAreaPosition(), len(composed)))
            block.setUserState(state)
            if (formats or layout.formats()) and not (composed and same_formats(formats, layout.formats())):
                layout.setFormats(formats)
                # Else Qt would report the whole stretch as part of the next change.
                document.markContentsDirty(block.position(), block.length())
                dressed = True
        return dressed

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the tints, the text over them, and the labels of the stand-ins over that."""
        area = event.rect()
        blocks = self._blocks(area)
        if self._dress(blocks):
            blocks = self._blocks(area)
        masked = self._veil is not None and self._veil.on
        self._paint_tints(blocks)
        if masked:
            self._paint_covers(blocks)  # under the text, which is transparent there, so that the caret is seen
        super().paintEvent(event)
        if masked:
            self._paint_selected(blocks)
        found = [(box, place) for block, place in blocks for box in self._looks.boxes(block, self._line(block)[1])]
        if found:
            self._paint_boxes(found)

    def _paint_boxes(self, found: list[tuple[Box, QPointF]]) -> None:
        cursor = self.textCursor()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        behind = self._themes.current.color("selection")
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for box, place in found:
                chosen = behind if first <= box.position < last else None
                self._looks.paint_box(painter, box.area.translated(place), box.char, chosen)

    def _paint_tints(self, blocks: Places) -> None:
        theme, cursor = self._themes.current, self.textCursor()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        air = self._rows.air / 2
        with QPainter(self.viewport()) as painter:
            for block, place in blocks:
                start, end = block.position(), block.position() + block.length()
                if first == last:
                    if start <= first < end:
                        painter.fillRect(self._row(block, place), theme.color("current_line"))
                elif first < end and last > start:
                    for box in selected(block, cursor, self.fontMetrics().horizontalAdvance(" ")):
                        row = box.adjusted(0, -air, 0, air).translated(place)
                        painter.fillRect(row, theme.color("selection"))

    def _paint_selected(self, blocks: Places) -> None:
        """Paint the selected text in its own colours: Qt's one colour for selected text is transparent while masked."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return
        air = self._rows.air / 2
        with QPainter(self.viewport()) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            for block, place in blocks:
                for box in selected(block, cursor, 0):
                    painter.setClipRect(box.adjusted(0, -air, 0, air).translated(place))
                    block.layout().draw(painter, place)

    def _paint_covers(self, blocks: Places) -> None:
        cursor = self.textCursor()
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for block, place in blocks:
                covers = [area.translated(place) for area in self._looks.covers(block, self._line(block)[1])]
                if not covers:
                    continue
                self._looks.paint_covers(painter, covers, chosen=False)
                for box in selected(block, cursor, 0) if cursor.hasSelection() else ():
                    painter.setClipRect(box.translated(place))
                    self._looks.paint_covers(painter, covers, chosen=True)
                    painter.setClipping(False)
