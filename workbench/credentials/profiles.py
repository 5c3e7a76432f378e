"""The profiles of the user: named pairs of API key and secret, listed in a file and stored in the keyring.

The public interface of this package; the operations are in `profile_store`, `rotation` and `consistency_check`, and
the order of writes in `keyring_transaction`.
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
    """The profiles of this user; safe to use from several threads and processes.

    `list`, `mark_used` and `fetched` do not wait for the keyring, and `change` and `rename` only to check text that
    looks like a value. All other methods may block while the keyring's prompt is open. Fetched values stay in memory as
    long as this object.
    """

    def __init__(self, index_path: Path, vault: Vault) -> None:
        self.vault = vault
        self._index = ProfileIndex(index_path)
        self._cache = CredentialCache()

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each problem found when the list was last read."""
        return self._index.notes

    def list(self) -> tuple[Profile, ...]:
        """Return all profiles, the built-in one first. Never asks the keyring; problems are in `notes`."""
        return (_SAMPLE, *map(profile_of, self._index.profiles()))

    def credentials(self, name: str) -> Credentials:
        """Return the pair of a profile. It is fetched from the keyring once, then cached.

        Raises:
            CredentialsUnavailable: there is no such profile, or the keyring cannot return its values.
        """
        if name == SAMPLE_PROFILE:
            return SAMPLE
        stored = self._stored(name)
        try:
            return self._cache.pair(self.vault, stored, stored.pair)
        except CredentialsUnavailable as gone:
            if gone.why not in NOT_STORED or self._stored(name).pair == stored.pair:
                raise
        return self.credentials(name)  # the pair was replaced while the keyring was asked

    def extra(self, name: str, part: Part) -> Secret:
        """Return one of the values for Datafly Signal.

        Raises:
            ProfileRefused: there is no such profile, or it has no such value.
            CredentialsUnavailable: the keyring cannot return the value.
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
        """Add a profile. If this fails, the profile is not listed and its values are deleted from the keyring.

        Raises:
            ProfileRefused: the name is invalid or taken, a value is empty, or the metadata contain a value.
            CredentialsUnavailable: the keyring did not store the values, or the list cannot be written.
        """
        values = {**profile_store.values_of(api_key, secret), **extras}
        return profile_of(profile_store.add(self._transaction, name, values, metadata))

    def duplicate(self, name: str, new: str) -> Profile:
        """Add a profile with the current values and metadata of another.

        Raises:
            ProfileRefused, CredentialsUnavailable: as for `add`, or the keyring cannot return the values.
        """
        return profile_of(profile_store.duplicate(self._transaction, name, new))

    def change(self, name: str, metadata: ProfileMetadata, seen: ProfileMetadata | None = None) -> Profile:
        """Save the metadata of a profile. If `seen` is given, only the fields that differ from it are changed.

        The keyring is asked only if a text has a new word that looks like a value, to check that it is not one.

        Raises:
            ProfileRefused: there is no such profile, or a text contains one of its values, or any value in memory.
            CredentialsUnavailable: the list cannot be written.
        """
        return profile_of(profile_store.change(self._transaction, name, metadata, seen))

    def rename(self, name: str, new: str) -> Profile:
        """Rename a profile; its keyring entries keep their names. The keyring is asked as for `change`.

        Raises:
            ProfileRefused: there is no such profile, or the new name is invalid, taken, or contains a value.
            CredentialsUnavailable: the list cannot be written.
        """
        return profile_of(profile_store.rename(self._transaction, name, new))

    def replace(self, name: str, api_key: str, secret: str) -> Profile:
        """Replace a mistyped pair, which is deleted. A rotation in progress continues.

        Raises:
            ProfileRefused: there is no such profile, a value is empty, or the metadata contain a value.
            CredentialsUnavailable: the keyring or the list cannot be written; the pair is unchanged.
        """
        return profile_of(rotation.replace(self._transaction, name, api_key, secret))

    def rotate(self, name: str, api_key: str, secret: str) -> Profile:
        """Set a new pair and keep the previous one until the rotation is finished or undone.

        Raises:
            ProfileRefused: as for `replace`, or a rotation is already in progress.
            CredentialsUnavailable: as for `replace`.
        """
        return profile_of(rotation.rotate(self._transaction, name, api_key, secret))

    def finish_rotation(self, name: str) -> Profile:
        """Delete the previous pair, after checking that the keyring contains the new one.

        Raises:
            ProfileRefused: there is no such profile, or no rotation in progress.
            CredentialsUnavailable: the keyring cannot return the new pair, or the list cannot be written.
        """
        return profile_of(rotation.finish(self._transaction, name))

    def undo_rotation(self, name: str) -> Profile:
        """Restore the previous pair and delete the new one.

        Raises:
            ProfileRefused: there is no such profile, or no rotation in progress.
            CredentialsUnavailable: the keyring cannot return the previous pair, or the list cannot be written.
        """
        return profile_of(rotation.undo(self._transaction, name))

    def old_credentials(self, name: str) -> Credentials:
        """Return the previous pair during a rotation.

        Raises:
            ProfileRefused: there is no such profile, or no rotation in progress.
            CredentialsUnavailable: the keyring cannot return it.
        """
        return rotation.old_credentials(self._transaction, name)

    def put_extra(self, name: str, part: Part, value: Secret | None) -> Profile:
        """Store or replace one of the values for Datafly Signal; None or an empty value deletes it.

        Raises:
            ProfileRefused: there is no such profile, or its metadata contain the value.
            CredentialsUnavailable: the keyring did not store the value, or the list cannot be written.
        """
        return profile_of(rotation.put_extra(self._transaction, name, part, value))

    def remove(self, name: str) -> Removed:
        """Remove a profile and return what is needed to restore it. Values that are missing already are ignored.

        Raises:
            ProfileRefused: there is no such profile, or it is built in.
            CredentialsUnavailable: the keyring cannot be read, or the list cannot be written; nothing was changed.
        """
        return profile_store.remove(self._transaction, name)

    def restore(self, removed: Removed) -> Profile:
        """Add a removed profile again, unchanged.

        Raises:
            ProfileRefused: its name is now taken.
            CredentialsUnavailable: the keyring did not store the values, or the list cannot be written.
        """
        return profile_of(profile_store.restore(self._transaction, removed))

    def mark_used(self, name: str) -> None:
        """Record the time of use, at most once a minute. Never raises."""
        if any(stored.name == name for stored in self._index.profiles()):
            profile_store.mark_used(self._transaction, name)

    def same_values(self, api_key: str, secret: str, excluding: str = "") -> tuple[str, ...]:
        """Return the names of the profiles, except `excluding`, whose current pair contains either value.

        The keyring is asked for every pair that is not cached. The built-in pair is not compared.

        Raises:
            CredentialsUnavailable: the keyring cannot be read.
        """
        return value_queries.same_values(self._transaction, api_key, secret, excluding)

    def fetched(self) -> tuple[tuple[str, Credentials], ...]:
        """Return the cached pairs, each with its profile's name, without the built-in one. Never asks the keyring."""
        return tuple(
            (stored.name, pair)
            for stored in self._index.profiles()
            if (pair := self._cache.cached_pair(stored)) is not None
        )

    def check(self, name: str = "") -> tuple[Disagreement, ...]:
        """Return the disagreements between list and keyring, for one profile or for all. Waits for the keyring lock.

        Raises:
            CredentialsUnavailable: the keyring cannot be read, or the list's folder cannot be written.
        """
        return consistency_check.check(self._transaction, name)

    def repair(self, disagreement: Disagreement) -> str:
        """Repair a disagreement if it still exists, and return a sentence that says what was done.

        Raises:
            CredentialsUnavailable: the keyring cannot be read or written, or the list cannot be written.
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
