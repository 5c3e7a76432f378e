"""What the log costs in the window: opening it with 100,000 exchanges, a key in its filter, a repeat run over them.

It is the whole window, offscreen, with nothing in it replaced; the run is begun as the Repeat panel begins one, signs
each request anew, and goes to a server in another process as fast as the product sends.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView
from shiboken6 import delete

from tests.benchmarks import bench_history
from tests.benchmarks.bench_send import answering, at_home
from tests.benchmarks.harness import Row
from workbench.disk import state_dir
from workbench.gui.app import App
from workbench.gui.features.log.parts import LogParts
from workbench.gui.features.send.parts import SendParts
from workbench.history import History
from workbench.history.values import FILE_NAME

COUNT = 100_000
AT_ONCE = 500
OPENINGS = 5
STORM, TOGETHER = 2_000, 8
QUERIES = ("install iphone", "status:200", "profile:acme event")
BODY = b'{"action":"install","kochava_app_id":"koacme-ios-1a2b3c","data":{"device_ids":{"idfa":"{{uuid}}"},"n":{{n}}}}'
BEAT_MS = 5
PATIENCE_MS = 120_000


def measure() -> list[Row]:
    """Fill a history, open the window on it, type, and send. Filling takes most of the time."""
    with tempfile.TemporaryDirectory() as home, at_home(home), answering() as url:
        device = _fill(state_dir() / FILE_NAME)
        application = QApplication.instance() or QApplication([])
        assert isinstance(application, QApplication)
        application.setStyle("Fusion")
        opened = []
        for _ in range(OPENINGS):
            window = Window(application)
            opened.append(window.opened_ms)
            window.close()
        window = Window(application)
        typed = [each for query in (*QUERIES, device) for each in window.typed(query)]
        rates, beats = [], []
        for private in (False, True):
            rate, beaten = window.storm(url, private=private)
            rates.append(rate)
            beats.append(beaten)
        window.close()
    storm = f"heartbeat while {STORM:,} are sent, {TOGETHER} at once"
    return [
        Row(f"open the log of {COUNT:,}, until painted", statistics.median(opened), 0.0, "nothing", 300,
            by="difference"),
        Row("a key in its filter, until painted, median", statistics.median(typed), 0.0, "nothing", 50,
            by="difference"),
        Row("the dearest of them", max(typed), 0.0, "nothing", 150, by="difference"),
        Row(f"{storm}, 99th percentile: an open run", _late(beats[0]), 0.0, "nothing", 33, by="difference"),
        Row(f"{storm}, 99th percentile: a private one", _late(beats[1]), 0.0, "nothing", 33, by="difference"),
        Row("the slowest beat of both", max(*beats[0], *beats[1]), 0.0, "nothing", 150, by="difference"),
        Row("the rate meanwhile, in the window, log open", rates[0], 0.0, "nothing", None, unit="/s",
            by="difference"),
    ]  # fmt: skip


class Painted(QObject):
    """Notes when rows were first painted, in seconds of the counter."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.at = 0.0
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at what is painted."""
        if event.type() == QEvent.Type.Paint and self._table.model().rowCount() and not self.at:
            QTimer.singleShot(0, self._note)  # the paint is over then
        return super().eventFilter(watched, event)

    def _note(self) -> None:
        self.at = self.at or time.perf_counter()


class Window:
    """The window as a person opens it, on the history of this home.

    Attributes:
        opened_ms: milliseconds from the moment it began to look for exchanges until they were painted.
    """

    def __init__(self, application: QApplication) -> None:
        self.app = App(application)
        log: LogParts = self.app.features.parts("log")
        self.records, self.pane = log.feed, log.pane
        painted, began, start = Painted(self.pane.table), [0.0], self.records.start

        def begin() -> None:
            began[0] = time.perf_counter()
            start()

        self.records.start = begin  # type: ignore[method-assign]
        self.app.start()
        until(lambda: painted.at > 0)
        self.opened_ms = (painted.at - began[0]) * 1000
        assert self.pane.table.model().rowCount() == COUNT
        assert self.pane.table.model().index(0, 1).data()

    def typed(self, query: str) -> list[float]:
        """Type a query, and clear it; return what each key took until its rows were painted, in milliseconds."""
        taken = []
        shown: list[str] = []
        told = self.records.results_changed.connect(lambda _found, _rows, _total, query: shown.append(query))
        for letter in query[:14]:
            began = time.perf_counter()
            QTest.keyClicks(self.pane.filter_bar.filter, letter)
            wanted = self.pane.filter_bar.query
            until(lambda wanted=wanted: shown[-1:] == [wanted])  # type: ignore[misc]
            self.pane.table.viewport().repaint()
            taken.append((time.perf_counter() - began) * 1000)
        self.pane.filter_bar.filter.clear()
        until(lambda: shown[-1:] == [""])
        self.records.results_changed.disconnect(told)
        return taken

    def storm(self, url: str, *, private: bool) -> tuple[float, list[float]]:
        """Send a run whose row is open, kept or in a private session.

        Returns the sends a second, and the time between two beats of the window, in milliseconds.
        """
        beats: list[float] = []
        last = [0.0]

        def beat() -> None:
            now = time.perf_counter()
            beats.append((now - last[0]) * 1000)
            last[0] = now

        heart = QTimer(self.app, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        heart.timeout.connect(beat)
        send: SendParts = self.app.features.parts("send")
        model, repeating = self.pane.table.model(), send.run
        if self.app.history.private is not private:
            self.app.commands.run("log.private")
        self.app.session.open("install.json", BODY)
        assert send.sender.type_endpoint(url)
        before = model.rowCount()
        began = last[0] = time.perf_counter()
        heart.start()
        repeating.start(str(STORM), "", str(TOGETHER), False)
        assert repeating.running
        until(lambda: model.rowCount() > before)
        self.pane.table.setFocus()
        QTest.keyClick(self.pane.table, Qt.Key.Key_Home)
        QTest.keyClick(self.pane.table, Qt.Key.Key_Right)
        until(lambda: not repeating.running)
        duration = time.perf_counter() - began
        self.records.refresh()
        until(lambda: model.rowCount() == before + STORM + 1)
        heart.stop()
        assert "2,000 of 2,000" in repeating.progress_text(), repeating.progress_text()
        return STORM / duration, beats

    def close(self) -> None:
        """Close it."""
        self.app.window.close()
        self.app.setParent(None)
        for thing in (self.app.window, self.app):
            thing.deleteLater()


def until(condition: Callable[[], bool]) -> None:
    """Let the window go on until this holds."""
    owner = QObject()
    loop = QEventLoop(owner)
    looking = QTimer(owner, interval=1, timerType=Qt.TimerType.PreciseTimer)
    ending = QTimer(owner, singleShot=True, interval=PATIENCE_MS)
    looking.timeout.connect(lambda: loop.quit() if condition() else None)
    ending.timeout.connect(lambda: loop.exit(1))
    looking.start()
    ending.start()
    in_vain = loop.exec()
    delete(owner)  # now: Python may come to it later on any thread, and a timer must end on its own
    if in_vain:
        raise TimeoutError("what was waited for did not come")


def _late(beats: list[float]) -> float:
    return statistics.quantiles(beats, n=100)[98]


def _fill(path: Path) -> str:
    """Keep many exchanges; return the beginning of a device id."""
    path.parent.mkdir(parents=True, exist_ok=True)
    device = ""
    with closing(History(path)) as history:
        sends = bench_history._sends()
        for _ in range(0, COUNT, AT_ONCE):
            made = [done for _, done in islice(sends, AT_ONCE)]
            history.begin(made)
            device = device or made[7].request.body.decode().partition('idfa": "')[2][:14]
    bench_history.index(path)
    return device
