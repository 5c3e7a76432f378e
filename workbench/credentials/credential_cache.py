"""Owns the values that were fetched or typed while this program runs. It is never written anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from workbench.credentials.errors import CredentialsUnavailable, Why, half, vanished
from workbench.credentials.profile import PAIR, Part
from workbench.credentials.stored_profile import StoredProfile, parsed, slot_of
from workbench.credentials.vault import Vault
from workbench.redaction import Secret
from workbench.signing import Credentials

MISSING = frozenset({Why.VANISHED, Why.HALF})
"""The keyring answers, but does not hold what it should."""


class CredentialCache:
    """Values by the profile's beginning and the entry's name, which together never mean another value."""

    def __init__(self) -> None:
        self._values: dict[tuple[datetime, str], Secret] = {}

    def keep(self, fact: StoredProfile, values: Mapping[str, Secret]) -> None:
        """Remember values by the ends of their entries' names."""
        for slot, value in values.items():
            self._values[_key(fact, slot)] = value

    def known(self, fact: StoredProfile, slot: str) -> Secret | None:
        """Return a value if it is in memory; asks nothing."""
        return self._values.get(_key(fact, slot))

    def all(self) -> Iterator[tuple[Part, Secret]]:
        """Go through all values, each with its part."""
        for (_created, user), value in tuple(self._values.items()):
            taken_apart = parsed(user)
            if taken_apart:
                yield taken_apart[1], value

    def forget(self, fact: StoredProfile) -> None:
        """Drop the values of a profile that is gone."""
        for slot in fact.slots:
            self._values.pop(_key(fact, slot), None)

    def value(self, vault: Vault, fact: StoredProfile, slot: str) -> Secret:
        """Return a value from memory, or else from the keyring.

        Raises:
            CredentialsUnavailable: the keyring cannot give it.
        """
        value = self.known(fact, slot)
        if value is None:
            value = vault.get(fact.entry, slot, called=fact.name)
            self.keep(fact, {slot: value})
        return value

    def pair(self, vault: Vault, fact: StoredProfile, number: int) -> Credentials:
        """Return the pair with this number from memory, or else from the keyring.

        Raises:
            CredentialsUnavailable: the keyring cannot give it.
        """
        values: list[str] = []
        missing = []
        for part in PAIR:
            try:
                values.append(self.value(vault, fact, slot_of(part, number)).reveal())
            except CredentialsUnavailable as gone:
                if gone.why is not Why.VANISHED:
                    raise
                missing.append(part)
        if missing:
            raise half(fact.name, missing[0]) if values else vanished(fact.name)
        api_key, secret = values
        return Credentials(api_key=api_key, secret=secret)

    def known_pair(self, fact: StoredProfile) -> Credentials | None:
        """Return the present pair if both its values are in memory; asks nothing."""
        api_key, secret = (self.known(fact, slot_of(part, fact.pair)) for part in PAIR)
        if api_key is None or secret is None:
            return None
        return Credentials(api_key=api_key.reveal(), secret=secret.reveal())


def _key(fact: StoredProfile, slot: str) -> tuple[datetime, str]:
    return fact.created, f"{fact.entry}/{slot}"
