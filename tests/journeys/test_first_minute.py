"""The first minute: one shortcut sends the documented install, and window and sandbox compute the same values."""

from PySide6.QtWidgets import QComboBox

from tests.journeys.conftest import WindowDriver
from workbench.gui.features.send.sender import NOTHING_SENT

HASH = "e34e502ecf03a87a475f5c95b707523bbb58e4fe"
TOKEN = "d9e6e126828e95f6b02684ea87c3a5f596bd69c7a90452824e4ac8ec3140dbcc"


def test_the_window_opens_with_the_documented_install_signed_with_the_public_sample(driver: WindowDriver) -> None:
    assert driver.tabs() == ["install-ios.json"]
    assert (driver.payload_hash, driver.token) == (HASH, TOKEN)
    assert "367 bytes" in driver.line("Status")
    assert "public sample" in driver.labels()
    assert driver.named(QComboBox, "Endpoint").currentText() == "Sandbox"
    assert driver.focus() is driver.editor


def test_one_shortcut_sends_the_install_and_the_sandbox_confirms_hash_and_token(driver: WindowDriver) -> None:
    row = driver.send_and_wait()
    assert row[1:6] == ["install-ios.json", "Sample", "Sandbox", "200", "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"]
    said = driver.lines("Response")
    assert f"Sandbox-Payload-Hash-Raw: {HASH}" in said
    assert "Sandbox-Token-Match: raw" in said
    assert f"{HASH[:20]}…  ✓ same" in said
    assert "✓ the raw body" in said
    assert TOKEN not in driver.lines("Request as sent")
    assert NOTHING_SENT in driver.labels()
    assert driver.notice == ""
