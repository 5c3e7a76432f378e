"""The messages above the editor are queued, withdrawn when they no longer apply, and do not take the focus."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton

from tests.history.making import exchange
from tests.journeys.conftest import CONTROL, SHIFT, WindowDriver
from workbench.gui.core.state import Notice, NoticeAction
from workbench.history import default_history
from workbench.operations import Prepared
from workbench.signing import Credentials


def show(driver: WindowDriver, notice: Notice) -> None:
    driver.app.notice_bar.show_notice(notice)


def close(driver: WindowDriver) -> None:
    driver.click(driver.button("Close"))


def test_messages_are_queued_and_the_same_one_is_shown_once(driver: WindowDriver) -> None:
    for says in ("First.", "Second.", "First.", "Third."):
        show(driver, Notice("warn", says))
    seen = []
    while driver.notice:
        seen.append(driver.notice)
        close(driver)
    assert seen == ["Third.", "First.", "Second."]


def test_a_question_is_shown_before_every_other_message(driver: WindowDriver) -> None:
    show(driver, Notice("warn", "Before."))
    driver.press(Qt.Key.Key_N, CONTROL)
    driver.write("x")
    driver.press(Qt.Key.Key_W, CONTROL)
    show(driver, Notice("bad", "After."))
    assert "unsaved changes" in driver.notice
    driver.click(driver.button("Don't save"))
    assert driver.notice == "After."
    close(driver)
    assert driver.notice == "Before."
    close(driver)
    assert driver.notice == ""


def test_a_message_about_a_document_is_hidden_when_another_is_activated(driver: WindowDriver) -> None:
    show(driver, Notice("warn", "About no document."))
    driver.write("x")
    driver.send_and_wait()
    assert "JSON" in driver.notice
    driver.press(Qt.Key.Key_N, CONTROL)
    assert driver.notice == "About no document."


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_focus_returns_when_a_message_is_closed(driver: WindowDriver, key: Qt.Key) -> None:
    driver.press(Qt.Key.Key_K, CONTROL)
    before = driver.focus()
    driver.press(Qt.Key.Key_J, CONTROL)
    assert driver.focus() is before
    show(driver, Notice("bad", "Something."))
    assert driver.focus() is before
    driver.press(Qt.Key.Key_J, CONTROL)
    assert driver.focus() is driver.button("Close")
    assert "Ctrl+J" in driver.named(QPushButton, "Close").toolTip()
    driver.press(key)
    assert driver.notice == ""
    assert driver.focus() is before


def test_the_focus_returns_when_a_message_is_withdrawn(driver: WindowDriver) -> None:
    driver.write("x")
    driver.press(Qt.Key.Key_W, CONTROL)
    driver.press(Qt.Key.Key_J, CONTROL)
    assert driver.focus() is driver.button("Cancel the question")
    driver.app.features.parts("compose").files.new()
    assert driver.notice == ""
    assert driver.focus() is driver.editor


def test_a_refused_send_is_shown_before_an_open_question(driver: WindowDriver) -> None:
    driver.choose(driver.named(QComboBox, "Endpoint"), "Kochava")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.write("x")
    driver.press(Qt.Key.Key_W, CONTROL)
    assert "unsaved changes" in driver.notice
    driver.send()
    assert "public sample credentials are not sent" in driver.notice
    close(driver)
    assert "unsaved changes" in driver.notice
    driver.click(driver.button("Cancel the question"))
    assert driver.notice == ""


def test_a_refusal_is_hidden_after_the_next_send_and_the_question_returns(driver: WindowDriver) -> None:
    driver.choose(driver.named(QComboBox, "Endpoint"), "Kochava")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.write(" ")
    driver.press(Qt.Key.Key_W, CONTROL)
    driver.send()
    assert "public sample credentials are not sent" in driver.notice
    driver.choose(driver.named(QComboBox, "Endpoint"), "Sandbox")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send_and_wait()
    assert "unsaved changes" in driver.notice


# Questions: each is its asker's own

BODY = b'{"action":"install","kochava_app_id":"ko1","data":{"device_ids":{"idfa":"x"}}}'
ACME = Credentials("acme-key-1234567890", "acme-secret")


def ask_to_close(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.write(" ")
    driver.press(Qt.Key.Key_W, CONTROL)


def ask_about_run(driver: WindowDriver) -> None:
    driver.app.features.parts("send").run.start("10", "2", "1", False)


def ask_to_erase(driver: WindowDriver) -> None:
    driver.app.commands.action("log.delete-history").trigger()
    driver.qtbot.waitUntil(lambda: "delete the history" in driver.notice)


def ask_about_slashes(driver: WindowDriver) -> None:
    driver.app.session.replace_text(BODY.replace(b'"ko1"', b'"ko1","url":"https://a/b"'))
    driver.send()


@dataclass(frozen=True)
class Asker:
    """How a question comes about, a word of it, and what makes its asker withdraw it."""

    ask: Callable[[WindowDriver], None]
    word: str
    withdraw: Callable[[WindowDriver], None]


# In the order in which they can be asked: closing brings a document forward, which ends the question of a send.
ASKERS = (
    Asker(
        ask_to_close,
        "unsaved changes",
        lambda driver: driver.app.features.parts("compose").files._withdraw(),
    ),
    Asker(ask_to_erase, "delete the history", ask_to_erase),
    Asker(ask_about_run, "This sends 10 requests", lambda driver: driver.app.features.parts("send").run._withdraw()),
    Asker(ask_about_slashes, "unescaped /", lambda driver: driver.app.features.parts("send").sender._withdraw()),
)


def standing(driver: WindowDriver) -> list[str]:
    """Return what is asked, the question that is seen first."""
    return [each.message for each in driver.app.notice_bar._waiting if each.kind == "ask"]


@pytest.fixture
def asked(driver: WindowDriver, left: list[Prepared]) -> WindowDriver:
    """A window with a history that would send to Kochava."""
    with closing(default_history()) as history:
        history.begin([exchange()])
    driver.choose(driver.named(QComboBox, "Endpoint"), "Kochava")
    driver.app.session.use_credentials("Acme", ACME, "")
    driver.app.session.replace_text(BODY)
    return driver


@pytest.mark.parametrize(("first", "second"), list(combinations(ASKERS, 2)))
@pytest.mark.parametrize("gone", [0, 1])
def test_one_of_two_open_questions_is_withdrawn_and_the_other_stays(
    asked: WindowDriver, first: Asker, second: Asker, gone: int
) -> None:
    first.ask(asked)
    second.ask(asked)
    assert [word in says for word, says in zip((second.word, first.word), standing(asked), strict=True)] == [True, True]
    pair = (first, second)
    if pair[gone].ask is ask_to_erase:
        pair[gone].withdraw(asked)  # a second question of a kind replaces the first
        assert sum(ASKERS[1].word in says for says in standing(asked)) == 1
        assert len(standing(asked)) == 2
        return
    pair[gone].withdraw(asked)
    (says,) = standing(asked)
    assert pair[1 - gone].word in says
    assert pair[1 - gone].word in asked.notice


@pytest.mark.parametrize(("first", "second"), list(combinations(ASKERS, 2)))
def test_answering_one_question_does_not_answer_the_other(
    asked: WindowDriver, left: list[Prepared], first: Asker, second: Asker
) -> None:
    first.ask(asked)
    second.ask(asked)
    asked.click(asked.button("Cancel the question"))
    assert first.word in asked.notice
    asked.click(asked.button("Cancel the question"))
    assert asked.notice == ""
    assert left == []
    assert standing(asked) == []


def test_the_question_of_a_send_stays_when_another_is_withdrawn(asked: WindowDriver, left: list[Prepared]) -> None:
    ask_to_close(asked)
    ask_about_slashes(asked)
    assert "unescaped /" in asked.notice
    asked.app.features.parts("compose").files._withdraw()
    assert "unescaped /" in asked.notice
    asked.click(asked.button("Send as typed"))
    asked.qtbot.waitUntil(lambda: len(left) == 1)
    assert asked.notice == ""


def test_a_message_about_a_transform_withdraws_no_question(asked: WindowDriver, left: list[Prepared]) -> None:
    ask_about_slashes(asked)
    asked.press(Qt.Key.Key_T, CONTROL | SHIFT)
    assert "unescaped /" in asked.notice
    asked.click(asked.button("Cancel the question"))
    assert "test device" in asked.notice
    assert left == []


def test_only_the_callback_of_the_pressed_button_is_called(driver: WindowDriver) -> None:
    heard: list[str] = []

    def note(what: str) -> Callable[[], None]:
        return lambda: heard.append(what)

    for name in ("a", "b"):
        answers = (
            NoticeAction("yes", f"Yes {name}", note(f"{name} yes")),
            NoticeAction("no", f"No {name}", note(f"{name} no")),
        )
        show(driver, Notice("ask", "The same question?", answers, dismissed=note(f"{name} dismissed")))
    button = driver.button("No b")
    assert button.objectName() == "notice-no"
    driver.click(button)
    driver.click(driver.button("Cancel the question"))
    assert heard == ["b no", "a dismissed"]
    assert driver.notice == ""
