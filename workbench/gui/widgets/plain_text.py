"""Shows text from outside as it is typed.

Qt renders a label or tooltip that looks like HTML, and loads the files it names; it takes an ampersand in the text of a
button or tab as the mark of a shortcut. So every label is made by `plain_label`, every tooltip that is not a constant
goes through `plain_tip`, and the text of every button and tab through `without_mnemonic`.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def plain_label(text: str = "") -> QLabel:
    """Return a label of plain text."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    return result


def plain_tip(text: str) -> str:
    """Return the text of a tooltip: escaped if Qt could take it for HTML."""
    if "<" not in text and "&lt;" not in text:
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<span style="white-space:pre-wrap">{escaped}</span>'


def without_mnemonic(text: str) -> str:
    """Return the text of a button, a tab or a menu entry, with its ampersands shown."""
    return text.replace("&", "&&")
