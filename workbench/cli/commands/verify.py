"""`workbench verify`: checks whether a token, and optionally a payload hash, belongs to a body."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import explanations, inputs
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put_json, put_row
from workbench.jsontext import content_of
from workbench.redaction import Secret, remember_derived
from workbench.signing import WireForm, compare, explain, explained, sign, verify

_SAME_BYTES = ("match", "match-case", "match-base64")
"""Kinds of comparison in which the hashed bytes are the same, whatever the notation of the digits."""

_VERIFIED = ("match", "match-masked")
"""Kinds of comparison in which every digit that is known is right."""


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Check whether an auth token belongs to exactly the bytes of BODY with your credentials, and
if not, which mistake of the client makes it.
With --payload-hash, also check whether the other side hashed the same bytes: if so, the
credentials differ; if not, the body does."""
    parser.epilog = f"""\
{inputs.CREDENTIALS_HELP}

example:
  workbench verify install.json --profile sample --token d9e6e126…0dbcc

exit status: 0 yes · 1 no · 2 the body cannot be read · 4 no credentials"""
    inputs.add_body(parser)
    parser.add_argument("--token", metavar="T", required=True, help="the auth token, as it was pasted")
    parser.add_argument("--payload-hash", metavar="H", help="the SHA-1 that the other side computed, 40 hex digits")
    inputs.add_wire(parser)
    inputs.add_profile(parser)
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Compare token and hash, and print the result."""
    form = WireForm(options.wire)
    body = inputs.read_body(options.body)
    wire = inputs.wire_bytes(body, form)
    _, credentials = inputs.credentials_for(options)
    signature = sign(wire, credentials)
    remember_derived(Secret(signature.auth_token), Secret(options.token.strip()))
    token = compare(options.token, body, form, credentials)
    verified = verify(wire, credentials, options.token) or (token.kind in _VERIFIED and token.what == "token")
    found = None
    if token.unexplained:
        found = explain(wire, credentials, options.token, payload_hash=options.payload_hash)
        token = explained(token, found)
    payload_hash = signature.payload_hash
    given = None if options.payload_hash is None else compare(options.payload_hash, body, form, credentials)
    hash_matches = None if given is None else given.what == "hash" and given.kind in _SAME_BYTES
    content = content_of(wire)
    inside = None if content.inner is None else verify(content.inner, credentials, options.token)
    body_is = content.says if inside is None else f"{content.says}; the token is {'' if inside else 'not '}of that"
    if options.json:
        put_json(
            {
                "verified": verified,
                "payload_hash": payload_hash,
                "hash_matches": hash_matches,
                "says": token.says,
                "body_is": body_is,
                "mistakes": [] if found is None else explanations.mistakes_json(found),
                "hash_says": None if given is None else given.says,
            }
        )
    else:
        put_row("Token", f"{'yes' if verified else 'no'} · {token.says}")
        if found is not None and found.findings:
            put_row("Fix", explanations.fixes(found.findings[0]))
        put_row("SHA-1", payload_hash)
        if content.kind != "json":
            put_row("Body is", body_is)
        if given is not None:
            put_row("Given hash", f"{'yes' if hash_matches else 'no'} · {given.says}")
    return ExitCode.SUCCESS if verified and hash_matches is not False else ExitCode.NEGATIVE
