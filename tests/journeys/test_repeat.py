"""A payload sent many times: how often and how fast, pause, cancel, the question off this machine, and one row."""

import json
import socket
import threading
import time
from types import SimpleNamespace, TracebackType
from typing import Self

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from tests.journeys.conftest import CONTROL, SHIFT, Bench
from tests.journeys.test_sending import received
from workbench.gui.features.send import repeat_run
from workbench.gui.features.send.repeat_run import GO
from workbench.history import default_history
from workbench.history.values import Row
from workbench.signing import Credentials


class Slow:
    """A server that answers success after as many milliseconds as it is told, and counts; it may be held."""

    def __init__(self, *, fail_at: int = 0) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/track/json"
        self.go = threading.Event()
        self.go.set()
        self.seen = 0
        self._fail_at = fail_at
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, name="slow-accept")

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), name="slow-serve")
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            while True:
                head = b""
                while b"\r\n\r\n" not in head:
                    try:
                        piece = connection.recv(65536)
                    except ConnectionError:  # the client cancelled the run
                        return
                    if not piece:
                        return
                    head += piece
                before, _, body = head.partition(b"\r\n\r\n")
                [length] = [
                    int(line[15:]) for line in before.split(b"\r\n") if line.lower().startswith(b"content-length:")
                ]
                while len(body) < length:
                    body += connection.recv(65536)
                with self._lock:
                    self.seen += 1
                    seen = self.seen
                self.go.wait(20)
                answer = b'{"success":"0"}' if seen == self._fail_at else b'{"success":"1"}'
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
                except OSError:
                    return

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.go.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._accepting.join(5)
        for thread in self._threads:
            thread.join(5)


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
    return not bench.workbench.repeating.going


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
        assert bench.notice == "The run was cancelled: 4 of 50 ended, 46 left unsent."
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
        assert bench.notice == "The run stopped at the first failure: 3 of 50 ended, 47 left unsent."


@pytest.mark.parametrize(("behind_s", "rests"), [(-1.0, 12), (60.0, 0)])
def test_the_thread_that_sends_rests_after_each_send_while_the_window_is_behind(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, behind_s: float, rests: int
) -> None:
    rested: list[str] = []
    monkeypatch.setattr(repeat_run, "BEHIND_S", behind_s)
    monkeypatch.setattr(
        repeat_run,
        "time",
        SimpleNamespace(
            perf_counter=time.perf_counter, sleep=lambda _s: rested.append(threading.current_thread().name)
        ),
    )
    begin(bench, "12", at_once="3")
    bench.qtbot.waitUntil(lambda: over(bench))
    assert rested == ["workbench-loop"] * rests


def test_the_window_gives_signs_of_itself_only_while_a_run_goes_on(bench: Bench) -> None:
    with Slow() as server:
        server.go.clear()
        bench.type_endpoint(server.url)
        begin(bench, "1")
        for _ in range(2):
            with bench.qtbot.waitSignal(bench.workbench.repeating._pulse.timeout):
                seen = bench.workbench.repeating._seen_alive
            assert bench.workbench.repeating._seen_alive > seen
        server.go.set()
        bench.qtbot.waitUntil(lambda: over(bench))
        assert not bench.workbench.repeating._pulse.isActive()


def test_what_cannot_be_done_is_said_and_nothing_is_sent(bench: Bench) -> None:
    begin(bench, "many")
    problem = bench.window.findChild(QLabel, "repeatProblem")
    assert isinstance(problem, QLabel)
    assert problem.text() == "How often? Type a number such as 100."
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
    assert bench.named(QLineEdit, "Sends a second").text() == "2"
    bench.press(Qt.Key.Key_Return)
    assert "10 times to kochava.invalid" in bench.notice
    assert "app " in bench.notice
    assert "2 a second" in bench.notice
    assert bench.has_button("Send 10 times")
    bench.click(bench.button("Not now"))
    assert over(bench)
    bench.workbench.repeating.answer(GO)
    assert over(bench)


def test_a_yes_to_a_run_holds_only_for_what_was_asked_about(bench: Bench) -> None:
    bench.type_endpoint("https://kochava.invalid/track/json")
    bench.workbench.session.use_credentials("Acme", Credentials("key", "secret"), "")
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.press(Qt.Key.Key_Return, CONTROL | SHIFT)
    bench.press(Qt.Key.Key_Return)
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.write(" ")
    bench.click(bench.button("Send 10 times"))
    assert "no longer what was asked about" in bench.notice
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
        assert "A repeat run is going on (0 of 50 done)" in bench.notice
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
        bench.qtbot.waitUntil(lambda: bench.workbench.panes.log.detail.run is not None)
        cancel = bench.window.findChild(QPushButton, "runCancel")
        assert isinstance(cancel, QPushButton)
        bench.qtbot.waitUntil(cancel.isVisible)
        bench.click(cancel)
        bench.qtbot.waitUntil(lambda: over(bench))
        assert server.seen == 1


@pytest.mark.parametrize("private", [False, True])
def test_a_private_run_is_written_nowhere_and_shown_all_the_same(bench: Bench, private: bool) -> None:
    bench.send_and_wait()
    bench.workbench.records.go_private(private)
    begin(bench, "12", at_once="3")
    bench.qtbot.waitUntil(lambda: over(bench))
    bench.qtbot.waitUntil(lambda: "12 success" in " ".join(bench.row()))
    bench.quit()
    assert [row.run_count for row in rows()] == ([0] if private else [12, 0])
