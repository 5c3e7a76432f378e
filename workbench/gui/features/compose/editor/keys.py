"""Provides indentation on Enter, Tab, Shift+Tab and closing brackets. Each function is one undoable edit."""

from PySide6.QtGui import QTextCursor

STEP = "  "
_SPACES = " \t"


def _indent_of(text: str) -> str:
    return text[: len(text) - len(text.lstrip(_SPACES))]


def _before(cursor: QTextCursor) -> str:
    """Return the current line up to the start of the selection, or up to the caret."""
    start = QTextCursor(cursor.document())
    start.setPosition(cursor.selectionStart())
    start.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
    return start.selectedText()


def new_line(cursor: QTextCursor) -> None:
    """Break the line; indent the new one as this one, by one step more after an opening bracket."""
    before = _before(cursor)
    indent = _indent_of(before)
    if before.rstrip(_SPACES).endswith(("{", "[")):
        indent += STEP
    cursor.insertText("\n" + indent)


def close(cursor: QTextCursor, bracket: str) -> None:
    """Insert a closing bracket; outdent the line first if it holds spaces only."""
    before = _before(cursor)
    cursor.beginEditBlock()
    if before and not before.strip(_SPACES) and not cursor.hasSelection():
        _outdent_line(cursor)
    cursor.insertText(bracket)
    cursor.endEditBlock()


def indent(cursor: QTextCursor) -> None:
    """Insert one step at the caret, or indent every selected line."""
    if not _spans_lines(cursor):
        cursor.insertText(STEP)
        return
    cursor.beginEditBlock()
    for line in _lines(cursor):
        if line.block().length() > 1:
            line.insertText(STEP)
    cursor.endEditBlock()


def outdent(cursor: QTextCursor) -> None:
    """Outdent the current line, or every selected one, by up to one step."""
    cursor.beginEditBlock()
    for line in _lines(cursor):
        _outdent_line(line)
    cursor.endEditBlock()


def _spans_lines(cursor: QTextCursor) -> bool:
    document = cursor.document()
    return document.findBlock(cursor.selectionStart()) != document.findBlock(cursor.selectionEnd())


def _lines(cursor: QTextCursor) -> list[QTextCursor]:
    """Return a cursor at the start of each selected line, without a last line of which nothing is selected."""
    document = cursor.document()
    block = document.findBlock(cursor.selectionStart())
    end = cursor.selectionEnd()
    found = [QTextCursor(block)]
    block = block.next()
    while block.isValid() and block.position() < end:
        found.append(QTextCursor(block))
        block = block.next()
    return found


def _outdent_line(cursor: QTextCursor) -> None:
    start = QTextCursor(cursor.block())
    text = cursor.block().text()
    count = 1 if text.startswith("\t") else min(len(STEP), len(text) - len(text.lstrip(" ")))
    if count:
        start.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, count)
        start.removeSelectedText()
