"""The values that describe a profile. None of them contains an API key or a secret."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from workbench.redaction import Secret, mask
from workbench.signing import SAMPLE

Part: TypeAlias = Literal["api-key", "secret", "signal-event-key", "signal-event-secret", "signal-password"]
"""The kind of a value."""

EXTRA_TITLES: Final[Mapping[Part, str]] = {
    "signal-event-key": "event key",
    "signal-event-secret": "event secret",
    "signal-password": "password",
}
"""The optional values, for Datafly Signal, with their titles where it is clear that they are for it."""

EXTRAS: Final = tuple(EXTRA_TITLES)
"""The optional values."""

PART_WORDS: Final[Mapping[Part, str]] = {
    "api-key": "API key",
    "secret": "secret",
    **{part: f"Signal {title}" for part, title in EXTRA_TITLES.items()},
}
"""The display name of each kind of value."""


class ProfileMetadata(Struct, frozen=True, kw_only=True):
    """The editable fields of a profile that are not secret.

    Attributes:
        client: the client's name; profiles are grouped by it.
        hosts: host names that requests may be sent to; empty means any. Loopback is always allowed.
        app_guids: the `kochava_app_id` values that may be used; empty means any.
        known_to_sandbox: whether the sandbox accepts its pair.
        partner_id: the Partner ID of Kochava IdentityLink, assigned by the account manager.
        signal_admin_url, signal_ingestion_url, signal_login: the addresses of Datafly Signal, and the e-mail address
            to log in with.
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


class Profile(Struct, frozen=True):
    """One profile of the list.

    Attributes:
        api_key_hint: the API key masked, such as `F5BF••••9E91`.
        created: when it was added, in UTC; None for the built-in one.
        rotated: when its pair was last rotated, in UTC; None if never.
        used: when it was last used to send, in UTC; None if never.
        old_api_key_hint: the previous API key masked, during a rotation; else empty.
        extras: the optional values that are stored for it.
        former_names: its names before it was renamed, oldest first.
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
        """Whether the sandbox accepts its pair."""
        return self.metadata.known_to_sandbox


class ProfileChange(Struct, frozen=True, kw_only=True):
    """What to change in a profile; everything else stays as it is.

    Attributes:
        name: its new name; None for the same.
        metadata: its new metadata; None for the same.
        seen: the metadata from which `metadata` was made: only the fields that differ from it are changed.
        api_key, secret: replace mistyped values, which are deleted; empty for the same. A rotation continues.
        extras: values for Datafly Signal to store or to replace; an empty one is deleted.
    """

    name: str | None = None
    metadata: ProfileMetadata | None = None
    seen: ProfileMetadata | None = None
    api_key: Secret = Secret("")
    secret: Secret = Secret("")
    extras: dict[Part, Secret] = {}

    @property
    def has_values(self) -> bool:
        """Whether the keyring entry changes."""
        return bool(self.api_key or self.secret or self.extras)


class Disagreement(Struct, frozen=True):
    """One difference between the profile list and the keyring.

    Attributes:
        kind: `missing`: the keyring does not contain the values of a profile; `unlisted`: it contains an entry that the
            list does not know; `interrupted`: it contains an entry that an interrupted change left.
        profile: the profile's name; for an entry without a profile, the name that it had.
        says: what was found and what can be done, in one or two sentences.
        fix: the label of the button that repairs it.
    """

    kind: Literal["missing", "unlisted", "interrupted"]
    profile: str
    says: str
    fix: str


class ProfileRefused(ValueError):  # noqa: N818 - an answer to a request, not a bug
    """A profile cannot be saved or changed as requested; `says` is one sentence for the user."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


def sample_profile(name: str) -> Profile:
    """Return the built-in profile."""
    return Profile(name, mask(SAMPLE.api_key), None, built_in=True)
