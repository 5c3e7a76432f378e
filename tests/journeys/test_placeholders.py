"""Placeholders and test devices in the window: what is shown is signed, sent and recorded; each send has new values."""

import hashlib
import json

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPlainTextEdit

from tests.journeys.conftest import CONTROL, SHIFT, WindowDriver
from tests.journeys.test_sending import received

TYPED = '{"id": "{{uuid}}", "at": {{now_s}}, "data": {"device_ids": {"idfa": "x"}}}'


def replace_text(driver: WindowDriver, text: str) -> None:
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.application.clipboard().setText(text)
    driver.press(Qt.Key.Key_V, CONTROL)


def note(driver: WindowDriver) -> str:
    pane = driver.window.findChild(QPlainTextEdit, "placeholders")
    return pane.toPlainText() if isinstance(pane, QPlainTextEdit) and pane.isVisible() else ""


def test_the_hash_shown_is_that_of_the_body_received_and_each_send_has_new_values(driver: WindowDriver) -> None:
    replace_text(driver, TYPED)
    assert "new values for each send" in note(driver)
    shown = []
    for _ in range(2):
        driver.send_and_wait()
        shown.append(driver.payload_hash)
    bodies = received(driver)
    assert [hashlib.sha1(each, usedforsecurity=False).hexdigest() for each in bodies] == shown
    first, second = (json.loads(each) for each in bodies)
    assert first["id"] != second["id"]
    assert first["id"] in driver.lines("Request as sent") or second["id"] in driver.lines("Request as sent")
    assert second["id"] in note(driver)
    assert driver.editor.body().decode() == TYPED
    replace_text(driver, "{}")
    assert note(driver) == ""


def test_problems_are_reported_at_their_position_in_the_typed_text(driver: WindowDriver) -> None:
    replace_text(driver, '{"id": "{{uuid}}", "at": {{now_s}}, oops}')
    problems = driver.named(QListWidget, "Problems")
    assert problems.item(0).text().endswith(f"1:{TYPED.index(', ' + chr(34) + 'data') + 3}")


def test_a_number_placeholder_is_not_reported_as_a_problem(driver: WindowDriver) -> None:
    replace_text(driver, TYPED)
    assert not driver.named(QListWidget, "Problems").isVisible()


def test_unknown_placeholders_are_reported_and_sent_unchanged(driver: WindowDriver) -> None:
    body = '{"x": "{{nonsense}}"}'
    replace_text(driver, body)
    assert note(driver) == "Unknown placeholder {{nonsense}}. Available: uuid, now_s, now_ms, n"
    driver.send_and_wait()
    assert "Unknown placeholder {{nonsense}}" in driver.notice
    assert received(driver) == [body.encode()]


def test_a_new_test_device_is_one_undoable_edit_and_its_id_is_reported(driver: WindowDriver) -> None:
    before = driver.editor.body()
    driver.press(Qt.Key.Key_T, CONTROL | SHIFT)
    after = driver.editor.body()
    ids = json.loads(after)["data"]["device_ids"]
    assert after != before
    assert ids["idfa"] in driver.notice
    assert ids["idfa"].lower().startswith("7e57")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_Z, CONTROL)
    assert driver.editor.body() == before


def test_a_body_without_a_device_id_stays_unchanged(driver: WindowDriver) -> None:
    replace_text(driver, '{"a": 1}')
    driver.press(Qt.Key.Key_T, CONTROL | SHIFT)
    assert driver.editor.body() == b'{"a": 1}'
    assert "No device ID" in driver.notice
