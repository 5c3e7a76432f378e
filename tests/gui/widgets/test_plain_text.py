"""Text from outside is shown as typed: Qt neither renders it nor takes its ampersands."""

import pytest
from PySide6.QtGui import QTextDocument, QTextDocumentFragment
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from workbench.gui.widgets.parts import button, muted, title
from workbench.gui.widgets.plain_text import plain_label, plain_tip, without_mnemonic

FOREIGN = (
    "<b>bold</b>",
    "<img src=/dev/zero>",
    "&amp; &lt;i&gt;",
    "a\n<b>second line</b>",
    "  <?xml version='1.0'?><p>x",
    "<!doctype html>",
    "1 < 2 & 3 > 2",
    "plain",
    "two  spaces\nand a line",
)


def shown(text: str) -> str:
    """Return what a tooltip of this text shows, by the rule of Qt's tooltips."""
    document = QTextDocument()
    label = QLabel(text)
    if label.textFormat() == label.textFormat().AutoText and ("<" in text or "&lt;" in text):
        document.setHtml(text)
        return document.toPlainText()
    return text


@pytest.mark.parametrize("text", FOREIGN)
def test_a_tooltip_shows_what_was_typed(qtbot: QtBot, text: str) -> None:
    assert shown(plain_tip(text)) == text
    assert "<b>" not in plain_tip(text)
    assert "<img" not in plain_tip(text)


def test_an_escaped_tooltip_has_no_format_and_no_image(qtbot: QtBot) -> None:
    html = QTextDocumentFragment.fromHtml(plain_tip("<img src=/dev/zero><b>x</b>")).toHtml()
    assert "font-weight" not in html
    assert "<img" not in html


@pytest.mark.parametrize("text", FOREIGN)
def test_every_label_is_of_plain_text(qtbot: QtBot, text: str) -> None:
    for label in (plain_label(text), muted(text), title(text, plain_label().font())):
        qtbot.addWidget(label)
        assert label.textFormat() is label.textFormat().PlainText


def test_an_ampersand_on_a_button_is_no_shortcut(qtbot: QtBot) -> None:
    made = button("a&b && c", "link", "x", "tip & more")
    qtbot.addWidget(made)
    assert made.shortcut().isEmpty()
    assert made.text() == without_mnemonic("a&b && c") == "a&&b &&&& c"
    assert made.accessibleName() == "a&b && c"
