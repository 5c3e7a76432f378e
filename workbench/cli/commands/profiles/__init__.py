"""`workbench profiles`: its actions, one module each.

API keys, secrets and Signal's values come from a prompt without echo or from standard input, never from the command
line.
"""

from __future__ import annotations

from argparse import ArgumentParser

from workbench.cli.commands.profiles import credential_input

ACTIONS = {
    "list": "list names and masked API keys",
    "add": "add a profile",
    "show": "show a profile, without its secret",
    "edit": "change the metadata or the values of a profile",
    "rename": "rename a profile",
    "remove": "remove a profile and its values",
    "rotate": "replace the credentials, keeping the old ones for comparison",
    "check": "check the list of profiles against the keyring",
}
MODULES = {
    **dict.fromkeys(("list", "show", "check"), "listing"),
    **dict.fromkeys(("add", "edit", "rename", "remove", "rotate"), "changes"),
}


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
A profile is a named pair of API key and secret in the keyring of the operating system. The
profile "sample" is built in: Kochava's published sample, accepted by the sandbox only."""
    parser.epilog = f"""\
{credential_input.HELP}

example:
  workbench profiles add mine                       prompts for API key and secret
  workbench profiles add mine --client Acme --host control.kochava.com < pair.json
  workbench profiles show mine --fingerprints       to compare values over the phone
  workbench profiles rotate mine                    enter the new credentials; the old ones are kept
  workbench profiles rotate mine --finish           delete the old credentials
  workbench sign install.json --profile mine

exit status: 0 done · 1 check: inconsistencies remain · 2 invalid name or value
  4 the keyring cannot be used"""
