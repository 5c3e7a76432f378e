"""Owns `workbench verify`: whether a token, and if given a payload hash, belongs to a body."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.exit_codes import Status
from workbench.cli.terminal import put_json, put_row
from workbench.redaction import Secret, remember_derived
from workbench.signing import WireForm, compare, sign, verify

_SAME_BYTES = ("match", "match-case", "match-base64")
"""Kinds of comparison in which the other side hashed the same bytes, however it wrote the digits."""


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = """\
Say whether an auth token belongs to exactly the bytes of BODY under your credentials.
With --payload-hash, say too whether the other side hashed the same bytes: if it did,
the credentials are at fault; if not, the body is."""
    parser.epilog = f"""\
{inputs.CREDENTIALS_HELP}

example:
  workbench verify install.json --profile sample --token d9e6e126…0dbcc

exit status: 0 it belongs · 1 it does not · 2 the body cannot be read · 4 no credentials"""
    inputs.add_body(parser)
    parser.add_argument("--token", metavar="T", required=True, help="the auth token, 64 hex digits")
    parser.add_argument("--payload-hash", metavar="H", help="the SHA-1 that the other side computed, 40 hex digits")
    inputs.add_wire(parser)
    inputs.add_profile(parser)
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Compare and answer."""
    form = WireForm(options.wire)
    body = inputs.read_body(options.body)
    wire = inputs.wire_bytes(body, form)
    _, credentials = inputs.credentials_for(options)
    signature = sign(wire, credentials)
    remember_derived(Secret(signature.auth_token), Secret(options.token.strip()))
    token = compare(options.token, body, form, credentials)
    verified = verify(wire, credentials, options.token) or (token.matched and token.what == "token")
    payload_hash = signature.payload_hash
    given = None if options.payload_hash is None else compare(options.payload_hash, body, form, credentials)
    hash_matches = None if given is None else given.what == "hash" and given.kind in _SAME_BYTES
    if options.json:
        put_json(
            {
                "verified": verified,
                "payload_hash": payload_hash,
                "hash_matches": hash_matches,
                "says": token.says,
                "hash_says": None if given is None else given.says,
            }
        )
    else:
        put_row("Token", f"{'yes' if verified else 'no'} · {token.says}")
        put_row("SHA-1", payload_hash)
        if given is not None:
            put_row("Given hash", f"{'yes' if hash_matches else 'no'} · {given.says}")
    return Status.YES if verified and hash_matches is not False else Status.NO
