"""What the log costs in the window: opening it with 100,000 exchanges, a keystroke in its filter, storms of sends."""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.benchmarks import bench_history
from tests.benchmarks.harness import Row
from workbench.disk import state_dir
from workbench.exchange import Exchange
from workbench.gui.bridge import Bridge
from workbench.gui.log import LogPane
from workbench.gui.records import Records
from workbench.gui.theme import dress, theme
from workbench.history import History
from workbench.history.values import FILE_NAME

COUNT = 100_000
AT_ONCE = 500
OPENINGS = 5
STORM, RATE = 2_000, 400  # exchanges, and how many a second
QUERIES = ("install iphone", "status:200", "profile:acme event")
BEAT_MS = 5
PATIENCE_MS = 60_000


def measure() -> list[Row]:
    """Fill a history, open the log on it, type, and let sends arrive. Filling takes most of the time."""
    with tempfile.TemporaryDirectory() as home, _at_home(home):
        device = _fill(state_dir() / FILE_NAME)
        application = QApplication.instance() or QApplication([])
        assert isinstance(application, QApplication)
        application.setStyle("Fusion")
        dress(application, theme("light"))
        opened = [_opened(Log()) for _ in range(OPENINGS)]
        log = Log()
        _opened(log, close=False)
        typed = [each for query in (*QUERIES, device) for each in log.typed(query)]
        beats = {kept: log.storm(kept=kept) for kept in (True, False)}
        log.close()
    storm = f"heartbeat while {STORM:,} rows come at {RATE}/s"
    return [
        Row(f"open the log of {COUNT:,}, until painted", statistics.median(opened), 0.0, "nothing", 300,
            by="difference"),
        Row("a key in its filter, until painted, median", statistics.median(typed), 0.0, "nothing", 50,
            by="difference"),
        Row("the dearest of them", max(typed), 0.0, "nothing", 150, by="difference"),
        Row(f"{storm}, 99th percentile: an open run", _late(beats[True]), 0.0, "nothing", 33, by="difference"),
        Row(f"{storm}, 99th percentile: a private one", _late(beats[False]), 0.0, "nothing", 33, by="difference"),
        Row("the slowest beat of both", max(*beats[True], *beats[False]), 0.0, "nothing", 150, by="difference"),
    ]  # fmt: skip


class Log:
    """The Log dock before the history of this home, wired as in the window."""

    def __init__(self) -> None:
        self.bridge = Bridge()
        self.records = Records(self.bridge)
        self.pane = LogPane(theme("light"))
        self.pane.set_theme(theme("light"))
        self.pane.resize(1280, 300)
        self.pane.filter_edited.connect(self.records.find)
        self.pane.rows_wanted.connect(self.records.show_rows)
        self.pane.run_wanted.connect(self.records.show_run)
        self.pane.exchange_wanted.connect(self.records.show_exchange)
        self.records.found_shown.connect(
            lambda found, rows, total, query: self.pane.show_found(found, rows, total=total, query=query)
        )
        self.records.rows_shown.connect(self.pane.show_rows)
        self.records.run_shown.connect(self.pane.show_run)
        self.records.detail_shown.connect(self.pane.show_detail)
        self.pane.show()

    def open(self) -> None:
        """Show what there is, to the last pixel."""
        self.records.start()
        until(lambda: self.pane.table.model().rowCount() > 0)
        self.paint()

    def paint(self) -> None:
        """Paint the rows now."""
        self.pane.table.viewport().repaint()
        assert self.pane.table.model().index(0, 1).data()

    def typed(self, query: str) -> list[float]:
        """Type a query, and clear it; return what each key took until its rows were painted, in milliseconds."""
        taken = []
        shown: list[str] = []
        told = self.records.found_shown.connect(lambda _found, _rows, _total, query: shown.append(query))
        for letter in query[:14]:
            began = time.perf_counter()
            QTest.keyClicks(self.pane.strip.filter, letter)
            wanted = self.pane.strip.query
            until(lambda wanted=wanted: shown[-1:] == [wanted])  # type: ignore[misc]
            self.pane.table.viewport().repaint()
            taken.append((time.perf_counter() - began) * 1000)
        self.pane.strip.filter.clear()
        until(lambda: shown[-1:] == [""])
        self.records.found_shown.disconnect(told)
        return taken

    def storm(self, *, kept: bool) -> list[float]:
        """Let exchanges begin and end on another thread; return the time between two beats, in milliseconds.

        They are the sends of a repeat run whose row is open: with `kept` in the history, else in a private session.
        """
        beats: list[float] = []
        last = [time.perf_counter()]

        def beat() -> None:
            now = time.perf_counter()
            beats.append((now - last[0]) * 1000)
            last[0] = now

        heart = QTimer(self.bridge, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        heart.timeout.connect(beat)
        model = self.pane.table.model()
        before = model.rowCount()
        sender = threading.Thread(target=self._send_kept if kept else self._send_private)
        self.records.watch(True)
        sender.start()
        until(lambda: model.rowCount() > before)
        QTest.keyClick(self.pane.table, Qt.Key.Key_Right)
        heart.start()
        until(lambda: not sender.is_alive())
        self.records.refresh()
        until(lambda: model.rowCount() == before + STORM + 1)
        heart.stop()
        return beats[5:]

    def _send_kept(self) -> None:
        """Keep the sends of a run, and tell the window of the first."""
        history = self.records.keeping.reach()
        for number, (begun, done) in enumerate(_at_rate()):
            first, last = (replace(each, run="storm", run_number=number + 1) for each in (begun, done))
            history.begin([first])
            if not number:
                self.bridge.post(lambda first=first: self.pane.show_exchange(first))  # type: ignore[misc]
            history.end([last], soon=True)

    def _send_private(self) -> None:
        """Tell the window of the sends of a run that no history keeps."""
        for number, made in enumerate(_at_rate()):
            for each in (replace(state, run="private", run_number=number + 1) for state in made):
                self.bridge.post(lambda each=each: self.pane.show_exchange(each))  # type: ignore[misc]

    def close(self) -> None:
        """End everything."""
        self.records.close()
        self.bridge.close()
        self.pane.close()
        self.pane.deleteLater()


def until(condition: Callable[[], bool]) -> None:
    """Let the window go on until this holds."""
    loop, owner = QEventLoop(), QObject()
    looking, ending = (
        QTimer(owner, interval=1, timerType=Qt.TimerType.PreciseTimer),
        QTimer(owner, singleShot=True, interval=PATIENCE_MS),
    )
    looking.timeout.connect(lambda: loop.quit() if condition() else None)
    ending.timeout.connect(lambda: loop.exit(1))
    looking.start()
    ending.start()
    if loop.exec():
        raise TimeoutError("what was waited for did not come")


def _at_rate() -> Iterator[tuple[Exchange, Exchange]]:
    """Yield exchanges, under way and done, at the rate of the storm."""
    began = time.perf_counter()
    for number, made in zip(range(STORM), bench_history._sends(), strict=False):
        time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        yield made


def _late(beats: list[float]) -> float:
    return statistics.quantiles(beats, n=100)[98]


def _opened(log: Log, *, close: bool = True) -> float:
    """Open the log; return what that took, in milliseconds."""
    until(log.pane.isVisible)
    began = time.perf_counter()
    log.open()
    taken = (time.perf_counter() - began) * 1000
    if close:
        log.close()
    return taken


def _fill(path: Path) -> str:
    """Keep many exchanges, a few of them in a repeat run; return the beginning of a device id."""
    path.parent.mkdir(parents=True, exist_ok=True)
    device = ""
    with closing(History(path)) as history:
        sends = bench_history._sends()
        for _ in range(0, COUNT, AT_ONCE):
            made = [done for _number, (_, done) in zip(range(AT_ONCE), sends, strict=False)]
            history.begin(made)
            device = device or made[7].request.body.decode().partition('idfa": "')[2][:14]
        indexed = -1
        while history.version() != indexed:  # the index is made when the sends are quiet
            indexed = history.version()
            time.sleep(0.5)
    return device


@contextmanager
def _at_home(home: str) -> Iterator[None]:
    """Have this folder for a home."""
    before = os.environ.get("WORKBENCH_HOME")
    os.environ["WORKBENCH_HOME"] = home
    try:
        yield
    finally:
        os.environ.pop("WORKBENCH_HOME")
        if before is not None:
            os.environ["WORKBENCH_HOME"] = before
