"""Signals about exchanges between features, and the statistics of repeat runs."""

from PySide6.QtCore import QObject, Signal

from workbench.operations.run_results import Results, RunStats

_REMEMBERED_RUNS = 20


class Exchanges(QObject):
    """The exchanges of this window, as they happen.

    Attributes:
        running: whether a repeat run is in progress.

    Signals:
        changed(tuple[Exchange, ...]): exchanges that have started or ended; of a saved repeat run the first alone.
        run_progressed(str, RunProgress): the id and the progress of a repeat run.
        run_requested(str, str, str, bool): start a repeat run: count, sends per second, concurrent sends, whether to
            stop at the first failure; all as typed.
        run_answered(str): why the requested run is not started; empty if it is.
        running_changed(bool): whether a repeat run is in progress.
        history_failed(str): an error message of the history.
        resend_requested(Exchange): an exchange to resend.
        address_requested(str): use this address as the endpoint.
        run_action_requested(str, str): `pause`, `resume` or `cancel`, and the id of a repeat run.
    """

    changed = Signal(object)
    run_progressed = Signal(str, object)
    run_requested = Signal(str, str, str, bool)
    run_answered = Signal(str)
    running_changed = Signal(bool)
    history_failed = Signal(str)
    resend_requested = Signal(object)
    address_requested = Signal(str)
    run_action_requested = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stats: dict[str, RunStats] = {}
        self.running = False
        self.running_changed.connect(self._set_running)

    def _set_running(self, running: bool) -> None:
        self.running = running

    def begin_run(self, run: str) -> RunStats:
        """Return the statistics of a new repeat run, to be filled; those of the oldest runs are dropped."""
        stats = self._stats[run] = RunStats()
        while len(self._stats) > _REMEMBERED_RUNS:
            del self._stats[next(iter(self._stats))]
        return stats

    def results_of(self, run: str) -> Results | None:
        """Return the results of a repeat run of this window so far; None for any other run."""
        stats = self._stats.get(run)
        return None if stats is None else stats.results()
