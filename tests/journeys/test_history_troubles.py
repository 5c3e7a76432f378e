"""A history that cannot be written: sending continues, and the window reports what is not stored."""

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.journeys.conftest import CONTROL, WindowDriver
from tests.journeys.test_history import ids_in_history
from workbench.disk import state_dir
from workbench.history.values import FILE_NAME


def test_an_unwritable_history_is_reported_once_and_sending_continues(driver: WindowDriver, home: Path) -> None:
    folder = state_dir() / FILE_NAME
    folder.mkdir(parents=True)
    (folder / "in the way").write_text("")
    assert driver.send_and_wait()[4] == "200"
    driver.qtbot.waitUntil(lambda: "history" in driver.notice)
    driver.press(Qt.Key.Key_J, CONTROL)
    driver.press(Qt.Key.Key_Space)
    assert driver.notice == ""
    assert driver.send_and_wait()[4] == "200"
    assert driver.notice == ""
    assert driver.table.model().rowCount() == 2


def test_a_locked_history_shows_a_badge_and_stores_pending_exchanges_when_unlocked(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.history.errors.WAIT_S", 0.1)
    badge = driver.app.status_bar._history
    driver.send_and_wait()
    other = sqlite3.connect(state_dir() / FILE_NAME, isolation_level=None)
    for episode in (1, 2):
        other.execute("BEGIN IMMEDIATE")
        assert driver.send_and_wait()[4] == "200"
        driver.qtbot.waitUntil(lambda: "Another program is using the history" in driver.notice)
        assert badge.isVisible()
        assert "Another program is using the history" in badge.toolTip()
        driver.press(Qt.Key.Key_J, CONTROL)
        driver.press(Qt.Key.Key_Space)
        assert driver.notice == ""
        other.execute("ROLLBACK")
        driver.qtbot.waitUntil(badge.isHidden)
        assert len(ids_in_history()) == episode + 1
    other.close()
