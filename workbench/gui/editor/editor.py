"""The payload editor: a plain text widget whose text stands for exact bytes.

Owns typing, pasting, painting and the way back to bytes. It must never sign, send, store or parse, and never
hand out text of the widget: only `body()`.
"""

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
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

from workbench.gui.editor import keys
from workbench.gui.editor.brackets import matching
from workbench.gui.editor.chunks import units
from workbench.gui.editor.edits import changed_middle, followed
from workbench.gui.editor.gutter import Gutter
from workbench.gui.editor.looks import EditorTheme, Looks
from workbench.gui.editor.mirror import Mirror
from workbench.workspace.view import MARKED, BodyFacts, describe, facts, restore, show

SHOWN = "application/x-payload-workbench-shown-text"
"""The clipboard format that carries stand-ins as they are: bytes that are not UTF-8 survive copy and paste."""

_ZOOM = range(-4, 21)  # points more or less than the theme's
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta}


class PayloadEditor(QPlainTextEdit):
    """Shows and edits one body.

    Signals:
        body_changed: `body()` may be another one; once for an edit, an undo or a load.
        caret_moved: line and column of the caret, both from 1, the column in characters.
    """

    body_changed = Signal()
    caret_moved = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("payloadEditor")
        self.setAccessibleName("Payload editor")
        self.setAccessibleDescription("The body, as it is typed. Escape, then Tab, leaves the editor.")
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setMouseTracking(True)
        self.document().setDocumentMargin(8)
        self._mirror = Mirror(self.document())
        self._facts: tuple[bytes, BodyFacts] | None = None
        self._theme: EditorTheme | None = None
        self._looks: Looks | None = None
        self._generation = 0
        self._zoom = 0
        self._wheel = 0
        self._caret_block = -1
        self._problem: tuple[int, int] | None = None
        self._problem_says = ""
        self._gutter = Gutter(self)
        self._mirror.changed.connect(self._on_change)
        self.cursorPositionChanged.connect(self._on_caret)
        self.blockCountChanged.connect(self._fit_gutter)
        self.updateRequest.connect(self._on_update)
        self._fit_gutter()

    # The body

    def load(self, body: bytes) -> None:
        """Show another body, from the start, with nothing to undo. Unedited, `body()` is this very object."""
        self._problem = None
        self._mirror.load(show(body), body)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._on_caret()

    def body(self) -> bytes:
        """Return the exact bytes that are shown; the same object until the next change."""
        return self._mirror.body()

    def edited(self) -> bool:
        """Say whether anything was edited since the load, and not undone."""
        return self.document().isModified()

    def facts(self) -> BodyFacts:
        """Say how the body is written; looked up once for each body."""
        body = self.body()
        if self._facts is None or self._facts[0] is not body:
            self._facts = (body, facts(body))
        return self._facts[1]

    def replace_all(self, body: bytes) -> None:
        """Make this the body, as one undoable edit of no more than what differs; the caret stays with its text."""
        if body == self.body():
            return
        view = show(body)
        if b"\n" not in body and b"\r" not in body:
            view = view._replace(line_end=self._mirror.line_end)
        old = self._mirror.text()
        start, old_end, new_end = changed_middle(old, view.text)
        caret = len(_head(old, self.textCursor().position()))
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if view.line_end != self._mirror.line_end:
            self._mirror.set_line_end(view.line_end)
        first = units(old[:start])
        cursor.setPosition(first)
        cursor.setPosition(first + units(old[start:old_end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(view.text[start:new_end])
        cursor.endEditBlock()
        if start < caret < old_end:
            place = start + followed(old[start:old_end], view.text[start:new_end], caret - start)
            self._put_caret(units(view.text[:place]))

    # The caret

    def caret_offset(self) -> int:
        """Return where the caret is in the body, in bytes."""
        return self._mirror.offset_of(self.textCursor().position())

    def go_to_offset(self, offset: int) -> None:
        """Put the caret before the character that holds this byte, in sight, and take the focus."""
        self._put_caret(self._mirror.position_of(max(0, offset)))
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_caret(self, position: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def show_problem(self, offset: int | None, says: str = "") -> None:
        """Underline what is at this byte, with a sentence as its tooltip; None takes the underline away."""
        self._problem_says = says
        self._problem = None
        self._gutter.problem = 0
        if offset is not None:
            start = self._mirror.position_of(max(0, offset))
            block = self.document().findBlock(start)
            end = start + max(1, _length_of_word(block.text(), start - block.position()))
            if end > block.position() + block.length() - 1 and start > block.position():
                start, end = start - 1, end - 1  # at the end of a line there is nothing to underline but what is before
            self._problem = (start, end)
            self._gutter.problem = block.blockNumber() + 1
        self._gutter.update()
        self._select_extra()

    # The look

    def set_theme(self, theme: EditorTheme) -> None:
        """Take the colours and the face of a theme."""
        self._theme = theme
        palette = self.palette()
        for role, name in (
            (QPalette.ColorRole.Base, "surface"),
            (QPalette.ColorRole.Text, "text"),
            (QPalette.ColorRole.Highlight, "selection"),
            (QPalette.ColorRole.HighlightedText, "text"),
            (QPalette.ColorRole.PlaceholderText, "muted"),
        ):
            palette.setColor(role, theme.color(name))
        self.setPalette(palette)
        self._gutter.colors = {name: theme.color(name) for name in ("surface", "current_line", "text", "muted", "bad")}
        self._set_face()

    def zoom_by(self, points: int) -> None:
        """Make the type larger or smaller than the theme's, within reason."""
        self._zoom = min(max(self._zoom + points, _ZOOM[0]), _ZOOM[-1])
        self._set_face()

    def _set_face(self) -> None:
        if self._theme is None:
            return
        face = self._theme.mono
        face.setPointSizeF(max(4.0, face.pointSizeF() + self._zoom))
        self.setFont(face)
        self._gutter.setFont(face)
        self._looks = Looks(self._theme, face)
        self._generation += 1
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self._fit_gutter()
        self._dress(self.viewport().rect())
        self._select_extra()
        self.viewport().update()

    def _blocks(self, area: QRect) -> list[tuple[QTextBlock, QPointF]]:
        """Return the blocks that touch an area of the viewport, with the place of each."""
        found: list[tuple[QTextBlock, QPointF]] = []
        block = self.firstVisibleBlock()
        place = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
        while block.isValid() and place.y() <= area.bottom():
            height = self.blockBoundingRect(block).height()
            if place.y() + height >= area.top():
                found.append((block, QPointF(place)))
            place.setY(place.y() + height)
            block = block.next()
        return found

    def _dress(self, area: QRect) -> None:
        """Give the blocks in an area their formats, unless they have them."""
        if self._looks is None:
            return
        document = self.document()
        for block, _ in self._blocks(area):
            text = block.text()
            state = hash((text, self._generation)) & 0x3FFFFFFF
            layout = block.layout()
            if block.userState() == state and (not text or layout.formats()):
                continue
            formats = self._looks.formats(text)
            block.setUserState(state)
            if formats or layout.formats():
                layout.setFormats(formats)
                document.markContentsDirty(block.position(), block.length())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the current line's tint, the text, and the labels of stand-ins over it."""
        self._dress(event.rect())
        self._tint_current_line(event.rect())
        super().paintEvent(event)
        if self._looks is None:
            return
        painter: QPainter | None = None
        for block, place in self._blocks(event.rect()):
            for box, char in self._looks.boxes(block):
                if painter is None:
                    painter = QPainter(self.viewport())
                    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._looks.paint_box(painter, box.translated(place), char)
        if painter is not None:
            painter.end()

    def _tint_current_line(self, area: QRect) -> None:
        if self._theme is None or self.textCursor().hasSelection():
            return
        row = self._row(self.textCursor().block())
        if row.intersects(QRectF(area)):
            painter = QPainter(self.viewport())
            painter.fillRect(row, self._theme.color("current_line"))
            painter.end()

    def _row(self, block: QTextBlock) -> QRectF:
        """Return the strip of the viewport that the lines of a block take up."""
        geometry = self.blockBoundingGeometry(block).translated(self.contentOffset())
        layout = block.layout()
        lines = layout.boundingRect()
        return QRectF(0, geometry.top() + layout.position().y(), self.viewport().width(), lines.height())

    def _select_extra(self) -> None:
        extra: list[QTextEdit.ExtraSelection] = []
        if self._theme is not None:
            pair = matching(self.document(), self.textCursor().position())
            for position in pair or ():
                char_format = QTextCharFormat()
                char_format.setBackground(self._theme.color("selection"))
                extra.append(self._extra(position, position + 1, char_format))
            if self._problem is not None:
                char_format = QTextCharFormat()
                char_format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                char_format.setUnderlineColor(QColor(self._theme.color("bad")))
                extra.append(self._extra(*self._problem, char_format))
        if extra or self.extraSelections():
            self.setExtraSelections(extra)

    def _extra(self, start: int, end: int, char_format: QTextCharFormat) -> QTextEdit.ExtraSelection:
        last = self.document().characterCount() - 1
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        made = QTextEdit.ExtraSelection()
        made.cursor = cursor  # type: ignore[attr-defined]
        made.format = char_format  # type: ignore[attr-defined]
        return made

    # What happens

    def _on_change(self) -> None:
        self._dress(self.viewport().rect())
        self.body_changed.emit()

    def _on_caret(self) -> None:
        cursor = self.textCursor()
        block = cursor.block()
        number = block.blockNumber()
        if number != self._caret_block:
            self._caret_block = number
            self._gutter.current = number + 1
            self._gutter.update()
            self.viewport().update()
        self._select_extra()
        column = cursor.positionInBlock()
        if units(text := block.text()) != len(text):
            column = len(_head(text, column))
        self.caret_moved.emit(number + 1, column + 1)

    def _on_update(self, _area: QRect, _scrolled: int) -> None:
        rows = []
        for block, place in self._blocks(self.viewport().rect()):
            layout = block.layout()
            top = place.y() + layout.position().y()
            rows.append((block.blockNumber() + 1, top, layout.boundingRect().height()))
        self._gutter.show_rows(rows)

    def _fit_gutter(self) -> None:
        width = self._gutter.width_for(self.blockCount())
        if self.viewportMargins().left() != width:
            self.setViewportMargins(width, 0, 0, 0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        inside = self.contentsRect()
        self._gutter.setGeometry(
            inside.left(), inside.top(), self._gutter.width_for(self.blockCount()), self.viewport().height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Let the gutter keep the height of the text."""
        super().resizeEvent(event)
        self._place_gutter()

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
            for box, char in self._looks.boxes(block) if self._looks is not None else ():
                where = box.translated(place)
                if where.contains(QPointF(at)):
                    return describe(char) or "", where.toRect()
        if self._problem is not None and self._problem_says:
            extra = self._extra(*self._problem, QTextCharFormat()).cursor  # type: ignore[attr-defined]
            end = self.cursorRect(extra)
            extra.setPosition(extra.anchor())
            where_problem = self.cursorRect(extra).united(end)
            if where_problem.contains(at):
                return self._problem_says, where_problem
        return "", QRect()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._wheel += event.angleDelta().y()
            notches = int(self._wheel / 120)
            self._wheel -= notches * 120
            if notches:
                self.zoom_by(notches)
            event.accept()
            return
        super().wheelEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Let Tab type again."""
        self.setTabChangesFocus(False)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Indent, leave with Escape and Tab, and show what would be invisible."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            self.setTabChangesFocus(True)  # the next Tab leaves the editor
            event.ignore()
            return
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and control:
            self.setTabChangesFocus(True)
            self.focusNextPrevChild(key == Qt.Key.Key_Tab and not modifiers & Qt.KeyboardModifier.ShiftModifier)
            return
        if key not in _MODIFIERS:
            self.setTabChangesFocus(False)
        if self.isReadOnly() or not self._typed(event, key, modifiers):
            super().keyPressEvent(event)

    def _typed(self, event: QKeyEvent, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Do what a key does here and nowhere else; False leaves it to Qt."""
        shift = Qt.KeyboardModifier.ShiftModifier
        cursor = self.textCursor()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if modifiers & ~shift:
                event.ignore()  # Ctrl+Enter belongs to the window
                return True
            keys.new_line(cursor)
        elif key == Qt.Key.Key_Tab and not modifiers:
            keys.indent(cursor)
        elif key == Qt.Key.Key_Backtab:
            keys.outdent(cursor)
        elif event.text() in ("}", "]"):
            keys.close(cursor, event.text())
        elif key == Qt.Key.Key_Z and modifiers == Qt.KeyboardModifier.ControlModifier | shift:
            self.redo()
            return True
        elif event.text() > "\x7f" and MARKED.search(event.text()):
            cursor.insertText(_shown(event.text()))
        else:
            return False
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        """Show what an input method commits, too, without anything invisible."""
        commit = event.commitString()
        if MARKED.search(commit):
            event.setCommitString(_shown(commit), event.replacementStart(), event.replacementLength())
        super().inputMethodEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        """Take text, but leave files to the window."""
        return source.hasFormat(SHOWN) or (source.hasText() and not any(url.isLocalFile() for url in source.urls()))

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Insert plain text, with stand-ins for what would be lost or hidden; its line ends become this body's."""
        if not self.canInsertFromMimeData(source):
            return
        if source.hasFormat(SHOWN):
            text = bytes(source.data(SHOWN).data()).decode("utf-8", "surrogatepass")
        else:
            text = _shown(source.text())
        cursor = self.textCursor()
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        """Copy the real characters; bytes that are not UTF-8 become U+FFFD elsewhere and stay themselves here."""
        text = self.textCursor().selectedText().replace("\u2029", "\n")
        made = QMimeData()
        made.setText(restore(text, b"\n").decode("utf-8", "replace"))
        if MARKED.search(text):
            made.setData(SHOWN, text.encode("utf-8", "surrogatepass"))
        return made


def _shown(text: str) -> str:
    return show(text.encode("utf-8", "surrogatepass")).text


def _head(text: str, position: int) -> str:
    """Return what of a text is before a position in UTF-16 units."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * position].decode("utf-16-le", "replace")


def _length_of_word(text: str, start: int) -> int:
    """Return how far the word that starts at a position goes, both in UTF-16 units."""
    rest = text[len(_head(text, start)) :]
    if not rest:
        return 0
    size = 1
    if rest[0].isalnum() or rest[0] in "-_":
        while size < min(len(rest), 200) and (rest[size].isalnum() or rest[size] in "-_."):
            size += 1
    return units(rest[:size])
