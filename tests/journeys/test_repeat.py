"""A payload sent many times: how often and how fast, pause, cancel, the question off this machine, and one row."""

import json
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from tests.journeys.conftest import CONTROL, SHIFT, Bench
from tests.journeys.servers import Slow
from tests.journeys.test_sending import received
from workbench.history import default_history
from workbench.history.values import Row
from workbench.operations.repeat import Run
from workbench.signing import Credentials


def rows() -> list[Row]:
    history = default_history()
    found = list(history.rows(history.find("")))
    history.close()
    return found


def begin(bench: Bench, count: str, rate: str = "", at_once: str = "1", *, stop: bool = False) -> None:
    """Open the panel by keys, fill it in, press Enter."""
    bench.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    for text in (count, rate, at_once):
        bench.press(Qt.Key.Key_A, CONTROL)
        bench.press(Qt.Key.Key_Delete)
        bench.write(text)
        bench.press(Qt.Key.Key_Tab)
    assert bench.focus().accessibleName() == "Stop at the first failure"
    if stop:
        bench.press(Qt.Key.Key_Space)
    bench.press(Qt.Key.Key_Tab)
    bench.press(Qt.Key.Key_Space)


def progress(bench: Bench) -> str:
    label = bench.window.findChild(QLabel, "runProgress")
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


def over(bench: Bench) -> bool:
    return not bench.workbench.features.parts("send").run.going


def test_a_run_is_one_row_with_what_it_came_to_and_every_send_arrived(bench: Bench) -> None:
    body = bench.editor.body()
    begin(bench, "25", at_once="4")
    bench.qtbot.waitUntil(lambda: over(bench))
    assert received(bench) == [body] * 25
    bench.qtbot.waitUntil(lambda: "25 success" in " ".join(bench.row()))
    assert bench.table.model().rowCount() == 1
    assert bench.focus() is bench.editor
    [row] = rows()
    assert (row.run_count, row.run_done) == (25, 25)


def test_placeholders_are_made_afresh_for_each_send_of_a_run(bench: Bench) -> None:
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.application.clipboard().setText('{"n": {{n}}, "u": "{{uuid}}", "data": {"device_ids": {"idfa": "{{uuid}}"}}}')
    bench.press(Qt.Key.Key_V, CONTROL)
    begin(bench, "5")
    bench.qtbot.waitUntil(lambda: over(bench))
    bodies = [json.loads(each) for each in received(bench)]
    assert [each["n"] for each in bodies] == [1, 2, 3, 4, 5]
    assert len({each["u"] for each in bodies}) == 5


def test_a_run_is_paused_resumed_and_cancelled_at_once_with_what_is_left_told(bench: Bench) -> None:
    with Slow() as server:
        server.go.clear()
        bench.type_endpoint(server.url)
        bench.press(Qt.Key.Key_2, CONTROL)
        begin(bench, "50", at_once="2")
        bench.qtbot.waitUntil(lambda: server.seen == 2)
        bench.qtbot.waitUntil(lambda: progress(bench).startswith("Repeating: 0 of 50 done, 48 left"))
        bench.click(bench.button("Pause"))
        bench.qtbot.waitUntil(lambda: progress(bench).startswith("Paused"))
        server.go.set()
        bench.qtbot.waitUntil(lambda: progress(bench).startswith("Paused: 2 of 50 done, 48 left"))
        server.go.clear()
        bench.click(bench.button("Resume"))
        bench.qtbot.waitUntil(lambda: server.seen == 4)
        bench.press(Qt.Key.Key_Escape)
        bench.qtbot.waitUntil(lambda: over(bench))
        assert server.seen == 4
        assert progress(bench) == ""
        assert bench.notice == "The run was cancelled: 4 of 50 done, 46 not sent."
    bench.quit()
    [row] = rows()
    assert (row.run_count, row.run_done) == (4, 4)
    assert {answer: count for answer, _success, count in row.run_answers} == {"200": 2, "cancelled": 2}


def test_a_run_stops_at_the_first_failure_if_asked(bench: Bench) -> None:
    with Slow(fail_at=3) as server:
        bench.type_endpoint(server.url)
        bench.press(Qt.Key.Key_2, CONTROL)
        begin(bench, "50", stop=True)
        bench.qtbot.waitUntil(lambda: over(bench))
        assert server.seen == 3
        assert bench.notice == "The run stopped at the first failure: 3 of 50 done, 47 not sent."


def test_no_further_send_begins_while_the_window_shows_what_happened(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[tuple[bool, str]] = []
    hold_back = Run.hold_back

    def note(run: Run, on: bool) -> None:
        held.append((on, threading.current_thread().name))
        hold_back(run, on)

    monkeypatch.setattr(Run, "hold_back", note)
    begin(bench, "300", at_once="3")
    bench.qtbot.waitUntil(lambda: over(bench))
    assert {thread for _on, thread in held} == {"workbench-loop"}
    switched = [on for on, _thread in held]
    assert True in switched
    assert switched == [number % 2 == 0 for number in range(len(switched))]
    assert [row.run_done for row in rows()] == [300]


def test_what_cannot_be_done_is_said_and_nothing_is_sent(bench: Bench) -> None:
    begin(bench, "many")
    problem = bench.window.findChild(QLabel, "repeatProblem")
    assert isinstance(problem, QLabel)
    assert problem.text().startswith("The count must be a number")
    bench.named(QLineEdit, "Repeat count").setFocus()
    begin(bench, "10", at_once="9")
    assert "From 1 to 8" in problem.text()
    assert over(bench)
    bench.press(Qt.Key.Key_Escape)
    assert not problem.isVisible()
    assert bench.focus() is bench.editor
    assert bench.table.model().rowCount() == 0


def test_off_this_machine_a_run_is_asked_about_by_count_host_and_app_and_goes_gently(bench: Bench) -> None:
    bench.type_endpoint("https://kochava.invalid/track/json")
    bench.workbench.session.use_credentials("Acme", Credentials("key", "secret"), "")
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    assert bench.named(QLineEdit, "Sends per second").text() == "2"
    bench.press(Qt.Key.Key_Return)
    assert "10 times to kochava.invalid" in bench.notice
    assert "app " in bench.notice
    assert "2 per second" in bench.notice
    assert bench.has_button("Send 10 times")
    bench.click(bench.button("Cancel the question"))
    assert over(bench)
    assert not bench.has_button("Send 10 times")


def test_a_yes_to_a_run_holds_only_for_what_was_asked_about(bench: Bench) -> None:
    bench.type_endpoint("https://kochava.invalid/track/json")
    bench.workbench.session.use_credentials("Acme", Credentials("key", "secret"), "")
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    bench.press(Qt.Key.Key_Return)
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.write(" ")
    bench.click(bench.button("Send 10 times"))
    assert "has changed since the question" in bench.notice
    assert over(bench)
    assert bench.table.model().rowCount() == 0


def test_closing_while_a_run_goes_on_asks_once(bench: Bench) -> None:
    with Slow() as server:
        server.go.clear()
        bench.type_endpoint(server.url)
        bench.press(Qt.Key.Key_2, CONTROL)
        begin(bench, "50")
        bench.qtbot.waitUntil(lambda: server.seen == 1)
        bench.press(Qt.Key.Key_Q, CONTROL)
        assert bench.window.isVisible()
        assert "(0 of 50 done)" in bench.notice
        bench.click(bench.button("Cancel the run and close"))
        assert not bench.window.isVisible()
    [row] = rows()
    assert (row.run_count, row.run_done) == (1, 1)


def test_the_run_is_steered_from_the_log_too(bench: Bench) -> None:
    with Slow() as server:
        server.go.clear()
        bench.type_endpoint(server.url)
        bench.press(Qt.Key.Key_2, CONTROL)
        begin(bench, "50")
        bench.qtbot.waitUntil(lambda: server.seen == 1)
        bench.qtbot.waitUntil(lambda: bench.workbench.features.parts("log").pane.detail.run is not None)
        cancel = bench.window.findChild(QPushButton, "runCancel")
        assert isinstance(cancel, QPushButton)
        bench.qtbot.waitUntil(cancel.isVisible)
        bench.click(cancel)
        bench.qtbot.waitUntil(lambda: over(bench))
        assert server.seen == 1


@pytest.mark.parametrize("private", [False, True])
def test_a_private_run_is_written_nowhere_and_shown_all_the_same(bench: Bench, private: bool) -> None:
    bench.send_and_wait()
    if private:
        bench.workbench.commands.run("log.private")
    begin(bench, "12", at_once="3")
    bench.qtbot.waitUntil(lambda: over(bench))
    bench.qtbot.waitUntil(lambda: "12 success" in " ".join(bench.row()))
    bench.quit()
    assert [row.run_count for row in rows()] == ([0] if private else [12, 0])
