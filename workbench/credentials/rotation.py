"""Changes the values of a profile: replaces a mistyped pair, and rotates to a new pair while keeping the previous one.

Kochava's install authentication article: if a secret may be known to others, ask Kochava for a new API key and
secret. Until both ends use them, the previous pair is still needed. The last pair that works is never deleted.
"""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.credentials.credential_cache import NOT_STORED, CredentialCache
from workbench.credentials.errors import CredentialsUnavailable
from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.profile import PAIR, Part, ProfileRefused
from workbench.credentials.profile_store import check_leaks, values_of
from workbench.credentials.stored_profile import StoredProfile, pair_slots, profile_of, slot_of, users_of
from workbench.redaction import Secret, mask, remember
from workbench.signing import Credentials


def replace(transaction: KeyringTransaction, name: str, api_key: str, secret: str) -> StoredProfile:
    """Replace the current pair, which is deleted; the previous pair of a rotation is kept."""
    values = values_of(api_key, secret)
    with transaction.index.keyring_lock():
        stored = transaction.stored(name)
        check_leaks(stored.name, profile_of(stored).metadata, values.items())
        number = transaction.free_number(stored.entry, PAIR, stored.highest + 1)
        slots = {slot_of(part, number): value for part, value in values.items()}
        before = pair_slots(stored.pair)
        with transaction.storing(stored.entry, slots, title=name):
            stored = transaction.update_profile(stored, before, pair=number, last=number, api_key_hint=mask(api_key))
        transaction.cache.put(stored, slots)
        transaction.delete_pending(_users(stored, before))
    return stored


def rotate(transaction: KeyringTransaction, name: str, api_key: str, secret: str) -> StoredProfile:
    """Set a new pair as the current one, and keep the previous one."""
    values = values_of(api_key, secret)
    with transaction.index.keyring_lock():
        stored = transaction.stored(name)
        if stored.old_pair:
            raise ProfileRefused(
                f"A rotation of “{name}” is already in progress. Finish it, or restore the previous pair first."
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
    """Delete the previous pair, after checking that the keyring contains the new one."""
    with transaction.index.keyring_lock():
        stored = _rotating(transaction, name)
        CredentialCache().pair(
            transaction.vault, stored, stored.pair
        )  # checks the keyring: cached values are lost when the program ends
        before = pair_slots(stored.old_pair)
        stored = transaction.update_profile(stored, before, old_pair=0, old_api_key_hint="", old_rotated=None)
        transaction.delete_pending(_users(stored, before))
    return stored


def undo(transaction: KeyringTransaction, name: str) -> StoredProfile:
    """Restore the previous pair, after checking that the keyring contains it, and delete the new one."""
    with transaction.index.keyring_lock():
        stored = _rotating(transaction, name)
        old_pair(transaction, stored, CredentialCache())
        before = pair_slots(stored.pair)
        stored = transaction.restore_old_pair(stored, before)
        transaction.delete_pending(_users(stored, before))
    return stored


def put_extra(transaction: KeyringTransaction, name: str, part: Part, value: Secret | None) -> StoredProfile:
    """Store, replace or delete one of the values for Datafly Signal."""
    with transaction.index.keyring_lock():
        stored = transaction.stored(name)
        before = [slot_of(part, stored.extras[part])] if part in stored.extras else []
        others = {other: number for other, number in stored.extras.items() if other != part}
        if not value:
            stored = transaction.update_profile(stored, before, extras=others, last=stored.highest)
        else:
            remember(value)
            check_leaks(stored.name, profile_of(stored).metadata, [(part, value)])
            number = transaction.free_number(stored.entry, (part,), stored.highest + 1)
            slots = {slot_of(part, number): value}
            with transaction.storing(stored.entry, slots, title=name):
                stored = transaction.update_profile(stored, before, extras={**others, part: number}, last=number)
            transaction.cache.put(stored, slots)
        transaction.delete_pending(_users(stored, before))
    return stored


def old_credentials(transaction: KeyringTransaction, name: str) -> Credentials:
    """Return the previous pair during a rotation."""
    return old_pair(transaction, _rotating(transaction, name), transaction.cache)


def old_pair(transaction: KeyringTransaction, stored: StoredProfile, cache: CredentialCache) -> Credentials:
    """Return the previous pair from this cache or the keyring."""
    try:
        return cache.pair(transaction.vault, stored, stored.old_pair)
    except CredentialsUnavailable as gone:
        if gone.why in NOT_STORED:
            gone.reason = f"The keyring no longer contains the previous pair of the profile “{stored.name}”."
            gone.advice = "Finish the rotation; the new pair is unaffected."
        raise


def _rotating(transaction: KeyringTransaction, name: str) -> StoredProfile:
    stored = transaction.stored(name)
    if not stored.old_pair:
        raise ProfileRefused(f"No rotation of “{name}” is in progress.")
    return stored


def _users(stored: StoredProfile, slots: list[str]) -> tuple[str, ...]:
    return users_of(stored.entry, slots)
