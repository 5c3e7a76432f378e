"""`send --repeat`: confirms, runs and reports many sends."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Container, Sequence
from time import perf_counter
from typing import Final

from msgspec.structs import replace

from workbench.cli import exchange_rows, inputs, prompts
from workbench.cli.commands.send import execution, output
from workbench.cli.commands.send.body_source import PreparedBody, Source
from workbench.cli.exchange_json import milliseconds
from workbench.cli.exit_codes import ExitCode, UsageError
from workbench.cli.output import put, put_json, put_row, report, say_row
from workbench.evidence.safe import safe_url
from workbench.exchange import Cancelled, Exchange, judge
from workbench.operations import Prepared, SendRequest, prepare
from workbench.operations.presentation import runs
from workbench.operations.presentation.messages import request_spans
from workbench.operations.repeat import Run
from workbench.operations.run_plan import DEFAULT_RATE, Plan, RunProgress
from workbench.operations.run_results import Results, RunStats, as_jsonl

_REFRESH_S: Final = 0.1
"""Seconds between updates of the progress line."""


def send(request: SendRequest, body: PreparedBody, source: Source, options: Namespace) -> int:
    """Send repeatedly and print the statistics; `body` is the first of `source`."""
    plan, monitor = _plan(options), _Monitor(jsonl=options.jsonl)
    with (
        execution.open_recorder(private=options.private) as recorder,
        execution.open_endpoint(request) as (request, sandbox),
    ):
        prepared, confirmed = execution.prepare_confirmed(request, options)
        output.check_request(prepared, body, detailed=options.verbose)
        if options.rate is None and prepared.is_local:
            plan = replace(plan, rate=0.0)
        if not options.yes and not prepared.is_local:
            prompts.require(
                runs.question(plan, prepared.send.endpoint.host, prepared.app),
                "Send them?",
                refusal="Nothing was sent.",
                advice="Nothing was sent. Add --yes to send them.",
            )
        if not options.json:
            body.put(say_row if options.jsonl else put_row)
            if not options.jsonl:
                if options.verbose:
                    exchange_rows.put_request(request_spans(prepared.request, prepared.send.transport))
                output.put_summary(prepared)
        run = Run(
            plan,
            _request_maker(prepared, confirmed, source),
            recorder=recorder,
            on_exchanges=monitor.add,
            on_progress=monitor.show_progress,
        )
        try:
            progress = execution.run_async(run.send_all(), sandbox)
        finally:
            monitor.clear_line()
    cancelled = _is_cancelled(plan, progress, monitor.statuses)
    _report(run.id, progress, monitor.stats.results(), prepared, body, options, cancelled=cancelled)
    if prepared.signed and monitor.any_sent:
        inputs.mark_used(request.profile)
    return _status(monitor.statuses, cancelled=cancelled)


def _plan(options: Namespace) -> Plan:
    rate = DEFAULT_RATE if options.rate is None else options.rate
    concurrency = 1 if options.concurrency is None else options.concurrency
    plan = Plan(options.repeat, rate, concurrency, options.stop_at_failure)
    problem = plan.problem()
    if problem is not None:
        raise UsageError(f"{problem} Nothing was sent.")
    return plan


def _request_maker(first: Prepared, confirmed: Container[str], source: Source) -> Callable[[int], Prepared]:
    """Return the function that prepares the nth request; it is always `first` if the body does not vary."""

    def make(number: int) -> Prepared:
        if number == 1 or not source.varies:
            return first
        answer = prepare(replace(first.send, body=source.of(number).body), confirmed)
        if not isinstance(answer, Prepared):
            reason = answer.message.replace("Nothing was sent", "It was not sent")
            raise UsageError(f"Send {number:,} failed; those before it were sent. {reason}")
        return answer

    return make


class _Monitor:
    """Collects statistics of a run and shows its progress.

    Attributes:
        stats: the statistics; exchanges are not stored, since there may be a million.
        statuses: the exit status of each send, counted.
        any_sent: whether any request may have been sent.
    """

    def __init__(self, *, jsonl: bool) -> None:
        self.stats = RunStats()
        self.statuses: Counter[ExitCode] = Counter()
        self.any_sent = False
        self._jsonl = jsonl
        self._interactive = sys.stderr is not None and sys.stderr.isatty()
        self._next = 0.0
        self._line_shown = False

    def add(self, exchanges: Sequence[Exchange]) -> None:
        """Add the exchanges that have ended; exchanges that were cancelled before they started are ignored."""
        for each in exchanges:
            if each.outcome is None or (isinstance(each.outcome, Cancelled) and not each.outcome.timing.total_s):
                continue
            self.stats.add(each)
            self.statuses[exchange_rows.status_of(each.outcome)] += 1
            self.any_sent = self.any_sent or judge(each.outcome).sent is not False
            if self._jsonl:
                self.clear_line()
                put(as_jsonl((each,)).rstrip("\n"))

    def show_progress(self, progress: RunProgress) -> None:
        """Update the progress line, if standard error is a terminal."""
        now = perf_counter()
        if not self._interactive or now < self._next:
            return
        self._next = now + _REFRESH_S
        sys.stderr.write(f"\r{runs.progress_text(progress)} · Ctrl+C cancels\x1b[K")
        sys.stderr.flush()
        self._line_shown = True

    def clear_line(self) -> None:
        """Clear the progress line."""
        if self._line_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._line_shown = False


def _report(
    run: str,
    progress: RunProgress,
    found: Results,
    prepared: Prepared,
    body: PreparedBody,
    options: Namespace,
    *,
    cancelled: bool,
) -> None:
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
                "median_ms": milliseconds(found.median_s),
                "p95_ms": milliseconds(found.p95_s),
                "slowest_ms": milliseconds(found.slowest_s),
                "elapsed_s": round(progress.elapsed_s, 3),
                "rate": round(progress.rate, 3),
                "histogram": [
                    [milliseconds(each.low), milliseconds(each.high), each.count] for each in found.histogram
                ],
                "url": safe_url(prepared.request.url),
                "wire": prepared.send.form.value,
                "profile": prepared.send.profile,
                **body.as_json(),
            }
        )
    else:
        for each in runs.summary_rows(progress, found):
            (say_row if options.jsonl else put_row)(each.label, each.text)
    if ended := runs.end_text(progress, cancelled=cancelled):
        report(ended)


def _is_cancelled(plan: Plan, progress: RunProgress, statuses: Counter[ExitCode]) -> bool:
    """Return whether a person cancelled the run. The first failure also cancels sends in progress."""
    failed = statuses.total() - statuses[ExitCode.SUCCESS] - statuses[ExitCode.INTERRUPTED]
    return bool(progress.remaining or statuses[ExitCode.INTERRUPTED]) and not (plan.stop_at_failure and failed)


def _status(statuses: Counter[ExitCode], *, cancelled: bool) -> ExitCode:
    if cancelled:
        return ExitCode.INTERRUPTED
    failed = statuses[ExitCode.TRANSPORT_ERROR] or statuses[ExitCode.USAGE_ERROR]
    if not failed and not statuses[ExitCode.NEGATIVE]:
        return ExitCode.SUCCESS
    if statuses[ExitCode.SUCCESS] or statuses[ExitCode.NEGATIVE]:
        return ExitCode.NEGATIVE
    return ExitCode.TRANSPORT_ERROR if statuses[ExitCode.TRANSPORT_ERROR] else ExitCode.USAGE_ERROR
