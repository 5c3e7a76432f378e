"""Owns `workbench profiles`: its actions and their arguments, and what a refusal of the keyring comes to.

API keys, secrets and Signal's values come from a prompt that shows nothing or from standard input; they must never
be words of the command line.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from workbench.cli import credential_input, inputs, profile_actions
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.parsers import Parser
from workbench.cli.profile_metadata import add_options
from workbench.cli.terminal import say
from workbench.credentials import CredentialsUnavailable, ProfileRefused, default_profiles

_EPILOG = f"""\
{credential_input.HELP}

example:
  workbench profiles add mine                       asks for the API key, then for the secret
  workbench profiles add mine --client Acme --host control.kochava.com < pair.json
  workbench profiles show mine --fingerprints       to compare over the phone
  workbench profiles rotate mine                    the new pair; the old one stays beside it
  workbench profiles rotate mine --finish           and is forgotten
  workbench sign install.json --profile mine

exit status: 0 done · 1 check: list and keyring disagree still · 2 the name or a value cannot be used
  4 the keyring does not do it"""


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = """\
Profiles are named pairs of API key and secret, kept in the keyring of the operating
system. "sample" is built in: the pair that Kochava publishes, good for the sandbox only."""
    parser.epilog = _EPILOG
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=Parser)
    for name, (summary, describe_action) in _ACTIONS.items():
        describe_action(actions.add_parser(name, help=summary))


def _list(parser: ArgumentParser) -> None:
    parser.description = "List the profiles, those of a client together. The keyring is not asked."
    parser.add_argument("--client", metavar="TEXT", help="only the profiles of this client")
    inputs.add_json(parser)


def _add(parser: ArgumentParser) -> None:
    parser.description = "Keep a new pair in the keyring."
    parser.epilog = credential_input.HELP
    parser.add_argument("name", metavar="NAME", help="what to call it")
    add_options(parser)
    credential_input.add_policy(parser)


def _show(parser: ArgumentParser) -> None:
    parser.description = "Show all that is known of a profile. Its values stay hidden."
    _add_name(parser)
    parser.add_argument(
        "--fingerprints", action="store_true", help="8 hex digits for each value, to compare; asks the keyring"
    )
    inputs.add_json(parser)


def _edit(parser: ArgumentParser) -> None:
    parser.description = "Change what is known of a profile; what no option names stays. Or enter its values anew."
    parser.epilog = credential_input.HELP
    _add_name(parser)
    add_options(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--values", action="store_true", help="enter the pair anew, because it was mistyped")
    which.add_argument(
        "--signal-values",
        action="store_true",
        help="enter Signal's event key, event secret and password; on standard input one line each; empty keeps",
    )
    credential_input.add_policy(parser)


def _rename(parser: ArgumentParser) -> None:
    parser.description = "Call a profile something else. Its values stay where they are."
    parser.add_argument("old", metavar="OLD", help="what it is called")
    parser.add_argument("new", metavar="NEW", help="what to call it")


def _remove(parser: ArgumentParser) -> None:
    parser.description = "Forget a profile and remove its values from the keyring, for good."
    _add_name(parser)


def _rotate(parser: ArgumentParser) -> None:
    parser.description = f"""\
{profile_actions.NEW_PAIR}
The new pair takes the place of the old one, which stays beside it to compare, until
--finish forgets it or --back returns to it."""
    parser.epilog = credential_input.HELP
    _add_name(parser)
    end = parser.add_mutually_exclusive_group()
    end.add_argument("--finish", action="store_true", help="forget the old pair")
    end.add_argument("--back", action="store_true", help="forget the new pair and return to the old one")
    credential_input.add_policy(parser)


def _check(parser: ArgumentParser) -> None:
    parser.description = "Ask the keyring whether it holds what the list says, and nothing else."
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="only this profile")
    parser.add_argument("--repair", action="store_true", help="mend each as `check` says it would; asks at a terminal")
    inputs.add_json(parser)


def _add_name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a profile, as the list names it")


_ACTIONS: dict[str, tuple[str, Callable[[ArgumentParser], None]]] = {
    "list": ("names, and the API keys masked", _list),
    "add": ("keep a new pair", _add),
    "show": ("all that is known of one, but its values", _show),
    "edit": ("change what is known of one, or its values", _edit),
    "rename": ("call one something else", _rename),
    "remove": ("forget one, in the keyring too", _remove),
    "rotate": ("enter a new pair, and keep the old beside it", _rotate),
    "check": ("whether list and keyring agree", _check),
}


def run(options: Namespace) -> int:
    """Do what the action says."""
    profiles = default_profiles()
    profiles.list()
    for note in profiles.notes:
        say(f"workbench: {note}")
    try:
        return profile_actions.ACTIONS[options.action](profiles, options)
    except ProfileRefused as refusal:
        raise CommandError(Status.BAD_INPUT, refusal.says) from None
    except CredentialsUnavailable as refusal:
        raise CommandError(Status.NO_CREDENTIALS, f"{refusal.reason} {refusal.advice}", refusal.why) from None
