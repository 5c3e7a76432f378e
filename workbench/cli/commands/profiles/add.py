"""`workbench profiles add`: adds a profile."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli.commands.profiles import credential_input, editing
from workbench.cli.commands.profiles.metadata_options import add_options, metadata_from
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import say
from workbench.credentials import ProfileMetadata, Profiles


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Add a profile and save its values in the keyring."
    parser.epilog = credential_input.HELP
    parser.add_argument("name", metavar="NAME", help="the name of the new profile")
    add_options(parser)
    credential_input.add_options(parser)


@editing.with_profiles
def run(profiles: Profiles, options: Namespace) -> int:
    """Add a profile."""
    metadata = metadata_from(options, ProfileMetadata())
    editing.check_name(profiles, options.name)
    pair = editing.enter_credentials(profiles, options)
    added = editing.change_keyring(
        lambda: profiles.add(options.name, pair.api_key.reveal(), pair.secret.reveal(), metadata)
    )
    say(f"Saved the profile {added.name} with the API key {added.api_key_hint}.")
    return ExitCode.SUCCESS
