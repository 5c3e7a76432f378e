"""A log pane in the theme of the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.features.log.desk import Desk
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource, apply_theme


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, themes: ThemeSource, privacy: ScreenPrivacy) -> Iterator[Desk]:
    """An empty log."""
    face, style = qapp.font(), qapp.style().objectName()
    qapp.setStyle("Fusion")
    apply_theme(qapp, themes.current)
    made = Desk(qtbot, themes, privacy)
    yield made
    made.history.close()
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    qapp.setFont(face)
    qapp.setStyle(style)
