"""Owns what a profile may be called. Names are no secrets: they stand in files, menus and command lines."""

import unicodedata
from typing import Final

SAMPLE_PROFILE: Final = "sample"
"""The built-in profile: the pair that Kochava's install authentication article publishes."""

LONGEST_NAME: Final = 64

ENVIRONMENT_PROFILE: Final = "environment"
"""The name of the pair that two environment variables bring."""

_RESERVED: Final = (ENVIRONMENT_PROFILE, "session")
_TITLES: Final = {SAMPLE_PROFILE: "Sample", ENVIRONMENT_PROFILE: "Environment"}


def name_problem(name: str) -> str | None:
    """Say in one sentence why a new profile cannot be called so; None when it can."""
    if not name.strip():
        return "A profile needs a name."
    if name != name.strip():
        return "A profile's name cannot begin or end with a blank."
    if len(name) > LONGEST_NAME:
        return f"A profile's name can have at most {LONGEST_NAME} characters; this one has {len(name)}."
    if not name.isprintable():
        return "A profile's name cannot hold line ends or other characters that do not show."
    if "/" in name:
        return "A profile's name cannot hold “/”, which separates the name from its entries in the keyring."
    if name.startswith("-"):
        return "A profile's name cannot begin with “-”, which would make it an option on the command line."
    if same_name(name, SAMPLE_PROFILE):
        return f"“{SAMPLE_PROFILE}” is the built-in profile; choose another name."
    for taken in _RESERVED:
        if same_name(name, taken):
            return f"“{taken}” is a name of the program's own; choose another name."
    return None


def profile_title(name: str) -> str:
    """Return what people read in place of a profile's name; only the program's own profiles have a title."""
    return _TITLES.get(name, name)


def same_name(one: str, other: str) -> bool:
    """Tell whether two names look the same to a reader: case and compatibility forms do not count."""
    return folded(one) == folded(other)


def folded(name: str) -> str:
    """Return what all names that look the same to a reader have in common."""
    return unicodedata.normalize("NFKC", name).casefold()
