"""Rules for profile names. Names are not secret: they appear in files, menus and command lines."""

import unicodedata
from collections.abc import Iterable
from typing import Final

SAMPLE_PROFILE: Final = "sample"
"""The built-in profile: the pair published in Kochava's install authentication article."""

LONGEST_NAME: Final = 64

ENVIRONMENT_PROFILE: Final = "environment"
"""The name of the pair from the environment variables."""

_RESERVED: Final = (ENVIRONMENT_PROFILE, "session")
_TITLES: Final = {SAMPLE_PROFILE: "Sample", ENVIRONMENT_PROFILE: "Environment"}


def name_problem(name: str, taken: Iterable[str] = ()) -> str | None:
    """Return why a profile cannot have this name, in one or two sentences; None if it can.

    `taken` are the names of the other profiles.
    """
    if not name.strip():
        return "A profile needs a name."
    if name != name.strip():
        return "A profile's name cannot begin or end with a space."
    if len(name) > LONGEST_NAME:
        return f"A profile's name can have at most {LONGEST_NAME} characters; this one has {len(name)}."
    if not name.isprintable():
        return "A profile's name cannot contain line breaks or other invisible characters."
    if "/" in name:
        return "A profile's name cannot contain “/”, which separates the parts of an entry's name in the keyring."
    if name.startswith("-"):
        return "A profile's name cannot begin with “-”, because it would be an option on the command line."
    if same_name(name, SAMPLE_PROFILE):
        return f"“{SAMPLE_PROFILE}” is the built-in profile; choose another name."
    for reserved in _RESERVED:
        if same_name(name, reserved):
            return f"“{reserved}” is a reserved name; choose another name."
    for other in taken:
        if same_name(name, other):
            return f"The profile “{other}” already exists. Choose another name, or remove that profile first."
    return None


def free_name(stem: str, taken: Iterable[str], ending: str = "") -> str:
    """Return an unused name for a profile: the stem with the ending, and with a number from 2 where needed."""
    names, number = tuple(taken), 1
    while True:
        numbered = ending if number == 1 else f"{ending} {number}"
        free = f"{stem[: LONGEST_NAME - len(numbered)].rstrip()}{numbered}"
        if not any(same_name(free, other) for other in names):
            return free
        number += 1


def profile_title(name: str) -> str:
    """Return the display name of a profile; it differs from the name for the built-in ones only."""
    return _TITLES.get(name, name)


def same_name(one: str, other: str) -> bool:
    """Whether two names look the same: case and compatibility forms are ignored."""
    return folded(one) == folded(other)


def folded(name: str) -> str:
    """Return the form that is equal for all names that look the same."""
    return unicodedata.normalize("NFKC", name).casefold()
