"""The profiles of the user: named pairs of API key and secret, listed in a file and stored in the keyring.

The public interface of this package; the operations are in `profile_changes` and `consistency_check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from workbench.credentials import consistency_check, profile_changes
from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.names import SAMPLE_PROFILE
from workbench.credentials.profile import Disagreement, Part, Profile, ProfileMetadata, Removed, sample_profile
from workbench.credentials.profile_index import ProfileIndex
from workbench.credentials.profile_store import ProfileStore
from workbench.credentials.stored_profile import StoredProfile, profile_of
from workbench.credentials.stored_values import StoredValues
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
        self._index = ProfileIndex(index_path)
        self._store = ProfileStore(self._index, vault)

    @property
    def vault(self) -> Vault:
        """The keyring."""
        return self._store.vault

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
        return self._store.values(lambda: self._stored(name)).pair

    def extra(self, name: str, part: Part) -> Secret:
        """Return one of the values for Datafly Signal.

        Raises:
            ProfileRefused: there is no such profile, or it has no such value.
            CredentialsUnavailable: the keyring cannot return the value.
        """
        return profile_changes.extra_value(self._store, name, part)

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
            ProfileRefused: the name is invalid or taken, a value is empty, the metadata contain a value, or the values
                are too long for a keyring entry.
            CredentialsUnavailable: the keyring did not store the values, or the list cannot be written.
        """
        pair = profile_changes.pair_of(api_key, secret)
        values = StoredValues(pair, extras={part: value for part, value in extras.items() if value})
        return profile_of(profile_changes.add(self._store, name, values, metadata))

    def duplicate(self, name: str, new: str) -> Profile:
        """Add a profile with the current values and metadata of another.

        Raises:
            ProfileRefused, CredentialsUnavailable: as for `add`, or the keyring cannot return the values.
        """
        return profile_of(profile_changes.duplicate(self._store, name, new))

    def change(self, name: str, metadata: ProfileMetadata, seen: ProfileMetadata | None = None) -> Profile:
        """Save the metadata of a profile. If `seen` is given, only the fields that differ from it are changed.

        The keyring is asked only if a text has a new word that looks like a value, to check that it is not one.

        Raises:
            ProfileRefused: there is no such profile, or a text contains one of its values, or any value in memory.
            CredentialsUnavailable: the list cannot be written.
        """
        return profile_of(profile_changes.change(self._store, name, metadata, seen))

    def rename(self, name: str, new: str) -> Profile:
        """Rename a profile; its keyring entry keeps its name. The keyring is asked as for `change`.

        Raises:
            ProfileRefused: there is no such profile, or the new name is invalid, taken, or contains a value.
            CredentialsUnavailable: the list cannot be written.
        """
        return profile_of(profile_changes.rename(self._store, name, new))

    def replace(self, name: str, api_key: str, secret: str, extras: Mapping[Part, Secret] = _NONE) -> Profile:
        """Replace a mistyped pair, which is deleted, and these values for Datafly Signal. A rotation continues.

        Raises:
            ProfileRefused: there is no such profile, or as for `add`.
            CredentialsUnavailable: the keyring or the list cannot be written; the values are unchanged.
        """
        pair = profile_changes.pair_of(api_key, secret)
        return profile_of(profile_changes.replace(self._store, name, pair, extras))

    def rotate(self, name: str, api_key: str, secret: str) -> Profile:
        """Set a new pair and keep the previous one until the rotation is finished or undone.

        Raises:
            ProfileRefused: as for `replace`, or a rotation is already in progress.
            CredentialsUnavailable: as for `replace`.
        """
        return profile_of(profile_changes.rotate(self._store, name, profile_changes.pair_of(api_key, secret)))

    def finish_rotation(self, name: str) -> Profile:
        """Delete the previous pair.

        Raises:
            ProfileRefused: there is no such profile, or no rotation in progress.
            CredentialsUnavailable: the keyring or the list cannot be read or written; the profile is unchanged.
        """
        return profile_of(profile_changes.finish_rotation(self._store, name))

    def undo_rotation(self, name: str) -> Profile:
        """Restore the previous pair and delete the new one.

        Raises:
            ProfileRefused: there is no such profile, or no rotation in progress.
            CredentialsUnavailable: as for `finish_rotation`.
        """
        return profile_of(profile_changes.undo_rotation(self._store, name))

    def old_credentials(self, name: str) -> Credentials:
        """Return the previous pair during a rotation.

        Raises:
            ProfileRefused: there is no such profile, or no rotation in progress.
            CredentialsUnavailable: the keyring cannot return it.
        """
        values = self._store.values(lambda: profile_changes.find_rotating(self._store, name))
        return values.old_pair or values.pair

    def put_extras(self, name: str, extras: Mapping[Part, Secret]) -> Profile:
        """Store or replace these values for Datafly Signal; an empty value is deleted.

        Raises:
            ProfileRefused, CredentialsUnavailable: as for `replace`.
        """
        return profile_of(profile_changes.put_extras(self._store, name, extras))

    def remove(self, name: str) -> Removed:
        """Remove a profile and return what is needed to restore it. Values that are missing already are ignored.

        Raises:
            ProfileRefused: there is no such profile, or it is built in.
            CredentialsUnavailable: the keyring cannot be read, or the list cannot be written; nothing was changed.
        """
        return profile_changes.remove(self._store, name)

    def restore(self, removed: Removed) -> Profile:
        """Add a removed profile again, unchanged.

        Raises:
            ProfileRefused: its name is now taken.
            CredentialsUnavailable: the keyring did not store the values, or the list cannot be written.
        """
        return profile_of(profile_changes.restore(self._store, removed))

    def mark_used(self, name: str) -> None:
        """Record the time of use, at most once a minute. Never raises."""
        if any(stored.name == name for stored in self._index.profiles()):
            profile_changes.mark_used(self._store, name)

    def same_values(self, api_key: str, secret: str, excluding: str = "") -> tuple[str, ...]:
        """Return the names of the profiles, except `excluding`, whose current pair contains either value.

        The keyring is asked for every pair that is not cached. The built-in pair is not compared.

        Raises:
            CredentialsUnavailable: the keyring cannot be read.
        """
        wanted = {value for value in (api_key, secret) if value}
        return tuple(
            stored.name for stored in self._index.profiles() if stored.name != excluding and wanted & self._pair(stored)
        )

    def fetched(self) -> tuple[tuple[str, Credentials], ...]:
        """Return the cached pairs, each with its profile's name, without the built-in one. Never asks the keyring."""
        return tuple(
            (stored.name, values.pair)
            for stored in self._index.profiles()
            if (values := self._store.cached(stored)) is not None
        )

    def check(self, name: str = "") -> tuple[Disagreement, ...]:
        """Return the disagreements between list and keyring, for one profile or for all. Waits for the keyring lock.

        Raises:
            CredentialsUnavailable: the keyring cannot be read, or the list's folder cannot be written.
        """
        return consistency_check.check(self._store, name)

    def repair(self, disagreement: Disagreement) -> str:
        """Repair a disagreement if it still exists, and return a sentence that says what was done.

        Raises:
            CredentialsUnavailable: the keyring cannot be read or written, or the list cannot be written.
        """
        return consistency_check.repair(self._store, disagreement)

    def _pair(self, stored: StoredProfile) -> set[str]:
        """Return the two values of a current pair; none if the keyring does not contain them."""
        try:
            pair = self._store.values(lambda: stored).pair
        except CredentialsUnavailable as unavailable:
            if unavailable.why is not Why.MISSING:
                raise
            return set()
        return {pair.api_key, pair.secret}

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
