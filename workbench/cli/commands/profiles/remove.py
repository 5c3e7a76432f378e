"""`workbench profiles remove`: removes a profile and its values."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli.commands.profiles import editing
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import say
from workbench.credentials import Profiles


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Remove a profile, and permanently delete its values from the keyring."
    parser.epilog = editing.EXIT_STATUS
    editing.add_name(parser)


@editing.with_profiles
def run(profiles: Profiles, options: Namespace) -> int:
    """Remove a profile."""
    name = editing.find_editable(profiles, options.name).name
    removed = editing.change_keyring(lambda: profiles.remove(name))
    say(removed.warning or f"Removed the profile {name}.")
    return ExitCode.SUCCESS
