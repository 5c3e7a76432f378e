"""`workbench profiles edit`: changes the metadata or the values of a profile."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli.commands.profiles import credential_input, editing
from workbench.cli.commands.profiles.metadata_options import add_options, metadata_from
from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.cli.output import say
from workbench.credentials import EXTRA_TITLES, EXTRAS, Profiles


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Change the metadata fields that are given as options, or enter the values again."
    parser.epilog = credential_input.HELP
    editing.add_name(parser)
    add_options(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--values", action="store_true", help="enter API key and secret again, to correct a mistake")
    which.add_argument(
        "--signal-values",
        action="store_true",
        help="enter Signal's event key, event secret and password; one line each on standard input; empty: unchanged",
    )
    credential_input.add_options(parser)


@editing.with_profiles
def run(profiles: Profiles, options: Namespace) -> int:
    """Change a profile."""
    profile = editing.find_editable(profiles, options.name)
    name = profile.name
    metadata = metadata_from(options, profile.metadata)
    if options.values:
        pair = editing.enter_credentials(profiles, options, but=name)
        changed = editing.change_keyring(lambda: profiles.replace(name, pair.api_key.reveal(), pair.secret.reveal()))
        say(f"Replaced the values of {name}; its API key is {changed.api_key_hint}.")
    elif options.signal_values:
        _enter_signal_values(profiles, name)
    elif metadata == profile.metadata:
        raise CommandError(ExitCode.USAGE_ERROR, "Nothing to change. Try: workbench profiles edit --help")
    if metadata != profile.metadata:
        editing.change_keyring(lambda: profiles.change(name, metadata, profile.metadata))
        say(f"Changed the metadata of {name}.")
    return ExitCode.SUCCESS


def _enter_signal_values(profiles: Profiles, name: str) -> None:
    editing.check_keyring(profiles)
    given = credential_input.read_values(f"Signal's {title} of {name}" for title in EXTRA_TITLES.values())

    extras = {part: value for part, value in zip(EXTRAS, given, strict=True) if value}
    editing.change_keyring(lambda: profiles.put_extras(name, extras))
    say(f"Saved {len(extras)} of Signal's values of {name}.")
