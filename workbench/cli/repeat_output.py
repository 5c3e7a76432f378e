"""Owns `send --repeat`: what is asked before many leave, how far they have come, and what they came to.

It must never let many leave for another machine unasked, and never send one a second time.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Container, Sequence
from time import perf_counter
from typing import Final

from workbench.cli import inputs, outcome_text, prompts, send_execution, send_output
from workbench.cli.body_source import PreparedBody, say_row
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.recording import NotRecording
from workbench.cli.request_rows import put_request
from workbench.cli.send_execution import RequestFactory, SendTask
from workbench.cli.terminal import counted, put, put_json, put_row, say
from workbench.evidence.safe import safe_url
from workbench.exchange import Cancelled, Exchange, judge
from workbench.operations import Endpoint, Prepared
from workbench.operations.repeat import DEFAULT_RATE, Plan, Run, RunProgress
from workbench.operations.run_results import Results, RunStats, as_jsonl

_BLINK: Final = 0.1
"""Seconds between two looks at how far it has come."""


def send(
    task: SendTask,
    kept: NotRecording,
    made: PreparedBody,
    numbered: Callable[[int], RequestFactory],
    options: Namespace,
) -> int:
    """Send many times and report."""
    shown = _Shown(jsonl=options.jsonl)
    with send_execution.place(task) as (endpoint, sandbox):
        prepared, confirmed = send_execution.settled(task, endpoint)
        send_output.look_over(prepared, made, closely=options.verbose)
        plan = _plan(options, prepared)
        _ask(plan, prepared, yes=options.yes)
        if not options.json:
            made.put(say_row if options.jsonl else put_row)
            if not options.jsonl:
                if options.verbose:
                    put_request(prepared.request, transport=prepared.transport)
                send_output.put_before(prepared)
        run = Run(
            plan,
            _maker(task, endpoint, confirmed, prepared, numbered),
            title=task.title,
            recorder=kept.recorder,
            on_exchanges=shown.exchanges,
            on_progress=shown.progress,
        )
        try:
            progress = send_execution.on_a_loop(run.send_all(), sandbox)
        finally:
            shown.wipe()
    cancelled = _is_cancelled(plan, progress, shown.statuses)
    _report(run.id, progress, shown.tally.results(), prepared, made, options, cancelled=cancelled)
    if prepared.signed and shown.left:
        inputs.mark_used(task.profile)
    return _status(shown.statuses, cancelled=cancelled)


def _plan(options: Namespace, prepared: Prepared) -> Plan:
    rate = options.rate
    if rate is None:
        rate = 0.0 if prepared.is_local else DEFAULT_RATE
    plan = Plan(options.repeat, rate, options.concurrency or 1, options.stop_at_failure)
    problem = plan.problem()
    if problem is not None:
        raise CommandError(Status.BAD_INPUT, f"{problem} Nothing was sent.")
    return plan


def _ask(plan: Plan, prepared: Prepared, *, yes: bool) -> None:
    """Return if so many may leave.

    Raises:
        CommandError: the person at the terminal said no, or there is none to ask.
    """
    if yes or prepared.is_local:
        return
    app = prepared.app
    whose = f"the app {app}" if app is not None else "no app (the payload has no kochava_app_id)"
    speed = f"{plan.rate:g} a second" if plan.rate else "as fast as they go"
    question = (
        f"This sends {plan.count:,} times to {prepared.endpoint.host}, for {whose}, {speed}, {plan.concurrency} at once"
        f"{f', in about {_duration(plan.count / plan.rate)}' if plan.rate else ''}. What is sent counts."
    )
    if not prompts.at_terminal():
        raise CommandError(Status.BAD_INPUT, f"{question} Nothing was sent; add --yes to send them.")
    say(f"workbench: {question}")
    if not prompts.agrees("Send them?", otherwise=False):
        raise CommandError(Status.BAD_INPUT, "Nothing was sent.")


def _maker(
    task: SendTask,
    endpoint: Endpoint,
    confirmed: Container[str],
    first: Prepared,
    numbered: Callable[[int], RequestFactory],
) -> Callable[[int], Prepared]:
    """Return what makes the request of a number; where all have the same bytes it is the first one's."""

    def make(number: int) -> Prepared:
        making = numbered(number)
        if number == 1 or making is task.make:
            return first
        answer = making(endpoint, confirmed)
        if not isinstance(answer, Prepared):
            says = answer.message.replace("Nothing was sent", "It was not sent")
            raise CommandError(Status.BAD_INPUT, f"Those before send {number:,} were sent. Of it: {says}")
        return answer

    return make


class _Shown:
    """What is seen of a run while it goes on.

    Attributes:
        tally: what the sends that ended came to; not the sends themselves, for there may be a million.
        statuses: the exit status that each of them alone would mean, counted.
        left: whether any of them may have left.
    """

    def __init__(self, *, jsonl: bool) -> None:
        self.tally = RunStats()
        self.statuses: Counter[Status] = Counter()
        self.left = False
        self._jsonl = jsonl
        self._live = sys.stderr is not None and sys.stderr.isatty()
        self._next = 0.0
        self._dirty = False

    def exchanges(self, exchanges: Sequence[Exchange]) -> None:
        """Take note of those that ended; one that never began its way is none of them."""
        for each in exchanges:
            if each.outcome is None or (isinstance(each.outcome, Cancelled) and not each.outcome.timing.total_s):
                continue
            self.tally.add(each)
            self.statuses[outcome_text.status_of(each.outcome)] += 1
            self.left = self.left or judge(each.outcome).sent is not False
            if self._jsonl:
                self.wipe()
                put(as_jsonl((each,)).rstrip("\n"))

    def progress(self, progress: RunProgress) -> None:
        """Show how far it has come, on a terminal's line of its own."""
        now = perf_counter()
        if not self._live or now < self._next:
            return
        self._next = now + _BLINK
        rate = progress.finished / progress.elapsed_s if progress.elapsed_s else 0.0
        words = (
            f"{progress.finished:,} of {progress.count:,} · {progress.remaining:,} left · "
            f"{progress.successes:,} success, {progress.failures:,} not · {rate:,.1f} a second · Ctrl+C ends it"
        )
        sys.stderr.write(f"\r{words}\x1b[K")
        sys.stderr.flush()
        self._dirty = True

    def wipe(self) -> None:
        """Take that line away again."""
        if self._dirty:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._dirty = False


def _report(
    run: str,
    progress: RunProgress,
    found: Results,
    prepared: Prepared,
    made: PreparedBody,
    options: Namespace,
    *,
    cancelled: bool,
) -> None:
    rate = progress.finished / progress.elapsed_s if progress.elapsed_s else 0.0
    if options.json:
        put_json(
            {
                "run": run,
                "count": progress.count,
                "finished": progress.finished,
                "left": progress.remaining,
                "successes": progress.successes,
                "failures": progress.failures,
                "cancelled": cancelled,
                "outcomes": dict(found.outcomes),
                "answered": found.answered,
                "median_ms": _ms(found.median_s),
                "p95_ms": _ms(found.p95_s),
                "slowest_ms": _ms(found.slowest_s),
                "elapsed_s": round(progress.elapsed_s, 3),
                "rate": round(rate, 3),
                "histogram": [[_ms(each.low), _ms(each.high), each.count] for each in found.histogram],
                "url": safe_url(prepared.request.url),
                "wire": prepared.form.value,
                "profile": prepared.profile,
                **made.as_json(),
            }
        )
    else:
        row = say_row if options.jsonl else put_row
        row(
            "Ended",
            f"{progress.finished:,} of {progress.count:,} in {_duration(progress.elapsed_s)}, {rate:,.1f} a second",
        )
        row("Outcomes", "\n".join(counted(count, words) for words, count in found.outcomes) or "none")
        if found.answered:
            times = (("median", found.median_s), ("95th percentile", found.p95_s), ("slowest", found.slowest_s))
            row("Times", " · ".join(f"{name} {_ms(seconds):,} ms" for name, seconds in times))
    if cancelled:
        say(f"cancelled: {progress.finished:,} of {progress.count:,} ended, {progress.remaining:,} left.")
    elif progress.remaining:
        say(f"workbench: stopped at the first that was no success; {progress.remaining:,} left.")


def _is_cancelled(plan: Plan, progress: RunProgress, statuses: Counter[Status]) -> bool:
    """Say whether a person ended it; a first failure, too, cancels what is under way beside it."""
    failed = statuses.total() - statuses[Status.YES] - statuses[Status.INTERRUPTED]
    return bool(progress.remaining or statuses[Status.INTERRUPTED]) and not (plan.stop_at_failure and failed)


def _status(statuses: Counter[Status], *, cancelled: bool) -> Status:
    if cancelled:
        return Status.INTERRUPTED
    failed = statuses[Status.TRANSPORT_FAILED] or statuses[Status.BAD_INPUT]
    if not failed and not statuses[Status.NO]:
        return Status.YES
    if statuses[Status.YES] or statuses[Status.NO]:
        return Status.NO
    return Status.TRANSPORT_FAILED if statuses[Status.TRANSPORT_FAILED] else Status.BAD_INPUT


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s"
