"""What the actions of `workbench profiles` share: looking up profiles, and changing them in the keyring."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TypeVar

from workbench.cli.commands.profiles import credential_input
from workbench.cli.exit_codes import CommandError, ExitCode, UsageError
from workbench.cli.keyring_wait import call_keyring
from workbench.cli.output import report
from workbench.credentials import (
    SAMPLE_PROFILE,
    CredentialsUnavailable,
    Profile,
    ProfileRefused,
    Profiles,
    default_profiles,
    name_problem,
)
from workbench.credentials.credential_parsing import ParsedCredentials
from workbench.signing import Credentials

_Result = TypeVar("_Result")


def with_profiles(action: Callable[[Profiles, Namespace], int]) -> Callable[[Namespace], int]:
    """Return a `run` function that passes the profiles of the current user, and reports their errors."""

    def run(options: Namespace) -> int:
        profiles = default_profiles()
        profiles.list()
        for note in profiles.notes:
            report(note)
        try:
            return action(profiles, options)
        except ProfileRefused as error:
            raise UsageError(error.says) from None
        except CredentialsUnavailable as error:
            message = f"{error.reason} {error.advice}"
            raise CommandError(ExitCode.NO_CREDENTIALS, message, error.why) from None

    return run


def add_name(parser: ArgumentParser) -> None:
    """Add the positional NAME of an existing profile."""
    parser.add_argument("name", metavar="NAME", help="the name of a profile")


def find(profiles: Profiles, name: str) -> Profile:
    """Return a profile by its name, including the built-in one.

    Raises:
        ProfileRefused: there is no such profile.
    """
    for profile in profiles.list():
        if profile.name == name:
            return profile
    raise ProfileRefused(f"There is no profile “{name}”. See: workbench profiles list")


def find_editable(profiles: Profiles, name: str) -> Profile:
    """Return a profile that can be changed.

    Raises:
        ProfileRefused: there is no such profile, or it is built in.
    """
    if name == SAMPLE_PROFILE:
        raise ProfileRefused(f"“{SAMPLE_PROFILE}” is built in and cannot be changed.")
    return find(profiles, name)


def check_name(profiles: Profiles, name: str, *, but: str = "") -> None:
    """Check a new name before any value is entered; `but` is the profile to be renamed.

    Raises:
        ProfileRefused: the name is invalid or in use.
    """
    problem = name_problem(name, (each.name for each in profiles.list() if each.name != but))
    if problem is not None:
        raise ProfileRefused(problem)


def check_keyring(profiles: Profiles) -> None:
    """Check that there is a usable keyring before any value is entered.

    Raises:
        CredentialsUnavailable: there is none.
    """
    error = profiles.vault.unavailable()
    if error is not None:
        raise error


def enter_credentials(profiles: Profiles, options: Namespace, *, but: str = "") -> Credentials:
    """Return checked credentials from the terminal or standard input; `but` is a profile that may already have them."""
    check_keyring(profiles)

    def holders(pair: ParsedCredentials) -> list[tuple[str, Credentials]]:
        names = call_keyring(lambda: profiles.same_values(pair.api_key.reveal(), pair.secret.reveal(), but))
        return [(name, known) for name, known in profiles.fetched() if name in names]

    pair = credential_input.check_pair(credential_input.read_pair(options.name), holders, options)
    return Credentials(pair.api_key.reveal(), pair.secret.reveal())


def change_keyring(change: Callable[[], _Result]) -> _Result:
    """Make a change that may wait for the keyring; on Ctrl+C, print how to check the result."""
    try:
        return call_keyring(change)
    except KeyboardInterrupt:
        report("cancelled while waiting for the keyring. To check the result: workbench profiles check")
        raise
