"""Paints the text of the editor: rows, tints, colours, labels of stand-ins, line numbers, the problem's underline.

Owns what the text looks like, and nothing of what it means: it never changes the text and knows no body.
Only what is in sight is ever coloured, so that a large body loads and types like a small one.
"""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from workbench.gui.editor.brackets import matching
from workbench.gui.editor.gutter import Gutter
from workbench.gui.editor.looks import Box, EditorTheme, Looks
from workbench.gui.editor.rows import RowLayout, selected
from workbench.workspace.view import describe

_ZOOM = range(-4, 21)  # points more or less than the theme's
_MARGIN = 8  # px around the text

_Places = list[tuple[QTextBlock, QPointF]]  # blocks, and where each is in the viewport


class Canvas(QPlainTextEdit):
    """A plain text widget without wrapping that paints itself as the theme says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        document = QTextDocument(self)
        self._rows = RowLayout(document)
        document.setDocumentLayout(self._rows)
        document.setDocumentMargin(_MARGIN)
        self.setDocument(document)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._theme: EditorTheme | None = None
        self._looks: Looks | None = None
        self._generation = 0  # of the looks; what was coloured with earlier ones is coloured again
        self._zoom = 0
        self._wheel = 0
        self._caret_block = -1
        self._problem: QTextCursor | None = None
        self._problem_says = ""
        self._gutter = Gutter(self, self._numbered)
        self.cursorPositionChanged.connect(self._follow_caret)
        self.selectionChanged.connect(self._follow_selection)
        self.blockCountChanged.connect(self._fit_gutter)
        self.updateRequest.connect(self._on_update)
        self._fit_gutter()

    # The look

    def set_theme(self, theme: EditorTheme) -> None:
        """Take the colours and the face of a theme."""
        self._theme = theme
        palette = self.palette()
        for role, name in (
            (QPalette.ColorRole.Base, "surface"),
            (QPalette.ColorRole.Text, "text"),
            (QPalette.ColorRole.HighlightedText, "text"),
            (QPalette.ColorRole.PlaceholderText, "muted"),
        ):
            palette.setColor(role, theme.color(name))
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            palette.setBrush(group, QPalette.ColorRole.Highlight, QBrush(Qt.BrushStyle.NoBrush))  # painted by rows here
        self.setPalette(palette)
        self._gutter.colors = {name: theme.color(name) for name in ("surface", "current_line", "text", "muted", "bad")}
        self._take_face()

    def zoom_by(self, points: int) -> None:
        """Make the type larger or smaller than the theme's, within reason."""
        self._zoom = min(max(self._zoom + points, _ZOOM[0]), _ZOOM[-1])
        self._take_face()

    def _take_face(self) -> None:
        if self._theme is None:
            return
        face = self._theme.mono
        face.setPointSizeF(max(4.0, face.pointSizeF() + self._zoom))
        self.setFont(face)
        self._gutter.setFont(face)
        self._looks = Looks(self._theme, face)
        self._generation += 1
        self._rows.breathe(self.fontMetrics().height())
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self._fit_gutter()
        self._dress(self._blocks(self.viewport().rect()))
        self._tint()
        self.viewport().update()

    def _blocks(self, area: QRect) -> _Places:
        """Return the blocks that touch an area of the viewport, with the place of each."""
        found: _Places = []
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

    def _dress(self, blocks: _Places) -> bool:
        """Give blocks their formats, unless they have them; say whether one was given any."""
        if self._looks is None:
            return False
        dressed = False
        document = self.document()
        for block, _ in blocks:
            text = block.text()
            state = hash((text, self._generation)) & 0x3FFFFFFF
            layout = block.layout()
            if block.userState() == state and (not text or layout.formats()):
                continue
            formats = self._looks.formats(text)
            block.setUserState(state)
            if formats or layout.formats():
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
        self._paint_tints(blocks)
        super().paintEvent(event)
        if self._looks is None:
            return
        found = [(box, place) for block, place in blocks for box in self._looks.boxes(block)]
        if found:
            self._paint_boxes(found)

    def _paint_boxes(self, found: list[tuple[Box, QPointF]]) -> None:
        if self._looks is None or self._theme is None:
            return
        cursor = self.textCursor()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        behind = self._theme.color("selection")
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for box, place in found:
                chosen = behind if first <= box.position < last else None
                self._looks.paint_box(painter, box.area.translated(place), box.char, chosen)

    def _paint_tints(self, blocks: _Places) -> None:
        if self._theme is None:
            return
        cursor = self.textCursor()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        air = self._rows.air / 2
        with QPainter(self.viewport()) as painter:
            for block, place in blocks:
                start, end = block.position(), block.position() + block.length()
                if first == last:
                    if start <= first < end:
                        painter.fillRect(self._row(block, place), self._theme.color("current_line"))
                elif first < end and last > start:
                    for box in selected(block, cursor, self.fontMetrics().horizontalAdvance(" ")):
                        row = box.adjusted(0, -air, 0, air).translated(place)
                        painter.fillRect(row, self._theme.color("selection"))

    # Tints that belong to places in the text

    def _tint(self) -> None:
        extra: list[QTextEdit.ExtraSelection] = []
        if self._looks is not None:
            pair = matching(self.document(), self.textCursor().position()) or ()
            extra += [_extra(self._stretch(at, at + 1), self._looks.bracket) for at in pair]
            if self._problem is not None:
                extra.append(_extra(self._problem, self._looks.problem))
        if extra or self.extraSelections():
            self.setExtraSelections(extra)
        line = (
            0 if self._problem is None else self.document().findBlock(self._problem.selectionStart()).blockNumber() + 1
        )
        if line != self._gutter.problem:
            self._gutter.problem = line
            self._gutter.update()

    def _stretch(self, start: int, end: int) -> QTextCursor:
        """Return a cursor over a stretch of the document, which stays with its text."""
        last = self.document().characterCount() - 1
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _underline(self, stretch: QTextCursor | None, says: str) -> None:
        """Underline a stretch of the document as the problem, with a sentence for its tooltip."""
        self._problem, self._problem_says = stretch, says
        self._tint()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Describe a stand-in or the problem under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            says, where = self._described(event.pos())
            if says:
                QToolTip.showText(event.globalPos(), says, self.viewport(), where)
            else:
                QToolTip.hideText()
                event.ignore()
            return True
        return super().viewportEvent(event)

    def _described(self, at: QPoint) -> tuple[str, QRect]:
        for block, place in self._blocks(QRect(at, at)):
            for box in self._looks.boxes(block) if self._looks is not None else ():
                where = box.area.translated(place)
                if where.contains(QPointF(at)):
                    return describe(box.char) or "", where.toRect()
        if self._problem is not None and self._problem_says:
            ends = (self._stretch(end, end) for end in (self._problem.selectionStart(), self._problem.selectionEnd()))
            first, last = (self.cursorRect(end) for end in ends)
            underlined = first.united(last)
            if underlined.contains(at):
                return self._problem_says, underlined
        return "", QRect()

    # The gutter

    def _follow_selection(self) -> None:
        self._gutter.tinted = not self.textCursor().hasSelection()
        self._gutter.update()
        self.viewport().update()

    def _follow_caret(self) -> None:
        number = self.textCursor().blockNumber()
        if number != self._caret_block:
            self._caret_block = number
            self._gutter.current = number + 1
            self._gutter.update()
            self.viewport().update()
        self._tint()

    def _numbered(self, area: QRect) -> Iterator[tuple[int, float, float]]:
        for block, place in self._blocks(area):
            row = self._row(block, place)
            yield block.blockNumber() + 1, row.top(), row.height()

    def _on_update(self, area: QRect, scrolled: int) -> None:
        if scrolled or area.height() >= self.viewport().height():
            self._gutter.update()

    def _fit_gutter(self) -> None:
        width = self._gutter.width_for(self.blockCount())
        if self.viewportMargins().left() != width:
            self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self._gutter.setGeometry(inside.left(), inside.top(), width, self.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Let the gutter keep the height of the text."""
        super().resizeEvent(event)
        self._fit_gutter()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom with Ctrl."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / 120)  # a notch of a wheel; touchpads send parts of one
        self._wheel -= notches * 120
        if notches:
            self.zoom_by(notches)
        event.accept()


def _extra(cursor: QTextCursor, char_format: QTextCharFormat) -> QTextEdit.ExtraSelection:
    made = QTextEdit.ExtraSelection()
    made.cursor = cursor
    made.format = char_format
    return made
