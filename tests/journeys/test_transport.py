"""Headers and transport settings: previewed, chosen for a host, saved without secrets."""

import socket
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, SHIFT, Bench, Make
from tests.journeys.servers import Hanging
from tests.journeys.test_session_only import files
from workbench.gui.core import dialogs
from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.combo_box import ComboBox


def open_panel(bench: Bench) -> None:
    bench.press(Qt.Key.Key_R, CONTROL | SHIFT)
    bench.qtbot.waitUntil(lambda: bench.focus().accessibleName() == "User-Agent")


def fill(bench: Bench, name: str, text: str) -> None:
    field = bench.named(QLineEdit, name)
    field.setFocus()
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.press(Qt.Key.Key_Delete)
    bench.write(text)
    bench.press(Qt.Key.Key_Return)


def badge(bench: Bench) -> str:
    label = bench.window.findChild(QLabel, "transportBadge")
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


def preview(bench: Bench) -> str:
    return bench.named(QPlainTextEdit, "Request as it will leave").toPlainText()


def test_every_header_is_shown_before_and_leaves_in_that_order(bench: Bench) -> None:
    with Hanging() as server:
        bench.type_endpoint(server.url)
        open_panel(bench)
        fill(bench, "User-Agent", "QA/1")
        fill(bench, "Content-Type", "application/json; charset=utf-8")
        head = preview(bench).split("\n\n")[0].splitlines()
        assert "User-Agent: QA/1" in head
        bench.press(Qt.Key.Key_Escape)
        bench.send()
        bench.qtbot.waitUntil(server.has_request.is_set)
        left = server.received.partition(b"\r\n\r\n")[0].decode().splitlines()
        assert [line.partition(":")[0] for line in left] == [line.partition(":")[0] for line in head]
        assert left[0] == head[0]
        assert "Content-Type: application/json; charset=utf-8" in left
        bench.press(Qt.Key.Key_Escape)
        bench.qtbot.waitUntil(lambda: bench.row()[4] == "cancelled")


def test_where_there_is_little_room_the_address_gives_way_to_the_choice_and_the_badge(bench: Bench) -> None:
    bench.type_endpoint("https://a-rather-long-name.example.test/track/json")
    open_panel(bench)
    bench.named(CheckBox, "Check the server's certificate").setChecked(False)
    bench.window.resize(1000, 640)
    choice = bench.named(ComboBox, "Endpoint")
    bench.qtbot.waitUntil(lambda: bench.window.width() == 1000)
    address = next(label for label in bench.window.findChildren(QLabel) if label.text().startswith("https://a-rather"))
    assert address.x() > choice.geometry().right()


def test_one_panel_at_a_time_takes_room_from_the_editor(bench: Bench) -> None:
    open_panel(bench)
    transport, count = bench.named(QLineEdit, "User-Agent"), "Repeat count"
    bench.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    bench.qtbot.waitUntil(lambda: bench.focus().accessibleName() == count)
    assert not transport.isVisible()
    repeat = bench.focus()
    open_panel(bench)
    assert transport.isVisible() and not repeat.isVisible()


def test_a_payload_without_device_ua_is_offered_user_agent_unknown(bench: Bench) -> None:
    open_panel(bench)
    assert "User-Agent" not in preview(bench)
    bench.click(bench.button("Send “User-Agent: Unknown”"))
    assert "User-Agent: Unknown" in preview(bench)
    assert not bench.has_button("Send “User-Agent: Unknown”")
    bench.send_and_wait()
    assert "User-Agent: Unknown" in bench.lines("Request as sent")


def test_a_deadline_holds_for_its_host_and_at_the_next_start(bench: Bench, new_bench: Make) -> None:
    with Hanging() as server:
        bench.type_endpoint(server.url)
        open_panel(bench)
        fill(bench, "Total timeout in seconds", "0.3")
        assert badge(bench) == "custom transport"
        bench.press(Qt.Key.Key_Escape)
        assert bench.send_and_wait()[4] == "timed out"
    bench.quit()
    second = new_bench()
    second.start()
    open_panel(second)
    assert second.line("Total timeout in seconds") == "0.3"
    second.click(second.button("Reset to defaults"))
    assert second.line("Total timeout in seconds") == "30"
    assert badge(second) == ""


def test_an_unchecked_certificate_is_loud_and_is_not_remembered(bench: Bench, new_bench: Make) -> None:
    open_panel(bench)
    check = bench.named(CheckBox, "Check the server's certificate")
    check.click()
    assert badge(bench) == "NOT verified"
    assert any("a token that is valid for ever" in words for words in bench.labels())
    bench.choose(bench.workbench.features.parts("send").bar.endpoint, "Kochava")
    assert badge(bench) == ""
    bench.choose(bench.workbench.features.parts("send").bar.endpoint, "Sandbox")
    assert badge(bench) == "NOT verified"
    bench.quit()
    second = new_bench()
    second.start()
    assert badge(second) == ""


def test_the_login_of_a_proxy_is_in_the_keyring_and_in_no_file(
    keyring: MemoryKeyring, new_bench: Make, home: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        proxy = f"http://127.0.0.1:{closed.getsockname()[1]}"
    bench = new_bench()
    bench.start()
    open_panel(bench)
    bench.choose(bench.workbench.features.parts("send").panels.transport.proxy, "Custom URL")
    fill(bench, "Proxy address", proxy)
    fill(bench, "Proxy login", "dana:hunter2hunter2")
    bench.qtbot.waitUntil(lambda: "in the keyring" in bench.named(QLineEdit, "Proxy login").placeholderText())
    assert bench.line("Proxy login") == ""
    assert "dana:hunter2hunter2" in [str(value) for value in keyring.entries.values()]
    bench.press(Qt.Key.Key_Escape)
    assert bench.send_and_wait()[4] == "refused"  # by the proxy: the sandbox itself would answer
    bench.quit()
    for path, content in files(home).items():
        assert b"hunter2hunter2" not in content, path

    second = new_bench()
    second.start()
    second.send()
    assert "being read from the keyring" in second.notice
    second.qtbot.waitUntil(lambda: "was read from the keyring" in second.notice)
    assert second.send_and_wait()[4] == "refused"  # by the proxy: the sandbox itself would answer
    assert second.notice == ""
    second.quit()

    keyring.entries.clear()
    third = new_bench()
    third.start()
    third.send()
    third.qtbot.waitUntil(lambda: "no longer contains the proxy's login" in third.notice)


def test_what_cannot_be_chosen_is_said_and_changes_nothing(bench: Bench) -> None:
    open_panel(bench)
    problem = bench.window.findChild(QLabel, "transportProblem")
    assert isinstance(problem, QLabel)
    for name, text, says in (
        ("Total timeout in seconds", "0", "above 0"),
        ("User-Agent", "é", "ASCII"),
        ("Proxy address", "http://me:pw@host", "field Proxy login"),
    ):
        field = bench.named(QLineEdit, name)
        field.setEnabled(True)
        fill(bench, name, text)
        assert says in problem.text()
    assert badge(bench) == ""
    assert "User-Agent" not in preview(bench)


def test_a_file_is_chosen_in_the_system_s_dialog(bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    monkeypatch.setattr(dialogs, "ask_open", lambda *_asked: path)
    open_panel(bench)
    bench.click(bench.button("Choose Extra CA file"))
    assert bench.line("Extra CA file") == str(path)
    assert badge(bench) == "custom transport"
