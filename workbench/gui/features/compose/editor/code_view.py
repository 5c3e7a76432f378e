"""Adds theme, zoom, line numbers, bracket matching, the underlined problem and tooltips to the painted editor.

It never changes the text.
"""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.compose.editor.brackets import matching
from workbench.gui.features.compose.editor.gutter import Gutter
from workbench.gui.features.compose.editor.highlighter import Highlighter
from workbench.gui.features.compose.editor.painter import EditorPainter
from workbench.gui.widgets.plain_text import plain_tip
from workbench.workspace.view import describe

_ZOOM = range(-4, 21)  # points more or less than the theme's


class CodeView(EditorPainter):
    """The painted editor with everything around the text."""

    def __init__(self, themes: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._zoom = 0
        self._wheel = 0
        self._caret_block = 0
        self._viewport_rect = self.viewport().rect()
        self._problem: QTextCursor | None = None
        self._gutter = Gutter(self, self._line_numbers)
        self.cursorPositionChanged.connect(self._follow_caret)
        self.selectionChanged.connect(self._follow_selection)
        self.blockCountChanged.connect(self._resize_gutter)
        self.updateRequest.connect(self._on_update)
        themes.theme_changed.connect(self._apply_theme)
        self._apply_theme()

    # Theme

    def _apply_theme(self) -> None:
        """Apply the colours and the font of the theme."""
        theme = self._themes.current
        self._apply_palette()
        self._gutter.colors = {name: theme.color(name) for name in ("surface", "current_line", "text", "muted", "bad")}
        self._update_font()

    def _apply_palette(self) -> None:
        """Apply the palette of the theme, without a brush for selections, which the editor paints itself."""
        theme = self._themes.current
        masked = self._overlay is not None and self._overlay.enabled
        palette = self.palette()
        for role, name in (
            (QPalette.ColorRole.Base, "surface"),
            (QPalette.ColorRole.Text, "text"),
            (QPalette.ColorRole.PlaceholderText, "muted"),
        ):
            palette.setColor(role, theme.color(name))
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            palette.setBrush(group, QPalette.ColorRole.Highlight, QBrush(Qt.BrushStyle.NoBrush))
            # Otherwise Qt would paint covered text in its colour for selected text.
            chosen = QColor(Qt.GlobalColor.transparent) if masked else theme.color("text")
            palette.setColor(group, QPalette.ColorRole.HighlightedText, chosen)
        self.setPalette(palette)

    def zoom_by(self, points: int) -> None:
        """Change the font size relative to the theme's, within limits."""
        self._zoom = min(max(self._zoom + points, _ZOOM[0]), _ZOOM[-1])
        self._update_font()

    def _update_font(self) -> None:
        font = self._themes.current.mono
        font.setPointSizeF(max(4.0, font.pointSizeF() + self._zoom))
        self.setFont(font)
        self._gutter.setFont(font)
        self._highlighter = Highlighter(self._themes.current, font)
        self._generation += 1
        self._spacing.set_text_height(self.fontMetrics().height())
        self.setTabStopDistance(4 * QFontMetricsF(font).horizontalAdvance(" "))
        self._resize_gutter()
        self._apply_formats(self._blocks(self.viewport().rect()))
        self._update_selections()
        self.viewport().update()

    # Extra selections

    def _update_selections(self) -> None:
        extra: list[QTextEdit.ExtraSelection] = []
        pair = matching(self.document(), self.textCursor().position()) or ()
        extra += [_extra_selection(self._range_cursor(at, at + 1), self._highlighter.bracket) for at in pair]
        if self._problem is not None:
            extra.append(_extra_selection(self._problem, self._highlighter.problem))
        if extra or self.extraSelections():
            self.setExtraSelections(extra)
        line = (
            0 if self._problem is None else self.document().findBlock(self._problem.selectionStart()).blockNumber() + 1
        )
        if line != self._gutter.problem:
            self._gutter.problem = line
            self._gutter.update()

    def _range_cursor(self, start: int, end: int) -> QTextCursor:
        """Return a cursor that selects a range of the document and moves with its text."""
        last = self.document().characterCount() - 1
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _mark_problem(self, where: QTextCursor | None) -> None:
        """Underline a range of the document as the problem."""
        self._problem = where
        self._update_selections()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Show a tooltip for a stand-in under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text, where = self._tooltip_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport(), where)
            else:
                QToolTip.hideText()
                event.ignore()
            return True
        return super().viewportEvent(event)

    def _tooltip_at(self, at: QPoint) -> tuple[str, QRect]:
        for block, place in self._blocks(QRect(at, at)):
            for box in self._highlighter.boxes(block, self._line(block)[1]):
                where = box.area.translated(place)
                if where.contains(QPointF(at)):
                    return describe(box.char) or "", where.toRect()
        return "", QRect()

    # The gutter

    def _follow_selection(self) -> None:
        self._gutter.highlights_current = not self.textCursor().hasSelection()
        self._gutter.update()
        self.viewport().update()

    def _follow_caret(self) -> None:
        number = self.textCursor().blockNumber()
        if number != self._caret_block:
            self._caret_block = number
            self._gutter.current = number + 1
            self._gutter.update()
            self.viewport().update()
        self._update_selections()

    def _line_numbers(self, area: QRect) -> Iterator[tuple[int, float, float]]:
        for block, place in self._blocks(area):
            row = self._row(block, place)
            yield block.blockNumber() + 1, row.top(), row.height()

    def _on_update(self, area: QRect, scrolled: int) -> None:
        if scrolled or area.height() >= self.viewport().height():
            self._gutter.update()

    def _resize_gutter(self) -> None:
        width = self._gutter.width_for(self.blockCount())
        if self.viewportMargins().left() != width:
            self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self._gutter.setGeometry(inside.left(), inside.top(), width, self.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Resize the gutter, and keep the caret visible if it was."""
        was_visible = self._viewport_rect.contains(self.cursorRect())
        self._viewport_rect = self.viewport().rect()
        super().resizeEvent(event)
        self._resize_gutter()
        if was_visible:
            self.ensureCursorVisible()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom while Ctrl is held."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / 120)  # a notch of a wheel; touchpads send parts of one
        self._wheel -= notches * 120
        if notches:
            self.zoom_by(notches)
        event.accept()


def _extra_selection(cursor: QTextCursor, char_format: QTextCharFormat) -> QTextEdit.ExtraSelection:
    selection = QTextEdit.ExtraSelection()
    selection.cursor = cursor
    selection.format = char_format
    return selection
