"""The Credentials dock in the theme of the window, at the width it has beside a window of 1280 pixels."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.features.credentials.desk import Desk
from workbench.gui.core.theme import dress, theme


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    """A dock that nobody has looked at yet."""
    face, style = qapp.font(), qapp.style().objectName()
    qapp.setStyle("Fusion")
    dress(qapp, theme("light"))
    yield Desk(qtbot, theme("light"))
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    qapp.setFont(face)
    qapp.setStyle(style)
