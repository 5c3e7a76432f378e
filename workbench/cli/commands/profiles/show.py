"""`workbench profiles show`: prints one profile."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.commands.profiles import editing, rows
from workbench.cli.exit_codes import ExitCode
from workbench.cli.keyring_wait import call_keyring
from workbench.cli.output import put_json, say
from workbench.credentials import Profile, Profiles


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Show a profile. Its API key is masked, and its secret is not shown."
    editing.add_name(parser)
    parser.add_argument(
        "--fingerprints", action="store_true", help="8 hex digits per value, for comparison; reads the keyring"
    )
    inputs.add_json(parser)


@editing.with_profiles
def run(profiles: Profiles, options: Namespace) -> int:
    """Print one profile, with fingerprints if requested."""
    profile = editing.find(profiles, options.name)
    prints = None
    if options.fingerprints:
        prints = call_keyring(lambda: _fingerprints(profiles, profile))
        say("Fingerprints may be compared over the phone: equal digits mean equal values.")
    if options.json:
        put_json(rows.as_json(profile, prints))
    else:
        rows.put_profile(profile, prints)
    return ExitCode.SUCCESS


def _fingerprints(profiles: Profiles, profile: Profile) -> rows.AllFingerprints:
    current = rows.fingerprints_of(profiles.credentials(profile.name))
    if not profile.old_api_key_hint:
        return rows.AllFingerprints(current, None)
    return rows.AllFingerprints(current, rows.fingerprints_of(profiles.old_credentials(profile.name)))
