"""Repeated sends: count and rate, pause, cancel, the question about a remote host, and one row in the log."""

import json
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from tests.journeys.conftest import CONTROL, SHIFT, WindowDriver
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


def begin(driver: WindowDriver, count: str, rate: str = "", at_once: str = "1", *, stop: bool = False) -> None:
    """Open the panel by keyboard, fill it in and start the run."""
    driver.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    for text in (count, rate, at_once):
        driver.press(Qt.Key.Key_A, CONTROL)
        driver.press(Qt.Key.Key_Delete)
        driver.write(text)
        driver.press(Qt.Key.Key_Tab)
    assert driver.focus().accessibleName() == "Stop at the first failure"
    if stop:
        driver.press(Qt.Key.Key_Space)
    driver.press(Qt.Key.Key_Tab)
    driver.press(Qt.Key.Key_Space)


def progress(driver: WindowDriver) -> str:
    label = driver.window.findChild(QLabel, "runProgress")
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


def over(driver: WindowDriver) -> bool:
    return not driver.app.features.parts("send").run.running


def test_a_run_is_one_row_with_its_result_and_every_send_arrives(driver: WindowDriver) -> None:
    body = driver.editor.body()
    begin(driver, "25", at_once="4")
    driver.qtbot.waitUntil(lambda: over(driver))
    assert received(driver) == [body] * 25
    driver.qtbot.waitUntil(lambda: "25 success" in " ".join(driver.row()))
    assert driver.table.model().rowCount() == 1
    assert driver.focus() is driver.editor
    [row] = rows()
    assert (row.run_count, row.run_done) == (25, 25)


def test_each_send_of_a_run_has_new_placeholder_values(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.application.clipboard().setText(
        '{"n": {{n}}, "u": "{{uuid}}", "data": {"device_ids": {"idfa": "{{uuid}}"}}}'
    )
    driver.press(Qt.Key.Key_V, CONTROL)
    begin(driver, "5")
    driver.qtbot.waitUntil(lambda: over(driver))
    bodies = [json.loads(each) for each in received(driver)]
    assert [each["n"] for each in bodies] == [1, 2, 3, 4, 5]
    assert len({each["u"] for each in bodies}) == 5


def test_a_run_is_paused_resumed_and_cancelled_and_unsent_requests_are_counted(driver: WindowDriver) -> None:
    with Slow() as server:
        server.go.clear()
        driver.type_endpoint(server.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        begin(driver, "50", at_once="2")
        driver.qtbot.waitUntil(lambda: server.seen == 2)
        driver.qtbot.waitUntil(lambda: progress(driver).startswith("Repeating: 0 of 50 done, 48 left"))
        driver.click(driver.button("Pause"))
        driver.qtbot.waitUntil(lambda: progress(driver).startswith("Paused"))
        server.go.set()
        driver.qtbot.waitUntil(lambda: progress(driver).startswith("Paused: 2 of 50 done, 48 left"))
        server.go.clear()
        driver.click(driver.button("Resume"))
        driver.qtbot.waitUntil(lambda: server.seen == 4)
        driver.press(Qt.Key.Key_Escape)
        driver.qtbot.waitUntil(lambda: over(driver))
        assert server.seen == 4
        assert progress(driver) == ""
        assert driver.notice == "The run was cancelled: 4 of 50 done, 46 not sent."
    driver.quit()
    [row] = rows()
    assert (row.run_count, row.run_done) == (4, 4)
    assert {answer: count for answer, _success, count in row.run_answers} == {"200": 2, "cancelled": 2}


def test_a_run_stops_at_the_first_failure_if_selected(driver: WindowDriver) -> None:
    with Slow(fail_at=3) as server:
        driver.type_endpoint(server.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        begin(driver, "50", stop=True)
        driver.qtbot.waitUntil(lambda: over(driver))
        assert server.seen == 3
        assert driver.notice == "The run stopped at the first failure: 3 of 50 done, 47 not sent."


def test_a_run_is_held_and_released_in_turn_on_the_loop_thread(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[tuple[bool, str]] = []
    hold_back = Run.hold_back

    def note(run: Run, on: bool) -> None:
        held.append((on, threading.current_thread().name))
        hold_back(run, on)

    monkeypatch.setattr(Run, "hold_back", note)
    begin(driver, "300", at_once="3")
    driver.qtbot.waitUntil(lambda: over(driver))
    assert {thread for _on, thread in held} == {"workbench-loop"}
    switched = [on for on, _thread in held]
    assert True in switched
    assert switched == [number % 2 == 0 for number in range(len(switched))]
    assert [row.run_done for row in rows()] == [300]


def test_an_impossible_run_is_reported_and_nothing_is_sent(driver: WindowDriver) -> None:
    begin(driver, "many")
    problem = driver.window.findChild(QLabel, "repeatProblem")
    assert isinstance(problem, QLabel)
    assert problem.text().startswith("The count must be a number")
    driver.named(QLineEdit, "Repeat count").setFocus()
    begin(driver, "10", at_once="9")
    assert "from 1 to 8" in problem.text()
    assert over(driver)
    driver.press(Qt.Key.Key_Escape)
    assert not problem.isVisible()
    assert driver.focus() is driver.editor
    assert driver.table.model().rowCount() == 0


def test_a_run_to_a_remote_host_asks_with_count_host_and_app_and_defaults_to_a_low_rate(driver: WindowDriver) -> None:
    driver.type_endpoint("https://kochava.invalid/track/json")
    driver.app.session.use_credentials("Acme", Credentials("key", "secret"), "")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    assert driver.named(QLineEdit, "Sends per second").text() == "2"
    driver.press(Qt.Key.Key_Return)
    assert "10 requests to kochava.invalid" in driver.notice
    assert "app " in driver.notice
    assert "2 per second" in driver.notice
    assert driver.has_button("Send 10 times")
    driver.click(driver.button("Cancel the question"))
    assert over(driver)
    assert not driver.has_button("Send 10 times")


def test_a_confirmed_run_is_refused_if_the_body_has_changed_since_the_question(driver: WindowDriver) -> None:
    driver.type_endpoint("https://kochava.invalid/track/json")
    driver.app.session.use_credentials("Acme", Credentials("key", "secret"), "")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    driver.press(Qt.Key.Key_Return)
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.write(" ")
    driver.click(driver.button("Send 10 times"))
    assert "has changed since the question" in driver.notice
    assert over(driver)
    assert driver.table.model().rowCount() == 0


def test_closing_during_a_run_asks_once(driver: WindowDriver) -> None:
    with Slow() as server:
        server.go.clear()
        driver.type_endpoint(server.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        begin(driver, "50")
        driver.qtbot.waitUntil(lambda: server.seen == 1)
        driver.press(Qt.Key.Key_Q, CONTROL)
        assert driver.window.isVisible()
        assert "(0 of 50 done)" in driver.notice
        driver.click(driver.button("Cancel the run and close"))
        assert not driver.window.isVisible()
    [row] = rows()
    assert (row.run_count, row.run_done) == (1, 1)


def test_a_run_is_cancelled_from_the_log(driver: WindowDriver) -> None:
    with Slow() as server:
        server.go.clear()
        driver.type_endpoint(server.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        begin(driver, "50")
        driver.qtbot.waitUntil(lambda: server.seen == 1)
        driver.qtbot.waitUntil(lambda: driver.app.features.parts("log").pane.detail.run is not None)
        cancel = driver.window.findChild(QPushButton, "runCancel")
        assert isinstance(cancel, QPushButton)
        driver.qtbot.waitUntil(cancel.isVisible)
        driver.click(cancel)
        driver.qtbot.waitUntil(lambda: over(driver))
        assert server.seen == 1


@pytest.mark.parametrize("private", [False, True])
def test_a_private_run_is_shown_but_not_stored(driver: WindowDriver, private: bool) -> None:
    driver.send_and_wait()
    if private:
        driver.app.commands.run("log.private")
    begin(driver, "12", at_once="3")
    driver.qtbot.waitUntil(lambda: over(driver))
    driver.qtbot.waitUntil(lambda: "12 success" in " ".join(driver.row()))
    driver.quit()
    assert [row.run_count for row in rows()] == ([0] if private else [12, 0])


def test_the_command_keeps_a_typed_rate_while_the_panel_is_open(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    driver.press(Qt.Key.Key_Tab)
    driver.write("25")
    rate = driver.focus()
    driver.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    assert isinstance(rate, QLineEdit)
    assert rate.text() == "25"
    assert driver.focus().accessibleName() == "Repeat count"
    driver.press(Qt.Key.Key_Escape)
    driver.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    assert rate.text() == ""
