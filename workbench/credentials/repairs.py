"""The repairs for disagreements between list and keyring. Each returns one sentence that says what was done.

Called only by `consistency_check`, which holds the keyring lock and has checked that the disagreement exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.names import LONGEST_NAME, name_problem, same_name
from workbench.credentials.profile import EXTRAS, PAIR, PART_WORDS, Part
from workbench.credentials.stored_profile import StoredProfile, pair_slots, parsed, slot_of, users_of
from workbench.redaction import Secret, mask
from workbench.signing import Credentials


def restore_from_cache(transaction: KeyringTransaction, stored: StoredProfile, pair: Credentials) -> str:
    """Save the cached pair to the keyring again."""
    number = transaction.free_number(stored.entry, PAIR, stored.highest + 1)
    values = (Secret(pair.api_key), Secret(pair.secret))
    slots = {slot_of(part, number): value for part, value in zip(PAIR, values, strict=True)}
    before = pair_slots(stored.pair)
    with transaction.storing(stored.entry, slots, title=stored.name):
        transaction.update_profile(stored, before, pair=number, last=number, api_key_hint=mask(pair.api_key))
    transaction.cache.put(stored, slots)
    warning = _delete_unused(transaction, stored, before)
    return f"The API key and secret of “{stored.name}” were saved in the keyring again.{warning}"


def restore_previous_pair(transaction: KeyringTransaction, stored: StoredProfile) -> str:
    """Set the previous pair of a rotation as the current one."""
    before = pair_slots(stored.pair)
    transaction.restore_old_pair(stored, before)
    warning = _delete_unused(transaction, stored, before)
    return f"The previous pair of “{stored.name}” was restored, and the rotation was undone.{warning}"


def use_other_pair(transaction: KeyringTransaction, stored: StoredProfile, number: int) -> str:
    """Set a pair that the list did not know as the current one."""
    api_key = transaction.vault.get(stored.entry, slot_of("api-key", number), title=stored.name)
    before = pair_slots(stored.pair)
    last = max(number, stored.highest)
    transaction.update_profile(stored, before, pair=number, last=last, api_key_hint=mask(api_key.reveal()))
    warning = _delete_unused(transaction, stored, before)
    return f"“{stored.name}” now uses the other pair in the keyring.{warning}"


def remove_profile(transaction: KeyringTransaction, stored: StoredProfile) -> str:
    """Remove a profile from the list, and delete its remaining values."""
    with transaction.index.updating() as update:
        update.remove(stored.entry)
        update.add_pending(stored.users, "deleting")
    transaction.cache.discard(stored)
    warning = _delete_unused(transaction, stored, stored.slots)
    return f"“{stored.name}” was removed from the list.{warning}"


def end_rotation(transaction: KeyringTransaction, stored: StoredProfile) -> str:
    """End a rotation whose previous pair is no longer complete."""
    before = pair_slots(stored.old_pair)
    transaction.update_profile(stored, before, old_pair=0, old_api_key_hint="", old_rotated=None)
    warning = _delete_unused(transaction, stored, before)
    return f"The rotation of “{stored.name}” was finished.{warning}"


def remove_extra(transaction: KeyringTransaction, stored: StoredProfile, part: Part) -> str:
    """Remove a missing value from the list."""
    transaction.update_profile(
        stored, extras={other: number for other, number in stored.extras.items() if other != part}
    )
    return f"The {PART_WORDS[part]} was removed from “{stored.name}”."


def delete_entries(transaction: KeyringTransaction, users: Sequence[str]) -> str:
    """Delete keyring entries that no profile uses.

    Raises:
        CredentialsUnavailable: the keyring did not delete them; the repair can be repeated.
    """
    with transaction.index.updating() as update:
        update.add_pending([user for user in users if user not in update.pending], "deleting")
    failure = transaction.delete_pending(users)
    if failure is not None:
        raise failure
    return "The unused values were deleted from the keyring."


def add_from_keyring(transaction: KeyringTransaction, prefix: str, users: Iterable[str]) -> str:
    """Add a profile from the pairs in the keyring; the newest is the current pair, the one before it the previous."""
    entries = [(part, number) for _prefix, part, number in filter(None, map(parsed, users))]
    newest_first = sorted((number for part, number in entries if part == "secret" and ("api-key", number) in entries))[
        ::-1
    ]
    pair, old_pair = (*newest_first, 0)[:2]
    hints = [
        mask(transaction.vault.get(prefix, slot_of("api-key", number)).reveal()) if number else ""
        for number in (pair, old_pair)
    ]
    numbers = {part: max(number for other, number in entries if other == part) for part, _number in entries}
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
            last=max(number for _part, number in entries),
            extras={part: numbers[part] for part in EXTRAS if part in numbers},
        )
        update.put(stored)
    return f"“{name}” was added again. Check its notes, hosts and App GUIDs."


def _free_name(prefix: str, taken: Iterable[str]) -> str:
    """Return an unused name for a profile with this entry prefix."""
    stem = prefix if name_problem(prefix) is None else "Found in the keyring"
    name, number = stem, 1
    while any(same_name(name, other) for other in taken):
        number += 1
        ending = f" {number}"
        name = f"{stem[: LONGEST_NAME - len(ending)]}{ending}"
    return name


def _delete_unused(transaction: KeyringTransaction, stored: StoredProfile, slots: Iterable[str]) -> str:
    """Delete unused entries; return a sentence if the keyring did not."""
    if transaction.delete_pending(users_of(stored.entry, slots)) is None:
        return ""
    return " The keyring may still contain unused values; check again later to delete them."
