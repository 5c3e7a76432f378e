"""A payload sent many times in the window: what is asked before, how far it has come, pausing and cancelling.

Owns at most one run at a time. What happens on the loop's thread is shown together, twenty times a second at most, so
that the window stays smooth; a run that the history keeps is not held in memory.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.exchange import judge
from workbench.gui.core.state import Notice
from workbench.operations import Prepared
from workbench.payloads import expand, has_placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any

    from workbench.exchange import Exchange
    from workbench.gui.core.history_gateway import HistoryGateway
    from workbench.gui.core.send_request import SendRequest
    from workbench.gui.core.session import Session
    from workbench.gui.core.tasks import Tasks
    from workbench.gui.features.send.sender import Sender
    from workbench.operations.repeat import Plan, Run, RunProgress
    from workbench.operations.run_results import Results, RunStats

BEAT_MS = 50
"""Milliseconds between two times that what happens is shown."""

PULSE_MS = 5
"""Milliseconds between two signs that the window's thread gives of itself while a run goes on."""

BEHIND_S, GIVE_WAY_S = 0.008, 0.005
"""Seconds without such a sign after which the loop's thread rests, and for how long after each send.

Python runs one thread at a time and lets a busy one keep its turn for some milliseconds; painting a table asks for a
turn for each cell. A thread that rests needs no turn.
"""

GO = "repeat-go"
_CHANGED = "It is no longer what was asked about. Nothing was sent; begin the run again."
_REMEMBERED = 20  # runs of which it is known what they came to, without asking the history


class NotReady(Exception):  # noqa: N818 - an answer, not a fault
    """A later request of a run may not leave; `says` is why."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


class RepeatRun(QObject):
    """The repeat run of this window.

    Signals:
        exchanges_shown(tuple[Exchange, ...]): those that stand in no history, and the first of each run.
        standing_shown(str, Standing): how far a run has come.
        going_shown(bool): whether a run is going on.
        problem_shown(str): why it was not begun; empty if it was.
        noticed(Notice): a message for the person.
    """

    exchanges_shown = Signal(object)
    standing_shown = Signal(str, object)
    going_shown = Signal(bool)
    problem_shown = Signal(str)
    noticed = Signal(object)

    def __init__(
        self, session: Session, sending: Sender, keeping: HistoryGateway, bridge: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._sending, self._keeping, self._bridge = session, sending, keeping, bridge
        self._run: Run | None = None
        self._asked: tuple[SendRequest, Prepared, Plan] | None = None
        self._tallies: dict[str, RunStats] = {}
        self._one: Exchange | None = None  # one that left, or else the last: it tells where the run went
        self._cancelled = False
        self._unkept: set[str] = set()  # ids of the run's exchanges that stand in no history
        self._lock = threading.Lock()  # for the next three, which the loop's thread fills
        self._came: list[Exchange] = []
        self._standing: RunProgress | None = None
        self._told = False
        self._beat = QTimer(self, singleShot=True, interval=BEAT_MS)
        self._beat.timeout.connect(self._flush)
        self._seen_alive = 0.0
        self._pulse = QTimer(self, interval=PULSE_MS)
        self._pulse.timeout.connect(self._live)

    @property
    def going(self) -> bool:
        """Whether a run is going on."""
        return self._run is not None

    def says(self) -> str:
        """Say how far the run has come."""
        standing = self._standing
        return "" if standing is None else f"{standing.finished:,} of {standing.count:,} done"

    def start(self, count: str, rate: str, at_once: str, stop_at_failure: bool) -> None:
        """Begin a run with what was typed, or say what is wrong with it, or ask first."""
        plan = _plan(count, rate, at_once, stop_at_failure)
        if self.going:
            plan = "A repeat run is going on; cancel it or wait for its end."
        if isinstance(plan, str):
            self.problem_shown.emit(plan)
            return
        self.problem_shown.emit("")
        self._session.expand_afresh()
        self._sending.begin(self._sending.document, lambda attempt, prepared: self._ready(attempt, prepared, plan))

    def answer(self, key: str) -> None:
        """Take the answer to the question before a run; any other takes the question back."""
        asked, self._asked = self._asked, None
        if key == GO and asked is not None and not asked[0].is_of(self._session):
            self.noticed.emit(Notice("warn", _CHANGED))
        elif key == GO and asked is not None and not self.going:
            self._go(*asked)

    def pause(self, run: str = "") -> None:
        """Begin no more for now."""
        self._on_run(run, lambda found: found.pause())

    def resume(self, run: str = "") -> None:
        """Go on."""
        self._on_run(run, lambda found: found.resume())

    def cancel(self, run: str = "") -> None:
        """End the run at once."""
        self._cancelled = True
        self._on_run(run, lambda found: found.cancel())

    def results_of(self, run: str) -> Results | None:
        """Return what a run of this window came to so far; None if it is not known here."""
        tally = self._tallies.get(run)
        return None if tally is None else tally.results()

    def _on_run(self, run: str, act: Callable[[Run], None]) -> None:
        found = self._run
        if found is not None and run in ("", found.id):
            self._bridge.soon(lambda: act(found))

    def _ready(self, attempt: SendRequest, prepared: Prepared, plan: Plan) -> None:
        if prepared.is_local:
            self._go(attempt, prepared, plan)
            return
        pace = f"{plan.rate:g} a second" if plan.rate else "as fast as they go"
        whose = f"app {prepared.app}" if prepared.app else "with no app id"
        says = (
            f"Send this {plan.count:,} times to {prepared.endpoint.host}, {whose}, {pace}? "
            "Each one may count as an install. Nothing was sent yet."
        )
        self._asked = attempt, prepared, plan
        self.noticed.emit(Notice("ask", says, ((GO, f"Send {plan.count:,} times"),)))

    def _go(self, attempt: SendRequest, prepared: Prepared, plan: Plan) -> None:
        from workbench.operations.repeat import Run
        from workbench.operations.run_results import RunStats

        run = Run(
            plan,
            _maker(attempt, prepared, self._sending.confirmed(attempt)),
            title=attempt.title,
            recorder=self._keeping,
            on_exchanges=self._happened,
            on_progress=self._stands,
        )
        self._run, self._one, self._standing = run, None, None
        self._unkept = set()
        self._tallies[run.id] = RunStats()
        while len(self._tallies) > _REMEMBERED:
            del self._tallies[next(iter(self._tallies))]

        def work() -> Coroutine[Any, Any, RunProgress]:
            return run.send_all()

        self._sending.sandbox.serve()
        self._sending.note_start(prepared)
        self.going_shown.emit(True)
        self._live()
        self._pulse.start()
        self._cancelled = False
        self._bridge.run(work, lambda standing: self._ended(prepared, standing), self._broke, self._stopped)

    # On the loop's thread

    def _happened(self, exchanges: Sequence[Exchange]) -> None:
        for each in exchanges:
            if each.outcome is None and not self._keeping.is_saved(each):
                self._unkept.add(each.id)
        shown = [each for each in exchanges if each.run_number == 1 or each.id in self._unkept]
        done = [each for each in exchanges if each.outcome is not None]
        with self._lock:
            self._came += shown
            for each in done:
                self._tallies[each.run].add(each)
                if self._one is None or judge(self._one.outcome).sent is False:
                    self._one = each
        self._tell()
        if done and time.perf_counter() - self._seen_alive > BEHIND_S:
            time.sleep(GIVE_WAY_S)

    def _stands(self, standing: RunProgress) -> None:
        with self._lock:
            self._standing = standing
        self._tell()

    def _tell(self) -> None:
        with self._lock:
            told, self._told = self._told, True
        if not told:
            self._bridge.post(self._soon)

    # On the window's thread

    def _live(self) -> None:
        self._seen_alive = time.perf_counter()

    def _soon(self) -> None:
        if not self._beat.isActive():
            self._beat.start()

    def _flush(self) -> None:
        with self._lock:
            came, self._came = tuple(self._came), []
            standing, self._told = self._standing, False
        if came:
            self.exchanges_shown.emit(came)
        if standing is not None and self._run is not None:
            self.standing_shown.emit(self._run.id, standing)

    def _ended(self, prepared: Prepared, standing: RunProgress) -> None:
        self._beat.stop()
        self._flush()
        self._stopped()
        if self._one is not None:
            self._sending.note_end(self._one, prepared)
        if standing.remaining:
            why = "was cancelled" if self._cancelled else "stopped at the first failure"
            says = (
                f"The run {why}: {standing.finished:,} of {standing.count:,} ended, {standing.remaining:,} left unsent."
            )
            self.noticed.emit(Notice("warn", says))

    def _broke(self, error: Exception) -> None:
        self._flush()
        self._stopped()
        if not isinstance(error, NotReady):
            raise error
        self.noticed.emit(Notice("bad", f"The run ended: {error.says}"))

    def _stopped(self) -> None:
        self._run = None
        self._pulse.stop()
        self.going_shown.emit(False)


def _plan(count: str, rate: str, at_once: str, stop_at_failure: bool) -> Plan | str:
    """Return the plan that was typed, or what is wrong with it."""
    from workbench.operations.repeat import Plan

    try:
        times = int(count.replace(",", "").strip())
    except ValueError:
        return "How often? Type a number such as 100."
    try:
        pace = float(rate.strip() or 0)
    except ValueError:
        return "Type how many a second, such as 2; leave it empty for as fast as they go."
    try:
        together = int(at_once.strip() or 1)
    except ValueError:
        return "Type how many may be under way at once, from 1 to 8."
    plan = Plan(times, pace, together, stop_at_failure)
    return plan.problem() or plan


def _maker(attempt: SendRequest, first: Prepared, confirmed: frozenset[str]) -> Callable[[int], Prepared]:
    """Return what makes the request of a number; without placeholders all are the first one."""
    if not has_placeholders(attempt.typed):
        return lambda _number: first

    def make(number: int) -> Prepared:
        if number == 1:
            return first
        ready = replace(attempt, body=expand(attempt.typed, number).body).ready(confirmed)
        if not isinstance(ready, Prepared):
            says = ready.message.replace("Nothing was sent", "It was not sent")
            raise NotReady(f"number {number:,} may not leave. {says}")
        return ready

    return make
