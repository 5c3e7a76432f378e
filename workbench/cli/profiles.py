"""Owns `workbench profiles`: what is in the keyring, without ever showing it.

The API key and the secret come from a prompt that shows nothing, or from two lines of standard input;
they must never be words of the command line.
"""

from __future__ import annotations

import sys

from workbench.cli.parsers import Parser
from workbench.cli.statuses import CommandError, Status
from workbench.cli.terminal import put_json, put_row, say
from workbench.credentials import CredentialsUnavailable, ProfileRefused, default_profiles, header_problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_EPILOG = """\
example:
  workbench profiles add mine                       asks for the API key, then for the secret
  workbench profiles add mine < two-lines           API key on the first line, secret on the second
  workbench sign install.json --profile mine

exit status: 0 done · 2 the name or a value cannot be used · 4 the keyring does not do it"""


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = """\
Profiles are named pairs of API key and secret, kept in the keyring of the operating
system. "sample" is built in: the pair that Kochava publishes, good for the sandbox only."""
    parser.epilog = _EPILOG
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=Parser)
    listing = actions.add_parser("list", help="names, and the API keys masked; the keyring is not asked")
    listing.description = "List the profiles. The keyring is not asked."
    listing.add_argument("--json", action="store_true", help="print exactly one JSON object")
    adding = actions.add_parser("add", help="keep a new pair in the keyring")
    adding.description = "Keep a new pair in the keyring. The values are asked for, or read from standard input."
    adding.add_argument("name", metavar="NAME", help="what to call it")
    removing = actions.add_parser("remove", help="forget a pair, in the keyring too")
    removing.description = "Forget a profile and remove its values from the keyring."
    removing.add_argument("name", metavar="NAME", help="the profile to forget")


def run(options: Namespace) -> int:
    """List, add or remove."""
    try:
        if options.action == "list":
            return _list(as_json=options.json)
        if options.action == "add":
            return _add(options.name)
        return _remove(options.name)
    except ProfileRefused as refusal:
        raise CommandError(Status.BAD_INPUT, refusal.says) from None
    except CredentialsUnavailable as refusal:
        raise CommandError(Status.NO_CREDENTIALS, f"{refusal.reason} {refusal.advice}") from None


def _list(*, as_json: bool) -> int:
    profiles = default_profiles()
    found = profiles.list()
    for note in profiles.notes:
        say(f"workbench: {note}")
    if as_json:
        put_json(
            {
                "profiles": [
                    {"name": profile.name, "api_key": profile.api_key_hint, "built_in": profile.built_in}
                    for profile in found
                ]
            }
        )
    else:
        for profile in found:
            put_row(profile.name, f"{profile.api_key_hint}{'  built in, public' if profile.built_in else ''}")
    return Status.YES


def _add(name: str) -> int:
    api_key = _value(f"API key of {name}: ", "first")
    secret = _value(f"Secret of {name}: ", "second")
    problem = header_problem(api_key)
    profile = default_profiles().add(name, api_key, secret)
    if problem is not None:
        say(f"workbench: warning: {problem} It can sign, but it cannot be sent.")
    say(f"The profile {profile.name} is kept, with the API key {profile.api_key_hint}.")
    return Status.YES


def _remove(name: str) -> int:
    default_profiles().remove(name)
    say(f"The profile {name} is forgotten.")
    return Status.YES


def _value(prompt: str, which: str) -> str:
    """Return one value: typed unseen at a terminal, else the next line of standard input."""
    if sys.stdin is not None and sys.stdin.isatty():
        from getpass import getpass

        try:
            return getpass(prompt, stream=sys.stderr)
        except EOFError:
            raise CommandError(Status.BAD_INPUT, "Nothing was entered. Nothing was kept.") from None
    line = b"" if sys.stdin is None else sys.stdin.buffer.readline()
    if not line:
        raise CommandError(
            Status.BAD_INPUT,
            f"Standard input has no {which} line. Give the API key on the first line and the secret on the second. "
            "Nothing was kept.",
        )
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise CommandError(
            Status.BAD_INPUT, f"The {which} line of standard input is not UTF-8. Nothing was kept."
        ) from None
