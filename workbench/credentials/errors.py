"""The exception for credentials that are not available, and its messages: what happened, and what to do.

A message never contains a value, nor the text of another library's exception, which might.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Why(StrEnum):
    """The reasons why credentials are not available."""

    NO_KEYRING = "no-keyring"
    LOCKED = "locked"
    DISMISSED = "dismissed"
    CANCELLED = "cancelled"
    MISSING = "missing"
    DIED = "died"
    REFUSED = "refused"
    NO_PROFILE = "no-profile"
    INCOMPLETE_ENVIRONMENT = "incomplete-environment"
    INDEX = "index"


class CredentialsUnavailable(Exception):  # noqa: N818 - a state of the system, not a bug
    """Credentials cannot be read or stored.

    Attributes:
        why: the reason, for programs.
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
    """Return the error for a system without a usable keyring; `because` is a whole sentence, if given."""
    return CredentialsUnavailable(
        Why.NO_KEYRING,
        because or "No keyring is available on this system, so an API key and secret cannot be stored safely.",
        "The sample profile does not need one. For your own profiles, start a keyring (on Linux GNOME Keyring, KWallet"
        " or KeePassXC), or set WORKBENCH_API_KEY and WORKBENCH_SECRET.",
    )


def missing_values(profile: str) -> CredentialsUnavailable:
    """Return the error for a profile whose values are no longer in the keyring."""
    return CredentialsUnavailable(
        Why.MISSING,
        f"The keyring no longer contains the values of the profile “{profile}”.",
        "Edit the profile and enter both values again. Its name, notes and hosts are unchanged.",
    )


def waiting_cancelled() -> CredentialsUnavailable:
    """Return the error for a call to the keyring that the user does not wait for any longer."""
    return CredentialsUnavailable(
        Why.CANCELLED,
        "Waiting for the keyring was cancelled.",
        "To try again, choose the profile, send, or repeat the change. A change that the keyring still makes will be"
        " shown in the list.",
    )


_LOCKED: Final = (
    "The keyring is locked, and its prompt could not be shown.",
    "Unlock it by logging in to the desktop, or in the keyring's own program, then try again.",
)
_DISMISSED: Final = (
    "The keyring's prompt was closed without unlocking it.",
    "Try again, and enter the keyring's password at the prompt.",
)
_NOT_SET_UP: Final = (
    "The keyring has never been set up: the prompt for a new password was closed or could not be shown.",
    "Log in to the desktop and set a password for the keyring, then try again.",
)
_GONE: Final = ("The keyring no longer contains the entry.", "Check the profiles, then try again.")
_DIED: Final = (
    "The keyring stopped answering.",
    "Restart it, for example by logging out and in, then try again. Stored values are kept.",
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
"""Exception classes of keyring, secretstorage, jeepney and Python, by name so that they need not be imported."""


def unavailable_from(error: Exception, *, was_there: bool) -> CredentialsUnavailable:
    """Translate an exception of a keyring backend.

    Args:
        error: what the backend raised.
        was_there: whether this keyring has answered before.
    """
    # keyring wraps the first error in an InitError; the cause is more specific
    cause = error.__cause__ if type(error).__name__ == "InitError" and error.__cause__ else error
    classes = [kind.__name__ for kind in type(cause).__mro__]
    why = next((_KINDS[name] for name in classes if name in _KINDS), Why.REFUSED)
    if why is Why.NO_KEYRING:
        return CredentialsUnavailable(Why.DIED, *_DIED) if was_there else no_keyring()
    if why is Why.LOCKED and _has_display():
        # keyring raises the same error for a prompt that was closed and for one that could not be shown
        return CredentialsUnavailable(Why.DISMISSED, *_DISMISSED)
    if why is Why.LOCKED:
        return CredentialsUnavailable(why, *_LOCKED)
    if why is Why.REFUSED:
        return CredentialsUnavailable(
            why,
            f"The keyring refused the request ({classes[0]}).",
            "Check the keyring's own program for the reason, then try again.",
        )
    return CredentialsUnavailable(why, *{Why.MISSING: _GONE, Why.DIED: _DIED}.get(why, _NOT_SET_UP))


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
