"""Adds, changes, duplicates, rotates, removes and restores profiles.

If an operation fails or is interrupted, the profiles are as before or as requested. No value is written to the list.

Kochava's install authentication article: if a secret may be known to others, ask Kochava for a new API key and
secret. Until both ends use them, the previous pair is still needed; a rotation keeps both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec

from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.metadata_leak_check import leak_problem, may_contain_value, metadata_may_contain_value
from workbench.credentials.names import name_problem, same_name
from workbench.credentials.profile import PART_WORDS, Part, ProfileMetadata, ProfileRefused, Removed
from workbench.credentials.profile_index import ProfileListUpdate
from workbench.credentials.profile_store import ProfileStore
from workbench.credentials.stored_profile import (
    StoredProfile,
    new_entry,
    profile_of,
    stored_profile_of,
    to_record,
    with_values,
)
from workbench.credentials.stored_values import StoredValues
from workbench.redaction import Secret, remember
from workbench.signing import Credentials

_USED_INTERVAL = 60  # seconds between two writes of the time of use


def pair_of(api_key: str, secret: str) -> Credentials:
    """Return a pair to store.

    Raises:
        ProfileRefused: one of the values is empty.
    """
    remember(Secret(api_key), Secret(secret))
    for value, part in ((api_key, "API key"), (secret, "secret")):
        if not value:
            raise ProfileRefused(f"The {part} is empty.")
    return Credentials(api_key=api_key, secret=secret)


def add(store: ProfileStore, name: str, values: StoredValues, metadata: ProfileMetadata) -> StoredProfile:
    """Store a new profile with these values."""
    _check_name(name, store.index.profiles())
    _check_leaks(name, metadata, values.items())

    def use(update: ProfileListUpdate, entry: str) -> StoredProfile:
        _check_name(name, update.profiles)
        stored = StoredProfile(name=name, created=datetime.now(UTC), entry=entry, **to_record(metadata))
        stored = with_values(stored, entry, values)
        update.put(stored)
        return stored

    with store.index.keyring_lock():
        return store.write(name, values, use)


def duplicate(store: ProfileStore, name: str, new: str) -> StoredProfile:
    """Add a profile with the current values and metadata of another."""
    metadata = profile_of(store.find(name)).metadata
    _check_name(new, store.index.profiles())
    values = store.values(lambda: store.find(name))
    return add(store, new, StoredValues(values.pair, extras=values.extras), metadata)


def change(
    store: ProfileStore, name: str, metadata: ProfileMetadata, seen: ProfileMetadata | None = None
) -> StoredProfile:
    """Save changed metadata, which must not contain the profile's own values or any in memory."""
    stored = store.find(name)
    if metadata_may_contain_value(metadata, profile_of(stored).metadata):
        _fetch(store, name)
    _check_leaks("", metadata, store.all_cached())
    with store.index.updating() as update:
        now = update.named(name)
        changed = msgspec.structs.replace(
            now, **(to_record(metadata) if seen is None else _changes(now, to_record(seen), to_record(metadata)))
        )
        update.put(changed)
    return changed


def rename(store: ProfileStore, name: str, new: str) -> StoredProfile:
    """Rename a profile; its keyring entry keeps its name."""
    store.find(name)
    if may_contain_value(new, name):
        _fetch(store, name)
    _check_leaks(new, ProfileMetadata(), store.all_cached())
    with store.index.updating() as update:
        _check_name(new, (stored for stored in update.profiles if stored.name != name))
        now = update.named(name)
        former = dict.fromkeys((*now.former_names, name))
        renamed = msgspec.structs.replace(now, name=new, former_names=tuple(each for each in former if each != new))
        update.put(renamed)
    return renamed


def mark_used(store: ProfileStore, name: str) -> None:
    """Record the time of use, at most once a minute. Never raises."""
    with suppress(CredentialsUnavailable, ProfileRefused):
        used, now = store.find(name).used, datetime.now(UTC)
        if used is None or not 0 <= (now - used).total_seconds() < _USED_INTERVAL:
            with store.index.updating() as update:
                update.put(msgspec.structs.replace(update.named(name), used=now))


def replace(store: ProfileStore, name: str, pair: Credentials, extras: Mapping[Part, Secret]) -> StoredProfile:
    """Replace the current pair and these extras; the previous pair of a rotation and the other extras are kept."""
    with store.index.keyring_lock():
        stored = store.find(name)
        values = StoredValues(pair)
        _check_leaks(name, profile_of(stored).metadata, [*values.items(), *extras.items()])
        try:
            values = msgspec.structs.replace(store.values(lambda: stored), pair=pair)
        except CredentialsUnavailable as unavailable:
            if unavailable.why is not Why.MISSING:
                raise
        return store.save(stored, _with_extras(values, extras))


def rotate(store: ProfileStore, name: str, pair: Credentials) -> StoredProfile:
    """Set a new pair as the current one, and keep the previous one."""
    with store.index.keyring_lock():
        stored = store.find(name)
        if stored.old_api_key_hint:
            raise ProfileRefused(
                f"A rotation of “{name}” is already in progress. Finish it, or restore the previous pair first."
            )
        _check_leaks(name, profile_of(stored).metadata, StoredValues(pair).items())
        values = store.values(lambda: stored)
        values = msgspec.structs.replace(values, pair=pair, old_pair=values.pair)
        return store.save(stored, values, rotated=datetime.now(UTC), old_rotated=stored.rotated)


def finish_rotation(store: ProfileStore, name: str) -> StoredProfile:
    """Delete the previous pair."""
    with store.index.keyring_lock():
        stored = find_rotating(store, name)
        values = msgspec.structs.replace(store.values(lambda: stored), old_pair=None)
        return store.save(stored, values, old_rotated=None)


def undo_rotation(store: ProfileStore, name: str) -> StoredProfile:
    """Restore the previous pair, and delete the new one."""
    with store.index.keyring_lock():
        stored = find_rotating(store, name)
        values = store.values(lambda: stored)
        values = msgspec.structs.replace(values, pair=values.old_pair or values.pair, old_pair=None)
        return store.save(stored, values, rotated=stored.old_rotated, old_rotated=None)


def find_rotating(store: ProfileStore, name: str) -> StoredProfile:
    """Return a profile whose rotation is in progress.

    Raises:
        ProfileRefused: there is no such profile, or no rotation in progress.
    """
    stored = store.find(name)
    if not stored.old_api_key_hint:
        raise ProfileRefused(f"No rotation of “{name}” is in progress.")
    return stored


def put_extras(store: ProfileStore, name: str, extras: Mapping[Part, Secret]) -> StoredProfile:
    """Store or replace these values for Datafly Signal; an empty value is deleted."""
    with store.index.keyring_lock():
        stored = store.find(name)
        _check_leaks(name, profile_of(stored).metadata, extras.items())
        values = store.values(lambda: stored)
        changed = _with_extras(values, extras)
        return stored if changed == values else store.save(stored, changed)


def extra_value(store: ProfileStore, name: str, part: Part) -> Secret:
    """Return one of the values for Datafly Signal."""
    value = None
    if part in store.find(name).extras:
        value = store.values(lambda: store.find(name)).extras.get(part)
    if value is None:
        raise ProfileRefused(f"The profile “{name}” has no {PART_WORDS[part]}.")
    return value


def remove(store: ProfileStore, name: str) -> Removed:
    """Read the values of a profile, remove it from the list, then delete its entry."""
    with store.index.keyring_lock():
        stored = store.find(name)
        values = store.read(stored.entry, name) or store.cached(stored)
        with store.index.updating() as update:
            listed = update.listed(stored.entry)
            update.remove(stored.entry)
        store.discard(stored)
        failure = store.delete(stored.entry)
    warning = ""
    if failure is not None:
        warning = (
            f"“{name}” was removed, but the keyring may still contain its values: {failure.reason}"
            " Check the profiles to finish deleting them."
        )
    return Removed(profile_of(stored), values, listed, warning)


def restore(store: ProfileStore, removed: Removed) -> StoredProfile:
    """Add a removed profile again, unchanged."""
    name = removed.profile.name

    def use(update: ProfileListUpdate, entry: str) -> StoredProfile:
        _check_name(name, update.profiles)
        listed = {**removed.listed, "entry": entry}
        stored = stored_profile_of(listed)
        if stored is None:
            raise ProfileRefused(f"“{name}” cannot be restored: its entry in the list was damaged.")
        update.put_listed(listed)
        return stored

    with store.index.keyring_lock():
        _check_name(name, store.index.profiles())
        if removed.values is not None:
            return store.write(name, removed.values, use)
        with store.index.updating() as update:
            return use(update, new_entry(name))


def _check_name(name: str, others: Iterable[StoredProfile]) -> None:
    """Check that a profile can have this name, beside these others.

    Raises:
        ProfileRefused: it cannot.
    """
    problem = name_problem(name)
    if problem:
        raise ProfileRefused(problem)
    for other in others:
        if same_name(other.name, name):
            raise ProfileRefused(
                f"A profile “{other.name}” already exists. Choose another name, or remove that profile first."
            )


def _check_leaks(name: str, metadata: ProfileMetadata, values: Iterable[tuple[Part, Secret]]) -> None:
    """Check that the name and metadata contain none of these values, which are redacted from now on.

    Raises:
        ProfileRefused: they do.
    """
    values = list(values)
    remember(*(value for _part, value in values))
    problem = leak_problem(name, metadata, values)
    if problem:
        raise ProfileRefused(problem)


def _with_extras(values: StoredValues, extras: Mapping[Part, Secret]) -> StoredValues:
    changed = {**values.extras, **extras}
    return msgspec.structs.replace(values, extras={part: value for part, value in changed.items() if value})


def _changes(now: StoredProfile, seen: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that the user changed; for lists, apply only the items added and removed by the user."""
    changes = {field: value for field, value in wanted.items() if value != seen[field]}
    for field, value in changes.items():
        current = getattr(now, field)
        if isinstance(value, tuple) and current != seen[field]:
            stay = tuple(each for each in current if each in value or each not in seen[field])
            changes[field] = (*stay, *(each for each in value if each not in stay and each not in seen[field]))
    return changes


def _fetch(store: ProfileStore, name: str) -> None:
    """Fetch a profile's values into memory, to search for them; errors of the keyring are ignored."""
    with suppress(CredentialsUnavailable):
        store.values(lambda: store.find(name))
