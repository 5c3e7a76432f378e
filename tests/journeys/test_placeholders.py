"""Placeholders and test devices in the window: what is shown is signed, sent and kept, and made afresh each time."""

import hashlib
import json

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPlainTextEdit

from tests.journeys.conftest import CONTROL, SHIFT, Bench
from tests.journeys.test_sending import received

TYPED = '{"id": "{{uuid}}", "at": {{now_s}}, "data": {"device_ids": {"idfa": "x"}}}'


def replace_text(bench: Bench, text: str) -> None:
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.application.clipboard().setText(text)
    bench.press(Qt.Key.Key_V, CONTROL)


def note(bench: Bench) -> str:
    pane = bench.window.findChild(QPlainTextEdit, "placeholders")
    return pane.toPlainText() if isinstance(pane, QPlainTextEdit) and pane.isVisible() else ""


def test_what_the_signature_shows_is_what_arrives_and_each_send_is_fresh(bench: Bench) -> None:
    replace_text(bench, TYPED)
    assert "new values for each send" in note(bench)
    shown = []
    for _ in range(2):
        bench.send_and_wait()
        shown.append(bench.payload_hash)
    bodies = received(bench)
    assert [hashlib.sha1(each, usedforsecurity=False).hexdigest() for each in bodies] == shown
    first, second = (json.loads(each) for each in bodies)
    assert first["id"] != second["id"]
    assert first["id"] in bench.lines("Request as sent") or second["id"] in bench.lines("Request as sent")
    assert second["id"] in note(bench)
    assert bench.editor.body().decode() == TYPED
    replace_text(bench, "{}")
    assert note(bench) == ""


def test_problems_are_shown_where_they_are_typed(bench: Bench) -> None:
    replace_text(bench, '{"id": "{{uuid}}", "at": {{now_s}}, oops}')
    problems = bench.named(QListWidget, "Problems")
    assert problems.item(0).text().endswith(f"1:{TYPED.index(', ' + chr(34) + 'data') + 3}")


def test_a_placeholder_makes_a_number_and_is_no_problem(bench: Bench) -> None:
    replace_text(bench, TYPED)
    assert not bench.named(QListWidget, "Problems").isVisible()


def test_unknown_placeholders_are_named_and_sent_unchanged(bench: Bench) -> None:
    body = '{"x": "{{nonsense}}"}'
    replace_text(bench, body)
    assert note(bench) == "Unknown placeholder {{nonsense}}. Available: uuid, now_s, now_ms, n"
    bench.send_and_wait()
    assert "Unknown placeholder {{nonsense}}" in bench.notice
    assert received(bench) == [body.encode()]


def test_a_new_test_device_is_one_edit_that_says_what_it_made(bench: Bench) -> None:
    before = bench.editor.body()
    bench.press(Qt.Key.Key_T, CONTROL | SHIFT)
    after = bench.editor.body()
    ids = json.loads(after)["data"]["device_ids"]
    assert after != before
    assert ids["idfa"] in bench.notice
    assert ids["idfa"].lower().startswith("7e57")
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.press(Qt.Key.Key_Z, CONTROL)
    assert bench.editor.body() == before


def test_without_an_id_nothing_is_made_up(bench: Bench) -> None:
    replace_text(bench, '{"a": 1}')
    bench.press(Qt.Key.Key_T, CONTROL | SHIFT)
    assert bench.editor.body() == b'{"a": 1}'
    assert "No device id" in bench.notice
