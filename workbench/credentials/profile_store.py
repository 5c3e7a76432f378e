"""Adds, changes, duplicates, removes and restores profiles.

If an operation fails or is interrupted, the profiles are as before or as requested. No value is written to the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec

from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.metadata_leak_check import leak_problem, may_contain_value, metadata_may_contain_value
from workbench.credentials.names import name_problem, same_name
from workbench.credentials.profile import EXTRAS, PAIR, PART_WORDS, Part, ProfileMetadata, ProfileRefused, Removed
from workbench.credentials.stored_profile import StoredProfile, profile_of, slot_of, stored_profile_of, to_record
from workbench.redaction import Secret, mask, remember

_USED_INTERVAL = 60  # seconds between two writes of the time of use


def values_of(api_key: str, secret: str) -> dict[Part, Secret]:
    """Return a pair as values to store.

    Raises:
        ProfileRefused: one of them is empty.
    """
    values: dict[Part, Secret] = dict(zip(PAIR, (Secret(api_key), Secret(secret)), strict=True))
    remember(*values.values())
    for part, value in values.items():
        if not value:
            raise ProfileRefused(f"The {PART_WORDS[part]} is empty.")
    return values


def check_leaks(name: str, metadata: ProfileMetadata, values: Iterable[tuple[Part, Secret]]) -> None:
    """Check that the name and metadata contain none of these values.

    Raises:
        ProfileRefused: they do.
    """
    problem = leak_problem(name, metadata, values)
    if problem:
        raise ProfileRefused(problem)


def check_name(name: str, others: Iterable[StoredProfile], excluding: str = "") -> None:
    """Check that a profile can have this name.

    Args:
        name: the new name.
        others: the existing profiles.
        excluding: the entry prefix of the profile that is renamed.

    Raises:
        ProfileRefused: it cannot.
    """
    problem = name_problem(name)
    if problem:
        raise ProfileRefused(problem)
    for other in others:
        if other.entry != excluding and same_name(other.name, name):
            raise ProfileRefused(
                f"A profile “{other.name}” already exists. Choose another name, or remove that profile first."
            )


def add(
    transaction: KeyringTransaction, name: str, values: Mapping[Part, Secret], metadata: ProfileMetadata
) -> StoredProfile:
    """Store a new profile with these values, which include both of the pair."""
    unknown = set(values) - {*PAIR, *EXTRAS}
    if unknown:
        raise ValueError(f"not a part of a profile: {sorted(unknown)}")
    values = {part: value for part, value in values.items() if value}
    remember(*values.values())
    check_name(name, transaction.index.profiles())
    check_leaks(name, metadata, values.items())
    with transaction.index.keyring_lock():
        prefix = _free_prefix(transaction, name)
        number = transaction.free_number(prefix, tuple(values), first=1)
        stored = StoredProfile(
            name=name,
            created=datetime.now(UTC),
            api_key_hint=mask(values["api-key"].reveal()),
            entry=prefix,
            pair=number,
            last=number,
            extras={part: number for part in EXTRAS if part in values},
            **to_record(metadata),
        )
        slots = {slot_of(part, number): value for part, value in values.items()}
        with transaction.storing(prefix, slots, title=name), transaction.index.updating() as update:
            check_name(name, update.profiles)
            update.put(stored)
        transaction.cache.put(stored, slots)
    return stored


def duplicate(transaction: KeyringTransaction, name: str, new: str) -> StoredProfile:
    """Add a profile with the current values and metadata of another."""
    stored = transaction.stored(name)
    check_name(new, transaction.index.profiles())
    pair = transaction.cache.pair(transaction.vault, stored, stored.pair)
    values = values_of(pair.api_key, pair.secret)
    for part in EXTRAS:
        if part in stored.extras:
            values[part] = transaction.cache.value(transaction.vault, stored, slot_of(part, stored.extras[part]))
    return add(transaction, new, values, profile_of(stored).metadata)


def change(
    transaction: KeyringTransaction, name: str, metadata: ProfileMetadata, seen: ProfileMetadata | None = None
) -> StoredProfile:
    """Save changed metadata, which must not contain the profile's own values or any in memory."""
    stored = transaction.stored(name)
    if metadata_may_contain_value(metadata, profile_of(stored).metadata):
        _fetch_all(transaction, stored)
    check_leaks("", metadata, transaction.cache.all())
    with transaction.index.updating() as update:
        now = update.of(stored.entry)
        if now is None:
            raise ProfileRefused(f"The profile “{name}” no longer exists.")
        changed = msgspec.structs.replace(
            now, **(to_record(metadata) if seen is None else _changes(now, to_record(seen), to_record(metadata)))
        )
        update.put(changed)
    return changed


def rename(transaction: KeyringTransaction, name: str, new: str) -> StoredProfile:
    """Rename a profile; its keyring entries keep their names."""
    stored = transaction.stored(name)
    if may_contain_value(new, name):
        _fetch_all(transaction, stored)
    check_leaks(new, ProfileMetadata(), transaction.cache.all())
    with transaction.index.updating() as update:
        check_name(new, update.profiles, excluding=stored.entry)
        now = update.of(stored.entry)
        if now is None:
            raise ProfileRefused(f"The profile “{name}” no longer exists.")
        former = dict.fromkeys((*now.former_names, now.name))
        renamed = msgspec.structs.replace(now, name=new, former_names=tuple(each for each in former if each != new))
        update.put(renamed)
    return renamed


def mark_used(transaction: KeyringTransaction, name: str) -> None:
    """Record the time of use, at most once a minute. Never raises."""
    with suppress(CredentialsUnavailable, ProfileRefused):
        stored = transaction.stored(name)
        now = datetime.now(UTC)
        if stored.used is None or not 0 <= (now - stored.used).total_seconds() < _USED_INTERVAL:
            transaction.update_profile(stored, used=now)


def remove(transaction: KeyringTransaction, name: str) -> Removed:
    """Read the values of a profile, remove it from the list, then delete its values."""
    with transaction.index.keyring_lock():
        stored = transaction.stored(name)
        values = {}
        for slot in stored.slots:
            try:
                values[slot] = transaction.vault.get(stored.entry, slot, title=name)
            except CredentialsUnavailable as unavailable:
                if unavailable.why is not Why.MISSING:
                    raise
                known = transaction.cache.get(stored, slot)
                if known is not None:
                    values[slot] = known
        with transaction.index.updating() as update:
            entry = update.entry(stored.entry)
            update.remove(stored.entry)
            update.add_pending(stored.users, "deleting")
        transaction.cache.discard(stored)
        failure = transaction.delete_pending(stored.users)
    warning = ""
    if failure is not None:
        warning = (
            f"“{name}” was removed, but the keyring may still contain some of its values: {failure.reason}"
            " Check the profiles to finish deleting them."
        )
    return Removed(profile_of(stored), values, entry, warning)


def restore(transaction: KeyringTransaction, removed: Removed) -> StoredProfile:
    """Add a removed profile again, unchanged."""
    with transaction.index.keyring_lock():
        check_name(removed.profile.name, transaction.index.profiles())
        prefix = _free_prefix(transaction, str(removed.entry.get("entry") or removed.profile.name))
        entry = {**removed.entry, "entry": prefix}
        stored = stored_profile_of(entry)
        if stored is None:
            raise ProfileRefused(f"“{removed.profile.name}” cannot be restored: its entry was damaged.")
        with (
            transaction.storing(prefix, removed.values, title=stored.name),
            transaction.index.updating() as update,
        ):
            check_name(stored.name, update.profiles)
            update.put_entry(entry)
        transaction.cache.put(stored, removed.values)
    return stored


def _changes(now: StoredProfile, seen: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that the user changed; for lists, apply only the items added and removed by the user."""
    changes = {field: value for field, value in wanted.items() if value != seen[field]}
    for field, value in changes.items():
        current = getattr(now, field)
        if isinstance(value, tuple) and current != seen[field]:
            stay = tuple(each for each in current if each in value or each not in seen[field])
            changes[field] = (*stay, *(each for each in value if each not in stay and each not in seen[field]))
    return changes


def _fetch_all(transaction: KeyringTransaction, stored: StoredProfile) -> None:
    """Fetch a profile's values into the cache, to search for them; errors of the keyring are ignored."""
    for slot in stored.slots:
        try:
            transaction.cache.value(transaction.vault, stored, slot)
        except CredentialsUnavailable as unavailable:
            if unavailable.why is not Why.MISSING:
                return  # the keyring would only prompt again


def _free_prefix(transaction: KeyringTransaction, name: str) -> str:
    """Return an unused entry prefix for a new profile: its name, with a number if necessary."""
    with transaction.index.updating() as update:
        prefix, number = name, 1
        while update.taken(prefix):
            number += 1
            prefix = f"{name}~{number}"
    return prefix
