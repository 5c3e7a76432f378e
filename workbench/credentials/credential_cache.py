"""Caches the values that were fetched or entered while this program runs. They are never written to disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from workbench.credentials.errors import CredentialsUnavailable, Why, incomplete_pair, missing_values
from workbench.credentials.profile import PAIR, Part
from workbench.credentials.stored_profile import StoredProfile, parsed, slot_of
from workbench.credentials.vault import Vault
from workbench.redaction import Secret
from workbench.signing import Credentials

NOT_STORED = frozenset({Why.MISSING, Why.INCOMPLETE})
"""The keyring answers, but does not contain the value."""


class CredentialCache:
    """Values by the profile's creation time and the entry's user name, which together are unique."""

    def __init__(self) -> None:
        self._values: dict[tuple[datetime, str], Secret] = {}

    def put(self, stored: StoredProfile, values: Mapping[str, Secret]) -> None:
        """Add values, given by slot."""
        for slot, value in values.items():
            self._values[_key(stored, slot)] = value

    def get(self, stored: StoredProfile, slot: str) -> Secret | None:
        """Return a value if it is cached. Never asks the keyring."""
        return self._values.get(_key(stored, slot))

    def all(self) -> Iterator[tuple[Part, Secret]]:
        """Yield all values, each with its part."""
        for (_created, user), value in tuple(self._values.items()):
            parts = parsed(user)
            if parts:
                yield parts[1], value

    def discard(self, stored: StoredProfile) -> None:
        """Remove the values of a profile."""
        for slot in stored.slots:
            self._values.pop(_key(stored, slot), None)

    def value(self, vault: Vault, stored: StoredProfile, slot: str) -> Secret:
        """Return a value from the cache, or else from the keyring.

        Raises:
            CredentialsUnavailable: the keyring cannot return it.
        """
        value = self.get(stored, slot)
        if value is None:
            value = vault.get(stored.entry, slot, title=stored.name)
            self.put(stored, {slot: value})
        return value

    def pair(self, vault: Vault, stored: StoredProfile, number: int) -> Credentials:
        """Return the pair with this number from the cache, or else from the keyring.

        Raises:
            CredentialsUnavailable: the keyring cannot return it.
        """
        values: list[str] = []
        missing = []
        for part in PAIR:
            try:
                values.append(self.value(vault, stored, slot_of(part, number)).reveal())
            except CredentialsUnavailable as gone:
                if gone.why is not Why.MISSING:
                    raise
                missing.append(part)
        if missing:
            raise incomplete_pair(stored.name, missing[0]) if values else missing_values(stored.name)
        api_key, secret = values
        return Credentials(api_key=api_key, secret=secret)

    def cached_pair(self, stored: StoredProfile) -> Credentials | None:
        """Return the current pair if both its values are cached. Never asks the keyring."""
        api_key, secret = (self.get(stored, slot_of(part, stored.pair)) for part in PAIR)
        if api_key is None or secret is None:
            return None
        return Credentials(api_key=api_key.reveal(), secret=secret.reveal())


def _key(stored: StoredProfile, slot: str) -> tuple[datetime, str]:
    return stored.created, f"{stored.entry}/{slot}"
