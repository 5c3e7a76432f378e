"""The compare box: a pasted token or hash is compared with the current document."""

import base64
import hashlib

import pytest
from PySide6.QtCore import Qt

from tests.journeys.conftest import CONTROL, WindowDriver

HASH = "e34e502ecf03a87a475f5c95b707523bbb58e4fe"
TOKEN = "d9e6e126828e95f6b02684ea87c3a5f596bd69c7a90452824e4ac8ec3140dbcc"


def paste(driver: WindowDriver, text: str) -> str:
    """Go to the box by its shortcut, paste, and read the answer with its mark."""
    driver.press(Qt.Key.Key_K, CONTROL)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.application.clipboard().setText(text)
    driver.press(Qt.Key.Key_V, CONTROL)
    box = driver.app.features.parts("signature").pane.compare
    return f"{box._mark.text()} {driver.lines('Compare result')}"


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        (TOKEN, "✓ This is the auth token of these bytes"),
        (HASH, "✓ This is the payload hash of these bytes"),
        (f"Kochava-Auth-Token: {TOKEN} ", "✓ This is the auth token of these bytes (spaces and the header name"),
        (TOKEN.upper(), "! This is the right auth token, but in upper case"),
        (base64.b64encode(bytes.fromhex(TOKEN)).decode(), "! This is the right auth token, but in base64"),
        (TOKEN[:-1], "✗ 63 hex digits, the beginning of the right auth token"),
        (TOKEN[:-1] + "g", "✗ Character 64, “g”, is not a hex digit"),
        (TOKEN[:-1] + "0", "✗ This auth token does not match this body with this profile"),
        ("0" * 40, "✗ This payload hash does not match this body"),
    ],
)
def test_each_comparison_result_has_its_own_mark_and_text(driver: WindowDriver, pasted: str, says: str) -> None:
    assert paste(driver, pasted).startswith(says)


def test_the_comparison_result_updates_when_the_body_changes(driver: WindowDriver) -> None:
    assert paste(driver, HASH).startswith("✓")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.write("x")
    assert driver.lines("Compare result").startswith("This payload hash does not match this body")
    driver.press(Qt.Key.Key_Z, CONTROL)
    assert driver.lines("Compare result") == "This is the payload hash of these bytes"


def test_a_match_with_another_wire_form_is_reported(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.application.clipboard().setText('{"a":"b/c"}')
    driver.press(Qt.Key.Key_V, CONTROL)
    escaped = hashlib.sha1(b'{"a":"b\\/c"}', usedforsecurity=False).hexdigest()
    assert paste(driver, escaped) == ("! Payload hash of the body with slashes escaped, not of the body shown")


def test_a_token_cannot_be_compared_without_credentials(driver: WindowDriver) -> None:
    driver.app.session.use_credentials("Acme", None, "The keyring is locked.")
    assert paste(driver, TOKEN) == "! Without credentials only a payload hash can be compared"
    assert driver.app.features.parts("signature").pane.compare._mark.property("role") == "warn"
    assert paste(driver, HASH) == "✓ This is the payload hash of these bytes"


def test_an_empty_field_has_no_result(driver: WindowDriver) -> None:
    paste(driver, TOKEN)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.press(Qt.Key.Key_Delete)
    assert not driver.app.features.parts("signature").pane.compare.result.isVisible()
