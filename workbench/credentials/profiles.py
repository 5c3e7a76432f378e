"""Owns profiles: named pairs of API key and secret, listed in a file and kept in the keyring.

This is the way in; how each thing is done stands in `keeping`, `rotation` and `checking`, and in what order keyring and
list are written, in `transaction`. It never writes a value anywhere but into the vault.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from workbench.credentials import consistency_check, profile_store, rotation, value_queries
from workbench.credentials.credential_cache import NOT_STORED, CredentialCache
from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.names import SAMPLE_PROFILE
from workbench.credentials.profile import Disagreement, Part, Profile, ProfileMetadata, Removed, sample_profile
from workbench.credentials.profile_index import ProfileIndex
from workbench.credentials.stored_profile import StoredProfile, profile_of
from workbench.credentials.vault import Vault
from workbench.disk import config_dir
from workbench.redaction import Secret
from workbench.signing import SAMPLE, Credentials

_NOTHING = ProfileMetadata()
_NONE: Mapping[Part, Secret] = MappingProxyType({})
_SAMPLE = sample_profile(SAMPLE_PROFILE)


class Profiles:
    """The profiles of this user, for several threads and processes at once.

    `list`, `change`, `rename`, `mark_used` and `fetched` never ask the keyring and never wait for who does; all else
    may block on the keyring's prompt. Values that were fetched are kept in memory until this object goes.
    """

    def __init__(self, index_path: Path, vault: Vault) -> None:
        self.vault = vault
        self._index = ProfileIndex(index_path)
        self._cache = CredentialCache()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the last reading of the list found wrong, one sentence each."""
        return self._index.notes

    def list(self) -> tuple[Profile, ...]:
        """Return all profiles, the built-in one first. The keyring is not asked; a damaged list is said in `notes`."""
        return (_SAMPLE, *map(profile_of, self._index.profiles()))

    def credentials(self, name: str) -> Credentials:
        """Return a profile's pair: the built-in one at once, another from the keyring and then from memory.

        Raises:
            CredentialsUnavailable: there is no such profile, or the keyring cannot give its values.
        """
        if name == SAMPLE_PROFILE:
            return SAMPLE
        stored = self._stored(name)
        try:
            return self._cache.pair(self.vault, stored, stored.pair)
        except CredentialsUnavailable as gone:
            if gone.why not in NOT_STORED or self._stored(name).pair == stored.pair:
                raise
        return self.credentials(name)  # another pair took its place while the keyring was asked

    def extra(self, name: str, part: Part) -> Secret:
        """Return one of Datafly Signal's values of a profile.

        Raises:
            ProfileRefused: there is no such profile, or it has no such value.
            CredentialsUnavailable: the keyring cannot give the value.
        """
        return value_queries.extra_value(self._transaction, name, part)

    def add(
        self,
        name: str,
        api_key: str,
        secret: str,
        metadata: ProfileMetadata = _NOTHING,
        extras: Mapping[Part, Secret] = _NONE,
    ) -> Profile:
        """Keep a new pair. When anything fails, the list does not name it, and what the keyring took is deleted again.

        Raises:
            ProfileRefused: the name cannot be used or is taken, a value is empty, or what is said holds a value.
            CredentialsUnavailable: the keyring would not take the values, or the list cannot be written.
        """
        values = {**profile_store.values_of(api_key, secret), **extras}
        return profile_of(profile_store.add(self._transaction, name, values, metadata))

    def duplicate(self, name: str, new: str) -> Profile:
        """Keep the present values of a profile, and what is said of it, under a second name.

        Raises:
            ProfileRefused, CredentialsUnavailable: as for `add`, or the keyring cannot give the values.
        """
        return profile_of(profile_store.duplicate(self._transaction, name, new))

    def change(self, name: str, metadata: ProfileMetadata, seen: ProfileMetadata | None = None) -> Profile:
        """Write what a person says of a profile; only what differs from `seen`, what they were shown, if that is given.

        The keyring is asked only where a text has a new word that looks like a value: for the profile's own, to see
        that it is none of them.

        Raises:
            ProfileRefused: there is no such profile, or a text holds one of its values, or one that is in memory.
            CredentialsUnavailable: the list cannot be written.
        """
        return profile_of(profile_store.change(self._transaction, name, metadata, seen))

    def rename(self, name: str, new: str) -> Profile:
        """Call a profile otherwise; its entries in the keyring stay as they are. It is asked as for `change`.

        Raises:
            ProfileRefused: there is no such profile, or the new name cannot be used, is taken, or holds a value.
            CredentialsUnavailable: the list cannot be written.
        """
        return profile_of(profile_store.rename(self._transaction, name, new))

    def replace(self, name: str, api_key: str, secret: str) -> Profile:
        """Put a pair in place of a mistyped one, of which nothing is kept. A rotation under way goes on.

        Raises:
            ProfileRefused: there is no such profile, a value is empty, or what is said of it holds a value.
            CredentialsUnavailable: the keyring or the list cannot be written; the pair is the one before.
        """
        return profile_of(rotation.replace(self._transaction, name, api_key, secret))

    def rotate(self, name: str, api_key: str, secret: str) -> Profile:
        """Make a new pair the present one and keep the old one beside it, until the rotation is finished or undone.

        Raises:
            ProfileRefused: as for `replace`, or a rotation is under way already.
            CredentialsUnavailable: as for `replace`.
        """
        return profile_of(rotation.rotate(self._transaction, name, api_key, secret))

    def finish_rotation(self, name: str) -> Profile:
        """Delete the old pair of a rotation. The keyring is asked for the new one first.

        Raises:
            ProfileRefused: there is no such profile, or no rotation under way.
            CredentialsUnavailable: the keyring cannot give the new pair, or the list cannot be written.
        """
        return profile_of(rotation.finish(self._transaction, name))

    def undo_rotation(self, name: str) -> Profile:
        """Make the old pair of a rotation the present one again and delete the new one.

        Raises:
            ProfileRefused: there is no such profile, or no rotation under way.
            CredentialsUnavailable: the keyring cannot give the old pair, or the list cannot be written.
        """
        return profile_of(rotation.undo(self._transaction, name))

    def old_credentials(self, name: str) -> Credentials:
        """Return the older pair that is kept while a rotation is under way.

        Raises:
            ProfileRefused: there is no such profile, or no rotation under way.
            CredentialsUnavailable: the keyring cannot give it.
        """
        return rotation.old_credentials(self._transaction, name)

    def put_extra(self, name: str, part: Part, value: Secret | None) -> Profile:
        """Keep one of Datafly Signal's values, in place of the one there was; None or nothing deletes it.

        Raises:
            ProfileRefused: there is no such profile, or what is said of it holds the value.
            CredentialsUnavailable: the keyring would not take the value, or the list cannot be written.
        """
        return profile_of(rotation.put_extra(self._transaction, name, part, value))

    def remove(self, name: str) -> Removed:
        """Forget a profile and return what it takes to bring it back. Entries that are gone already do not matter.

        Raises:
            ProfileRefused: there is no such profile, or it is the built-in one.
            CredentialsUnavailable: the keyring cannot be asked, or the list not be written; nothing was changed.
        """
        return profile_store.remove(self._transaction, name)

    def restore(self, removed: Removed) -> Profile:
        """Bring a profile back as it was when it was removed.

        Raises:
            ProfileRefused: its name is taken by now.
            CredentialsUnavailable: the keyring would not take the values, or the list cannot be written.
        """
        return profile_of(profile_store.restore(self._transaction, removed))

    def mark_used(self, name: str) -> None:
        """Write that a profile is used now, at most once a minute. That it could not be written does not matter."""
        if any(stored.name == name for stored in self._index.profiles()):
            profile_store.mark_used(self._transaction, name)

    def same_values(self, api_key: str, secret: str, excluding: str = "") -> tuple[str, ...]:
        """Return the names of the profiles, `excluding` aside, that have either value as API key or as secret.

        The keyring is asked for every pair that is not in memory. The built-in pair is not looked at.

        Raises:
            CredentialsUnavailable: the keyring cannot be asked.
        """
        return value_queries.same_values(self._transaction, api_key, secret, excluding)

    def fetched(self) -> tuple[tuple[str, Credentials], ...]:
        """Return the pairs that are in memory, each with its profile's name, the built-in one aside; asks nothing."""
        return tuple(
            (stored.name, pair)
            for stored in self._index.profiles()
            if (pair := self._cache.cached_pair(stored)) is not None
        )

    def check(self, name: str = "") -> tuple[Disagreement, ...]:
        """Look where list and keyring disagree, for one profile or for all; waits for who writes to the keyring.

        Raises:
            CredentialsUnavailable: the keyring cannot be asked, or the list's folder not be written.
        """
        return consistency_check.check(self._transaction, name)

    def repair(self, disagreement: Disagreement) -> str:
        """Put one of them right, if it is still there, and say in one sentence what was done.

        Raises:
            CredentialsUnavailable: the keyring cannot be asked or written, or the list not be written.
        """
        return consistency_check.repair(self._transaction, disagreement)

    @property
    def _transaction(self) -> KeyringTransaction:
        return KeyringTransaction(self._index, self.vault, self._cache)

    def _stored(self, name: str) -> StoredProfile:
        listed = self._index.profiles()
        stored = next((stored for stored in listed if stored.name == name), None)
        if stored is None:
            known = ", ".join(f"“{known}”" for known in (SAMPLE_PROFILE, *(stored.name for stored in listed)))
            raise CredentialsUnavailable(Why.NO_PROFILE, f"There is no profile “{name}”.", f"Choose one of {known}.")
        return stored


def default_profiles() -> Profiles:
    """Return the profiles of this user on this computer."""
    return Profiles(config_dir() / "profiles.json", Vault())
