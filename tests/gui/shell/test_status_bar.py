"""The status line: what it says of a body's writing, and that the window is masked."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.gui.parts import status_bar
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.shell.status_bar import StatusBar
from workbench.redaction.pii import ScreenMask
from workbench.workspace.view import facts


@pytest.fixture
def status(qtbot: QtBot, privacy: ScreenPrivacy) -> StatusBar:
    made = status_bar(privacy)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"a", "UTF-8"),
        (b"", "UTF-8"),
        (b"\xff", "not UTF-8"),
        (b"\xef\xbb\xbfa", "UTF-8 with BOM"),
        (b"\xef\xbb\xbf\xff", "BOM, but not UTF-8"),
    ],
)
def test_the_encoding_is_shown(status: StatusBar, body: bytes, encoding: str) -> None:
    status.show_caret(1, 1, facts(body))
    assert encoding in status.caret.text().split("    ")


def test_a_badge_shows_that_the_window_is_masked_and_hosts_are_masked(
    status: StatusBar, privacy: ScreenPrivacy
) -> None:
    badge = status.findChild(QLabel, "maskedBadge")
    assert badge is not None
    status.show_traffic("Sent to pat-4711.example.com")
    assert not badge.isVisible()
    privacy.set_mask(ScreenMask(frozenset({"pat-4711"})))
    assert badge.isVisible()
    assert badge.text() == "masked"
    said = [each.text() for each in status.findChildren(QLabel)]
    assert "Sent to ••••••••.example.com" in said
    status.show_traffic("Sent to pat-4711.example.org")
    assert "Sent to ••••••••.example.org" in [each.text() for each in status.findChildren(QLabel)]
    privacy.set_mask(None)
    assert not badge.isVisible()
    assert "Sent to pat-4711.example.org" in [each.text() for each in status.findChildren(QLabel)]
