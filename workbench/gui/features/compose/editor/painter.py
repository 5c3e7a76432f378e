"""Paints the lines of the editor: tints, colours, labels of stand-ins, and covers over masked values.

Only visible lines are formatted, so that a large body is as fast as a small one.
"""

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.compose.editor.highlighter import Box, Highlighter, Ranges, same_formats
from workbench.gui.features.compose.editor.line_spacing import LineSpacing, selected
from workbench.gui.features.compose.editor.redaction_overlay import RedactionOverlay

_MARGIN = 8  # px around the text

Places = list[tuple[QTextBlock, QPointF]]
"""Blocks with their positions in the viewport."""


class EditorPainter(QPlainTextEdit):
    """A plain text widget without wrapping that is painted in the colours of the theme."""

    def __init__(self, themes: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        document = QTextDocument(self)
        self._spacing = LineSpacing(document)
        document.setDocumentLayout(self._spacing)
        document.setDocumentMargin(_MARGIN)
        self.setDocument(document)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._highlighter = Highlighter(themes.current, themes.current.mono)
        self._generation = 0  # of the highlighter; blocks formatted by an earlier one are formatted again
        self._overlay: RedactionOverlay | None = None

    def _blocks(self, area: QRect) -> Places:
        """Return the blocks that touch an area of the viewport, with their positions."""
        found: Places = []
        block = self.firstVisibleBlock()
        place = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
        extra = self._spacing.extra
        while block.isValid() and place.y() - extra <= area.bottom():
            height = self._spacing.blockBoundingRect(block).height()
            if place.y() + height >= area.top():
                found.append((block, QPointF(place)))
            place.setY(place.y() + height)
            block = block.next()
        return found

    def _row(self, block: QTextBlock, place: QPointF) -> QRectF:
        """Return the area of a block in the viewport, with the spacing above and below."""
        layout = block.layout()
        top = place.y() + layout.position().y() - self._spacing.extra / 2
        return QRectF(0, top, self.viewport().width(), layout.boundingRect().height() + self._spacing.extra)

    def _line(self, block: QTextBlock) -> tuple[str, Ranges]:
        """Return the text of a block as laid out, and its covered ranges."""
        return (block.text(), ()) if self._overlay is None else self._overlay.line(block)

    def _apply_formats(self, blocks: Places) -> bool:
        """Apply the formats of blocks that do not have them yet; return whether any was changed."""
        changed = False
        document = self.document()
        for block, _ in blocks:
            text, covered = self._line(block)
            state = hash((text, self._generation, covered)) & 0x3FFFFFFF
            layout = block.layout()
            # While an input method composes, Qt sets formats of its own, which would uncover masked values.
            composed = layout.preeditAreaText() if covered else ""
            if block.userState() == state and (not text or layout.formats()) and not composed:
                continue
            formats = self._highlighter.formats(text, covered, (layout.preeditAreaPosition(), len(composed)))
            block.setUserState(state)
            if (formats or layout.formats()) and not (composed and same_formats(formats, layout.formats())):
                layout.setFormats(formats)
                # Otherwise Qt would report the whole block as part of the next change.
                document.markContentsDirty(block.position(), block.length())
                changed = True
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the tints, the text, and then the labels of the stand-ins."""
        area = event.rect()
        blocks = self._blocks(area)
        if self._apply_formats(blocks):
            blocks = self._blocks(area)
        masked = self._overlay is not None and self._overlay.enabled
        self._paint_tints(blocks)
        if masked:
            self._paint_covers(blocks)  # below the text, which is transparent there, so that the caret is visible
        super().paintEvent(event)
        if masked:
            self._paint_selected(blocks)
        boxes = [
            (box, place) for block, place in blocks for box in self._highlighter.boxes(block, self._line(block)[1])
        ]
        if boxes:
            self._paint_boxes(boxes)

    def _paint_boxes(self, found: list[tuple[Box, QPointF]]) -> None:
        cursor = self.textCursor()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        behind = self._themes.current.color("selection")
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for box, place in found:
                chosen = behind if first <= box.position < last else None
                self._highlighter.paint_box(painter, box.area.translated(place), box.char, chosen)

    def _paint_tints(self, blocks: Places) -> None:
        theme, cursor = self._themes.current, self.textCursor()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        extra = self._spacing.extra / 2
        with QPainter(self.viewport()) as painter:
            for block, place in blocks:
                start, end = block.position(), block.position() + block.length()
                if first == last:
                    if start <= first < end:
                        painter.fillRect(self._row(block, place), theme.color("current_line"))
                elif first < end and last > start:
                    for box in selected(block, cursor, self.fontMetrics().horizontalAdvance(" ")):
                        row = box.adjusted(0, -extra, 0, extra).translated(place)
                        painter.fillRect(row, theme.color("selection"))

    def _paint_selected(self, blocks: Places) -> None:
        """Paint the selected text in its own colours: Qt's colour for selected text is transparent while masked."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return
        extra = self._spacing.extra / 2
        with QPainter(self.viewport()) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            for block, place in blocks:
                for box in selected(block, cursor, 0):
                    painter.setClipRect(box.adjusted(0, -extra, 0, extra).translated(place))
                    block.layout().draw(painter, place)

    def _paint_covers(self, blocks: Places) -> None:
        cursor = self.textCursor()
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for block, place in blocks:
                covers = [area.translated(place) for area in self._highlighter.covers(block, self._line(block)[1])]
                if not covers:
                    continue
                self._highlighter.paint_covers(painter, covers, chosen=False)
                for box in selected(block, cursor, 0) if cursor.hasSelection() else ():
                    painter.setClipRect(box.translated(place))
                    self._highlighter.paint_covers(painter, covers, chosen=True)
                    painter.setClipping(False)
