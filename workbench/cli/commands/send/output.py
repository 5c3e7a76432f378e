"""Sends once and prints the request and the outcome, as rows or as JSON. Used by `send` and `history resend`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from msgspec.structs import asdict

from workbench.cli import exchange_rows, inputs
from workbench.cli.commands.send import execution, transport_options
from workbench.cli.commands.send.body_source import PreparedBody
from workbench.cli.exchange_json import exchange_json, milliseconds, request_json, response_changes_json
from workbench.cli.exit_codes import ExitCode, UsageError
from workbench.cli.output import printable, put_json, put_row, say, warn
from workbench.cli.signature_rows import put_signature
from workbench.evidence.safe import safe_url
from workbench.exchange import Exchange, Response, judge, sandbox_view
from workbench.exchange.decoding import shown
from workbench.operations import Prepared, SendRequest, is_loopback
from workbench.operations.presentation.comparison import compare, response_rows
from workbench.operations.presentation.hashes import sent_sha1
from workbench.operations.presentation.messages import request_spans
from workbench.payloads import lacks_user_agent
from workbench.redaction import mask, redact
from workbench.transport.checks import request_problem


def add_options(parser: ArgumentParser) -> None:
    """Add the options for what is printed and saved."""
    parser.add_argument("--dry-run", action="store_true", help="print the whole request and send nothing")
    parser.add_argument("--verbose", action="store_true", help="print the request, the response headers and the timing")
    parser.add_argument("--private", action="store_true", help="do not save the send in the history")


def send(request: SendRequest, body: PreparedBody, options: Namespace) -> int:
    """Send once and print the outcome; for a resend, also the differences from the first response."""
    if options.dry_run:
        return _dry_run(request, body, options)
    before = request.resend_of

    def before_send(prepared: Prepared) -> None:
        check_request(prepared, body, detailed=options.verbose)
        if not options.json:
            body.put()
            if options.verbose:
                exchange_rows.put_request(request_spans(prepared.request, prepared.send.transport))

    with execution.open_recorder(private=options.private) as recorder:
        prepared, exchange = execution.send_once(request, options, recorder=recorder, before_send=before_send)
        saved = recorder.is_saved(exchange)
        if options.json:
            found = _as_json(prepared, exchange, verbose=options.verbose) | {"saved": saved} | body.as_json()
            if before is not None:
                found["changed"] = response_changes_json(before, exchange, compare(before, exchange))
            put_json(found)
        else:
            put_summary(prepared)
            exchange_rows.put_outcome(exchange, verbose=options.verbose)
            if options.verbose and saved:
                put_row("History", exchange.id)
            if before is not None:
                put_row("Resend of", f"{before.id} · {before.started.astimezone():%Y-%m-%d %H:%M:%S}")
                exchange_rows.put_rows(response_rows(compare(before, exchange)))
        exchange_rows.say_outcome(exchange.outcome)
        if prepared.signed and judge(exchange.outcome).sent is not False:
            inputs.mark_used(request.profile)
    return exchange_rows.status_of(exchange.outcome)


def _dry_run(request: SendRequest, body: PreparedBody, options: Namespace) -> int:
    """Print the request that would be sent, and send nothing."""
    with execution.open_endpoint(request) as (request, _):
        prepared, _ = execution.prepare_confirmed(request, options)
    check_request(prepared, body, detailed=True)
    if options.json:
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
        exchange_rows.put_request(request_spans(prepared.request, prepared.send.transport))
    say("Nothing was sent (--dry-run).")
    return ExitCode.SUCCESS


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
        raise UsageError(f"{problem} Nothing was sent.")
    transport_options.warn(prepared.send.transport, prepared.send.endpoint)
    body.warn()
    for_kochava = prepared.signed and (detailed or not is_loopback(prepared.request.url))
    if for_kochava and prepared.request.header("User-Agent") is None and lacks_user_agent(prepared.request.body):
        warn(
            "the payload has no device_ua. For such payloads Kochava's documentation requires the "
            "header User-Agent: Unknown. Add it with --user-agent Unknown."
        )


def put_summary(prepared: Prepared) -> None:
    """Print size, hash and masked token of a request, and its endpoint."""
    token = mask(prepared.signature.auth_token) if prepared.signed else ""  # a token never expires
    put_signature(prepared.request.body, prepared.send.form, prepared.signature.payload_hash, token)
    put_row("To", printable(f"{prepared.send.endpoint.title} · {safe_url(prepared.request.url)}"))
    transport = prepared.send.transport.summary()
    if transport:
        put_row("Transport", printable(transport))


def _as_json(prepared: Prepared, exchange: Exchange, *, verbose: bool) -> dict[str, object]:
    outcome = exchange.outcome
    sent = judge(outcome).sent
    response = outcome if isinstance(outcome, Response) else None
    view = None if response is None else sandbox_view(response)
    sent_hash = sent_sha1(outcome)
    return exchange_json(exchange) | {
        "exchange": exchange.id,
        "url": safe_url(prepared.request.url),
        "signed": prepared.signed,
        "request": request_json(prepared.request, with_body=verbose),
        "sent_bytes": len(prepared.request.body) if sent else 0 if sent is False else None,
        "sent_sha1": sent_hash,
        "sent_is_signed": None if sent_hash is None else sent_hash == exchange.payload_hash,
        "status": None if response is None else response.status,
        "elapsed_ms": None if outcome is None else milliseconds(outcome.timing.total_s),
        "response_body": None if response is None else redact(response.body.decode("utf-8", "replace")),
        "flaw": None if response is None or response.flaw is None else response.flaw.value,
        "notes": [] if response is None else shown(response).notes,
        "sandbox": None if view is None else asdict(view),
    }
