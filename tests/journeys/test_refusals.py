"""What does not leave: the public sample to a real host, a bare slash unasked, a key that is no header value.

No test here may reach a Kochava host: `perform`, the one way out of the window, is replaced for all of them.
"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, SHIFT, Bench, Make
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir
from workbench.operations import Prepared

SLASHES = b'{"action":"install","url":"https://a.example/b","data":{"device_ids":{"idfa":"x"}}}'
ESCAPED = SLASHES.replace(b"/", b"\\/")


def choose_live(bench: Bench) -> None:
    bench.choose(bench.named(QComboBox, "Endpoint"), "Kochava")
    bench.press(Qt.Key.Key_2, CONTROL)


def write_body(bench: Bench, body: bytes) -> None:
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.application.clipboard().setText(body.decode())
    bench.press(Qt.Key.Key_V, CONTROL)
    assert bench.editor.body() == body


@pytest.fixture
def own(keyring: MemoryKeyring, new_bench: Make, left: list[Prepared]) -> Bench:
    """A window that signs with a profile of its own and aims at the live endpoint."""
    profiles = Profiles(config_dir() / "profiles.json", Vault(keyring))
    profiles.add("Acme QA", "acme-key", "acme-secret")
    bench = new_bench()
    bench.start()
    bench.choose(bench.named(QComboBox, "Profile"), "Acme QA")
    bench.qtbot.waitUntil(lambda: bench.workbench.session.credentials is not None)
    choose_live(bench)
    write_body(bench, SLASHES)
    return bench


def test_the_public_sample_is_refused_for_a_real_host(bench: Bench, left: list[Prepared]) -> None:
    choose_live(bench)
    bench.send()
    assert "public sample credentials are not sent to control.kochava.com" in bench.notice
    assert "Nothing was sent" in bench.notice
    assert left == []
    assert bench.table.model().rowCount() == 0
    assert "Nothing has left this machine" in bench.labels()


def test_the_public_sample_is_refused_for_any_host_but_this_machine(bench: Bench, left: list[Prepared]) -> None:
    for url in ("https://example.org/track/json", "http://192.168.1.1/track/json", "https://127.0.0.1.example.org/x"):
        bench.type_endpoint(url)
        bench.press(Qt.Key.Key_2, CONTROL)
        bench.send()
        assert "public sample credentials are not sent" in bench.notice
    assert left == []


def test_a_bare_slash_is_asked_about_and_escaping_sends_the_escaped_bytes(own: Bench, left: list[Prepared]) -> None:
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


def test_a_space_typed_under_a_question_is_text_and_no_answer(own: Bench, left: list[Prepared]) -> None:
    own.send()
    assert "unescaped /" in own.notice
    own.write(" ")
    assert own.editor.body() == SLASHES + b" "
    assert "unescaped /" in own.notice
    assert left == []


def test_sending_as_typed_is_asked_once_for_each_document(own: Bench, left: list[Prepared]) -> None:
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


def test_not_now_sends_nothing_and_asks_again(own: Bench, left: list[Prepared]) -> None:
    own.send()
    own.click(own.button("Cancel the question"))
    assert own.notice == ""
    own.press(Qt.Key.Key_2, CONTROL)
    own.send()
    assert "unescaped /" in own.notice
    assert left == []


def test_the_answer_is_for_the_document_that_was_asked_about(own: Bench, left: list[Prepared]) -> None:
    own.send()
    assert "unescaped /" in own.notice
    own.press(Qt.Key.Key_N, CONTROL)
    assert own.notice == ""
    own.press(Qt.Key.Key_2, CONTROL)
    write_body(own, SLASHES)
    own.send()
    assert "unescaped /" in own.notice
    assert left == []


def test_an_answer_after_another_endpoint_was_chosen_is_not_taken(own: Bench, left: list[Prepared]) -> None:
    own.send()
    own.choose(own.named(QComboBox, "Endpoint"), "Kochava, as documented")
    assert own.notice == ""
    assert left == []


def test_what_left_the_machine_is_told_and_what_did_not_is_not(own: Bench, left: list[Prepared]) -> None:
    own.type_endpoint("https://nowhere.example/track/json")
    own.press(Qt.Key.Key_2, CONTROL)
    own.send_and_wait()
    own.qtbot.waitUntil(lambda: "Nothing has left this machine" in own.labels())
    own.type_endpoint("https://somewhere.example/track/json")
    own.press(Qt.Key.Key_2, CONTROL)
    own.send_and_wait()
    own.qtbot.waitUntil(lambda: "Sent to somewhere.example" in own.labels())


def test_an_api_key_that_is_no_header_value_is_refused_with_the_reason(
    keyring: MemoryKeyring, new_bench: Make, left: list[Prepared]
) -> None:
    profiles = Profiles(config_dir() / "profiles.json", Vault(keyring))
    profiles.add("Odd", "key\r\nInjected: yes", "acme-secret")
    bench = new_bench()
    bench.start()
    bench.choose(bench.named(QComboBox, "Profile"), "Odd")
    bench.qtbot.waitUntil(lambda: bench.workbench.session.credentials is not None)
    assert len(bench.token) == 64
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send()
    assert "Nothing was sent" in bench.notice
    assert left == []


def test_php_stable_of_what_php_cannot_read_is_not_sent(bench: Bench, left: list[Prepared]) -> None:
    bench.press(Qt.Key.Key_W, CONTROL | SHIFT)
    menu = bench.focus()
    bench.wait_for_keyboard(menu)
    bench.press(Qt.Key.Key_Up)
    bench.press(Qt.Key.Key_Return)
    bench.wait_for_keyboard(bench.window)
    bench.press(Qt.Key.Key_2, CONTROL)
    write_body(bench, b"{oops")
    assert bench.payload_hash == ""
    assert bench.token.startswith("PHP cannot read this body")
    bench.send()
    assert "PHP cannot read this body" in bench.notice
    assert left == []


def test_a_body_that_no_clipboard_can_hold_exactly_is_not_copied(new_bench: Make, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(b'{"a":"\xff"}')
    bench = new_bench()
    bench.start([path])
    clipboard = bench.application.clipboard()
    clipboard.setText("as before")
    bench.workbench.features.parts("signature").copy("body")
    assert clipboard.text() == "as before"
    assert "not UTF-8 text" in bench.notice
    bench.workbench.features.parts("signature").copy("hash")
    assert clipboard.text() == bench.payload_hash
