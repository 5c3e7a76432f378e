"""Reads the history for the log, off the GUI thread.

Notices changes by other windows and by the terminal, switches the private session, and prunes old exchanges.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Tasks
from workbench.history import Found, HistoryError, Row
from workbench.operations.run_results import Results, RunStats

LOOK_MS = 1_000
"""Milliseconds between two checks for changes while the log is visible."""

SWEEP_AFTER_MS = 60_000
SWEEP_EVERY_MS = 12 * 3_600_000

_READS = "history"
"""The lane of every read, so that answers arrive in the order of the requests."""

_FIRST_ROWS = 120  # rows that come with a result: more than a tall window shows


class HistoryFeed(QObject):
    """The history as the log shows it.

    Signals:
        found_shown(Found, tuple[Row, ...], int, str): keys, first rows, number of rows without a filter, and the query.
        rows_shown(tuple[Row, ...]): rows that were requested.
        run_shown(str, Found, tuple[Row, ...]): a repeat run, its keys, the first rows.
        detail_shown(Exchange): an exchange that was requested.
        results_shown(str, Results): a repeat run and its results.
        trouble_shown(str): why the history cannot be written or read; empty once it can.
        noticed(Notice): a message for the user.
    """

    found_shown = Signal(object, object, int, str)
    rows_shown = Signal(object)
    run_shown = Signal(str, object, object)
    detail_shown = Signal(object)
    results_shown = Signal(str, object)
    trouble_shown = Signal(str)
    noticed = Signal(object)

    def __init__(self, history: HistoryGateway, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._tasks = history, tasks
        self._told: set[str] = set()
        self._trouble = ""
        self._query = ""
        self._seen = 0  # the version that is shown
        self._total: tuple[int, int] = (0, -1)  # number of rows, and the version it was counted in
        self._looking = self._again = False
        self._may_look = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._glance)
        self._sweeping = QTimer(self, singleShot=True, interval=SWEEP_AFTER_MS)
        self._sweeping.timeout.connect(self._sweep)

    def start(self) -> None:
        """Show the history; called after the first paint."""
        self._may_look = True
        self._sweeping.start()
        self._glance()

    def watch(self, seen: bool) -> None:
        """Check for changes while the log is visible."""
        if seen:
            self._timer.start()
            self._glance()
        else:
            self._timer.stop()

    def close(self) -> None:
        """Stop reading the history."""
        self._may_look = False
        self._timer.stop()
        self._sweeping.stop()

    def find(self, query: str) -> None:
        """Find exchanges; a newer query replaces one that is not answered yet."""
        self._query = query
        if self._history.exists():
            self.refresh()

    def refresh(self) -> None:
        """Query the history again."""
        if self._looking or not self._may_look:
            self._again = True
            return
        self._looking, self._again = True, False
        query, total = self._query, self._total

        def work() -> tuple[str, Found, tuple[Row, ...], int, int]:
            history = self._history.reach()
            if not history.version():
                history.rows(())  # the first use opens it
            version = history.version()
            found = history.find(query)
            rows = history.rows(found[:_FIRST_ROWS])
            everything = not query.strip()
            count = len(found) if everything else total[0] if total[1] == version else len(history.find(""))
            return query, found, rows, count, version

        self._tasks.call(work, self._found, self._broke, lane=_READS)

    def show_rows(self, keys: tuple[int, ...]) -> None:
        """Show the rows of these keys."""
        self._tasks.call(lambda: self._history.source().rows(keys), self.rows_shown.emit, lane=_READS)

    def show_run(self, run: str) -> None:
        """Show the sends of a repeat run."""

        def work() -> tuple[Found, tuple[Row, ...]]:
            source = self._history.source()
            found = source.run(run)
            return found, source.rows(found[:_FIRST_ROWS])

        self._tasks.call(work, lambda answer: self.run_shown.emit(run, *answer), lane=_READS)

    def show_exchange(self, id_: str) -> None:
        """Show an exchange; nothing is shown if it was deleted."""
        self._tasks.call(
            lambda: self._history.source().exchange(id_),
            lambda found: None if found is None else self.detail_shown.emit(found),
            lane=_READS,
        )

    def show_results(self, run: str) -> None:
        """Show the results of a repeat run as far as it is recorded."""

        def work() -> Results:
            source, tally = self._history.source(), RunStats()
            keys = source.run(run)
            for start in range(0, len(keys), 1_000):
                for row in source.rows(keys[start : start + 1_000]):
                    tally.add_row(row.answer, row.success, row.total_s)
            return tally.results()

        self._tasks.call(work, lambda found: self.results_shown.emit(run, found), lane="history results")

    def tell(self, says: str) -> None:
        """Report an error of the history once, also if a number in its text changes."""
        history = self._history.opened
        what = says if history is not None and says in history.notes else says.partition(";")[0]
        if says and what not in self._told:
            self._told.add(what)
            self.noticed.emit(Notice("bad", says))
        self._follow_trouble()

    def _found(self, answer: tuple[str, Found, Sequence[Row], int, int]) -> None:
        query, found, rows, count, version = answer
        self._looking = False
        self._seen, self._total = version, (count, version)
        history = self._history.opened
        if history is not None:
            for says in history.notes:
                self.tell(says)
        self._follow_trouble()
        if query == self._query:
            self.found_shown.emit(found, rows, count, query)
        if self._again or query != self._query:
            self.refresh()

    def _glance(self) -> None:
        """Query the history again if it has changed."""
        if not self._may_look or self._looking or not self._history.exists():
            return
        history = self._history.opened
        self._follow_trouble()
        if history is None or history.version() != self._seen:
            self.refresh()

    def _follow_trouble(self) -> None:
        """Show whether the history can be used; an error that ended is reported again if it returns."""
        history = self._history.opened
        trouble = "" if history is None else history.error
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if history is not None and not trouble:
            self._told &= set(history.notes)
        self.tell(trouble)
        self.trouble_shown.emit(trouble)

    def _sweep(self) -> None:
        """Delete exchanges beyond the retention limits, now and every twelve hours."""
        self._sweeping.start(SWEEP_EVERY_MS)
        if not self._history.exists():
            return

        def work() -> str:
            try:
                self._history.reach().prune()
            except HistoryError as error:
                return str(error)
            return ""

        self._tasks.call(work, self.tell)

    def _broke(self, error: Exception) -> None:
        self._looking = False
        raise error
