"""Refused sends: the public sample to a remote host, unconfirmed unescaped slashes, an invalid header value.

No test here may reach a Kochava host: `perform`, the one way out of the window, is replaced for all of them.
"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, SHIFT, Make, WindowDriver
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir
from workbench.gui.features.send.sender import NOTHING_SENT
from workbench.operations import Prepared

SLASHES = b'{"action":"install","url":"https://a.example/b","data":{"device_ids":{"idfa":"x"}}}'
ESCAPED = SLASHES.replace(b"/", b"\\/")


def choose_live(driver: WindowDriver) -> None:
    driver.choose(driver.named(QComboBox, "Endpoint"), "Kochava")
    driver.press(Qt.Key.Key_2, CONTROL)


def write_body(driver: WindowDriver, body: bytes) -> None:
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.application.clipboard().setText(body.decode())
    driver.press(Qt.Key.Key_V, CONTROL)
    assert driver.editor.body() == body


@pytest.fixture
def own(keyring: MemoryKeyring, new_driver: Make, left: list[Prepared]) -> WindowDriver:
    """A window that signs with a profile of its own and aims at the live endpoint."""
    profiles = Profiles(config_dir() / "profiles.json", Vault(keyring))
    profiles.add("Acme QA", "acme-key", "acme-secret")
    driver = new_driver()
    driver.start()
    driver.choose(driver.named(QComboBox, "Profile"), "Acme QA")
    driver.qtbot.waitUntil(lambda: driver.app.session.credentials is not None)
    choose_live(driver)
    write_body(driver, SLASHES)
    return driver


def test_the_public_sample_is_refused_for_a_real_host(driver: WindowDriver, left: list[Prepared]) -> None:
    choose_live(driver)
    driver.send()
    assert "public sample credentials are not sent to control.kochava.com" in driver.notice
    assert "Nothing was sent" in driver.notice
    assert left == []
    assert driver.table.model().rowCount() == 0
    assert NOTHING_SENT in driver.labels()


def test_the_public_sample_is_refused_for_every_remote_host(driver: WindowDriver, left: list[Prepared]) -> None:
    for url in ("https://example.org/track/json", "http://192.168.1.1/track/json", "https://127.0.0.1.example.org/x"):
        driver.type_endpoint(url)
        driver.press(Qt.Key.Key_2, CONTROL)
        driver.send()
        assert "public sample credentials are not sent" in driver.notice
    assert left == []


def test_an_unescaped_slash_opens_a_question_and_escape_sends_escaped_bytes(
    own: WindowDriver, left: list[Prepared]
) -> None:
    own.send()
    assert "unescaped /" in own.notice
    assert left == []
    own.press(Qt.Key.Key_J, CONTROL)
    assert own.focus() is own.button("Cancel the question")
    for _ in range(2):
        own.press(Qt.Key.Key_Backtab, SHIFT)
    assert own.focus() is own.button("Escape and send")
    own.press(Qt.Key.Key_Space)
    own.qtbot.waitUntil(lambda: len(left) == 1)
    assert left[0].request.body == ESCAPED
    assert own.named(QPushButton, "Wire form").text() == "slashes escaped ▾"
    assert own.payload_hash == left[0].signature.payload_hash
    assert own.notice == ""
    assert own.focus() is own.editor
    assert own.editor.body() == SLASHES


def test_a_space_typed_during_a_question_goes_to_the_editor(own: WindowDriver, left: list[Prepared]) -> None:
    own.send()
    assert "unescaped /" in own.notice
    own.write(" ")
    assert own.editor.body() == SLASHES + b" "
    assert "unescaped /" in own.notice
    assert left == []


def test_send_as_typed_is_confirmed_once_per_document(own: WindowDriver, left: list[Prepared]) -> None:
    own.send()
    own.click(own.button("Send as typed"))
    own.qtbot.waitUntil(lambda: own.table.model().rowCount() == 1)
    assert [each.request.body for each in left] == [SLASHES]
    own.qtbot.waitUntil(own.named(QPushButton, "Send").isEnabled)
    own.press(Qt.Key.Key_2, CONTROL)
    own.send_and_wait()
    assert [each.request.body for each in left] == [SLASHES, SLASHES]
    own.press(Qt.Key.Key_N, CONTROL)
    own.press(Qt.Key.Key_2, CONTROL)
    write_body(own, SLASHES)
    own.send()
    assert "unescaped /" in own.notice
    assert len(left) == 2


def test_a_cancelled_question_sends_nothing_and_opens_again_at_the_next_send(
    own: WindowDriver, left: list[Prepared]
) -> None:
    own.send()
    own.click(own.button("Cancel the question"))
    assert own.notice == ""
    own.press(Qt.Key.Key_2, CONTROL)
    own.send()
    assert "unescaped /" in own.notice
    assert left == []


def test_another_document_withdraws_the_question_and_needs_its_own(own: WindowDriver, left: list[Prepared]) -> None:
    own.send()
    assert "unescaped /" in own.notice
    own.press(Qt.Key.Key_N, CONTROL)
    assert own.notice == ""
    own.press(Qt.Key.Key_2, CONTROL)
    write_body(own, SLASHES)
    own.send()
    assert "unescaped /" in own.notice
    assert left == []


def test_selecting_another_endpoint_withdraws_the_question(own: WindowDriver, left: list[Prepared]) -> None:
    own.send()
    own.choose(own.named(QComboBox, "Endpoint"), "Kochava, as documented")
    assert own.notice == ""
    assert left == []


def test_the_status_names_a_remote_host_only_if_the_request_was_sent(own: WindowDriver, left: list[Prepared]) -> None:
    own.type_endpoint("https://nowhere.example/track/json")
    own.press(Qt.Key.Key_2, CONTROL)
    own.send_and_wait()
    own.qtbot.waitUntil(lambda: NOTHING_SENT in own.labels())
    own.type_endpoint("https://somewhere.example/track/json")
    own.press(Qt.Key.Key_2, CONTROL)
    own.send_and_wait()
    own.qtbot.waitUntil(lambda: "Sent to somewhere.example" in own.labels())


def test_an_api_key_that_is_not_a_valid_header_value_is_refused(
    keyring: MemoryKeyring, new_driver: Make, left: list[Prepared]
) -> None:
    profiles = Profiles(config_dir() / "profiles.json", Vault(keyring))
    profiles.add("Odd", "key\r\nInjected: yes", "acme-secret")
    driver = new_driver()
    driver.start()
    driver.choose(driver.named(QComboBox, "Profile"), "Odd")
    driver.qtbot.waitUntil(lambda: driver.app.session.credentials is not None)
    assert len(driver.token) == 64
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send()
    assert "Nothing was sent" in driver.notice
    assert left == []


def test_a_body_that_php_cannot_read_is_not_sent_in_the_php_wire_form(
    driver: WindowDriver, left: list[Prepared]
) -> None:
    driver.press(Qt.Key.Key_W, CONTROL | SHIFT)
    menu = driver.focus()
    driver.wait_for_keyboard(menu)
    driver.press(Qt.Key.Key_Up)
    driver.press(Qt.Key.Key_Return)
    driver.wait_for_keyboard(driver.window)
    driver.press(Qt.Key.Key_2, CONTROL)
    write_body(driver, b"{oops")
    assert driver.payload_hash == ""
    assert driver.token.startswith("PHP cannot read this body")
    driver.send()
    assert "PHP cannot read this body" in driver.notice
    assert left == []


def test_a_body_that_is_not_utf_8_is_not_copied(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(b'{"a":"\xff"}')
    driver = new_driver()
    driver.start([path])
    clipboard = driver.application.clipboard()
    clipboard.setText("as before")
    driver.app.features.parts("signature").copy("body")
    assert clipboard.text() == "as before"
    assert "not UTF-8 text" in driver.notice
    driver.app.features.parts("signature").copy("hash")
    assert clipboard.text() == driver.payload_hash
