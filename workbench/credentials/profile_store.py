"""Owns the coming and going of profiles: adding, duplicating, removing and bringing back.

Each leaves the profiles as they were or as they should be, whatever stops it. It never writes a value to the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec

from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.metadata_leak_check import facts_may_hold_a_value, leak_problem, may_hold_a_value
from workbench.credentials.names import name_problem, same_name
from workbench.credentials.profile import EXTRAS, PAIR, PART_WORDS, Part, ProfileMetadata, ProfileRefused, Removed
from workbench.credentials.stored_profile import StoredProfile, profile_of, slot_of, stored_profile_of, to_record
from workbench.redaction import Secret, mask, remember

_SELDOM = 60  # seconds between two writings of when a profile was last used


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


def refuse_leaks(name: str, facts: ProfileMetadata, values: Iterable[tuple[Part, Secret]]) -> None:
    """See that what goes to the list holds none of these values.

    Raises:
        ProfileRefused: it does.
    """
    problem = leak_problem(name, facts, values)
    if problem:
        raise ProfileRefused(problem)


def refuse_name(name: str, facts: Iterable[StoredProfile], but: str = "") -> None:
    """See that a profile can be called so.

    Args:
        name: the new name.
        facts: the profiles there are.
        but: what the keyring entries of the one that is to be called so begin with.

    Raises:
        ProfileRefused: it cannot.
    """
    problem = name_problem(name)
    if problem:
        raise ProfileRefused(problem)
    for other in facts:
        if other.entry != but and same_name(other.name, name):
            raise ProfileRefused(f"There is a profile “{other.name}” already; choose another name or remove it.")


def add(ledger: KeyringTransaction, name: str, values: Mapping[Part, Secret], facts: ProfileMetadata) -> StoredProfile:
    """Keep a new profile with these values, both of the pair among them."""
    unknown = set(values) - {*PAIR, *EXTRAS}
    if unknown:
        raise ValueError(f"not a part of a profile: {sorted(unknown)}")
    values = {part: value for part, value in values.items() if value}
    remember(*values.values())
    refuse_name(name, ledger.index.facts())
    refuse_leaks(name, facts, values.items())
    with ledger.index.writing():
        prefix = _free_prefix(ledger, name)
        number = ledger.free_number(prefix, tuple(values), first=1)
        fact = StoredProfile(
            name=name,
            created=datetime.now(UTC),
            api_key_hint=mask(values["api-key"].reveal()),
            entry=prefix,
            pair=number,
            last=number,
            extras={part: number for part in EXTRAS if part in values},
            **to_record(facts),
        )
        slots = {slot_of(part, number): value for part, value in values.items()}
        with ledger.written(prefix, slots, called=name), ledger.index.changing() as book:
            refuse_name(name, book.facts)
            book.put(fact)
        ledger.memory.keep(fact, slots)
    return fact


def duplicate(ledger: KeyringTransaction, name: str, new: str) -> StoredProfile:
    """Keep the present values of a profile, and what is said of it, a second time."""
    fact = ledger.fact(name)
    refuse_name(new, ledger.index.facts())
    pair = ledger.memory.pair(ledger.vault, fact, fact.pair)
    values = values_of(pair.api_key, pair.secret)
    for part in EXTRAS:
        if part in fact.extras:
            values[part] = ledger.memory.value(ledger.vault, fact, slot_of(part, fact.extras[part]))
    return add(ledger, new, values, profile_of(fact).facts)


def change(
    ledger: KeyringTransaction, name: str, facts: ProfileMetadata, seen: ProfileMetadata | None = None
) -> StoredProfile:
    """Write what a person changed of a profile, and none of its own values, nor of those that are in memory."""
    fact = ledger.fact(name)
    if facts_may_hold_a_value(facts, profile_of(fact).facts):
        _fetch_all(ledger, fact)
    refuse_leaks("", facts, ledger.memory.all())
    with ledger.index.changing() as book:
        now = book.of(fact.entry)
        if now is None:
            raise ProfileRefused(f"There is no profile “{name}” any more.")
        changed = msgspec.structs.replace(
            now, **(to_record(facts) if seen is None else _changes(now, to_record(seen), to_record(facts)))
        )
        book.put(changed)
    return changed


def rename(ledger: KeyringTransaction, name: str, new: str) -> StoredProfile:
    """Call a profile otherwise; its entries in the keyring stay as they are."""
    fact = ledger.fact(name)
    if may_hold_a_value(new, name):
        _fetch_all(ledger, fact)
    refuse_leaks(new, ProfileMetadata(), ledger.memory.all())
    with ledger.index.changing() as book:
        refuse_name(new, book.facts, but=fact.entry)
        now = book.of(fact.entry)
        if now is None:
            raise ProfileRefused(f"There is no profile “{name}” any more.")
        former = dict.fromkeys((*now.former_names, now.name))
        renamed = msgspec.structs.replace(now, name=new, former_names=tuple(each for each in former if each != new))
        book.put(renamed)
    return renamed


def mark_used(ledger: KeyringTransaction, name: str) -> None:
    """Write that a profile is used now, unless that was written within the last minute; never fails."""
    with suppress(CredentialsUnavailable, ProfileRefused):
        fact = ledger.fact(name)
        now = datetime.now(UTC)
        if fact.used is None or not 0 <= (now - fact.used).total_seconds() < _SELDOM:
            ledger.flip(fact, used=now)


def remove(ledger: KeyringTransaction, name: str) -> Removed:
    """Take a profile off the list, then delete its values, which are read before."""
    with ledger.index.writing():
        fact = ledger.fact(name)
        values = {}
        for slot in fact.slots:
            try:
                values[slot] = ledger.vault.get(fact.entry, slot, called=name)
            except CredentialsUnavailable as unavailable:
                if unavailable.why is not Why.VANISHED:
                    raise
                known = ledger.memory.known(fact, slot)
                if known is not None:
                    values[slot] = known
        with ledger.index.changing() as book:
            listed = book.entry(fact.entry)
            book.strike(fact.entry)
            book.announce(fact.users, "deleting")
        ledger.memory.forget(fact)
        failure = ledger.cleared(fact.users)
    left = ""
    if failure is not None:
        left = (
            f"“{name}” is off the list, but the keyring may still hold some of its values: {failure.reason}"
            " Check the profiles to finish deleting it."
        )
    return Removed(profile_of(fact), values, listed, left)


def restore(ledger: KeyringTransaction, removed: Removed) -> StoredProfile:
    """Bring a profile back as it was removed."""
    with ledger.index.writing():
        facts = ledger.index.facts()
        refuse_name(removed.profile.name, facts)
        prefix = _free_prefix(ledger, str(removed.listed.get("entry") or removed.profile.name))
        listed = {**removed.listed, "entry": prefix}
        fact = stored_profile_of(listed)
        if fact is None:
            raise ProfileRefused(f"“{removed.profile.name}” cannot be brought back: its entry was damaged.")
        with (
            ledger.written(prefix, removed.values, called=fact.name),
            ledger.index.changing() as book,
        ):
            refuse_name(fact.name, book.facts)
            book.put_entry(listed)
        ledger.memory.keep(fact, removed.values)
    return fact


def _changes(now: StoredProfile, seen: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that a person changed; to a list only what they added or took out, whoever else changed it."""
    changes = {field: value for field, value in wanted.items() if value != seen[field]}
    for field, value in changes.items():
        listed = getattr(now, field)
        if isinstance(value, tuple) and listed != seen[field]:
            stay = tuple(each for each in listed if each in value or each not in seen[field])
            changes[field] = (*stay, *(each for each in value if each not in stay and each not in seen[field]))
    return changes


def _fetch_all(ledger: KeyringTransaction, fact: StoredProfile) -> None:
    """Have a profile's values in memory, to hold a text against them; a keyring that does not answer stops nobody."""
    for slot in fact.slots:
        try:
            ledger.memory.value(ledger.vault, fact, slot)
        except CredentialsUnavailable as unavailable:
            if unavailable.why is not Why.VANISHED:
                return  # asking again would only prompt again


def _free_prefix(ledger: KeyringTransaction, name: str) -> str:
    """Return what the keyring entries of a new profile begin with: its name, or something like it."""
    with ledger.index.changing() as book:
        prefix, number = name, 1
        while book.taken(prefix):
            number += 1
            prefix = f"{name}~{number}"
    return prefix
