"""Prints requests and outcomes as rows, safe for the terminal and without known secrets."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import printable, put_row, report, say
from workbench.evidence.safe import safe_url
from workbench.exchange import (
    Cancelled,
    Exchange,
    Failure,
    FailureKind,
    Outcome,
    Response,
    judge,
)
from workbench.operations.presentation import Row, Span, text_of
from workbench.operations.presentation.hashes import hash_rows
from workbench.operations.presentation.messages import (
    received_spans,
    response_body_spans,
    response_head_spans,
    response_notes,
)
from workbench.operations.presentation.outcomes import outcome_text
from workbench.operations.presentation.timing import connection_rows, timing_rows
from workbench.operations.presentation.verdict import advice_rows, step_rows
from workbench.redaction import redact


def put_rows(rows: Iterable[Row]) -> None:
    """Print rows."""
    for each in rows:
        put_row(each.label, printable(redact(each.text)))


def put_table(label: str, rows: Iterable[Row]) -> None:
    """Print rows as a table beside a label."""
    found = list(rows)
    width = max((len(each.label) for each in found), default=0) + 2
    if found:
        put_row(label, printable(redact("\n".join(f"{each.label:<{width}}{each.text}" for each in found))))


def put_request(spans: Iterable[Span]) -> None:
    """Print a request: request line, headers in their order, and body."""
    put_row("Request", text_of(spans).rstrip("\n"))


def status_of(outcome: Outcome | None) -> ExitCode:
    """Return the exit status for an outcome."""
    if isinstance(outcome, Cancelled):
        return ExitCode.INTERRUPTED
    if isinstance(outcome, Response):
        return ExitCode.SUCCESS if judge(outcome).success is True else ExitCode.NEGATIVE
    if isinstance(outcome, Failure) and outcome.kind is FailureKind.OPTIONS:
        return ExitCode.USAGE_ERROR  # an invalid transport option
    return ExitCode.TRANSPORT_ERROR


def put_outcome(exchange: Exchange, *, verbose: bool = False) -> None:
    """Print the outcome of an exchange, its verdict and the advice."""
    outcome = exchange.outcome
    if isinstance(outcome, Response):
        _put_response(outcome, verbose=verbose)
    if received := text_of(received_spans(outcome)):
        put_row("Received", received.rstrip("\n"))
    put_table("Hashes", hash_rows(exchange))
    if verbose:
        put_table("Timing", timing_rows(outcome))
        put_table("Connection", connection_rows(outcome))
    put_row("Verdict", judge(outcome, exchange.annotations.recorded).text)
    if verbose:
        put_table("", step_rows(exchange))
    is_brief = judge(outcome).success is True and not verbose
    put_rows(each for each in advice_rows(exchange) if each.label == "Next" or not is_brief)


def say_outcome(outcome: Outcome | None) -> None:
    """Print a message why a send was not successful; nothing if it was."""
    if isinstance(outcome, Cancelled):
        say("cancelled")
    elif isinstance(outcome, Failure):
        report(redact(outcome.says))
    elif isinstance(outcome, Response) and judge(outcome).success is not True:
        report(next(step.says for step in judge(outcome).steps if step.name == "success"))


def _put_response(response: Response, *, verbose: bool) -> None:
    status = printable(redact(outcome_text(response)))
    put_row("Response", f"{status} · {response.timing.total_s * 1000:.0f} ms")
    if verbose:
        put_row("", text_of(response_head_spans(response)))
    put_row("", text_of(response_body_spans(response)).rstrip("\n"))
    location = response.header("Location")
    if location is not None and 300 <= response.status < 400:
        put_row("", f"Location: {printable(safe_url(location))} (not followed)")
    for note in response_notes(response):
        put_row("Note", printable(note))
