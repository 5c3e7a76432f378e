"""`workbench history show`: prints one exchange, or writes one of its bodies."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from msgspec.structs import asdict

from workbench.cli import exchange_rows, inputs
from workbench.cli.commands.history import lookup
from workbench.cli.exchange_json import base64_of, exchange_json, request_json
from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.cli.output import printable, put_bytes, put_json, put_row, warn
from workbench.credentials import profile_title
from workbench.evidence.safe import safe_body, safe_headers, safe_url
from workbench.exchange import Exchange, Failure, Response, judge
from workbench.exchange.decoding import shown
from workbench.operations.presentation.hashes import replaced_text, secret_positions
from workbench.operations.presentation.messages import sent_request_spans
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
            warn("these bytes are not a usable response")
            return _write(found.outcome.raw, ())
        if not isinstance(found.outcome, Response):
            raise CommandError(ExitCode.NEGATIVE, f"There is no response: {judge(found.outcome).steps[1].says}")
        return _write(found.outcome.body, found.outcome.replaced)
    change = None if options.profile is None else pair_change(found, inputs.credentials_of_profile(options.profile))
    if options.json:
        put_json(_as_json(found) | ({} if change is None else {"pair_is_same": not change}))
        return ExitCode.SUCCESS
    put_exchange(found)
    if change is not None:
        put_row("Credentials", change or f"signed with the credentials of {options.profile}")
    return ExitCode.SUCCESS


def _as_json(exchange: Exchange) -> dict[str, object]:
    """Return an exchange as JSON: bodies in base64, times in UTC."""
    outcome, annotations = exchange.outcome, exchange.annotations
    return exchange_json(exchange) | {
        "id": exchange.id,
        "started": exchange.started,
        "title": exchange.title,
        "endpoint": exchange.endpoint,
        "token_begins": exchange.token_prefix or None,
        "pair": exchange.pair or None,
        "run": exchange.run or None,
        "run_number": exchange.run_number or None,
        "request": request_json(exchange.request, with_body=True, token_shown=exchange.token_shown),
        "byte_exact": not exchange.replaced,
        "replaced": exchange.replaced,
        "response": _response_json(outcome) if isinstance(outcome, Response) else None,
        "says": {step.name: step.says for step in judge(outcome, annotations.recorded).steps},
        **asdict(annotations),
    }


def _response_json(response: Response) -> dict[str, object]:
    return {
        "status": response.status,
        "reason": response.reason,
        "http_version": response.http_version,
        "headers": safe_headers(response.headers),
        "body_b64": base64_of(safe_body(response.body).body),
        "byte_exact": not response.replaced,
        "sent_sha1": response.sent_sha1,
        "flaw": None if response.flaw is None else response.flaw.value,
        "notes": shown(response).notes,
        "received_b64": base64_of(safe_body(response.raw).body),
    }


def _write(body: bytes, replaced: tuple[tuple[int, int], ...]) -> int:
    if replaced:
        warn(replaced_text(replaced))
    put_bytes(body)
    return ExitCode.SUCCESS


def put_exchange(exchange: Exchange) -> None:
    """Print an exchange; its text may come from a stranger."""
    local, positions = exchange.started.astimezone(), secret_positions(exchange)
    signer = f"{profile_title(exchange.profile)}{f' · fingerprint {exchange.pair}' if exchange.pair else ''}"
    body = f"{len(exchange.request.body)} bytes · {wire_form_of(exchange).title}"
    for label, text in (
        ("Exchange", exchange.id),
        ("When", f"{local:%Y-%m-%d %H:%M:%S %z} · {exchange.started:%Y-%m-%d %H:%M:%S} UTC"),
        ("Title", exchange.title),
        ("Profile", signer if exchange.profile else ""),
        ("To", f"{exchange.endpoint} · {safe_url(exchange.request.url)}"),
        ("Transport", exchange.options),
        ("Resend of", exchange.again),
        ("Run", f"{exchange.run} · send {exchange.run_number:,}" if exchange.run else ""),
        ("Body", f"{body}\n{replaced_text(positions)}" if positions else body),
        ("SHA-1", exchange.payload_hash),
        ("Token", f"{exchange.token_prefix}… (only these digits are saved)" if exchange.token_prefix else ""),
    ):
        if text:
            put_row(label, printable(text))
    exchange_rows.put_request(sent_request_spans(exchange))
    exchange_rows.put_outcome(exchange, verbose=True)
    exchange_rows.put_rows(annotation_rows(exchange))
    if exchange.annotations.pinned:
        put_row("Pinned", "yes")
