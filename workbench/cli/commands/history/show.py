"""`workbench history show`: prints one exchange, or writes one of its bodies."""

from __future__ import annotations

import base64
from argparse import ArgumentParser, Namespace

from workbench.cli import exchange_rows, inputs
from workbench.cli.commands.history import lookup
from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.cli.output import printable, put_bytes, put_json, put_row, say
from workbench.credentials import profile_title
from workbench.evidence.safe import safe_body, safe_headers, safe_url
from workbench.exchange import Exchange, Failure, Response, judge
from workbench.exchange.decoding import shown
from workbench.operations.presentation.outcomes import replaced_text
from workbench.operations.presentation.verdict import annotation_rows
from workbench.operations.resend import pair_change, wire_form_of


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Show one exchange, or write one of its bodies byte for byte."
    parser.epilog = f"""\
example:
  workbench history show 3f2a91c0 --body > install.json

{lookup.EXIT_STATUS}
  4 no credentials"""
    lookup.add_id(parser)
    parser.add_argument("--profile", metavar="NAME", help="check whether its credentials signed the exchange")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--body", action="store_true", help="write only the bytes that were sent")
    what.add_argument("--response", action="store_true", help="write only the bytes that were received")
    what.add_argument("--json", action="store_true", help="print exactly one JSON object; bodies in base64")


def run(options: Namespace) -> int:
    """Show one exchange."""
    with lookup.opened() as history:
        found = lookup.exchange(history, options.id)
    if options.body:
        return _write(found.request.body, found.replaced)
    if options.response:
        if isinstance(found.outcome, Failure) and found.outcome.raw:
            say("workbench: warning: these bytes are not a usable response")
            return _write(found.outcome.raw, ())
        if not isinstance(found.outcome, Response):
            raise CommandError(ExitCode.NEGATIVE, f"There is no response: {judge(found.outcome).steps[1].says}")
        return _write(found.outcome.body, found.outcome.replaced)
    change = None if options.profile is None else pair_change(found, inputs.credentials_of_profile(options.profile))
    if options.json:
        put_json(exchange_json(found) | ({} if change is None else {"pair_is_same": not change}))
        return ExitCode.SUCCESS
    put_exchange(found)
    if change is not None:
        put_row("Credentials", change or f"signed with the credentials of {options.profile}")
    return ExitCode.SUCCESS


def exchange_json(exchange: Exchange) -> dict[str, object]:
    """Return an exchange as JSON: bodies in base64, times in UTC."""
    outcome = exchange.outcome
    verdict = judge(outcome, exchange.annotations.recorded)
    return {
        "id": exchange.id,
        "started": exchange.started.isoformat(),
        "title": exchange.title,
        "profile": exchange.profile,
        "endpoint": exchange.endpoint,
        "wire": exchange.wire_form,
        "payload_hash": exchange.payload_hash,
        "token_begins": exchange.token_prefix or None,
        "pair": exchange.pair or None,
        "options": exchange.options,
        "resend_of": exchange.again or None,
        "run": exchange.run or None,
        "run_number": exchange.run_number or None,
        "request": exchange_rows.request_json(exchange.request, with_body=True, token_shown=exchange.token_shown),
        "byte_exact": not exchange.replaced,
        "replaced": [list(place) for place in exchange.replaced],
        "outcome": None if outcome is None else type(outcome).__name__.lower(),
        "response": _response_json(outcome) if isinstance(outcome, Response) else None,
        "failure": exchange_rows.failure_json(outcome) if isinstance(outcome, Failure) else None,
        "verdict": {step.name: step.known for step in verdict.steps},
        "says": {step.name: step.says for step in verdict.steps},
        "advice": exchange_rows.advice_json(exchange),
        "timing_ms": None if outcome is None else exchange_rows.timing_json(outcome.timing),
        "connection": exchange_rows.channel_json(outcome),
        "pinned": exchange.annotations.pinned,
        "recorded": None if exchange.annotations.recorded is None else exchange.annotations.recorded.isoformat(),
        "note": exchange.annotations.note,
        "tags": list(exchange.annotations.tags),
    }


def _response_json(response: Response) -> dict[str, object]:
    return {
        "status": response.status,
        "reason": response.reason,
        "http_version": response.http_version,
        "headers": [[name, value] for name, value in safe_headers(response.headers)],
        "body_b64": base64.b64encode(safe_body(response.body).body).decode("ascii"),
        "byte_exact": not response.replaced,
        "sent_sha1": response.sent_sha1,
        "flaw": None if response.flaw is None else response.flaw.value,
        "notes": list(shown(response).notes),
        "received_b64": base64.b64encode(safe_body(response.raw).body).decode("ascii"),
    }


def _write(body: bytes, replaced: tuple[tuple[int, int], ...]) -> int:
    if replaced:
        say(f"workbench: warning: {replaced_text(replaced)}")
    put_bytes(body)
    return ExitCode.SUCCESS


def put_exchange(exchange: Exchange) -> None:
    """Print an exchange; its text may come from a stranger."""
    local = exchange.started.astimezone()
    put_row("Exchange", exchange.id)
    put_row("When", f"{local:%Y-%m-%d %H:%M:%S %z} · {exchange.started:%Y-%m-%d %H:%M:%S} UTC")
    _put_some("Title", exchange.title)
    if exchange.profile:
        put_row(
            "Profile",
            printable(profile_title(exchange.profile)) + (f" · fingerprint {exchange.pair}" if exchange.pair else ""),
        )
    put_row("To", printable(f"{exchange.endpoint} · {safe_url(exchange.request.url)}"))
    _put_some("Transport", exchange.options)
    _put_some("Resend of", exchange.again)
    if exchange.run:
        put_row("Run", f"{exchange.run} · send {exchange.run_number:,}")
    put_row("Body", f"{len(exchange.request.body)} bytes · {wire_form_of(exchange).title}")
    if exchange.replaced:
        put_row("", replaced_text(exchange.replaced))
    put_row("SHA-1", printable(exchange.payload_hash))
    if exchange.token_prefix:
        put_row("Token", f"{printable(exchange.token_prefix)}… (only these digits are saved)")
    exchange_rows.put_request(exchange.request, exchange.token_shown)
    exchange_rows.put_outcome(exchange, verbose=True)
    exchange_rows.put_rows(annotation_rows(exchange))
    if exchange.annotations.pinned:
        put_row("Pinned", "yes")


def _put_some(label: str, value: str) -> None:
    if value:
        put_row(label, printable(value))
