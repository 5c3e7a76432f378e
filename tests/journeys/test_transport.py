"""Headers and transport settings: previewed, chosen for a host, saved without secrets."""

import socket
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, SHIFT, Make, WindowDriver
from tests.journeys.servers import Hanging
from tests.journeys.test_session_only import files
from workbench.gui.core import dialogs
from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.combo_box import ComboBox


def open_panel(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
    driver.qtbot.waitUntil(lambda: driver.focus().accessibleName() == "User-Agent")


def fill(driver: WindowDriver, name: str, text: str) -> None:
    field = driver.named(QLineEdit, name)
    field.setFocus()
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.press(Qt.Key.Key_Delete)
    driver.write(text)
    driver.press(Qt.Key.Key_Return)


def badge(driver: WindowDriver) -> str:
    label = driver.window.findChild(QLabel, "transportBadge")
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


def preview(driver: WindowDriver) -> str:
    return driver.named(QPlainTextEdit, "Request as it will leave").toPlainText()


def test_headers_are_sent_in_the_order_of_the_preview(driver: WindowDriver) -> None:
    with Hanging() as server:
        driver.type_endpoint(server.url)
        open_panel(driver)
        fill(driver, "User-Agent", "QA/1")
        fill(driver, "Content-Type", "application/json; charset=utf-8")
        head = preview(driver).split("\n\n")[0].splitlines()
        assert "User-Agent: QA/1" in head
        driver.press(Qt.Key.Key_Escape)
        driver.send()
        driver.qtbot.waitUntil(server.has_request.is_set)
        left = server.received.partition(b"\r\n\r\n")[0].decode().splitlines()
        assert [line.partition(":")[0] for line in left] == [line.partition(":")[0] for line in head]
        assert left[0] == head[0]
        assert "Content-Type: application/json; charset=utf-8" in left
        driver.press(Qt.Key.Key_Escape)
        driver.qtbot.waitUntil(lambda: driver.row()[4] == "cancelled")


def test_a_long_address_does_not_overlap_the_endpoint_in_a_narrow_window(driver: WindowDriver) -> None:
    driver.type_endpoint("https://a-rather-long-name.example.test/track/json")
    open_panel(driver)
    driver.named(CheckBox, "Check the server's certificate").setChecked(False)
    driver.window.resize(1000, 640)
    choice = driver.named(ComboBox, "Endpoint")
    driver.qtbot.waitUntil(lambda: driver.window.width() == 1000)
    address = next(label for label in driver.window.findChildren(QLabel) if label.text().startswith("https://a-rather"))
    assert address.x() > choice.geometry().right()


def test_only_one_panel_is_open_at_a_time(driver: WindowDriver) -> None:
    open_panel(driver)
    transport, count = driver.named(QLineEdit, "User-Agent"), "Repeat count"
    driver.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    driver.qtbot.waitUntil(lambda: driver.focus().accessibleName() == count)
    assert not transport.isVisible()
    repeat = driver.focus()
    open_panel(driver)
    assert transport.isVisible() and not repeat.isVisible()


def test_user_agent_unknown_is_offered_for_a_payload_without_device_ua(driver: WindowDriver) -> None:
    open_panel(driver)
    assert "User-Agent" not in preview(driver)
    driver.click(driver.button("Send “User-Agent: Unknown”"))
    assert "User-Agent: Unknown" in preview(driver)
    assert not driver.has_button("Send “User-Agent: Unknown”")
    driver.send_and_wait()
    assert "User-Agent: Unknown" in driver.lines("Request as sent")


def test_a_timeout_is_applied_and_restored_at_the_next_start(driver: WindowDriver, new_driver: Make) -> None:
    with Hanging() as server:
        driver.type_endpoint(server.url)
        open_panel(driver)
        fill(driver, "Total timeout in seconds", "0.3")
        assert badge(driver) == "custom transport"
        driver.press(Qt.Key.Key_Escape)
        assert driver.send_and_wait()[4] == "timed out"
    driver.quit()
    second = new_driver()
    second.start()
    open_panel(second)
    assert second.line("Total timeout in seconds") == "0.3"
    second.click(second.button("Reset to defaults"))
    assert second.line("Total timeout in seconds") == "30"
    assert badge(second) == ""


def test_disabled_certificate_verification_shows_a_badge_and_is_not_remembered(
    driver: WindowDriver, new_driver: Make
) -> None:
    open_panel(driver)
    check = driver.named(CheckBox, "Check the server's certificate")
    check.click()
    assert badge(driver) == "NOT verified"
    assert any("a token that is valid for ever" in words for words in driver.labels())
    driver.choose(driver.app.features.parts("send").bar.endpoint, "Kochava")
    assert badge(driver) == ""
    driver.choose(driver.app.features.parts("send").bar.endpoint, "Sandbox")
    assert badge(driver) == "NOT verified"
    driver.quit()
    second = new_driver()
    second.start()
    assert badge(second) == ""


def test_a_proxy_login_is_stored_in_the_keyring_and_in_no_file(
    keyring: MemoryKeyring, new_driver: Make, home: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        proxy = f"http://127.0.0.1:{closed.getsockname()[1]}"
    driver = new_driver()
    driver.start()
    open_panel(driver)
    driver.choose(driver.app.features.parts("transport").pane.proxy, "Custom URL")
    fill(driver, "Proxy address", proxy)
    fill(driver, "Proxy login", "dana:hunter2hunter2")
    driver.qtbot.waitUntil(lambda: "in the keyring" in driver.named(QLineEdit, "Proxy login").placeholderText())
    assert driver.line("Proxy login") == ""
    assert "dana:hunter2hunter2" in [str(value) for value in keyring.entries.values()]
    driver.press(Qt.Key.Key_Escape)
    assert driver.send_and_wait()[4] == "refused"  # by the proxy: the sandbox itself would answer
    driver.quit()
    for path, content in files(home).items():
        assert b"hunter2hunter2" not in content, path

    second = new_driver()
    second.start()
    second.send()
    assert "being read from the keyring" in second.notice
    second.qtbot.waitUntil(lambda: "was read from the keyring" in second.notice)
    assert second.send_and_wait()[4] == "refused"  # by the proxy: the sandbox itself would answer
    assert second.notice == ""
    second.quit()

    keyring.entries.clear()
    third = new_driver()
    third.start()
    third.send()
    third.qtbot.waitUntil(lambda: "no longer contains the proxy's login" in third.notice)


def test_invalid_transport_settings_are_reported_and_not_applied(driver: WindowDriver) -> None:
    open_panel(driver)
    problem = driver.window.findChild(QLabel, "transportProblem")
    assert isinstance(problem, QLabel)
    for name, text, says in (
        ("Total timeout in seconds", "0", "above 0"),
        ("User-Agent", "é", "ASCII"),
        ("Proxy address", "http://me:pw@host", "Use the proxy login"),
    ):
        field = driver.named(QLineEdit, name)
        field.setEnabled(True)
        fill(driver, name, text)
        assert says in problem.text()
    assert badge(driver) == ""
    assert "User-Agent" not in preview(driver)


def test_a_ca_file_is_selected_in_the_file_dialog(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "ca.pem"
    monkeypatch.setattr(dialogs, "ask_open", lambda *_asked: path)
    open_panel(driver)
    driver.click(driver.button("Choose Extra CA file"))
    assert driver.line("Extra CA file") == str(path)
    assert badge(driver) == "custom transport"
