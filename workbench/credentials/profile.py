"""Owns what may be said of a profile without asking the keyring. None of it is secret, and it never holds a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from workbench.redaction import Secret, mask
from workbench.signing import SAMPLE

Part: TypeAlias = Literal["api-key", "secret", "signal-event-key", "signal-event-secret", "signal-password"]
"""One value of a profile; each has a keyring entry of its own."""

PAIR: Final[tuple[Part, Part]] = ("api-key", "secret")
"""The two values that sign."""

EXTRAS: Final[tuple[Part, ...]] = ("signal-event-key", "signal-event-secret", "signal-password")
"""The values that only Datafly Signal asks for; a profile may have them."""

PART_WORDS: Final[Mapping[Part, str]] = {
    "api-key": "API key",
    "secret": "secret",
    "signal-event-key": "Signal event key",
    "signal-event-secret": "Signal event secret",
    "signal-password": "Signal password",
}
"""What people call each value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileMetadata:
    """What a person says about a profile.

    Attributes:
        client: whose it is; profiles are grouped by it.
        hosts: host names it may be sent to; empty means any. Loopback is always allowed.
        app_guids: the `kochava_app_id` values it belongs to; empty means any.
        known_to_sandbox: whether the sandbox may verify with its values.
        partner_id: the Partner ID of Kochava IdentityLink, assigned by the account manager.
        signal_admin_url, signal_ingestion_url, signal_login: where Datafly Signal is, and the e-mail address to log
            in with.
    """

    client: str = ""
    notes: str = ""
    hosts: tuple[str, ...] = ()
    app_guids: tuple[str, ...] = ()
    known_to_sandbox: bool = True
    partner_id: str = ""
    signal_admin_url: str = ""
    signal_ingestion_url: str = ""
    signal_login: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile as it stands on the list.

    Attributes:
        api_key_hint: the API key masked, such as `F5BF••••9E91`.
        created: when it was added, in UTC; None for the built-in one.
        rotated: when its present pair took the place of an older one, in UTC; None if it never did.
        used: when it was last sent with, in UTC; None if it never was.
        old_api_key_hint: the older API key masked, while it is kept beside the new one; empty when none is.
        extras: which optional values the keyring holds for it.
        former_names: what it was called before it was renamed, the oldest first.
    """

    name: str
    api_key_hint: str
    created: datetime | None
    built_in: bool
    metadata: ProfileMetadata = ProfileMetadata()
    rotated: datetime | None = None
    used: datetime | None = None
    old_api_key_hint: str = ""
    extras: frozenset[Part] = frozenset()
    former_names: tuple[str, ...] = ()

    @property
    def known_to_sandbox(self) -> bool:
        """Whether the sandbox may verify with its values."""
        return self.metadata.known_to_sandbox


@dataclass(frozen=True, slots=True)
class Removed:
    """A profile that was deleted, with all it takes to bring it back while this program runs.

    Attributes:
        values: what the keyring held, by the end of its entries' names (`api-key`, `secret-2`).
        listed: how it stood in the list.
        left: what to say and do if the keyring may still hold some of it; else empty.
    """

    profile: Profile
    values: Mapping[str, Secret] = field(repr=False)
    listed: Mapping[str, Any] = field(repr=False)
    left: str = ""


DisagreementKind: TypeAlias = Literal["missing", "incomplete", "unlisted", "interrupted"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One point in which the list of profiles and the keyring do not agree.

    Attributes:
        kind: `vanished`: both values are gone; `half`: some are; `unlisted`: the keyring holds what no profile names;
            `unfinished`: a write was interrupted and has left something behind.
        profile: the profile's name, or what its entries in the keyring begin with when it is not on the list.
        says: what was found and what can be done, in one or two sentences.
        fix: the words of the button that repairs it.
    """

    kind: DisagreementKind
    profile: str
    says: str
    fix: str


class ProfileRefused(ValueError):  # noqa: N818 - an answer to what was asked
    """A profile cannot be kept or changed as asked; `says` is one sentence for a person."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


def sample_profile(name: str) -> Profile:
    """Return the built-in profile."""
    return Profile(name, mask(SAMPLE.api_key), None, built_in=True)
