"""Runs a repeat run in the window: confirmation, progress, pause and cancel.

At most one run is in progress. The window is updated about twenty times a second; shortly before and during an update
no new send starts, because Python executes one thread at a time. Recorded exchanges are not stored in memory.
"""

import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from workbench.exchange import Exchange, judge
from workbench.gui.core.exchanges import Exchanges
from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.notices import Notices
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice, NoticeAction
from workbench.gui.core.tasks import Tasks
from workbench.gui.features.send.sender import Sender
from workbench.operations import Prepared, SendRequest, prepare
from workbench.operations.presentation import runs
from workbench.operations.run_plan import Plan, RunProgress
from workbench.operations.run_results import RunStats
from workbench.payloads import expand, has_placeholders

if TYPE_CHECKING:
    from workbench.operations.repeat import Run

UPDATE_MS, PAUSE_MS = 40, 12
"""Milliseconds between two updates of the window, and of the pause before each in which no send starts."""

PAINT_ROUNDS = 3
"""Rounds of the event loop until an update is painted: layout, paint, and the paint of what the layout has moved."""

_CHANGED = "The request has changed since the question. Nothing was sent; start the run again."


class RequestRefusedError(Exception):
    """A later request of a run cannot be sent; the message is the reason."""


class RepeatRun(QObject):
    """The repeat run of this window.

    Signals:
        exchanges_changed(tuple[Exchange, ...]): the first exchange of a run, and those not in the history.
        progress_changed(str, RunProgress): the id and the progress of a run.
        running_changed(bool): whether a run is in progress.
        problem_changed(str): why the run was not started; empty if it was.
    """

    exchanges_changed = Signal(object)
    progress_changed = Signal(str, object)
    running_changed = Signal(bool)
    problem_changed = Signal(str)

    def __init__(
        self,
        session: Session,
        sender: Sender,
        history: HistoryGateway,
        exchanges: Exchanges,
        tasks: Tasks,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._sender, self._history, self._tasks = session, sender, history, tasks
        self._exchanges, self._notices = exchanges, notices
        self._run: Run | None = None
        self._question: Notice | None = None
        self._stats = RunStats()
        self._representative: Exchange | None = None  # one that was sent, or else the last one
        self._cancelled = False
        self._unsaved_ids: set[str] = set()  # of exchanges that the history does not record
        self._lock = threading.Lock()  # guards the next three, which the loop's thread writes
        self._pending: list[Exchange] = []
        self._progress: RunProgress | None = None
        self._update_posted = False
        self._update_timer = QTimer(self, singleShot=True, interval=UPDATE_MS)
        self._update_timer.timeout.connect(self._hold_sends)
        self._pause_timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause_timer.timeout.connect(self._update)
        self._paint_timer = QTimer(self, interval=0)  # fires after pending events, such as those for layout and paint
        self._paint_timer.timeout.connect(self._release_sends)
        self._paint_rounds = 0

    @property
    def running(self) -> bool:
        """Whether a run is in progress."""
        return self._run is not None

    def progress_text(self) -> str:
        """Return the progress of the run as text."""
        progress = self._progress
        return "" if progress is None else f"{progress.finished:,} of {progress.count:,} done"

    def start(self, count: str, rate: str, at_once: str, stop_at_failure: bool) -> None:
        """Start a run with typed values, show why they are invalid, or ask for confirmation."""
        plan = _plan(count, rate, at_once, stop_at_failure)
        if self.running:
            plan = "A repeat run is in progress. Cancel it or wait until it ends."
        if isinstance(plan, str):
            self.problem_changed.emit(plan)
            return
        self.problem_changed.emit("")
        self._withdraw()
        self._session.renew_placeholders()
        self._sender.prepare(self._sender.document_request, lambda prepared: self._confirm(prepared, plan))

    def pause(self, run: str = "") -> None:
        """Start no more sends for now."""
        self._call_run(run, lambda found: found.pause())

    def resume(self, run: str = "") -> None:
        """Continue."""
        self._call_run(run, lambda found: found.resume())

    def cancel(self, run: str = "") -> None:
        """Cancel the run at once."""
        self._cancelled = True
        self._call_run(run, lambda found: found.cancel())

    def _call_run(self, run: str, function: "Callable[[Run], None]") -> None:
        current = self._run
        if current is not None and run in ("", current.id):
            self._tasks.call_on_loop(lambda: function(current))

    def _confirm(self, prepared: Prepared, plan: Plan) -> None:
        if prepared.is_local:
            self._perform(prepared, plan)
            return
        text = f"{runs.question(plan, prepared.send.endpoint.host, prepared.app)} Nothing has been sent yet."

        def confirmed() -> None:
            if not _is_unchanged(prepared.send, self._session):
                self._notices.show(Notice("warn", _CHANGED))
            elif not self.running:
                self._perform(prepared, plan)

        self._question = Notice("ask", text, (NoticeAction("repeat-go", f"Send {plan.count:,} times", confirmed),))
        self._notices.show(self._question)

    def _withdraw(self) -> None:
        if self._question is not None:
            self._notices.withdraw(self._question)
            self._question = None

    def _perform(self, prepared: Prepared, plan: Plan) -> None:
        # Imported here: the window starts without asyncio.
        from workbench.operations.repeat import Run

        run = Run(
            plan,
            _request_maker(prepared, self._sender.confirmed(prepared.send)),
            recorder=self._history,
            on_exchanges=self._add_exchanges,
            on_progress=self._set_progress,
        )
        self._run, self._representative, self._progress = run, None, None
        self._unsaved_ids = set()
        self._stats = self._exchanges.begin_run(run.id)

        def work() -> Coroutine[Any, Any, RunProgress]:
            return run.send_all()

        self._sender.request_started(prepared)
        self.running_changed.emit(True)
        self._cancelled = False
        self._tasks.run(
            work,
            lambda progress: self._ended(prepared, progress),
            cancelled=self._end_run,
            failed=self._failed,
        )

    # On the thread of the asyncio loop

    def _add_exchanges(self, exchanges: Sequence[Exchange]) -> None:
        for each in exchanges:
            if each.outcome is None and not self._history.is_saved(each):
                self._unsaved_ids.add(each.id)
        shown = [each for each in exchanges if each.run_number == 1 or each.id in self._unsaved_ids]
        done = [each for each in exchanges if each.outcome is not None]
        with self._lock:
            self._pending += shown
            for each in done:
                self._stats.add(each)
                if self._representative is None or judge(self._representative.outcome).sent is False:
                    self._representative = each
        self._post_update()

    def _set_progress(self, progress: RunProgress) -> None:
        with self._lock:
            self._progress = progress
        self._post_update()

    def _post_update(self) -> None:
        with self._lock:
            posted, self._update_posted = self._update_posted, True
        if not posted:
            self._tasks.post(self._schedule_update)

    # On the GUI thread

    def _schedule_update(self) -> None:
        if not self._update_timer.isActive() and not self._pause_timer.isActive():
            self._update_timer.start()

    def _hold_sends(self) -> None:
        if self._paint_timer.isActive():  # the last update is not painted yet
            self._update_timer.start()
            return
        self._call_run("", lambda run: run.hold_back(True))
        self._pause_timer.start()

    def _update(self) -> None:
        self._emit_changes()
        self._paint_rounds = PAINT_ROUNDS
        self._paint_timer.start()

    def _release_sends(self) -> None:
        self._paint_rounds -= 1
        if self._paint_rounds <= 0:
            self._paint_timer.stop()
            self._call_run("", lambda run: run.hold_back(False))

    def _emit_changes(self) -> None:
        with self._lock:
            pending, self._pending = tuple(self._pending), []
            progress, self._update_posted = self._progress, False
        if pending:
            self.exchanges_changed.emit(pending)
        if progress is not None and self._run is not None:
            self.progress_changed.emit(self._run.id, progress)

    def _ended(self, prepared: Prepared, progress: RunProgress) -> None:
        self._update_timer.stop()
        self._pause_timer.stop()
        self._emit_changes()
        self._end_run()
        if self._representative is not None:
            self._sender.request_ended(self._representative, prepared)
        if text := runs.end_text(progress, cancelled=self._cancelled):
            self._notices.show(Notice("warn", text))

    def _failed(self, error: Exception) -> None:
        self._emit_changes()
        self._end_run()
        if not isinstance(error, RequestRefusedError):
            raise error
        self._notices.show(Notice("bad", f"The run ended: {error}"))

    def _end_run(self) -> None:
        self._run = None
        self.running_changed.emit(False)


def _is_unchanged(request: SendRequest, session: Session) -> bool:
    """Return whether the session still has the same body, wire form, profile, credentials and endpoint."""
    own = request.typed, request.form, request.profile, request.credentials, request.endpoint
    return own == (session.body, session.front.form, session.profile, session.credentials, session.endpoint)


def _plan(count: str, rate: str, at_once: str, stop_at_failure: bool) -> Plan | str:
    """Return the plan from typed values, or why they are invalid."""
    try:
        times = int(count.replace(",", "").strip())
    except ValueError:
        return "The count must be a number, for example 100."
    try:
        per_second = float(rate.strip() or 0)
    except ValueError:
        return "The rate must be a number of sends per second, for example 2, or empty for no limit."
    try:
        concurrent = int(at_once.strip() or 1)
    except ValueError:
        return "Sends at once must be a number from 1 to 8."
    plan = Plan(times, per_second, concurrent, stop_at_failure)
    return plan.problem() or plan


def _request_maker(first: Prepared, confirmed: frozenset[str]) -> Callable[[int], Prepared]:
    """Return a function that makes the request with a number; without placeholders all are equal."""
    send = first.send
    if not has_placeholders(send.typed):
        return lambda _number: first

    def make(number: int) -> Prepared:
        if number == 1:
            return first
        ready = prepare(replace(send, body=expand(send.typed, number).body), confirmed)
        if not isinstance(ready, Prepared):
            reason = ready.message.replace("Nothing was sent", "It was not sent")
            raise RequestRefusedError(f"request {number:,} cannot be sent. {reason}")
        return ready

    return make
