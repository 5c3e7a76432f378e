"""What a key does to the text around the caret: indentation on Enter, Tab, Shift+Tab and closing brackets.

Owns the two spaces of a step. Each function is one undoable edit on the cursor it is given.
"""

from PySide6.QtGui import QTextCursor

STEP = "  "
_BLANK = " \t"


def _indent_of(text: str) -> str:
    return text[: len(text) - len(text.lstrip(_BLANK))]


def _before(cursor: QTextCursor) -> str:
    """Return the current line up to the start of the selection, or up to the caret."""
    start = QTextCursor(cursor.document())
    start.setPosition(cursor.selectionStart())
    start.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
    return start.selectedText()


def new_line(cursor: QTextCursor) -> None:
    """Break the line; the new one starts where this one does, a step further in after an opening bracket."""
    before = _before(cursor)
    indent = _indent_of(before)
    if before.rstrip(_BLANK).endswith(("{", "[")):
        indent += STEP
    cursor.insertText("\n" + indent)


def close(cursor: QTextCursor, bracket: str) -> None:
    """Type a closing bracket; on a line that is blank so far it moves a step out first."""
    before = _before(cursor)
    cursor.beginEditBlock()
    if before and not before.strip(_BLANK) and not cursor.hasSelection():
        _outdent_line(cursor)
    cursor.insertText(bracket)
    cursor.endEditBlock()


def indent(cursor: QTextCursor) -> None:
    """Insert a step at the caret, or move every selected line a step in."""
    if not _spans_lines(cursor):
        cursor.insertText(STEP)
        return
    cursor.beginEditBlock()
    for line in _lines(cursor):
        if line.block().length() > 1:
            line.insertText(STEP)
    cursor.endEditBlock()


def outdent(cursor: QTextCursor) -> None:
    """Move the current line, or every selected one, a step out as far as it is indented."""
    cursor.beginEditBlock()
    for line in _lines(cursor):
        _outdent_line(line)
    cursor.endEditBlock()


def _spans_lines(cursor: QTextCursor) -> bool:
    document = cursor.document()
    return document.findBlock(cursor.selectionStart()) != document.findBlock(cursor.selectionEnd())


def _lines(cursor: QTextCursor) -> list[QTextCursor]:
    """Return a cursor at the start of each selected line; a line of which only the start is touched stays out."""
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
