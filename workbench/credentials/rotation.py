"""Owns the change of a profile's values: mending a mistyped pair, and rotating to a new one beside the old.

Kochava's install authentication article: when a secret may be known to others, a new API key and secret are asked
for from Kochava; until both ends use them, one wants the old pair at hand. It never deletes the last pair that works.
"""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.credentials.credential_cache import NOT_STORED, CredentialCache
from workbench.credentials.errors import CredentialsUnavailable
from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.profile import PAIR, Part, ProfileRefused
from workbench.credentials.profile_store import check_leaks, values_of
from workbench.credentials.stored_profile import StoredProfile, profile_of, slot_of, users_of
from workbench.redaction import Secret, mask, remember
from workbench.signing import Credentials


def replace(transaction: KeyringTransaction, name: str, api_key: str, secret: str) -> StoredProfile:
    """Put a pair in place of the present one, of which nothing is kept; an older one under rotation stays."""
    values = values_of(api_key, secret)
    with transaction.index.keyring_lock():
        stored = transaction.stored(name)
        check_leaks(stored.name, profile_of(stored).metadata, values.items())
        number = transaction.free_number(stored.entry, PAIR, stored.highest + 1)
        slots = {slot_of(part, number): value for part, value in values.items()}
        before = _slots(stored.pair)
        with transaction.storing(stored.entry, slots, title=name):
            stored = transaction.update_profile(stored, before, pair=number, last=number, api_key_hint=mask(api_key))
        transaction.cache.put(stored, slots)
        transaction.delete_pending(_users(stored, before))
    return stored


def rotate(transaction: KeyringTransaction, name: str, api_key: str, secret: str) -> StoredProfile:
    """Make a new pair the present one, and keep the old one beside it."""
    values = values_of(api_key, secret)
    with transaction.index.keyring_lock():
        stored = transaction.stored(name)
        if stored.old_pair:
            raise ProfileRefused(
                f"A rotation of “{name}” is under way already; finish it or go back to the old pair first."
            )
        check_leaks(stored.name, profile_of(stored).metadata, values.items())
        number = transaction.free_number(stored.entry, PAIR, stored.highest + 1)
        slots = {slot_of(part, number): value for part, value in values.items()}
        with transaction.storing(stored.entry, slots, title=name):
            stored = transaction.update_profile(
                stored,
                pair=number,
                last=number,
                api_key_hint=mask(api_key),
                rotated=datetime.now(UTC),
                old_pair=stored.pair,
                old_api_key_hint=stored.api_key_hint,
                old_rotated=stored.rotated,
            )
        transaction.cache.put(stored, slots)
    return stored


def finish(transaction: KeyringTransaction, name: str) -> StoredProfile:
    """Delete the old pair, once the new one is known to be in the keyring."""
    with transaction.index.keyring_lock():
        stored = _rotating(transaction, name)
        CredentialCache().pair(
            transaction.vault, stored, stored.pair
        )  # what is in memory does not outlive this program
        before = _slots(stored.old_pair)
        stored = transaction.update_profile(stored, before, old_pair=0, old_api_key_hint="", old_rotated=None)
        transaction.delete_pending(_users(stored, before))
    return stored


def undo(transaction: KeyringTransaction, name: str) -> StoredProfile:
    """Make the old pair the present one again, once it is known to be in the keyring, and delete the new one."""
    with transaction.index.keyring_lock():
        stored = _rotating(transaction, name)
        old_pair(transaction, stored, CredentialCache())
        before = _slots(stored.pair)
        stored = transaction.update_profile(
            stored,
            before,
            pair=stored.old_pair,
            last=stored.highest,
            api_key_hint=stored.old_api_key_hint,
            rotated=stored.old_rotated,
            old_pair=0,
            old_api_key_hint="",
            old_rotated=None,
        )
        transaction.delete_pending(_users(stored, before))
    return stored


def put_extra(transaction: KeyringTransaction, name: str, part: Part, value: Secret | None) -> StoredProfile:
    """Keep one of Signal's values in place of the one there was, or delete it."""
    with transaction.index.keyring_lock():
        stored = transaction.stored(name)
        before = [slot_of(part, stored.extras[part])] if part in stored.extras else []
        kept = {other: number for other, number in stored.extras.items() if other != part}
        if not value:
            stored = transaction.update_profile(stored, before, extras=kept, last=stored.highest)
        else:
            remember(value)
            check_leaks(stored.name, profile_of(stored).metadata, [(part, value)])
            number = transaction.free_number(stored.entry, (part,), stored.highest + 1)
            slots = {slot_of(part, number): value}
            with transaction.storing(stored.entry, slots, title=name):
                stored = transaction.update_profile(stored, before, extras={**kept, part: number}, last=number)
            transaction.cache.put(stored, slots)
        transaction.delete_pending(_users(stored, before))
    return stored


def old_credentials(transaction: KeyringTransaction, name: str) -> Credentials:
    """Return the older pair that is kept while a rotation is under way."""
    return old_pair(transaction, _rotating(transaction, name), transaction.cache)


def old_pair(transaction: KeyringTransaction, stored: StoredProfile, memory: CredentialCache) -> Credentials:
    """Return the older pair from this memory or the keyring, and say of it that it is the older one if it is gone."""
    try:
        return memory.pair(transaction.vault, stored, stored.old_pair)
    except CredentialsUnavailable as gone:
        if gone.why in NOT_STORED:
            gone.reason = f"The keyring no longer holds the older pair of the profile “{stored.name}” whole."
            gone.advice = "Finish the rotation; the new pair stays as it is."
        raise


def _rotating(transaction: KeyringTransaction, name: str) -> StoredProfile:
    stored = transaction.stored(name)
    if not stored.old_pair:
        raise ProfileRefused(f"No rotation of “{name}” is under way.")
    return stored


def _slots(number: int) -> list[str]:
    return [slot_of(part, number) for part in PAIR]


def _users(stored: StoredProfile, slots: list[str]) -> tuple[str, ...]:
    return users_of(stored.entry, slots)
