"""Dresses the editor in a theme: its face and its size, line numbers, the problem's underline, what the mouse is told.

Owns what stands around and under the text, and nothing of what it means: it never changes the text and knows no body.
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
from workbench.workspace.view import describe

_ZOOM = range(-4, 21)  # points more or less than the theme's


class CodeView(EditorPainter):
    """A sheet that paints itself as the theme says."""

    def __init__(self, themes: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._zoom = 0
        self._wheel = 0
        self._caret_block = 0
        self._seen = self.viewport().rect()
        self._problem: QTextCursor | None = None
        self._problem_says = ""
        self._gutter = Gutter(self, self._numbered)
        self.cursorPositionChanged.connect(self._follow_caret)
        self.selectionChanged.connect(self._follow_selection)
        self.blockCountChanged.connect(self._fit_gutter)
        self.updateRequest.connect(self._on_update)
        themes.theme_changed.connect(self._take_theme)
        self._take_theme()

    # The look

    def _take_theme(self) -> None:
        """Take the colours and the face of the theme."""
        theme = self._themes.current
        self._take_palette()
        self._gutter.colors = {name: theme.color(name) for name in ("surface", "current_line", "text", "muted", "bad")}
        self._take_face()

    def _take_palette(self) -> None:
        """Take the palette of the theme; what paints a selection is the rows' business, and Qt gets no brush for it."""
        theme = self._themes.current
        masked = self._veil is not None and self._veil.on
        palette = self.palette()
        for role, name in (
            (QPalette.ColorRole.Base, "surface"),
            (QPalette.ColorRole.Text, "text"),
            (QPalette.ColorRole.PlaceholderText, "muted"),
        ):
            palette.setColor(role, theme.color(name))
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            palette.setBrush(group, QPalette.ColorRole.Highlight, QBrush(Qt.BrushStyle.NoBrush))
            # Qt would paint covered text, too, in its colour for selected text.
            chosen = QColor(Qt.GlobalColor.transparent) if masked else theme.color("text")
            palette.setColor(group, QPalette.ColorRole.HighlightedText, chosen)
        self.setPalette(palette)

    def zoom_by(self, points: int) -> None:
        """Make the type larger or smaller than the theme's, within reason."""
        self._zoom = min(max(self._zoom + points, _ZOOM[0]), _ZOOM[-1])
        self._take_face()

    def _take_face(self) -> None:
        face = self._themes.current.mono
        face.setPointSizeF(max(4.0, face.pointSizeF() + self._zoom))
        self.setFont(face)
        self._gutter.setFont(face)
        self._looks = Highlighter(self._themes.current, face)
        self._generation += 1
        self._rows.breathe(self.fontMetrics().height())
        self.setTabStopDistance(4 * QFontMetricsF(face).horizontalAdvance(" "))
        self._fit_gutter()
        self._dress(self._blocks(self.viewport().rect()))
        self._tint()
        self.viewport().update()

    # Tints that belong to places in the text

    def _tint(self) -> None:
        extra: list[QTextEdit.ExtraSelection] = []
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
            for box in self._looks.boxes(block, self._line(block)[1]):
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
        """Let the gutter keep the height of the text, and the caret stay in sight if it was."""
        was_in_sight = self._seen.contains(self.cursorRect())
        self._seen = self.viewport().rect()
        super().resizeEvent(event)
        self._fit_gutter()
        if was_in_sight:
            self.ensureCursorVisible()

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
