"""`workbench explain`: finds the mistakes of a client that make a wrong token or payload hash."""

from __future__ import annotations

import base64
import binascii
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from workbench.cli import explanations, inputs
from workbench.cli.exit_codes import CommandError, ExitCode, UsageError
from workbench.cli.output import put_json, put_row, report
from workbench.redaction import Secret, remember_derived
from workbench.signing import Credentials, Explanation, WireForm, explain, sign

_LARGEST_CASES = 1_000_000_000  # bytes
_MAX_LINE = 16_000_000
"""Bytes of a line of cases."""


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Find which mistake of a client makes its token or payload hash from BODY: the body written
again or encoded otherwise, another hash or notation, another message, key or algorithm,
changed credentials, and up to three of these at once. A mistake is named only if it makes
every digit that is known. Tokens may be masked or cut, with 8 digits left. A payload hash
alone needs no credentials; with both, the search knows whether body or credentials differ."""
    parser.epilog = f"""\
{inputs.CREDENTIALS_HELP}

cases:
  a line of FILE is {{"id", "api_key", "secret", "body_b64", "token"}}; each is answered by a line

example:
  workbench explain install.json --profile sample --token 721270e4f15073c5…
  workbench explain install.json --payload-hash 93b01e2a4ecb2d13b6e3b34e281547fce53e46bb

exit status: 0 the token is right · 1 it is not · 2 invalid usage or input · 4 no credentials
  with --cases: 0 if every line was answered"""
    parser.add_argument("body", metavar="BODY", nargs="?", help="a file, or - for standard input")
    parser.add_argument("--token", metavar="T", help="the auth token of the client")
    parser.add_argument("--payload-hash", metavar="H", help="the SHA-1 that the client computed")
    parser.add_argument("--cases", metavar="FILE.jsonl", help="explain many tokens; - for standard input")
    parser.add_argument(
        "--all-profiles", action="store_true", help="also try the credentials of every profile in the keyring"
    )
    inputs.add_wire(parser)
    inputs.add_profile(parser)
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Explain one token or hash, or many tokens, and print the result."""
    if (options.cases is None) == (options.body is None):
        raise UsageError("Give a BODY, or --cases FILE.jsonl. Try: workbench explain --help")
    if options.cases is not None:
        return _run_cases(options)
    if options.token is None and options.payload_hash is None:
        raise UsageError("Give the client's --token, its --payload-hash, or both.")
    wire = inputs.wire_bytes(inputs.read_body(options.body), WireForm(options.wire))
    credentials = None if options.token is None else inputs.credentials_for(options)[1]
    if credentials is not None:
        remember_derived(Secret(sign(wire, credentials).auth_token), Secret(options.token.strip()))
    others = _other_profiles() if options.all_profiles and credentials is not None else ()
    found = explain(wire, credentials, options.token, payload_hash=options.payload_hash, others=others)
    if options.json:
        put_json(explanations.explanation_json(found))
    else:
        what = "token" if options.token is not None else "payload hash"
        put_row("Verified", f"yes · the {what} is right" if found.verified else f"no · {_summary(found, what)}")
        explanations.put_explanation(found)
    return ExitCode.SUCCESS if found.verified else ExitCode.NEGATIVE


def _summary(found: Explanation, what: str) -> str:
    if not found.findings:
        return f"no known mistake makes this {what}"
    count = len(found.findings[0].mistakes)
    return f"{count} {'mistake makes' if count == 1 else 'mistakes together make'} this {what}"


def _other_profiles() -> Iterator[tuple[str, Credentials]]:
    """Yield the credentials of every profile that the keyring gives."""
    for profile in inputs.listed_profiles():
        try:
            yield profile.name, inputs.credentials_of_profile(profile.name)
        except CommandError as error:
            report(f"{profile.name}: {error.message}")


def _run_cases(options: Namespace) -> int:
    """Answer each line of a file with a line."""
    if options.token is not None or options.payload_hash is not None or options.profile is not None:
        raise UsageError("With --cases, tokens and credentials are in the file.")
    answered = True
    for number, line in enumerate(_lines(options.cases), 1):
        if not line.strip():
            continue
        try:
            name, found = _explained(line)
        except (ValueError, KeyError, TypeError, RecursionError):
            answered = False
            put_json({"id": _id_of(line), "error": f"Line {number} is not a case."})
            report(f"line {number} is not a case: an object with id, api_key, secret, body_b64 and token.")
            continue
        put_json({"id": name, **explanations.explanation_json(found)})
    return ExitCode.SUCCESS if answered else ExitCode.USAGE_ERROR


def _lines(name: str) -> list[bytes]:
    lines = inputs.read_body(name, _LARGEST_CASES).split(b"\n")
    if any(len(line) > _MAX_LINE for line in lines):
        raise UsageError(f"A line of {name} is longer than {_MAX_LINE:,} bytes.")
    return lines


def _explained(line: bytes) -> tuple[object, Explanation]:
    """Explain one case. Raises ValueError, KeyError or TypeError if the line is none."""
    case = json.loads(line)
    values = [case[name] for name in ("api_key", "secret", "body_b64", "token")]
    if not all(isinstance(value, str) for value in values):
        raise TypeError
    api_key, secret, body, token = values
    try:
        data = base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise ValueError from error
    given = case.get("payload_hash")
    return case["id"], explain(data, Credentials(api_key, secret), token, payload_hash=given)


def _id_of(line: bytes) -> object:
    try:
        case = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return case.get("id") if isinstance(case, dict) else None
