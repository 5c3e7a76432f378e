"""Owns the change of a profile's values: mending a mistyped pair, and rotating to a new one beside the old.

Kochava's install authentication article: when a secret may be known to others, a new API key and secret are asked
for from Kochava; until both ends use them, one wants the old pair at hand. It never deletes the last pair that works.
"""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.credentials.credential_cache import MISSING, CredentialCache
from workbench.credentials.errors import CredentialsUnavailable
from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.profile import PAIR, Part, ProfileRefused
from workbench.credentials.profile_store import refuse_leaks, values_of
from workbench.credentials.stored_profile import StoredProfile, profile_of, slot_of, users_of
from workbench.redaction import Secret, mask, remember
from workbench.signing import Credentials


def replace(ledger: KeyringTransaction, name: str, api_key: str, secret: str) -> StoredProfile:
    """Put a pair in place of the present one, of which nothing is kept; an older one under rotation stays."""
    values = values_of(api_key, secret)
    with ledger.index.writing():
        fact = ledger.fact(name)
        refuse_leaks(fact.name, profile_of(fact).facts, values.items())
        number = ledger.free_number(fact.entry, PAIR, fact.highest + 1)
        slots = {slot_of(part, number): value for part, value in values.items()}
        before = _slots(fact.pair)
        with ledger.written(fact.entry, slots, called=name):
            fact = ledger.flip(fact, before, pair=number, last=number, api_key_hint=mask(api_key))
        ledger.memory.keep(fact, slots)
        ledger.cleared(_users(fact, before))
    return fact


def rotate(ledger: KeyringTransaction, name: str, api_key: str, secret: str) -> StoredProfile:
    """Make a new pair the present one, and keep the old one beside it."""
    values = values_of(api_key, secret)
    with ledger.index.writing():
        fact = ledger.fact(name)
        if fact.old_pair:
            raise ProfileRefused(
                f"A rotation of “{name}” is under way already; finish it or go back to the old pair first."
            )
        refuse_leaks(fact.name, profile_of(fact).facts, values.items())
        number = ledger.free_number(fact.entry, PAIR, fact.highest + 1)
        slots = {slot_of(part, number): value for part, value in values.items()}
        with ledger.written(fact.entry, slots, called=name):
            fact = ledger.flip(
                fact,
                pair=number,
                last=number,
                api_key_hint=mask(api_key),
                rotated=datetime.now(UTC),
                old_pair=fact.pair,
                old_api_key_hint=fact.api_key_hint,
                old_rotated=fact.rotated,
            )
        ledger.memory.keep(fact, slots)
    return fact


def finish(ledger: KeyringTransaction, name: str) -> StoredProfile:
    """Delete the old pair, once the new one is known to be in the keyring."""
    with ledger.index.writing():
        fact = _rotating(ledger, name)
        CredentialCache().pair(ledger.vault, fact, fact.pair)  # what is in memory does not outlive this program
        before = _slots(fact.old_pair)
        fact = ledger.flip(fact, before, old_pair=0, old_api_key_hint="", old_rotated=None)
        ledger.cleared(_users(fact, before))
    return fact


def undo(ledger: KeyringTransaction, name: str) -> StoredProfile:
    """Make the old pair the present one again, once it is known to be in the keyring, and delete the new one."""
    with ledger.index.writing():
        fact = _rotating(ledger, name)
        old_pair(ledger, fact, CredentialCache())
        before = _slots(fact.pair)
        fact = ledger.flip(
            fact,
            before,
            pair=fact.old_pair,
            last=fact.highest,
            api_key_hint=fact.old_api_key_hint,
            rotated=fact.old_rotated,
            old_pair=0,
            old_api_key_hint="",
            old_rotated=None,
        )
        ledger.cleared(_users(fact, before))
    return fact


def put_extra(ledger: KeyringTransaction, name: str, part: Part, value: Secret | None) -> StoredProfile:
    """Keep one of Signal's values in place of the one there was, or delete it."""
    with ledger.index.writing():
        fact = ledger.fact(name)
        before = [slot_of(part, fact.extras[part])] if part in fact.extras else []
        kept = {other: number for other, number in fact.extras.items() if other != part}
        if not value:
            fact = ledger.flip(fact, before, extras=kept, last=fact.highest)
        else:
            remember(value)
            refuse_leaks(fact.name, profile_of(fact).facts, [(part, value)])
            number = ledger.free_number(fact.entry, (part,), fact.highest + 1)
            slots = {slot_of(part, number): value}
            with ledger.written(fact.entry, slots, called=name):
                fact = ledger.flip(fact, before, extras={**kept, part: number}, last=number)
            ledger.memory.keep(fact, slots)
        ledger.cleared(_users(fact, before))
    return fact


def old_credentials(ledger: KeyringTransaction, name: str) -> Credentials:
    """Return the older pair that is kept while a rotation is under way."""
    return old_pair(ledger, _rotating(ledger, name), ledger.memory)


def old_pair(ledger: KeyringTransaction, fact: StoredProfile, memory: CredentialCache) -> Credentials:
    """Return the older pair from this memory or the keyring, and say of it that it is the older one if it is gone."""
    try:
        return memory.pair(ledger.vault, fact, fact.old_pair)
    except CredentialsUnavailable as gone:
        if gone.why in MISSING:
            gone.reason = f"The keyring no longer holds the older pair of the profile “{fact.name}” whole."
            gone.advice = "Finish the rotation; the new pair stays as it is."
        raise


def _rotating(ledger: KeyringTransaction, name: str) -> StoredProfile:
    fact = ledger.fact(name)
    if not fact.old_pair:
        raise ProfileRefused(f"No rotation of “{name}” is under way.")
    return fact


def _slots(number: int) -> list[str]:
    return [slot_of(part, number) for part in PAIR]


def _users(fact: StoredProfile, slots: list[str]) -> tuple[str, ...]:
    return users_of(fact.entry, slots)
