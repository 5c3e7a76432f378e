"""`workbench history verify-bundle`: reads a share bundle and computes everything in it again.

The contents of a bundle are untrusted.
"""

from __future__ import annotations

import base64
from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.exchange_rows import LONGEST
from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.cli.output import printable, put, put_json, put_row
from workbench.evidence import BadBundle, BundleCheck, check, read_bundle
from workbench.evidence.bundle import MAX_SIZE, SharedExchange
from workbench.redaction import redact


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Read a share bundle and compute everything again from its bytes: the hash, and with
--profile the token. Nothing is saved and nothing is sent."""
    parser.epilog = """\
example:
  workbench history verify-bundle ticket.json --profile mine

exit status: 0 verified · 1 not verified · 2 not a share bundle · 4 no credentials"""
    parser.add_argument("bundle", metavar="BUNDLE", help="a file, or - for standard input")
    inputs.add_profile(parser)
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Read a bundle and verify it."""
    try:
        found = read_bundle(inputs.read_body(options.bundle, MAX_SIZE + 1))
    except BadBundle as refusal:
        raise CommandError(ExitCode.USAGE_ERROR, str(refusal)) from None
    credentials = None if options.profile is None else inputs.credentials_of_profile(options.profile)
    checked = [(each, check(each, credentials)) for each in found.exchanges]
    verified = [result.valid for _, result in checked]
    if options.json:
        put_json(
            {
                "verified": all(verified),
                "program": found.program,
                "made": found.made.isoformat(),
                "exchanges": [
                    _as_json(each, result, verified=yes) for (each, result), yes in zip(checked, verified, strict=True)
                ],
            }
        )
    else:
        count = f"{len(checked):,} exchange{'' if len(checked) == 1 else 's'}"
        put_row("Bundle", printable(f"{count} · made by {found.program} · {found.made:%Y-%m-%d %H:%M:%S} UTC"))
        for (each, result), yes in zip(checked, verified, strict=True):
            put("")
            _put(each, result, verified=yes)
    return ExitCode.SUCCESS if all(verified) else ExitCode.NEGATIVE


def _put(shared: SharedExchange, result: BundleCheck, *, verified: bool) -> None:
    put_row("Title", _clean(shared.title))
    put_row("When", f"{shared.started:%Y-%m-%d %H:%M:%S} UTC")
    put_row("To", _clean(f"{shared.method} {shared.url}"))
    put_row("Body", f"{len(shared.body)} bytes · {_clean(shared.wire_form)}")
    if shared.redacted_bytes:
        put_row("", f"not byte-exact: contained a secret; {shared.redacted_bytes} bytes were replaced")
    put_row("", _text(shared.body))
    put_row("SHA-1", _clean(shared.payload_hash))
    if shared.token:
        put_row("Token", _clean(shared.token))
    if shared.api_key_fingerprint:
        prints = f"API key {shared.api_key_fingerprint} · secret {shared.secret_fingerprint}"
        put_row("Fingerprint", _clean(prints))
    put_row("Headers", _clean("\n".join(f"{name}: {value}" for name, value in shared.headers)))
    if shared.status is not None:
        put_row("Response", _clean(f"{shared.status} {shared.reason}".rstrip()))
        put_row("", _clean("\n".join(f"{name}: {value}" for name, value in shared.response_headers)))
        put_row("", _text(shared.response_body))
    elif shared.says:
        put_row("Response", _clean(f"none: {shared.says}"))
    put_row("Verdict", _clean(f"{shared.verdict} (as claimed by the bundle)"))
    put_row("BundleCheck", f"{'yes' if verified else 'NO'} · {result.message}")


def _as_json(shared: SharedExchange, result: BundleCheck, *, verified: bool) -> dict[str, object]:
    return {
        "verified": verified,
        "hash_right": result.hash_matches,
        "same_key": result.same_key,
        "same_secret": result.same_secret,
        "token_right": result.token_matches,
        "says": result.message,
        "title": shared.title,
        "started": shared.started.isoformat(),
        "method": shared.method,
        "url": shared.url,
        "headers": [list(each) for each in shared.headers],
        "wire": shared.wire_form,
        "payload_hash": shared.payload_hash,
        "token": shared.token,
        "body_b64": base64.b64encode(shared.body).decode("ascii"),
        "struck": shared.redacted_bytes,
        "status": shared.status,
        "answer_b64": base64.b64encode(shared.response_body).decode("ascii"),
        "times_ms": shared.times_ms,
    }


def _text(body: bytes) -> str:
    text = body[:LONGEST].decode("utf-8", "backslashreplace")
    more = len(body) - LONGEST
    return _clean(text.rstrip("\r\n") + (f"\n… {more:,} more bytes" if more > 0 else ""))


def _clean(text: str) -> str:
    return printable(redact(text))
