"""Owns what commands have in common on their command line: the body, its wire form, the credentials.

A body is read as bytes and never altered unless `--wire` asks. Credentials come from a profile or the
environment, never from the command line.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.terminal import say
from workbench.signing import SAMPLE, Credentials, NotPhpJson, WireForm, apply_wire_form, refusal_words

if TYPE_CHECKING:  # the sample pair is had without the credentials
    from workbench.credentials import ProfileMetadata, Profiles

SAMPLE_PROFILE = "sample"
ENVIRONMENT_PROFILE = "environment"
KEY_VARIABLE = "WORKBENCH_API_KEY"
SECRET_VARIABLE = "WORKBENCH_SECRET"  # noqa: S105  the variable's name, not its value
_NOT_LISTED = ("", SAMPLE_PROFILE, ENVIRONMENT_PROFILE)
"""Names under which a pair is used that no list of profiles holds; no profile can be called so."""

_LONGEST_NOTE = 1.0
"""Seconds that noting a use may take: another program may hold the list while its keyring waits for a person."""

HOW_TO_GIVE_CREDENTIALS = (
    f"Choose a profile with --profile NAME (--profile {SAMPLE_PROFILE} is Kochava's published sample pair), "
    f"or set {KEY_VARIABLE} and {SECRET_VARIABLE}."
)

CREDENTIALS_HELP = f"""\
credentials:
  --profile NAME takes them from the keyring (see: workbench profiles);
  --profile {SAMPLE_PROFILE} is Kochava's published sample pair and needs no keyring;
  else {KEY_VARIABLE} and {SECRET_VARIABLE} are read from the environment.
  They are never words of the command line, where others could read them."""


def add_body(parser: ArgumentParser) -> None:
    """Add the positional BODY."""
    parser.add_argument("body", metavar="BODY", help="a file, or - for standard input; read as bytes")


def add_wire(parser: ArgumentParser) -> None:
    """Add `--wire`, the wire form; as typed unless chosen."""
    parser.add_argument(
        "--wire",
        choices=[form.value for form in WireForm],
        default=WireForm.AS_TYPED.value,
        help="how the body leaves: as-typed (default) changes no byte, escape-slashes writes / as \\/, "
        "php is what PHP's json_encode would print",
    )


def add_profile(parser: ArgumentParser) -> None:
    """Add `--profile`."""
    parser.add_argument("--profile", metavar="NAME", help="take the credentials of this profile")


def add_json(parser: ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print exactly one JSON object")


def read_body(name: str, most: int = -1) -> bytes:
    """Return the bytes of a file, or of standard input for `-`; of one that may have no end, `most` of them.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        if name == "-":
            if sys.stdin is None:
                raise CommandError(Status.BAD_INPUT, "There is no standard input to read the body from.")
            if sys.stdin.isatty():
                say("Reading the body from the terminal; Ctrl+D at the beginning of a line ends it (Windows: Ctrl+Z).")
            return sys.stdin.buffer.read(most)
        with Path(name).open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise CommandError(Status.BAD_INPUT, f"There is no file {name}. Give one, or - for standard input.") from None
    except IsADirectoryError:
        raise CommandError(Status.BAD_INPUT, f"{name} is a folder. Give a file, or - for standard input.") from None
    except (OSError, ValueError) as trouble:
        reason = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else str(trouble)
        raise CommandError(Status.BAD_INPUT, f"{name} could not be read: {reason}.") from None


def wire_bytes(body: bytes, form: WireForm) -> bytes:
    """Return the body in its wire form.

    Raises:
        CommandError: the PHP form was asked for, and PHP would not read the body as JSON.
    """
    if form is not WireForm.PHP:
        return apply_wire_form(body, form)
    try:
        return apply_wire_form(body, form)
    except NotPhpJson as refusal:
        raise CommandError(Status.BAD_INPUT, f"{refusal_words(body, refusal)}.") from None


def credentials_for(options: Namespace) -> tuple[str, Credentials]:
    """Return the name of the profile and its credentials: `--profile`, else the environment.

    Raises:
        CommandError: there are none.
    """
    if options.profile is not None:
        return options.profile, credentials_of_profile(options.profile)
    return ENVIRONMENT_PROFILE, _given(credentials_of_environment())


def credentials_of_environment() -> Credentials | None:
    """Return the environment's pair, or None when it has not both.

    Raises:
        CommandError: only half of it is there, or a value is not UTF-8, so it could not be signed with.
    """
    from workbench.credentials import CredentialsUnavailable, from_environment

    try:
        found = from_environment(os.environ)
    except CredentialsUnavailable as refusal:
        raise CommandError(Status.NO_CREDENTIALS, f"{refusal.reason} {HOW_TO_GIVE_CREDENTIALS}", refusal.why) from None
    if found is not None:
        for name, value in ((KEY_VARIABLE, found.api_key), (SECRET_VARIABLE, found.secret)):
            if not _encodable(value):
                raise CommandError(Status.BAD_INPUT, f"The value of {name} is not UTF-8. Set it again.")
    return found


def credentials_of_profile(name: str) -> Credentials:
    """Return the credentials of a profile; the sample's without asking any keyring.

    Raises:
        CommandError: there is no such profile, or the keyring does not give it.
    """
    if name == SAMPLE_PROFILE:
        return SAMPLE
    if name == ENVIRONMENT_PROFILE:
        return _given(credentials_of_environment())
    from workbench.cli.keyring_wait import answer_to
    from workbench.credentials import CredentialsUnavailable, default_profiles

    profiles = default_profiles()
    try:
        return answer_to(lambda: profiles.credentials(name))
    except CredentialsUnavailable as refusal:
        _say_notes(profiles)
        raise CommandError(Status.NO_CREDENTIALS, f"{refusal.reason} {refusal.advice}", refusal.why) from None


def metadata_of(name: str) -> ProfileMetadata:
    """Return what is known of the profile that `credentials_for` named; the keyring is not asked."""
    from workbench.credentials import ProfileMetadata, default_profiles

    if name in _NOT_LISTED:
        return ProfileMetadata()
    profiles = default_profiles()
    listed = profiles.list()
    _say_notes(profiles)
    return next((each.facts for each in listed if each.name == name), ProfileMetadata())


def mark_used(name: str) -> None:
    """Note in the list that this profile was sent with just now, if that is soon done: the answer must not wait."""
    if name in _NOT_LISTED:
        return
    from threading import Thread

    from workbench.credentials import default_profiles

    writing = Thread(target=default_profiles().mark_used, args=(name,), name="mark used", daemon=True)
    writing.start()
    writing.join(_LONGEST_NOTE)


def _given(found: Credentials | None) -> Credentials:
    if found is None:
        raise CommandError(Status.NO_CREDENTIALS, f"No credentials were given. {HOW_TO_GIVE_CREDENTIALS}", "not-given")
    return found


def _say_notes(profiles: Profiles) -> None:
    """Tell what is wrong with the list: who reads a damaged one sets it aside, so nobody else could tell of it."""
    for note in profiles.notes:
        say(f"workbench: {note}")


def _encodable(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
