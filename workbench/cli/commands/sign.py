"""`workbench sign`: prints payload hash and auth token. Starts fast: imports no network or keyring code."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put_json, warn
from workbench.cli.signature_rows import put_php, put_signature, warn_of_slash
from workbench.jsontext import content_of
from workbench.redaction import Secret, mask, remember_derived
from workbench.signing import WireForm, php_reading, sign


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Print the payload hash (SHA-1) and the auth token of exactly the bytes of BODY,
and whether PHP would hash the same bytes. Nothing is sent."""
    parser.epilog = f"""\
{inputs.CREDENTIALS_HELP}

example:
  workbench sign install.json --profile sample
  printf '{{"action":"install"}}' | workbench sign - --profile sample --json

exit status: 0 signed · 2 the body cannot be read, or is not JSON for PHP (--wire php) · 4 no credentials"""
    inputs.add_body(parser)
    inputs.add_wire(parser)
    inputs.add_profile(parser)
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Sign the body and print the result."""
    form = WireForm(options.wire)
    wire = inputs.wire_bytes(inputs.read_body(options.body), form)
    _, credentials = inputs.credentials_for(options)
    signature = sign(wire, credentials)
    remember_derived(Secret(signature.auth_token))
    if options.json:
        reading = php_reading(wire)
        headers = signature.headers()
        headers["Kochava-Api-Key"] = mask(credentials.api_key)
        put_json(
            {
                "body_bytes": len(wire),
                "payload_hash": signature.payload_hash,
                "auth_token": signature.auth_token,
                "wire": form.value,
                "headers": headers,
                "php_stable": reading.stable,
                "php_says": reading.says,
            }
        )
    else:
        put_signature(wire, form, signature.payload_hash, signature.auth_token)
        put_php(php_reading(wire))  # last, since it takes seconds for a body of many megabytes
    warn_of_slash(wire)
    content = content_of(wire)
    if content.kind != "json":
        warn(f"the body is {content.says}")
    return ExitCode.SUCCESS
