"""Prints a request and its outcome as rows, and converts both to JSON.

Text from a server is made safe for the terminal; known secrets, API key and token are masked.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Final

from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import printable, put_row, say
from workbench.evidence.raw import head_lines
from workbench.evidence.safe import head, safe_body, safe_headers, safe_url
from workbench.exchange import (
    Cancelled,
    Exchange,
    Failure,
    FailureKind,
    Outcome,
    Request,
    Response,
    Timing,
    judge,
)
from workbench.exchange.decoding import shown
from workbench.operations.presentation import Row
from workbench.operations.presentation.hashes import hash_rows
from workbench.operations.presentation.outcomes import REPLACED_RESPONSE
from workbench.operations.presentation.timing import channel_of, connection_rows, timing_rows
from workbench.operations.presentation.verdict import advice_for, advice_rows, step_rows
from workbench.redaction import redact
from workbench.transport import TransportOptions

LONGEST: Final = 20_000
"""Characters of a body that are printed; `history show --response` writes all bytes."""

_DEFAULT_TRANSPORT = TransportOptions()


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


def put_request(request: Request, token_shown: str = "", transport: TransportOptions = _DEFAULT_TRANSPORT) -> None:
    """Print the request line, the headers in their order, and the body.

    `token_shown` replaces the masked token, for a token of which only a prefix is saved.
    """
    lines = head_lines(request, transport, token_shown=token_shown)
    text = safe_body(request.body).body.decode("utf-8", "backslashreplace")
    more = len(text) - LONGEST
    if more > 0:
        text = f"{text[:LONGEST]}\n… {more:,} more characters"
    put_row("Request", printable("\n".join((*lines, "", text.rstrip("\r\n")))).rstrip("\n"))


def request_json(request: Request, *, with_body: bool, token_shown: str = "") -> dict[str, object]:
    """Return a request as JSON: all headers, and the body in base64 if `with_body`."""
    body = safe_body(request.body)
    found: dict[str, object] = {
        "method": request.method,
        "url": safe_url(request.url),
        "headers": [[name, value] for name, value in safe_headers(head(request), token_shown=token_shown)],
        "body_bytes": len(request.body),
    }
    if with_body:
        found |= {"body_b64": base64.b64encode(body.body).decode("ascii"), "body_struck": body.redacted_bytes}
    return found


def status_of(outcome: Outcome | None) -> ExitCode:
    """Return the exit status for an outcome."""
    if isinstance(outcome, Cancelled):
        return ExitCode.INTERRUPTED
    if isinstance(outcome, Response):
        return ExitCode.SUCCESS if judge(outcome).success is True else ExitCode.NEGATIVE
    if isinstance(outcome, Failure) and outcome.kind is FailureKind.OPTIONS:
        return ExitCode.USAGE_ERROR  # an invalid transport option
    return ExitCode.TRANSPORT_ERROR


def response_text(response: Response) -> str:
    """Return the decoded body of a response as printable text, shortened if it is long."""
    return _shortened(redact(shown(response).text))


def _shortened(text: str) -> str:
    """Return at most `LONGEST` characters of a text, safe to print."""
    shown_part = printable(text[:LONGEST]).rstrip("\n")
    return shown_part if len(text) <= LONGEST else f"{shown_part}\n… {len(text) - LONGEST:,} more characters"


def put_outcome(exchange: Exchange, *, verbose: bool = False) -> None:
    """Print the outcome of an exchange, its verdict and the advice."""
    outcome = exchange.outcome
    if isinstance(outcome, Response):
        _put_response(outcome, verbose=verbose)
    elif isinstance(outcome, Failure):
        _put_raw(outcome.raw)
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
        say(f"workbench: {redact(outcome.says)}")
    elif isinstance(outcome, Response) and judge(outcome).success is not True:
        say(f"workbench: {next(step.says for step in judge(outcome).steps if step.name == 'success')}")


def status_line(response: Response) -> str:
    """Return status code and reason phrase."""
    return f"{response.status} {printable(redact(response.reason))}".rstrip()


def timing_json(timing: Timing) -> dict[str, float | None]:
    """Return the milliseconds of each phase for JSON; null for a phase that did not start."""
    seconds = {field.removesuffix("_s"): getattr(timing, field) for field in timing.__struct_fields__}
    return {name: None if value is None else round(value * 1000, 3) for name, value in seconds.items()}


def advice_json(exchange: Exchange) -> dict[str, object]:
    """Return the advice on an exchange as JSON."""
    advice = advice_for(exchange)
    return {
        "says": advice.says,
        "causes": list(advice.causes),
        "next": advice.next,
        "retry_after_s": advice.retry_after_s,
    }


def channel_json(outcome: Outcome | None) -> dict[str, object] | None:
    """Return the connection of an outcome as JSON, times in UTC; None if it is unknown."""
    channel = channel_of(outcome)
    if channel is None:
        return None
    certificate = channel.certificate
    return {
        "remote": channel.remote,
        "proxy": channel.proxy,
        "tls": channel.tls,
        "cipher": channel.cipher,
        "verified": channel.verified,
        "bytes_sent": channel.bytes_sent,
        "bytes_received": channel.bytes_received,
        "certificate": None
        if certificate is None
        else {
            "subject": certificate.subject,
            "names": list(certificate.names),
            "issuer": certificate.issuer,
            "not_before": certificate.not_before.isoformat(),
            "not_after": certificate.not_after.isoformat(),
            "sha256": certificate.sha256,
        },
    }


def _put_response(response: Response, *, verbose: bool) -> None:
    put_row("Response", f"{status_line(response)} · {response.timing.total_s * 1000:.0f} ms")
    if verbose:
        lines = [f"{name}: {value}" for name, value in safe_headers(response.headers)]
        put_row("", printable("\n".join((*lines, ""))))
    put_row("", response_text(response))
    location = response.header("Location")
    if location is not None and 300 <= response.status < 400:
        put_row("", f"Location: {printable(safe_url(location))} (not followed)")
    for note in shown(response).notes:
        put_row("Note", printable(note))
    if response.replaced:
        put_row("Note", REPLACED_RESPONSE)
    _put_raw(response.raw)


def _put_raw(received: bytes) -> None:
    """Print the bytes of an unusable response, as far as they came."""
    if received:
        text = safe_body(received).body.decode("utf-8", "backslashreplace")
        put_row("Received", _shortened(redact(text)))


def failure_json(failure: Failure) -> dict[str, object]:
    """Return a failure as JSON, with the bytes received of an unusable response."""
    return {
        "kind": failure.kind.value,
        "says": redact(failure.says),
        "cause": failure.cause,
        "received_b64": base64.b64encode(safe_body(failure.raw).body).decode("ascii"),
    }
