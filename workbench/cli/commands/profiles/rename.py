"""`workbench profiles rename`: renames a profile."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli.commands.profiles import editing
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import say
from workbench.credentials import Profiles


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Rename a profile. Its values do not change."
    parser.epilog = editing.EXIT_STATUS
    parser.add_argument("old", metavar="OLD", help="the current name")
    parser.add_argument("new", metavar="NEW", help="the new name")


@editing.with_profiles
def run(profiles: Profiles, options: Namespace) -> int:
    """Rename a profile."""
    old = editing.find_editable(profiles, options.old).name
    editing.check_name(profiles, options.new, but=old)
    renamed = editing.change_keyring(lambda: profiles.rename(old, options.new))
    say(f"Renamed the profile {old} to {renamed.name}.")
    return ExitCode.SUCCESS
