"""`workbench profiles check`: checks the list of profiles against the keyring, and repairs inconsistencies."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs, prompts
from workbench.cli.commands.profiles import editing, rows
from workbench.cli.exit_codes import ExitCode
from workbench.cli.keyring_wait import call_keyring
from workbench.cli.output import put, put_json, say
from workbench.credentials import Disagreement, Profiles


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Check whether the keyring contains exactly the values in the list of profiles."
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="only this profile")
    parser.add_argument(
        "--repair", action="store_true", help="repair each inconsistency as proposed by `check`; asks at a terminal"
    )
    inputs.add_json(parser)


@editing.with_profiles
def run(profiles: Profiles, options: Namespace) -> int:
    """Print the inconsistencies, and repair them if requested."""
    if options.name:
        editing.find(profiles, options.name)
    found = call_keyring(lambda: profiles.check(options.name))
    keyring = profiles.vault.backend_name()
    repaired = [_repair(profiles, each) if options.repair else "" for each in found]
    if options.json:
        inconsistencies = list(map(rows.inconsistency_json, found, repaired))
        put_json({"keyring": keyring, "consistent": not found, "inconsistencies": inconsistencies})
    else:
        for each, result in zip(found, repaired, strict=True):
            put(f"{each.says} {result or f'(--repair: {each.fix})'}")
    if not found:
        say(f"The list of profiles and the keyring ({keyring}) are consistent.")
    return ExitCode.SUCCESS if all(repaired) else ExitCode.NEGATIVE


def _repair(profiles: Profiles, inconsistency: Disagreement) -> str:
    """Repair an inconsistency, after a confirmation at a terminal; return what was done, or an empty string."""
    if prompts.at_terminal():
        say(inconsistency.says)
        if not prompts.confirm(f"{inconsistency.fix}?", default=True):
            return ""
    return editing.change_keyring(lambda: profiles.repair(inconsistency))
