"""`workbench history verify-bundle`: reads a share bundle and computes everything in it again.

The contents of a bundle are untrusted.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.commands.history.show import put_exchange
from workbench.cli.exchange_json import base64_of
from workbench.cli.exit_codes import ExitCode, UsageError
from workbench.cli.output import put, put_json, put_row
from workbench.credentials import profile_title
from workbench.evidence.bundle import MAX_SIZE, BadBundle, BundleCheck, SharedExchange
from workbench.operations.presentation.bundles import bundle_text, open_bundle


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
        data = inputs.read_body(options.bundle, MAX_SIZE)
        credentials = None if options.profile is None else inputs.credentials_of_profile(options.profile)
        opened = open_bundle(data, credentials)
    except BadBundle as refusal:
        raise UsageError(str(refusal)) from None
    if options.json:
        put_json(
            {
                "verified": opened.valid,
                "program": opened.content.program,
                "made": opened.content.made,
                "exchanges": [
                    _as_json(each, result) for each, result in zip(opened.content.exchanges, opened.checks, strict=True)
                ],
            }
        )
    else:
        put_row("Bundle", bundle_text(opened, profile_title(options.profile or "")))
        for exchange, result in zip(opened.exchanges, opened.checks, strict=True):
            put("")
            put_exchange(exchange)
            put_row("Checked", "yes" if result.valid else "NO")
    return ExitCode.SUCCESS if opened.valid else ExitCode.NEGATIVE


def _as_json(shared: SharedExchange, result: BundleCheck) -> dict[str, object]:
    return {
        "verified": result.valid,
        "hash_right": result.hash_matches,
        "same_key": result.same_key,
        "same_secret": result.same_secret,
        "token_right": result.token_matches,
        "says": result.message,
        "title": shared.title,
        "started": shared.started,
        "method": shared.method,
        "url": shared.url,
        "headers": shared.headers,
        "wire": shared.wire_form,
        "payload_hash": shared.payload_hash,
        "token": shared.token,
        "body_b64": base64_of(shared.body),
        "struck": shared.redacted_bytes,
        "status": shared.status,
        "answer_b64": base64_of(shared.response_body),
        "times_ms": shared.times_ms,
    }
