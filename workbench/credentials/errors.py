"""Owns the words for credentials that cannot be had: what happened, and what to do about it.

Never carries a value, nor the text of another library's error, which might.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Why(StrEnum):
    """The kinds of credentials that cannot be had."""

    NO_KEYRING = "no-keyring"
    LOCKED = "locked"
    DISMISSED = "dismissed"
    TOO_LONG = "too-long"
    MISSING = "missing"
    INCOMPLETE = "incomplete"
    DIED = "died"
    REFUSED = "refused"
    NO_PROFILE = "no-profile"
    INCOMPLETE_ENVIRONMENT = "incomplete-environment"
    INDEX = "index"


class CredentialsUnavailable(Exception):  # noqa: N818 - a state of this computer, not a fault of ours
    """Credentials cannot be had, or not be kept.

    Attributes:
        why: the kind, for programs.
        reason: one sentence: what happened.
        advice: one sentence: what to do.
    """

    def __init__(self, why: Why, reason: str, advice: str) -> None:
        super().__init__(reason, advice)
        self.why = why
        self.reason = reason
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.reason} {self.advice}"


def no_keyring(because: str = "") -> CredentialsUnavailable:
    """Return the state of a system without a keyring that can be used; `because` is a whole sentence, if any."""
    return CredentialsUnavailable(
        Why.NO_KEYRING,
        because or "No keyring is available on this system, so there is nowhere safe to keep an API key and secret.",
        "The sample profile needs none; for your own, start a keyring (on Linux GNOME Keyring, KWallet or KeePassXC),"
        " or set WORKBENCH_API_KEY and WORKBENCH_SECRET.",
    )


def missing_values(profile: str) -> CredentialsUnavailable:
    """Return the state of a profile whose values are no longer in the keyring."""
    return CredentialsUnavailable(
        Why.MISSING, f"The keyring no longer holds the values of the profile “{profile}”.", _ENTER_AGAIN
    )


def incomplete_pair(profile: str, missing: str) -> CredentialsUnavailable:
    """Return the state of a profile of whose pair the keyring holds one value only; `missing` is the other's part."""
    there, gone = ("secret", "API key") if missing == "api-key" else ("API key", "secret")
    return CredentialsUnavailable(
        Why.INCOMPLETE,
        f"The keyring no longer holds the {gone} of the profile “{profile}”; its {there} is still there.",
        _ENTER_AGAIN,
    )


def too_long(what: str, length: int, keyring: str, longest: int) -> CredentialsUnavailable:
    """Return the state of a value that this keyring cannot keep; lengths in characters, as that keyring counts."""
    return CredentialsUnavailable(
        Why.TOO_LONG,
        f"The {what} has {length:,} characters; {keyring} keeps at most {longest:,}.",
        f"Nothing was kept; see that only the {what} itself was pasted, or use the pair for this session only.",
    )


def perhaps_too_long(what: str, length: int) -> CredentialsUnavailable:
    """Return the state of a long value that a keyring with no known limit would not keep."""
    return CredentialsUnavailable(
        Why.TOO_LONG,
        f"The keyring would not keep the {what}; with {length:,} characters it may be too long for it.",
        f"Nothing was kept; see that only the {what} itself was pasted, or use the pair for this session only.",
    )


_ENTER_AGAIN: Final = "Edit the profile and enter both values again; its name, notes and hosts are kept."
_LOCKED: Final = (
    "The keyring is locked, and its prompt could not be shown.",
    "Unlock it (by logging in to the desktop, or with the keyring's own program) and try again.",
)
_DISMISSED: Final = (
    "The keyring's prompt was closed without unlocking it.",
    "Try again and enter the keyring's password when it asks.",
)
_NOT_MADE: Final = (
    "The keyring has never been set up: its prompt for a first password was closed or could not be shown.",
    "Log in to the desktop and set the keyring's password there, then try again.",
)
_DIED: Final = (
    "The keyring stopped answering.",
    "Start it again (logging out and in does), then try again; what was stored before is kept.",
)

_KINDS: Final[Mapping[str, Why]] = {
    "NoKeyringError": Why.NO_KEYRING,
    "SecretServiceNotAvailableException": Why.NO_KEYRING,
    "KeyringLocked": Why.LOCKED,
    "LockedException": Why.LOCKED,
    "InitError": Why.DISMISSED,
    "PromptDismissedException": Why.DISMISSED,
    "ItemNotFoundException": Why.MISSING,
    "DBusErrorResponse": Why.DIED,
    "EOFError": Why.DIED,
    "ConnectionError": Why.DIED,
    "TimeoutError": Why.DIED,
    "OSError": Why.DIED,
}
"""Error classes of keyring, secretstorage, jeepney and Python by name, so that none of them need be imported."""


def unavailable_from(error: Exception, profile: str, *, was_there: bool) -> CredentialsUnavailable:
    """Translate whatever a keyring backend raised. `was_there`: this keyring has answered before."""
    # keyring wraps whatever went wrong at the first step in an InitError; what lies beneath says more
    beneath = error.__cause__ if type(error).__name__ == "InitError" and error.__cause__ else error
    classes = [kind.__name__ for kind in type(beneath).__mro__]
    why = next((_KINDS[name] for name in classes if name in _KINDS), Why.REFUSED)
    if why is Why.NO_KEYRING:
        return CredentialsUnavailable(Why.DIED, *_DIED) if was_there else no_keyring()
    if why is Why.MISSING:
        return missing_values(profile)
    if why is Why.LOCKED and _has_display():
        # keyring raises the same error for a prompt that was closed and for one that nobody could see
        return CredentialsUnavailable(Why.DISMISSED, *_DISMISSED)
    if why is Why.LOCKED:
        return CredentialsUnavailable(why, *_LOCKED)
    if why is Why.REFUSED:
        return CredentialsUnavailable(
            why,
            f"The keyring would not do what was asked ({classes[0]}).",
            "Look for the reason in the keyring's own program, and try again.",
        )
    return CredentialsUnavailable(why, *(_DIED if why is Why.DIED else _NOT_MADE))


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
