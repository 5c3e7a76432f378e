"""Owns `workbench history show`: all that is known of one exchange, or one of its bodies to the byte.

It must never write, and never show a value that is known to be secret.
"""

from __future__ import annotations

import base64
from argparse import Namespace

from workbench.cli import history_lookup, inputs, outcome_text
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.request_rows import put_request, request_json
from workbench.cli.terminal import printable, put_bytes, put_json, put_row, say
from workbench.credentials import profile_title
from workbench.evidence.safe import safe_body, safe_headers, safe_url
from workbench.exchange import Exchange, Failure, Response, judge
from workbench.exchange.decoding import shown
from workbench.operations.resend import pair_change, wire_form_of


def show(options: Namespace) -> int:
    """Show one exchange."""
    with history_lookup.opened() as history:
        found = history_lookup.exchange(history, options.id)
    if options.body:
        return _write(found.request.body, bool(found.replaced))
    if options.response:
        if not isinstance(found.outcome, Response):
            raise CommandError(Status.NO, f"No answer came: {judge(found.outcome).rungs[1].says}")
        return _write(found.outcome.body, bool(found.outcome.replaced))
    change = None if options.profile is None else pair_change(found, inputs.credentials_of_profile(options.profile))
    if options.json:
        put_json(exchange_json(found) | ({} if change is None else {"pair_is_same": not change}))
        return Status.YES
    _put(found)
    if change is not None:
        put_row("Pair", f"pair rotated: {change}" if change else f"still the one of {options.profile}")
    return Status.YES


def exchange_json(exchange: Exchange) -> dict[str, object]:
    """Return all that is known of an exchange, for JSON: bodies in base64, times in UTC."""
    outcome = exchange.outcome
    verdict = judge(outcome, exchange.marks.recorded)
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
        "choices": exchange.choices,
        "again": exchange.again or None,
        "run": exchange.run or None,
        "run_number": exchange.run_number or None,
        "request": request_json(exchange.request, with_body=True, token_shown=exchange.token_shown),
        "byte_exact": not exchange.replaced,
        "replaced": [list(place) for place in exchange.replaced],
        "outcome": None if outcome is None else type(outcome).__name__.lower(),
        "response": _response_json(outcome) if isinstance(outcome, Response) else None,
        "failure": {"kind": outcome.kind.value, "says": outcome.says} if isinstance(outcome, Failure) else None,
        "verdict": {rung.name: rung.known for rung in verdict.rungs},
        "says": {rung.name: rung.says for rung in verdict.rungs},
        "advice": outcome_text.advice_json(outcome_text.advice_for(exchange)),
        "timing_ms": None if outcome is None else outcome_text.timing_json(outcome.timing),
        "connection": outcome_text.channel_json(outcome),
        "pinned": exchange.marks.pinned,
        "recorded": None if exchange.marks.recorded is None else exchange.marks.recorded.isoformat(),
        "note": exchange.marks.note,
        "tags": list(exchange.marks.tags),
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
    }


def _write(body: bytes, replaced: bool) -> int:
    if replaced:
        say("workbench: warning: not byte-exact: it held a secret, which is kept as asterisks.")
    put_bytes(body)
    return Status.YES


def _put(exchange: Exchange) -> None:
    local = exchange.started.astimezone()
    put_row("Exchange", exchange.id)
    put_row("When", f"{local:%Y-%m-%d %H:%M:%S %z} · {exchange.started:%Y-%m-%d %H:%M:%S} UTC")
    _put_some("Title", exchange.title)
    if exchange.profile:
        put_row(
            "Profile",
            printable(profile_title(exchange.profile)) + (f" · pair {exchange.pair}" if exchange.pair else ""),
        )
    put_row("To", printable(f"{exchange.endpoint} · {safe_url(exchange.request.url)}"))
    _put_some("How", exchange.choices)
    _put_some("Again of", exchange.again)
    if exchange.run:
        put_row("Run", f"{exchange.run} · send {exchange.run_number:,}")
    put_row("Body", f"{len(exchange.request.body)} bytes · {wire_form_of(exchange).title}")
    if exchange.replaced:
        places = ", ".join(f"{length} at {offset}" for offset, length in exchange.replaced)
        put_row("", f"not byte-exact: held a secret; bytes kept as asterisks: {places}")
    put_row("SHA-1", exchange.payload_hash)
    if exchange.token_prefix:
        put_row("Token", f"{exchange.token_prefix}… (more of it is not kept)")
    put_request(exchange.request, exchange.token_shown)
    outcome_text.put_outcome(exchange, verbose=True)
    _put_some("Tags", " ".join(f"#{tag}" for tag in exchange.marks.tags))
    _put_some("Note", exchange.marks.note)
    if exchange.marks.pinned:
        put_row("Pinned", "yes")


def _put_some(label: str, words: str) -> None:
    if words:
        put_row(label, printable(words))
