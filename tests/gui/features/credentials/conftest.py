"""A Credentials pane in the theme of the window, as wide as in a window of 1280 pixels."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.features.credentials.desk import Desk
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource, apply_theme


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, themes: ThemeSource, privacy: ScreenPrivacy) -> Iterator[Desk]:
    """A pane that was not shown yet."""
    face, style = qapp.font(), qapp.style().objectName()
    qapp.setStyle("Fusion")
    apply_theme(qapp, themes.current)
    yield Desk(qtbot, themes, privacy)
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    qapp.setFont(face)
    qapp.setStyle(style)
