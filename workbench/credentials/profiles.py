"""The profiles of the user: named pairs of API key and secret, listed in a file and stored in the keyring.

The public interface of this package. If an operation fails or is interrupted, the profiles are as before or as
requested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from workbench.credentials import consistency_check
from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.metadata_leak_check import check_leaks, may_contain_value, metadata_may_contain_value
from workbench.credentials.names import SAMPLE_PROFILE, name_problem
from workbench.credentials.profile import (
    PART_WORDS,
    Disagreement,
    Part,
    Profile,
    ProfileChange,
    ProfileMetadata,
    ProfileRefused,
    sample_profile,
)
from workbench.credentials.profile_index import ProfileIndex, ProfileListUpdate
from workbench.credentials.profile_store import ProfileStore
from workbench.credentials.stored_profile import (
    Removed,
    StoredProfile,
    changed_fields,
    new_entry,
    profile_of,
    to_record,
    with_values,
)
from workbench.credentials.stored_values import StoredValues, with_extras
from workbench.credentials.vault import Vault
from workbench.disk import config_dir
from workbench.redaction import Secret, remember
from workbench.signing import SAMPLE, Credentials

_NOTHING: Final = ProfileMetadata()
_NONE: Final[Mapping[Part, Secret]] = MappingProxyType({})
_SAMPLE: Final = sample_profile(SAMPLE_PROFILE)
_USED_INTERVAL: Final = 60  # seconds between two writes of the time of use


class Profiles:
    """The profiles of this user; safe to use from several threads and processes.

    `list`, `mark_used` and `fetched` do not wait for the keyring, and `change` and `rename` only to check text that
    looks like a value. All other methods may block while the keyring's prompt is open. Fetched values stay in memory as
    long as this object.

    All methods that take the name of a profile raise ProfileRefused if there is none, and those that change one if it
    is built in. All that use the keyring raise CredentialsUnavailable if it cannot be read or written, and all that
    change a profile if the list cannot be written; then nothing was changed.
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
        return SAMPLE if name == SAMPLE_PROFILE else self._store.values(lambda: self._listed(name)).pair

    def old_credentials(self, name: str) -> Credentials:
        """Return the previous pair during a rotation.

        Raises:
            ProfileRefused: no rotation is in progress.
        """
        values = self._store.values(lambda: self._rotating(name))
        return values.old_pair or values.pair

    def extra(self, name: str, part: Part) -> Secret:
        """Return one of the values for Datafly Signal.

        Raises:
            ProfileRefused: it has no such value.
        """
        if part in self._store.find(name).extras:
            extras = self._store.values(lambda: self._store.find(name)).extras
            if part in extras:
                return extras[part]
        raise ProfileRefused(f"The profile “{name}” has no {PART_WORDS[part]}.")

    def fetched(self) -> tuple[tuple[str, Credentials], ...]:
        """Return the cached pairs, each with its profile's name, without the built-in one. Never asks the keyring."""
        found = ((stored.name, self._store.cached(stored)) for stored in self._index.profiles())
        return tuple((name, values.pair) for name, values in found if values is not None)

    def same_values(self, api_key: str, secret: str, excluding: str = "") -> tuple[str, ...]:
        """Return the names of the profiles, except `excluding`, whose current pair contains either value.

        The keyring is asked for every pair that is not cached. The built-in pair is not compared.
        """
        wanted = {value for value in (api_key, secret) if value}
        others = (stored for stored in self._index.profiles() if stored.name != excluding)
        found = ((stored.name, self._store.fetch(stored)) for stored in others)
        return tuple(name for name, values in found if values and wanted & {values.pair.api_key, values.pair.secret})

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
        """
        return self._add(name, with_extras(StoredValues(_pair_of(api_key, secret)), extras), metadata)

    def duplicate(self, name: str, new: str) -> Profile:
        """Add a profile with the current values and metadata of another.

        Raises:
            ProfileRefused: as for `add`.
        """
        metadata = profile_of(self._store.find(name)).metadata
        _check_name(new, self._index.profiles())
        values = self._store.values(lambda: self._store.find(name))
        return self._add(new, msgspec.structs.replace(values, old_pair=None), metadata)

    def edit(self, name: str, change: ProfileChange) -> Profile:
        """Change a profile in one step.

        The keyring is asked only for new values, or if a text has a new word that looks like a value, to check that it
        is not one.

        Raises:
            ProfileRefused: the new name is invalid or taken, a text contains a value, or the values are too long for a
                keyring entry.
        """
        self._check_leaks(self._store.find(name), change)
        if change.has_values:
            with self._index.keyring_lock():
                stored = self._store.find(name)
                values = self._edited_values(stored, change)
                if change.api_key or change.secret or values != self._store.cached(stored):
                    return profile_of(self._store.save(stored, values, partial(_edited, change)))
        with self._index.updating() as update:
            return profile_of(update.put(_edited(change, update, update.named(name))))

    def change(self, name: str, metadata: ProfileMetadata, seen: ProfileMetadata | None = None) -> Profile:
        """Save the metadata of a profile, as `edit` does."""
        return self.edit(name, ProfileChange(metadata=metadata, seen=seen))

    def rename(self, name: str, new: str) -> Profile:
        """Rename a profile, as `edit` does; its keyring entry keeps its name."""
        return self.edit(name, ProfileChange(name=new))

    def mark_used(self, name: str) -> None:
        """Record the time of use, at most once a minute. Never raises."""
        with suppress(CredentialsUnavailable, ProfileRefused):
            used, now = self._store.find(name).used, datetime.now(UTC)
            if used is None or not 0 <= (now - used).total_seconds() < _USED_INTERVAL:
                with self._index.updating() as update:
                    update.put(msgspec.structs.replace(update.named(name), used=now))

    def replace(self, name: str, api_key: str, secret: str) -> Profile:
        """Replace a mistyped pair, as `edit` does.

        Raises:
            ProfileRefused: a value is empty, too.
        """
        pair = _pair_of(api_key, secret)
        return self.edit(name, ProfileChange(api_key=Secret(pair.api_key), secret=Secret(pair.secret)))

    def put_extras(self, name: str, extras: Mapping[Part, Secret]) -> Profile:
        """Store, replace or delete values for Datafly Signal, as `edit` does."""
        return self.edit(name, ProfileChange(extras=dict(extras)))

    def rotate(self, name: str, api_key: str, secret: str) -> Profile:
        """Set a new pair and keep the previous one until the rotation is finished or undone.

        Kochava's install authentication article: if a secret may be known to others, ask Kochava for a new API key and
        secret. Until both ends use them, the previous pair is still needed.

        Raises:
            ProfileRefused: as for `add`, or a rotation is already in progress.
        """
        pair = _pair_of(api_key, secret)
        with self._index.keyring_lock():
            stored = self._store.find(name)
            if stored.old_api_key_hint:
                raise ProfileRefused(
                    f"A rotation of “{name}” is already in progress. Finish it, or restore the previous pair first."
                )
            check_leaks(name, profile_of(stored).metadata, StoredValues(pair).items())
            before = self._store.values(lambda: stored)
            values = msgspec.structs.replace(before, pair=pair, old_pair=before.pair)
            return profile_of(self._store.save(stored, values, _rotated(datetime.now(UTC), stored.rotated)))

    def finish_rotation(self, name: str) -> Profile:
        """Delete the previous pair.

        Raises:
            ProfileRefused: no rotation is in progress.
        """
        with self._index.keyring_lock():
            stored = self._rotating(name)
            values = msgspec.structs.replace(self._store.values(lambda: stored), old_pair=None)
            return profile_of(self._store.save(stored, values, _rotated(stored.rotated, None)))

    def undo_rotation(self, name: str) -> Profile:
        """Restore the previous pair and delete the new one.

        Raises:
            ProfileRefused: no rotation is in progress.
        """
        with self._index.keyring_lock():
            stored = self._rotating(name)
            before = self._store.values(lambda: stored)
            values = msgspec.structs.replace(before, pair=before.old_pair or before.pair, old_pair=None)
            return profile_of(self._store.save(stored, values, _rotated(stored.old_rotated, None)))

    def remove(self, name: str) -> Removed:
        """Remove a profile and return what is needed to restore it, even if its values are missing already."""
        with self._index.keyring_lock():
            stored = self._store.find(name)
            values = self._store.read(stored.entry) or self._store.cached(stored)
            with self._index.updating() as update:
                update.remove(stored.entry)
            self._store.discard(stored)
            failure = self._store.delete(stored.entry)
        warning = ""
        if failure is not None:
            warning = (
                f"“{name}” was removed, but the keyring may still contain its values: {failure.reason}"
                " Check the profiles to finish deleting them."
            )
        return Removed(profile_of(stored), values, stored, warning)

    def restore(self, removed: Removed) -> Profile:
        """Add a removed profile again, unchanged.

        Raises:
            ProfileRefused: its name is now taken.
        """
        name = removed.profile.name

        def use(update: ProfileListUpdate, entry: str) -> StoredProfile:
            _check_name(name, update.profiles)
            return update.put(msgspec.structs.replace(removed.stored, entry=entry))

        with self._index.keyring_lock():
            _check_name(name, self._index.profiles())
            if removed.values is not None:
                return profile_of(self._store.write(name, removed.values, use))
            with self._index.updating() as update:
                return profile_of(use(update, new_entry(name)))

    def check(self, name: str = "") -> tuple[Disagreement, ...]:
        """Return the disagreements between list and keyring, for one profile or for all. Waits for the keyring lock."""
        return consistency_check.check(self._store, name)

    def repair(self, disagreement: Disagreement) -> str:
        """Repair a disagreement if it still exists, and return a sentence that says what was done."""
        return consistency_check.repair(self._store, disagreement)

    def _check_leaks(self, stored: StoredProfile, change: ProfileChange) -> None:
        """Check that no text contains a new value, and that no new text contains any value in memory."""
        before = profile_of(stored).metadata
        name, metadata = stored.name if change.name is None else change.name, change.metadata or before
        new: dict[Part, Secret] = {"api-key": change.api_key, "secret": change.secret, **change.extras}
        check_leaks(name, metadata, ((part, value) for part, value in new.items() if value))
        if may_contain_value(name, stored.name) or metadata_may_contain_value(metadata, before):
            with suppress(CredentialsUnavailable):
                self._store.fetch(stored)
        check_leaks(change.name or "", change.metadata or _NOTHING, self._store.all_cached())

    def _edited_values(self, stored: StoredProfile, change: ProfileChange) -> StoredValues:
        """Return the values of a profile after a change; they may be missing if both values of the pair are new."""
        pair = Credentials(change.api_key.reveal(), change.secret.reveal())
        if pair.api_key and pair.secret:
            before = self._store.fetch(stored) or StoredValues(pair)
        else:
            before = self._store.values(lambda: stored)
            pair = Credentials(pair.api_key or before.pair.api_key, pair.secret or before.pair.secret)
        return with_extras(msgspec.structs.replace(before, pair=pair), change.extras)

    def _add(self, name: str, values: StoredValues, metadata: ProfileMetadata) -> Profile:
        def use(update: ProfileListUpdate, entry: str) -> StoredProfile:
            _check_name(name, update.profiles)
            stored = StoredProfile(name=name, created=datetime.now(UTC), entry=entry, **to_record(metadata))
            return update.put(with_values(stored, entry, values, update.salt))

        _check_name(name, self._index.profiles())
        check_leaks(name, metadata, values.items())
        with self._index.keyring_lock():
            return profile_of(self._store.write(name, values, use))

    def _rotating(self, name: str) -> StoredProfile:
        stored = self._store.find(name)
        if not stored.old_api_key_hint:
            raise ProfileRefused(f"No rotation of “{name}” is in progress.")
        return stored

    def _listed(self, name: str) -> StoredProfile:
        listed = self._index.profiles()
        stored = next((stored for stored in listed if stored.name == name), None)
        if stored is None:
            known = ", ".join(f"“{known}”" for known in (SAMPLE_PROFILE, *(stored.name for stored in listed)))
            raise CredentialsUnavailable(Why.NO_PROFILE, f"There is no profile “{name}”.", f"Choose one of {known}.")
        return stored


def default_profiles() -> Profiles:
    """Return the profiles of this user on this computer."""
    return Profiles(config_dir() / "profiles.json", Vault())


def _edited(change: ProfileChange, update: ProfileListUpdate, now: StoredProfile) -> StoredProfile:
    """Return a profile of the list with its new name and metadata."""
    if change.metadata is not None:
        now = changed_fields(now, change.seen, change.metadata)
    if change.name is None:
        return now
    _check_name(change.name, (stored for stored in update.profiles if stored.entry != now.entry))
    former = tuple(each for each in dict.fromkeys((*now.former_names, now.name)) if each != change.name)
    return msgspec.structs.replace(now, name=change.name, former_names=former)


def _rotated(
    now: datetime | None, before: datetime | None
) -> Callable[[ProfileListUpdate, StoredProfile], StoredProfile]:
    """Return a function that sets the times of the last rotation, and of the one before a rotation in progress."""
    return lambda _update, stored: msgspec.structs.replace(stored, rotated=now, old_rotated=before)


def _pair_of(api_key: str, secret: str) -> Credentials:
    remember(Secret(api_key), Secret(secret))
    for value, what in ((api_key, "API key"), (secret, "secret")):
        if not value:
            raise ProfileRefused(f"The {what} is empty.")
    return Credentials(api_key=api_key, secret=secret)


def _check_name(name: str, others: Iterable[StoredProfile]) -> None:
    problem = name_problem(name, (other.name for other in others))
    if problem is not None:
        raise ProfileRefused(problem)
