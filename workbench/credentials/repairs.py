"""Owns the repairs of what list and keyring disagree about. Each returns one sentence that says what was done.

They are called by `checking` only, which has seen that they are still called for and keeps others from writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.names import LONGEST_NAME, name_problem, same_name
from workbench.credentials.profile import EXTRAS, PAIR, Part
from workbench.credentials.stored_profile import StoredProfile, parsed, slot_of, users_of
from workbench.redaction import Secret, mask
from workbench.signing import Credentials


def restore_from_cache(transaction: KeyringTransaction, stored: StoredProfile, pair: Credentials) -> str:
    """Write the pair that is still in memory to the keyring."""
    number = transaction.free_number(stored.entry, PAIR, stored.highest + 1)
    values = (Secret(pair.api_key), Secret(pair.secret))
    slots = {slot_of(part, number): value for part, value in zip(PAIR, values, strict=True)}
    before = _slots(stored.pair)
    with transaction.storing(stored.entry, slots, title=stored.name):
        transaction.update_profile(stored, before, pair=number, last=number, api_key_hint=mask(pair.api_key))
    transaction.cache.put(stored, slots)
    return f"The API key and secret of “{stored.name}” are in the keyring again.{_left(transaction, stored, before)}"


def restore_previous_pair(transaction: KeyringTransaction, stored: StoredProfile) -> str:
    """Make the older pair of a rotation the present one."""
    before = _slots(stored.pair)
    transaction.update_profile(
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
    return f"“{stored.name}” has its older pair again, and the rotation is undone.{_left(transaction, stored, before)}"


def use_other_pair(transaction: KeyringTransaction, stored: StoredProfile, number: int) -> str:
    """Make a pair that the list did not know of the present one."""
    api_key = transaction.vault.get(stored.entry, slot_of("api-key", number), title=stored.name)
    before = _slots(stored.pair)
    last = max(number, stored.highest)
    transaction.update_profile(stored, before, pair=number, last=last, api_key_hint=mask(api_key.reveal()))
    return f"“{stored.name}” has the pair that was in the keyring.{_left(transaction, stored, before)}"


def remove_profile(transaction: KeyringTransaction, stored: StoredProfile) -> str:
    """Take a profile off the list, and delete what is left of its values."""
    with transaction.index.updating() as update:
        update.remove(stored.entry)
        update.add_pending(stored.users, "deleting")
    transaction.cache.discard(stored)
    return f"“{stored.name}” is off the list.{_left(transaction, stored, stored.slots)}"


def end_rotation(transaction: KeyringTransaction, stored: StoredProfile) -> str:
    """End a rotation whose older pair is not whole any more."""
    before = _slots(stored.old_pair)
    transaction.update_profile(stored, before, old_pair=0, old_api_key_hint="", old_rotated=None)
    return f"The rotation of “{stored.name}” is finished.{_left(transaction, stored, before)}"


def forget_extra(transaction: KeyringTransaction, stored: StoredProfile, part: Part) -> str:
    """Have the list forget a value that is gone."""
    transaction.update_profile(
        stored, extras={other: number for other, number in stored.extras.items() if other != part}
    )
    return f"“{stored.name}” is listed without it now."


def delete_entries(transaction: KeyringTransaction, users: Sequence[str]) -> str:
    """Delete what no profile uses from the keyring.

    Raises:
        CredentialsUnavailable: the keyring would not; it can be tried again.
    """
    with transaction.index.updating() as update:
        update.add_pending([user for user in users if user not in update.pending], "deleting")
    failure = transaction.delete_pending(users)
    if failure is not None:
        raise failure
    return "The keyring holds nothing any more that no profile uses there."


def add_from_keyring(transaction: KeyringTransaction, prefix: str, users: Iterable[str]) -> str:
    """List a profile again that the keyring holds whole: its newest pair, and the one before it if there is one."""
    there = [(part, number) for _prefix, part, number in filter(None, map(parsed, users))]
    newest_first = sorted((number for part, number in there if part == "secret" and ("api-key", number) in there))[::-1]
    pair, old_pair = (*newest_first, 0)[:2]
    hints = [
        mask(transaction.vault.get(prefix, slot_of("api-key", number)).reveal()) if number else ""
        for number in (pair, old_pair)
    ]
    numbers = {part: max(number for other, number in there if other == part) for part, _number in there}
    with transaction.index.updating() as update:
        name = _free_name(prefix, [stored.name for stored in update.profiles])
        stored = StoredProfile(
            name=name,
            created=datetime.now(UTC),
            api_key_hint=hints[0],
            entry=prefix,
            pair=pair,
            old_pair=old_pair,
            old_api_key_hint=hints[1],
            last=max(number for _part, number in there),
            extras={part: numbers[part] for part in EXTRAS if part in numbers},
        )
        update.put(stored)
    return f"“{name}” is on the list again; see that its notes, hosts and App GUIDs are right."


def _free_name(prefix: str, taken: Iterable[str]) -> str:
    """Return the name that a profile's keyring entries tell, or something like it."""
    stem = prefix if name_problem(prefix) is None else "Found in the keyring"
    name, number = stem, 1
    while any(same_name(name, other) for other in taken):
        number += 1
        ending = f" {number}"
        name = f"{stem[: LONGEST_NAME - len(ending)]}{ending}"
    return name


def _slots(number: int) -> list[str]:
    return [slot_of(part, number) for part in PAIR]


def _left(transaction: KeyringTransaction, stored: StoredProfile, slots: Iterable[str]) -> str:
    """Delete what is no longer used; say so if the keyring would not."""
    if transaction.delete_pending(users_of(stored.entry, slots)) is None:
        return ""
    return " The keyring may still hold values that nothing uses; check again later to delete them."
