"""Copying: secrets are marked and cleared after a minute, with messages; other values stay on the clipboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QPlainTextEdit

from tests.journeys.conftest import CONTROL, SHIFT, WindowDriver
from tests.journeys.panel import KEY, SECRET, Panel
from workbench.gui.features.compose.files import open_template
from workbench.gui.widgets.parts import CopyButton
from workbench.redaction.crash_report import CrashReport

HINT = "x-kde-passwordManagerHint"
COPIED = "Copied. The clipboard is cleared in 60 seconds."
CLEARED = "The clipboard was cleared."


def is_marked(driver: WindowDriver) -> bool:
    data: QMimeData | None = driver.application.clipboard().mimeData()
    return data is not None and data.hasFormat(HINT)


def copied(driver: WindowDriver) -> str:
    return driver.application.clipboard().text()


def let_a_minute_pass(driver: WindowDriver) -> None:
    clock = driver.app.clipboard.timer
    assert clock.isActive()
    clock.stop()
    clock.timeout.emit()


@pytest.mark.parametrize("key", [Qt.Key.Key_C, Qt.Key.Key_H])
def test_the_clipboard_is_cleared_a_minute_after_copying_the_token_or_headers(
    driver: WindowDriver, key: Qt.Key
) -> None:
    driver.press(key, CONTROL | SHIFT)
    assert driver.token in copied(driver)
    assert is_marked(driver)
    assert COPIED in driver.labels()
    let_a_minute_pass(driver)
    assert copied(driver) == ""
    assert CLEARED in driver.labels()
    driver.app.status_bar.message_timer.timeout.emit()
    assert CLEARED not in driver.labels()


@pytest.mark.parametrize("key", [Qt.Key.Key_B, Qt.Key.Key_D])
def test_the_body_and_the_hash_stay_on_the_clipboard(driver: WindowDriver, key: Qt.Key) -> None:
    driver.press(key, CONTROL | SHIFT)
    assert not is_marked(driver)
    assert not driver.app.clipboard.timer.isActive()
    assert "Copied." in driver.labels()
    kept = copied(driver)
    driver.quit()
    assert copied(driver) == kept != ""


def test_a_token_selected_and_copied_from_its_field_is_also_cleared(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_6, CONTROL)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.press(Qt.Key.Key_C, CONTROL)
    assert copied(driver) == driver.token
    assert is_marked(driver)
    let_a_minute_pass(driver)
    assert copied(driver) == ""


def test_a_token_copied_from_the_compare_field_is_marked_as_secret(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_K, CONTROL)
    driver.write("a" * 64)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.press(Qt.Key.Key_C, CONTROL)
    assert copied(driver) == "a" * 64
    assert is_marked(driver)


def test_text_shown_instead_of_a_token_is_not_marked_as_secret(driver: WindowDriver) -> None:
    open_template(driver.app.session, "identitylink")
    assert "IdentityLink takes no token" in driver.token
    driver.press(Qt.Key.Key_6, CONTROL)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.press(Qt.Key.Key_C, CONTROL)
    assert copied(driver) == driver.token
    assert not is_marked(driver)


def test_shortcuts_report_that_there_is_no_token_to_copy(driver: WindowDriver) -> None:
    open_template(driver.app.session, "identitylink")
    driver.application.clipboard().clear()
    for key in (Qt.Key.Key_C, Qt.Key.Key_H):
        driver.press(key, CONTROL | SHIFT)
        assert copied(driver) == ""
        assert "There is nothing to copy." in driver.labels()
        driver.app.status_bar.message_timer.timeout.emit()


@pytest.mark.usefixtures("keyring")
@pytest.mark.parametrize(("name", "value"), [("Copy the API key", KEY), ("Copy the secret", SECRET)])
def test_copied_profile_values_are_cleared_after_a_minute(
    new_driver: Callable[[], WindowDriver], name: str, value: str
) -> None:
    driver = new_driver()
    driver.start()
    panel = Panel(driver)
    panel.add("Acme")
    panel.select("Acme")
    button = next(each for each in driver.window.findChildren(CopyButton) if each.accessibleName() == name)
    driver.click(button)
    driver.qtbot.waitUntil(lambda: copied(driver) == value)
    assert is_marked(driver)
    let_a_minute_pass(driver)
    assert copied(driver) == ""


def test_quitting_clears_a_copied_secret_immediately(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_C, CONTROL | SHIFT)
    assert copied(driver) == driver.token
    driver.quit()
    assert copied(driver) == ""


def test_a_crash_report_is_copied_from_its_message_and_not_marked_as_secret(
    driver: WindowDriver, expected_log: Callable[[str], None]
) -> None:
    expected_log("Internal error")
    report = CrashReport("0123456789ab", "TypeError", "what is known of it\n")
    driver.write("x")
    for _ in range(3):
        driver.app.crash_reports.report(report)
    driver.qtbot.waitUntil(lambda: bool(driver.notice))
    assert driver.notice.startswith("Internal error (TypeError). What is typed is saved. The report is in ")
    assert driver.named(QPlainTextEdit, "Notice").isVisible()
    driver.click(driver.button("Copy report"))
    assert copied(driver) == "what is known of it\n\nRaised 3 times in this run.\n"
    assert not is_marked(driver)
    assert driver.notice == ""
    driver.write("y")
    assert driver.editor.body().startswith(b"xy")
