"""Options and inputs that commands share: body, wire form, credentials, `--json`.

A body is read as bytes and changed only by `--wire`. Credentials come from a profile or from the environment.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _ActionsContainer
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.exit_codes import CommandError, ExitCode, UsageError
from workbench.cli.output import report, say, warn
from workbench.disk import read_file, read_stream
from workbench.signing import SAMPLE, Credentials, NotPhpJson, WireForm, apply_wire_form, refusal_words
from workbench.workspace.files import LARGEST_BODY, reason_of

if TYPE_CHECKING:  # `sign --profile sample` does not import the credentials package
    from workbench.credentials import Profile, ProfileMetadata, Profiles

SAMPLE_PROFILE = "sample"
ENVIRONMENT_PROFILE = "environment"
KEY_VARIABLE = "WORKBENCH_API_KEY"
SECRET_VARIABLE = "WORKBENCH_SECRET"  # noqa: S105  the variable's name, not its value
_NOT_LISTED = ("", SAMPLE_PROFILE, ENVIRONMENT_PROFILE)
"""Reserved names of credentials that are not in the list of profiles."""

_said_notes: set[str] = set()

_MAX_MARK_S = 1.0
"""Seconds to wait for `mark_used`: another program may hold the lock of the list while its keyring shows a prompt."""

HOW_TO_GIVE_CREDENTIALS = (
    f"Choose a profile with --profile NAME (--profile {SAMPLE_PROFILE} is Kochava's published sample), "
    f"or set {KEY_VARIABLE} and {SECRET_VARIABLE}."
)

CREDENTIALS_HELP = f"""\
credentials:
  --profile NAME reads them from the keyring (see: workbench profiles);
  --profile {SAMPLE_PROFILE} is Kochava's published sample and needs no keyring;
  without --profile, {KEY_VARIABLE} and {SECRET_VARIABLE} are read from the environment.
  They are not accepted on the command line, where other users could read them."""


def add_body(parser: ArgumentParser) -> None:
    """Add the positional BODY."""
    parser.add_argument("body", metavar="BODY", help="a file, or - for standard input")


def add_wire(parser: ArgumentParser) -> None:
    """Add `--wire`, the wire form; the default is as typed."""
    parser.add_argument(
        "--wire",
        choices=[form.value for form in WireForm],
        default=WireForm.AS_TYPED.value,
        help="as-typed (default): no byte is changed; escape-slashes: / becomes \\/; "
        "php: the output of PHP's json_encode",
    )


def add_profile(parser: ArgumentParser) -> None:
    """Add `--profile`."""
    parser.add_argument("--profile", metavar="NAME", help="use the credentials of this profile")


def add_json(parser: _ActionsContainer) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print exactly one JSON object")


def add_raw(parser: _ActionsContainer) -> None:
    """Add `--raw`."""
    parser.add_argument(
        "--raw", action="store_true", help="write the exact bytes even to a terminal, which acts on them"
    )


def add_yes(parser: _ActionsContainer) -> None:
    """Add `--yes`."""
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def whole_number(least: int, most: int | None = None) -> Callable[[str], int]:
    """Return the parser of an option whose value is a whole number, for argparse."""

    def parse(word: str) -> int:
        number = int(word[:10]) if word.isascii() and word.isdecimal() else -1
        if number < least or (most is not None and number > most):
            raise ArgumentTypeError(f"must be a number from {least}{'' if most is None else f' to {most}'}")
        return number

    return parse


def read_body(name: str, most: int = LARGEST_BODY) -> bytes:
    """Return the bytes of a file, or of standard input for `-`.

    Raises:
        CommandError: the file cannot be read, or has more than `most` bytes.
    """
    try:
        if name == "-":
            if sys.stdin is None:
                raise UsageError("Standard input is closed. Give a file.")
            if sys.stdin.isatty():
                say("Reading the body from the terminal. End it with Ctrl+D on an empty line (Windows: Ctrl+Z).")
            return read_stream(sys.stdin.buffer, most)
        return read_file(Path(name), most)
    except FileNotFoundError:
        raise UsageError(f"There is no file {name}. Give a file, or - for standard input.") from None
    except IsADirectoryError:
        raise UsageError(f"{name} is a folder. Give a file, or - for stdin.") from None
    except (OSError, ValueError) as error:
        what = "Standard input" if name == "-" else name
        raise UsageError(f"{what} could not be read: {reason_of(error)}.") from None


def wire_bytes(body: bytes, form: WireForm) -> bytes:
    """Return the body in its wire form.

    Raises:
        CommandError: the form is PHP-stable, and the body is not JSON for PHP.
    """
    if form is not WireForm.PHP:
        return apply_wire_form(body, form)
    try:
        return apply_wire_form(body, form)
    except NotPhpJson as error:
        raise UsageError(f"{refusal_words(body, error)}.") from None


def credentials_for(options: Namespace) -> tuple[str, Credentials]:
    """Return profile name and credentials, as `given_credentials`, and print warnings about likely mistakes in them.

    Raises:
        CommandError: there are no credentials.
    """
    profile, credentials = given_credentials(options)
    warn_of_mistakes(profile, credentials)
    return profile, credentials


def warn_of_mistakes(profile: str, credentials: Credentials) -> None:
    """Print a warning about each likely mistake in the credentials of a profile."""
    if profile == SAMPLE_PROFILE:  # `sign` starts faster without the import
        return
    from workbench.credentials.pair_check import pair_warnings

    for warning in pair_warnings(profile, credentials):
        warn(warning)


def given_credentials(options: Namespace) -> tuple[str, Credentials]:
    """Return profile name and credentials: those of `--profile`, else those of the environment.

    They are not checked: `operations.prepare` checks those of a send.

    Raises:
        CommandError: there are no credentials.
    """
    if options.profile is not None:
        return options.profile, credentials_of_profile(options.profile)
    return ENVIRONMENT_PROFILE, _required(credentials_of_environment())


def credentials_of_environment() -> Credentials | None:
    """Return the credentials of the environment; None if neither variable is set.

    Raises:
        CommandError: only one variable is set, or a value is not UTF-8.
    """
    from workbench.credentials import CredentialsUnavailable, from_environment
    from workbench.credentials.environment import empty_variables
    from workbench.credentials.header_validation import is_utf8

    try:
        found = from_environment(os.environ)
    except CredentialsUnavailable as error:
        raise CommandError(ExitCode.NO_CREDENTIALS, f"{error.reason} {HOW_TO_GIVE_CREDENTIALS}", error.why) from None
    if found is None and (empty := empty_variables(os.environ)):
        warn(empty)
    if found is not None:
        for name, value in ((KEY_VARIABLE, found.api_key), (SECRET_VARIABLE, found.secret)):
            if not is_utf8(value):
                raise UsageError(f"The value of {name} is not UTF-8. Set it again.")
    return found


def credentials_of_profile(name: str) -> Credentials:
    """Return the credentials of a profile; the keyring is not used for the sample and the environment.

    Raises:
        CommandError: there is no such profile, or the keyring cannot be read.
    """
    if name == SAMPLE_PROFILE:
        return SAMPLE
    if name == ENVIRONMENT_PROFILE:
        return _required(credentials_of_environment())
    from workbench.cli.keyring_wait import call_keyring
    from workbench.credentials import CredentialsUnavailable, default_profiles

    profiles = default_profiles()
    try:
        return call_keyring(lambda: profiles.credentials(name))
    except CredentialsUnavailable as error:
        raise CommandError(ExitCode.NO_CREDENTIALS, f"{error.reason} {error.advice}", error.why) from None
    finally:
        _say_notes(profiles)


def metadata_of(name: str) -> ProfileMetadata:
    """Return the metadata of a profile, without access to the keyring; empty for a reserved name."""
    from workbench.credentials import ProfileMetadata

    if name in _NOT_LISTED:
        return ProfileMetadata()
    return next((each.metadata for each in listed_profiles() if each.name == name), ProfileMetadata())


def listed_profiles() -> tuple[Profile, ...]:
    """Return the profiles in the list, and print its notices; waits only for a moment if the disk does not answer.

    From then on the values of all of them are redacted, also of those that this process does not read.
    """
    from workbench.credentials import default_profiles

    profiles = default_profiles()
    listed = profiles.list()
    _say_notes(profiles)
    return listed


def mark_used(name: str) -> None:
    """Save the time of the last send in the list of profiles; gives up waiting after a second."""
    if name in _NOT_LISTED:
        return
    from threading import Thread

    from workbench.credentials import default_profiles

    writing = Thread(target=default_profiles().mark_used, args=(name,), name="mark used", daemon=True)
    writing.start()
    writing.join(_MAX_MARK_S)


def _required(found: Credentials | None) -> Credentials:
    if found is None:
        raise CommandError(ExitCode.NO_CREDENTIALS, f"There are no credentials. {HOW_TO_GIVE_CREDENTIALS}", "not-given")
    return found


def _say_notes(profiles: Profiles) -> None:
    """Print the notices of the list, each only once: the list is read by several parts of a command."""
    for note in profiles.notes:
        if note not in _said_notes:
            _said_notes.add(note)
            report(note)
