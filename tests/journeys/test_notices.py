"""The messages above the editor: none is lost behind another, none outlives its reason, none takes the keyboard."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton

from tests.history.making import exchange
from tests.journeys.conftest import CONTROL, SHIFT, Bench
from workbench.gui.core.state import Answer, Notice
from workbench.history import default_history
from workbench.operations import Prepared
from workbench.signing import Credentials


def show(bench: Bench, notice: Notice) -> None:
    bench.workbench.notice_bar.show_notice(notice)


def close(bench: Bench) -> None:
    bench.click(bench.button("Close"))


def test_messages_are_queued_and_the_same_one_is_shown_once(bench: Bench) -> None:
    for says in ("First.", "Second.", "First.", "Third."):
        show(bench, Notice("warn", says))
    seen = []
    while bench.notice:
        seen.append(bench.notice)
        close(bench)
    assert seen == ["Third.", "First.", "Second."]


def test_a_question_is_shown_before_every_other_message(bench: Bench) -> None:
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


def test_a_message_about_a_document_is_hidden_when_another_is_activated(bench: Bench) -> None:
    show(bench, Notice("warn", "About no document."))
    bench.write("x")
    bench.send_and_wait()
    assert "JSON" in bench.notice
    bench.press(Qt.Key.Key_N, CONTROL)
    assert bench.notice == "About no document."


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_focus_returns_when_a_message_is_closed(bench: Bench, key: Qt.Key) -> None:
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


def test_the_focus_returns_when_a_message_is_withdrawn(bench: Bench) -> None:
    bench.write("x")
    bench.press(Qt.Key.Key_W, CONTROL)
    bench.press(Qt.Key.Key_J, CONTROL)
    assert bench.focus() is bench.button("Cancel the question")
    bench.workbench.features.parts("compose").files.new()
    assert bench.notice == ""
    assert bench.focus() is bench.editor


def test_a_refused_send_is_shown_before_an_open_question(bench: Bench) -> None:
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


def test_a_refusal_is_hidden_after_the_next_send_and_the_question_returns(bench: Bench) -> None:
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


# Questions: each is its asker's own

BODY = b'{"action":"install","kochava_app_id":"ko1","data":{"device_ids":{"idfa":"x"}}}'
ACME = Credentials("acme-key-1234567890", "acme-secret")


def ask_to_close(bench: Bench) -> None:
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.write(" ")
    bench.press(Qt.Key.Key_W, CONTROL)


def ask_about_run(bench: Bench) -> None:
    bench.workbench.features.parts("send").run.start("10", "2", "1", False)


def ask_to_erase(bench: Bench) -> None:
    bench.workbench.commands.action("log.delete-history").trigger()
    bench.qtbot.waitUntil(lambda: "delete the history" in bench.notice)


def ask_about_slashes(bench: Bench) -> None:
    bench.workbench.session.replace_text(BODY.replace(b'"ko1"', b'"ko1","url":"https://a/b"'))
    bench.send()


@dataclass(frozen=True)
class Asker:
    """How a question comes about, a word of it, and what makes its asker withdraw it."""

    ask: Callable[[Bench], None]
    word: str
    withdraw: Callable[[Bench], None]


# In the order in which they can be asked: closing brings a document forward, which ends the question of a send.
ASKERS = (
    Asker(
        ask_to_close,
        "unsaved changes",
        lambda bench: bench.workbench.features.parts("compose").files._withdraw(),
    ),
    Asker(ask_to_erase, "delete the history", ask_to_erase),
    Asker(ask_about_run, "Send this 10 times", lambda bench: bench.workbench.features.parts("send").run._withdraw()),
    Asker(ask_about_slashes, "bare /", lambda bench: bench.workbench.features.parts("send").sender._withdraw()),
)


def standing(bench: Bench) -> list[str]:
    """Return what is asked, the question that is seen first."""
    return [each.says for each in bench.workbench.notice_bar._waiting if each.kind == "ask"]


@pytest.fixture
def asked(bench: Bench, left: list[Prepared]) -> Bench:
    """A window with a history that would send to Kochava."""
    with closing(default_history()) as history:
        history.begin([exchange()])
    bench.choose(bench.named(QComboBox, "Endpoint"), "Kochava")
    bench.workbench.session.use_credentials("Acme", ACME, "")
    bench.workbench.session.replace_text(BODY)
    return bench


@pytest.mark.parametrize(("first", "second"), list(combinations(ASKERS, 2)))
@pytest.mark.parametrize("gone", [0, 1])
def test_one_of_two_open_questions_is_withdrawn_and_the_other_stays(
    asked: Bench, first: Asker, second: Asker, gone: int
) -> None:
    first.ask(asked)
    second.ask(asked)
    assert [word in says for word, says in zip((second.word, first.word), standing(asked), strict=True)] == [True, True]
    pair = (first, second)
    if pair[gone].ask is ask_to_erase:
        pair[gone].withdraw(asked)  # by asking again: one of each kind stands
        assert sum(ASKERS[1].word in says for says in standing(asked)) == 1
        assert len(standing(asked)) == 2
        return
    pair[gone].withdraw(asked)
    (says,) = standing(asked)
    assert pair[1 - gone].word in says
    assert pair[1 - gone].word in asked.notice


@pytest.mark.parametrize(("first", "second"), list(combinations(ASKERS, 2)))
def test_answering_one_question_does_not_answer_the_other(
    asked: Bench, left: list[Prepared], first: Asker, second: Asker
) -> None:
    first.ask(asked)
    second.ask(asked)
    asked.click(asked.button("Cancel the question"))
    assert first.word in asked.notice
    asked.click(asked.button("Cancel the question"))
    assert asked.notice == ""
    assert left == []
    assert standing(asked) == []


def test_the_question_of_a_send_stays_when_another_is_withdrawn(asked: Bench, left: list[Prepared]) -> None:
    ask_to_close(asked)
    ask_about_slashes(asked)
    assert "bare /" in asked.notice
    asked.workbench.features.parts("compose").files._withdraw()
    assert "bare /" in asked.notice
    asked.click(asked.button("Send as typed"))
    asked.qtbot.waitUntil(lambda: len(left) == 1)
    assert asked.notice == ""


def test_a_message_about_a_transform_withdraws_no_question(asked: Bench, left: list[Prepared]) -> None:
    ask_about_slashes(asked)
    asked.press(Qt.Key.Key_T, CONTROL | SHIFT)
    assert "bare /" in asked.notice
    asked.click(asked.button("Cancel the question"))
    assert "test device" in asked.notice
    assert left == []


def test_only_the_callback_of_the_pressed_button_is_called(bench: Bench) -> None:
    heard: list[str] = []

    def note(what: str) -> Callable[[], None]:
        return lambda: heard.append(what)

    for name in ("a", "b"):
        answers = (Answer("yes", f"Yes {name}", note(f"{name} yes")), Answer("no", f"No {name}", note(f"{name} no")))
        show(bench, Notice("ask", "The same question?", answers, dismissed=note(f"{name} dismissed")))
    button = bench.button("No b")
    assert button.objectName() == "notice-no"
    bench.click(button)
    bench.click(bench.button("Cancel the question"))
    assert heard == ["b no", "a dismissed"]
    assert bench.notice == ""
