"""The messages above the editor: none is lost behind another, none outlives its reason, none takes the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton

from tests.journeys.conftest import CONTROL, Bench
from workbench.gui.core.state import Notice


def show(bench: Bench, notice: Notice) -> None:
    bench.workbench.panes.notice.show_notice(notice)


def close(bench: Bench) -> None:
    bench.click(bench.button("Close"))


def test_messages_wait_for_each_other_and_the_same_one_comes_once(bench: Bench) -> None:
    for says in ("First.", "Second.", "First.", "Third."):
        show(bench, Notice("warn", says))
    seen = []
    while bench.notice:
        seen.append(bench.notice)
        close(bench)
    assert seen == ["Third.", "First.", "Second."]


def test_a_question_stands_before_every_other_message_and_they_come_after_it(bench: Bench) -> None:
    show(bench, Notice("warn", "Before."))
    bench.press(Qt.Key.Key_N, CONTROL)
    bench.write("x")
    bench.press(Qt.Key.Key_W, CONTROL)
    show(bench, Notice("bad", "After."))
    assert "unsaved changes" in bench.notice
    bench.click(bench.button("Don't save"))
    assert bench.notice == "After."
    close(bench)
    assert bench.notice == "Before."
    close(bench)
    assert bench.notice == ""


def test_what_was_said_about_one_document_goes_when_another_is_in_front(bench: Bench) -> None:
    show(bench, Notice("warn", "About no document."))
    bench.write("x")
    bench.send_and_wait()
    assert "JSON" in bench.notice
    bench.press(Qt.Key.Key_N, CONTROL)
    assert bench.notice == "About no document."


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_keyboard_goes_back_to_where_it_was_when_its_message_is_closed(bench: Bench, key: Qt.Key) -> None:
    bench.press(Qt.Key.Key_K, CONTROL)
    before = bench.focus()
    bench.press(Qt.Key.Key_J, CONTROL)
    assert bench.focus() is before
    show(bench, Notice("bad", "Something."))
    assert bench.focus() is before
    bench.press(Qt.Key.Key_J, CONTROL)
    assert bench.focus() is bench.button("Close")
    assert "Ctrl+J" in bench.named(QPushButton, "Close").toolTip()
    bench.press(key)
    assert bench.notice == ""
    assert bench.focus() is before


def test_a_message_that_goes_by_itself_gives_the_keyboard_back(bench: Bench) -> None:
    bench.write("x")
    bench.press(Qt.Key.Key_W, CONTROL)
    bench.press(Qt.Key.Key_J, CONTROL)
    assert bench.focus() is bench.button("Cancel the question")
    bench.workbench.files.new()
    assert bench.notice == ""
    assert bench.focus() is bench.editor


def test_a_send_that_is_refused_says_so_before_the_question_that_stands(bench: Bench) -> None:
    bench.choose(bench.named(QComboBox, "Endpoint"), "Kochava")
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.write("x")
    bench.press(Qt.Key.Key_W, CONTROL)
    assert "unsaved changes" in bench.notice
    bench.send()
    assert "public sample credentials are not sent" in bench.notice
    close(bench)
    assert "unsaved changes" in bench.notice
    bench.click(bench.button("Cancel the question"))
    assert bench.notice == ""


def test_a_refusal_goes_when_the_next_send_is_not_refused_and_the_question_comes_back(bench: Bench) -> None:
    bench.choose(bench.named(QComboBox, "Endpoint"), "Kochava")
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.write(" ")
    bench.press(Qt.Key.Key_W, CONTROL)
    bench.send()
    assert "public sample credentials are not sent" in bench.notice
    bench.choose(bench.named(QComboBox, "Endpoint"), "Sandbox")
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send_and_wait()
    assert "unsaved changes" in bench.notice
