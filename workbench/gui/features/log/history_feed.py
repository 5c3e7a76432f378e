"""Reads the history for the log off the GUI thread, detects changes by other processes, and prunes old exchanges."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Tasks
from workbench.history import Found, History, HistoryError, Row
from workbench.history.errors import without_buffered
from workbench.operations.run_results import Results, RunStats

POLL_MS = 1_000
"""Milliseconds between two checks for changes while the log is visible."""

PRUNE_AFTER_MS, PRUNE_EVERY_MS = 60_000, 12 * 3_600_000
"""Milliseconds from the start to the first pruning, and between two."""

_READS = "history"
"""The lane of every read, so that answers arrive in the order of the requests."""

_FIRST_ROWS = 120  # rows that come with a result: more than a tall window shows


class HistoryFeed(QObject):
    """The source of the log's rows.

    Signals:
        results_changed(Found, tuple[Row, ...], int, str): keys and first rows, number of all rows, and the query.
        rows_loaded(tuple[Row, ...]): rows that were requested.
        run_loaded(str, Found, tuple[Row, ...]): id, keys and first rows of a repeat run.
        exchange_loaded(Exchange): an exchange that was requested.
        run_results_loaded(str, Results): the id and the results of a repeat run.
        error_changed(str): why the history cannot be written or read; empty if it can.
        notice_posted(Notice): a notification.
    """

    results_changed = Signal(object, object, int, str)
    rows_loaded = Signal(object)
    run_loaded = Signal(str, object, object)
    exchange_loaded = Signal(object)
    run_results_loaded = Signal(str, object)
    error_changed = Signal(str)
    notice_posted = Signal(object)

    def __init__(self, history: HistoryGateway, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._tasks = history, tasks
        self._reported: set[str] = set()
        self._error = ""
        self._query = ""
        self._version = 0  # of the history, as shown
        self._total: tuple[int, int] = (0, -1)  # number of rows, and the version it was counted in
        self._querying = self._query_again = False
        self._active = False
        self._poll_timer = QTimer(self, interval=POLL_MS)
        self._poll_timer.timeout.connect(self._poll)
        self._prune_timer = QTimer(self, singleShot=True, interval=PRUNE_AFTER_MS)
        self._prune_timer.timeout.connect(self._prune)

    def start(self) -> None:
        """Load the history; called after the first paint."""
        self._active = True
        self._prune_timer.start()
        self._poll()

    def set_polling(self, on: bool) -> None:
        """Start or stop checking for changes."""
        if on:
            self._poll_timer.start()
            self._poll()
        else:
            self._poll_timer.stop()

    def close(self) -> None:
        """Stop reading the history."""
        self._active = False
        self._poll_timer.stop()
        self._prune_timer.stop()

    def find(self, query: str) -> None:
        """Find exchanges; a newer query replaces one that is not answered yet."""
        self._query = query
        if self._history.exists():
            self.refresh()

    def refresh(self) -> None:
        """Query the history again."""
        if self._querying or not self._active:
            self._query_again = True
            return
        self._querying, self._query_again = True, False
        query, total = self._query, self._total

        def work() -> tuple[str, Found, tuple[Row, ...], int, int]:
            history = self._history.open()
            if not history.version():
                history.rows(())  # the first use opens it
            version = history.version()
            found = history.find(query)
            rows = history.rows(found[:_FIRST_ROWS])
            everything = not query.strip()
            count = len(found) if everything else total[0] if total[1] == version else len(history.find(""))
            return query, found, rows, count, version

        self._tasks.call(work, self._query_done, self._query_failed, lane=_READS)

    def load_rows(self, keys: tuple[int, ...]) -> None:
        """Load the rows of these keys."""
        self._read(lambda history: history.rows(keys), self.rows_loaded.emit)

    def load_run(self, run: str) -> None:
        """Load the sends of a repeat run."""

        def work(history: History) -> tuple[Found, tuple[Row, ...]]:
            found = history.run(run)
            return found, history.rows(found[:_FIRST_ROWS])

        self._read(work, lambda answer: self.run_loaded.emit(run, *answer))

    def load_exchange(self, id_: str) -> None:
        """Load an exchange; nothing is emitted if it was deleted."""
        self._read(
            lambda history: history.exchange(id_),
            lambda found: None if found is None else self.exchange_loaded.emit(found),
        )

    def load_run_results(self, run: str) -> None:
        """Load the results of a repeat run as recorded so far."""

        def work(history: History) -> Results:
            stats, keys = RunStats(), history.run(run)
            for start in range(0, len(keys), 1_000):
                for row in history.rows(keys[start : start + 1_000]):
                    stats.add_row(row.answer, row.success, row.total_s)
            return stats.results()

        self._read(work, lambda found: self.run_results_loaded.emit(run, found), lane="history results")

    def _read(self, work: Callable[[History], Any], done: Callable[[Any], None], lane: str = _READS) -> None:
        """Call `work` with the history off the GUI thread; if there is none, nothing is called and no file created."""
        if self._history.exists():
            self._tasks.call(lambda: work(self._history.open()), done, lane=lane)

    def report(self, message: str) -> None:
        """Show an error of the history once, even if the number of buffered outcomes changes."""
        error = without_buffered(message)
        if error and error not in self._reported:
            self._reported.add(error)
            self.notice_posted.emit(Notice("bad", message))
        self._update_error()

    def _query_done(self, answer: tuple[str, Found, Sequence[Row], int, int]) -> None:
        query, found, rows, count, version = answer
        self._querying = False
        self._version, self._total = version, (count, version)
        history = self._history.opened
        if history is not None:
            for note in history.notes:
                self.report(note)
        self._update_error()
        if query == self._query:
            self.results_changed.emit(found, rows, count, query)
        if self._query_again or query != self._query:
            self.refresh()

    def _poll(self) -> None:
        """Query the history again if it has changed."""
        if not self._active or self._querying or not self._history.exists():
            return
        history = self._history.opened
        self._update_error()
        if history is None or self._history.version(self._version) != self._version:
            self.refresh()

    def _update_error(self) -> None:
        """Show whether the history can be used; an error that ended is reported again if it returns."""
        history = self._history.opened
        error = "" if history is None else history.error
        if error == self._error:
            return
        self._error = error
        if history is not None and not error:
            self._reported &= set(history.notes)
        self.report(error)
        self.error_changed.emit(error)

    def _prune(self) -> None:
        """Delete exchanges beyond the retention limits, now and every twelve hours."""
        self._prune_timer.start(PRUNE_EVERY_MS)
        if not self._history.exists():
            return

        def work() -> str:
            try:
                self._history.open().prune()
            except HistoryError as error:
                return str(error)
            return ""

        self._tasks.call(work, self.report)

    def _query_failed(self, error: Exception) -> None:
        self._querying = False
        raise error
