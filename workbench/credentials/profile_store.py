"""Reads and writes the values of profiles, in an order that loses nothing if the program stops at any point.

The order is described in the docstring of the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from workbench.credentials.errors import CredentialsUnavailable, Why, missing_values
from workbench.credentials.names import SAMPLE_PROFILE
from workbench.credentials.profile import Part, ProfileRefused
from workbench.credentials.profile_index import ProfileIndex, ProfileListUpdate
from workbench.credentials.stored_profile import StoredProfile, new_entry, with_values
from workbench.credentials.stored_values import StoredValues, values_in
from workbench.credentials.vault import Vault
from workbench.redaction import Secret

_PROMPTED: Final = frozenset({Why.LOCKED, Why.DISMISSED})
"""After these errors the keyring is not asked again, since it would prompt again."""


class ProfileStore:
    """The profile list, the keyring, and the values that were fetched or entered while this program runs."""

    def __init__(self, index: ProfileIndex, vault: Vault) -> None:
        self.index = index
        self.vault = vault
        self._cache: dict[str, StoredValues] = {}  # by entry; the content of an entry never changes

    def find(self, name: str) -> StoredProfile:
        """Return a profile that can be changed.

        Raises:
            ProfileRefused: there is no such profile, or it is built in.
        """
        if name == SAMPLE_PROFILE:
            raise ProfileRefused(f"The profile “{SAMPLE_PROFILE}” is built in and cannot be changed.")
        for stored in self.index.profiles():
            if stored.name == name:
                return stored
        raise ProfileRefused(f"There is no profile “{name}”.")

    def cached(self, stored: StoredProfile) -> StoredValues | None:
        """Return the values of a profile if they are in memory. Never asks the keyring."""
        return self._cache.get(stored.entry)

    def all_cached(self) -> Iterator[tuple[Part, Secret]]:
        """Yield all values in memory, each with its part."""
        for values in tuple(self._cache.values()):
            yield from values.items()

    def discard(self, stored: StoredProfile) -> None:
        """Remove the values of a profile from memory."""
        self._cache.pop(stored.entry, None)

    def read(self, entry: str) -> StoredValues | None:
        """Return the values in an entry of the keyring; None if there are none that can be read.

        Raises:
            CredentialsUnavailable: the keyring cannot be read.
        """
        content = self.vault.find(entry)
        return None if content is None else values_in(content)

    def fetch(self, stored: StoredProfile) -> StoredValues | None:
        """Return the values of a profile, from memory or else from the keyring; None if they are missing.

        Raises:
            CredentialsUnavailable: the keyring cannot be read.
        """
        values = self.cached(stored) or self.read(stored.entry)
        if values is not None:
            self._cache[stored.entry] = values
        return values

    def values(self, find: Callable[[], StoredProfile]) -> StoredValues:
        """Return the values of the profile that `find` returns, from memory or else from the keyring.

        Raises:
            CredentialsUnavailable: the keyring cannot be read, or they are missing.
        """
        stored = find()
        while (values := self.fetch(stored)) is None:
            before, stored = stored, find()
            if stored.entry == before.entry:  # else they were replaced while the keyring was asked
                raise missing_values(stored.name)
        return values

    def write(
        self, name: str, values: StoredValues, use: Callable[[ProfileListUpdate, str], StoredProfile]
    ) -> StoredProfile:
        """Store values in a new entry. If anything fails, it is deleted again, or stays recorded as unused.

        Args:
            name: the name of the profile.
            values: all its values.
            use: makes a profile of the list use the new entry, and returns it.

        Raises:
            ProfileRefused: the values are too long, or `use` raises it.
            CredentialsUnavailable: the keyring did not store them, or the list cannot be written.
        """
        content = values.to_json(name)
        entry = new_entry(name)
        self.vault.find(entry)  # asks for the keyring's password, before anything is written
        with self.index.updating() as update:
            update.unused.add(entry)
        try:
            self.vault.set(entry, content)
            with self.index.updating() as update:
                stored = use(update, entry)
        except CredentialsUnavailable as failure:
            if failure.why not in _PROMPTED and self.delete(entry) is not None and failure.why is Why.DIED:
                failure.advice += " The keyring may still contain unused values; check the profiles to delete them."
            raise
        except BaseException:
            self.delete(entry)
            raise
        self._cache[entry] = values
        return stored

    def save(
        self,
        stored: StoredProfile,
        values: StoredValues,
        change: Callable[[ProfileListUpdate, StoredProfile], StoredProfile] = lambda _update, now: now,
    ) -> StoredProfile:
        """Replace the values of a profile, change it in the list at the same time, and delete the previous entry.

        Raises:
            ProfileRefused: the profile is no longer in the list, or the values are too long.
            CredentialsUnavailable: as for `write`; the profile is unchanged.
        """

        def use(update: ProfileListUpdate, entry: str) -> StoredProfile:
            now = change(update, update.current(stored))
            return update.put(with_values(now, entry, values, update.salt), before=stored.entry)

        saved = self.write(stored.name, values, use)
        self.discard(stored)
        self.delete(stored.entry)
        return saved

    def delete(self, entry: str) -> CredentialsUnavailable | None:
        """Delete an entry if it is unused; return the error if it may still exist. It then stays recorded as unused."""
        try:
            if entry in self.index.unused():
                self.vault.delete(entry)
            with self.index.updating() as update:
                update.unused.discard(entry)
        except CredentialsUnavailable as failure:
            return failure
        return None
