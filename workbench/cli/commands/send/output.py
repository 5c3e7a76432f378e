"""Sends once and prints the request and the outcome, as rows or as JSON. Used by `send` and `history resend`."""

from __future__ import annotations

from collections.abc import Container

from workbench.cli import exchange_rows, inputs
from workbench.cli.commands.send import execution, transport_options
from workbench.cli.commands.send.body_source import PreparedBody
from workbench.cli.comparison_json import response_json
from workbench.cli.exchange_rows import put_request, request_json
from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.cli.output import printable, put_json, put_row, say
from workbench.cli.signature_rows import put_body, put_masked_signature
from workbench.evidence.safe import safe_url
from workbench.exchange import Exchange, Failure, Response, judge, sandbox_view
from workbench.exchange.decoding import shown
from workbench.operations import Prepared, SendRequest, is_loopback
from workbench.operations.presentation.comparison import compare, response_rows
from workbench.operations.presentation.hashes import sent_sha1
from workbench.operations.recorder import ExchangeRecorder
from workbench.payloads import lacks_user_agent
from workbench.redaction import redact
from workbench.transport.checks import request_problem


def dry_run(request: SendRequest, overridden: Container[str], body: PreparedBody, *, as_json: bool) -> int:
    """Print the request that would be sent, and send nothing."""
    with execution.open_endpoint(request) as (request, _):
        prepared, _ = execution.prepare_confirmed(request, overridden)
    check_request(prepared, body, detailed=True)
    if as_json:
        put_json(
            {
                "dry_run": True,
                "request": request_json(prepared.request, with_body=True),
                "payload_hash": prepared.signature.payload_hash,
                "signed": prepared.signed,
                "url": safe_url(prepared.request.url),
                "wire": prepared.send.form.value,
                "profile": prepared.send.profile,
                "options": prepared.send.transport.summary(),
                **body.as_json(),
            }
        )
    else:
        body.put()
        put_summary(prepared)
        put_request(prepared.request, transport=prepared.send.transport)
    say("Nothing was sent (--dry-run).")
    return ExitCode.SUCCESS


def send(
    request: SendRequest,
    overridden: Container[str],
    recorder: ExchangeRecorder,
    body: PreparedBody,
    *,
    as_json: bool,
    verbose: bool,
) -> int:
    """Send once and print the outcome; for a resend, also the differences from the first response."""
    before = request.resend_of

    def before_send(prepared: Prepared) -> None:
        check_request(prepared, body, detailed=verbose)
        if not as_json:
            body.put()
            if verbose:
                put_request(prepared.request, transport=prepared.send.transport)

    prepared, exchange = execution.send_once(request, overridden, recorder=recorder, before_send=before_send)
    if as_json:
        saved = {"saved": recorder.is_saved(exchange)}
        found = _as_json(prepared, exchange, verbose=verbose) | saved | body.as_json()
        if before is not None:
            found["changed"] = response_json(before, exchange, compare(before, exchange))
        put_json(found)
    else:
        put_summary(prepared)
        exchange_rows.put_outcome(exchange, verbose=verbose)
        if verbose and recorder.is_saved(exchange):
            put_row("History", exchange.id)
        if before is not None:
            put_row("Resend of", f"{before.id} · {before.started.astimezone():%Y-%m-%d %H:%M:%S}")
            exchange_rows.put_rows(response_rows(compare(before, exchange)))
    exchange_rows.say_outcome(exchange.outcome)
    if prepared.signed and judge(exchange.outcome).sent is not False:
        inputs.mark_used(request.profile)
    return exchange_rows.status_of(exchange.outcome)


def check_request(prepared: Prepared, body: PreparedBody, *, detailed: bool = False) -> None:
    """Print warnings about a request. Kochava's own rules are checked unless the request stays on this machine.

    Args:
        prepared: the request.
        body: the prepared body.
        detailed: check Kochava's rules for every endpoint.

    Raises:
        CommandError: the request is not valid HTTP.
    """
    problem = request_problem(prepared.request)
    if problem is not None:
        raise CommandError(ExitCode.USAGE_ERROR, f"{problem} Nothing was sent.")
    transport_options.warn(prepared.send.transport, prepared.send.endpoint)
    body.warn()
    for_kochava = prepared.signed and (detailed or not is_loopback(prepared.request.url))
    if for_kochava and prepared.request.header("User-Agent") is None and lacks_user_agent(prepared.request.body):
        say(
            "workbench: warning: the payload has no device_ua. For such payloads Kochava's documentation requires the "
            "header User-Agent: Unknown. Add it with --user-agent Unknown."
        )


def put_summary(prepared: Prepared) -> None:
    """Print size, hash and masked token of a request, and its endpoint."""
    put = put_masked_signature if prepared.signed else put_body
    put(prepared.request.body, prepared.send.form, prepared.signature)
    put_row("To", printable(f"{prepared.send.endpoint.title} · {safe_url(prepared.request.url)}"))
    transport = prepared.send.transport.summary()
    if transport:
        put_row("Transport", printable(transport))


def _as_json(prepared: Prepared, exchange: Exchange, *, verbose: bool) -> dict[str, object]:
    outcome = exchange.outcome
    verdict = judge(outcome)
    response = outcome if isinstance(outcome, Response) else None
    view = None if response is None else sandbox_view(response)
    sent_hash = sent_sha1(outcome)
    return {
        "verdict": {
            "sent": verdict.sent,
            "answered": verdict.answered,
            "success": verdict.success,
            "recorded": verdict.recorded,
        },
        "outcome": type(outcome).__name__.lower(),
        "status": None if response is None else response.status,
        "payload_hash": exchange.payload_hash,
        "sent_bytes": len(prepared.request.body) if verdict.sent else 0 if verdict.sent is False else None,
        "elapsed_ms": None if outcome is None else round(outcome.timing.total_s * 1000, 3),
        "response_body": None if response is None else redact(response.body.decode("utf-8", "replace")),
        "url": safe_url(prepared.request.url),
        "wire": prepared.send.form.value,
        "profile": exchange.profile,
        "failure": exchange_rows.failure_json(outcome) if isinstance(outcome, Failure) else None,
        "sandbox": None
        if view is None
        else {
            "payload_hash_raw": view.payload_hash_raw,
            "payload_hash_php": view.payload_hash_php,
            "token_match": view.token_match,
        },
        "exchange": exchange.id,
        "resend_of": exchange.again or None,
        "signed": prepared.signed,
        "sent_sha1": sent_hash,
        "sent_is_signed": None if sent_hash is None else sent_hash == exchange.payload_hash,
        "flaw": None if response is None or response.flaw is None else response.flaw.value,
        "notes": [] if response is None else list(shown(response).notes),
        "advice": exchange_rows.advice_json(exchange),
        "timing_ms": None if outcome is None else exchange_rows.timing_json(outcome.timing),
        "connection": exchange_rows.channel_json(outcome),
        "options": exchange.options,
        "request": request_json(prepared.request, with_body=verbose),
    }
