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


def put_back(ledger: KeyringTransaction, fact: StoredProfile, pair: Credentials) -> str:
    """Write the pair that is still in memory to the keyring."""
    number = ledger.free_number(fact.entry, PAIR, fact.highest + 1)
    values = (Secret(pair.api_key), Secret(pair.secret))
    slots = {slot_of(part, number): value for part, value in zip(PAIR, values, strict=True)}
    before = _slots(fact.pair)
    with ledger.written(fact.entry, slots, called=fact.name):
        ledger.flip(fact, before, pair=number, last=number, api_key_hint=mask(pair.api_key))
    ledger.memory.keep(fact, slots)
    return f"The API key and secret of “{fact.name}” are in the keyring again.{_left(ledger, fact, before)}"


def back_to_old(ledger: KeyringTransaction, fact: StoredProfile) -> str:
    """Make the older pair of a rotation the present one."""
    before = _slots(fact.pair)
    ledger.flip(
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
    return f"“{fact.name}” has its older pair again, and the rotation is undone.{_left(ledger, fact, before)}"


def use_spare(ledger: KeyringTransaction, fact: StoredProfile, number: int) -> str:
    """Make a pair that the list did not know of the present one."""
    api_key = ledger.vault.get(fact.entry, slot_of("api-key", number), called=fact.name)
    before = _slots(fact.pair)
    last = max(number, fact.highest)
    ledger.flip(fact, before, pair=number, last=last, api_key_hint=mask(api_key.reveal()))
    return f"“{fact.name}” has the pair that was in the keyring.{_left(ledger, fact, before)}"


def take_off(ledger: KeyringTransaction, fact: StoredProfile) -> str:
    """Take a profile off the list, and delete what is left of its values."""
    with ledger.index.changing() as book:
        book.strike(fact.entry)
        book.announce(fact.users, "deleting")
    ledger.memory.forget(fact)
    return f"“{fact.name}” is off the list.{_left(ledger, fact, fact.slots)}"


def without_old(ledger: KeyringTransaction, fact: StoredProfile) -> str:
    """End a rotation whose older pair is not whole any more."""
    before = _slots(fact.old_pair)
    ledger.flip(fact, before, old_pair=0, old_api_key_hint="", old_rotated=None)
    return f"The rotation of “{fact.name}” is finished.{_left(ledger, fact, before)}"


def without_extra(ledger: KeyringTransaction, fact: StoredProfile, part: Part) -> str:
    """Have the list forget a value that is gone."""
    ledger.flip(fact, extras={other: number for other, number in fact.extras.items() if other != part})
    return f"“{fact.name}” is listed without it now."


def deleted(ledger: KeyringTransaction, users: Sequence[str]) -> str:
    """Delete what no profile uses from the keyring.

    Raises:
        CredentialsUnavailable: the keyring would not; it can be tried again.
    """
    with ledger.index.changing() as book:
        book.announce([user for user in users if user not in book.announced], "deleting")
    failure = ledger.cleared(users)
    if failure is not None:
        raise failure
    return "The keyring holds nothing any more that no profile uses there."


def adopted(ledger: KeyringTransaction, prefix: str, users: Iterable[str]) -> str:
    """List a profile again that the keyring holds whole: its newest pair, and the one before it if there is one."""
    there = [(part, number) for _prefix, part, number in filter(None, map(parsed, users))]
    newest_first = sorted((number for part, number in there if part == "secret" and ("api-key", number) in there))[::-1]
    pair, old_pair = (*newest_first, 0)[:2]
    hints = [
        mask(ledger.vault.get(prefix, slot_of("api-key", number)).reveal()) if number else ""
        for number in (pair, old_pair)
    ]
    numbers = {part: max(number for other, number in there if other == part) for part, _number in there}
    with ledger.index.changing() as book:
        name = _free_name(prefix, [fact.name for fact in book.facts])
        fact = StoredProfile(
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
        book.put(fact)
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


def _left(ledger: KeyringTransaction, fact: StoredProfile, slots: Iterable[str]) -> str:
    """Delete what is no longer used; say so if the keyring would not."""
    if ledger.cleared(users_of(fact.entry, slots)) is None:
        return ""
    return " The keyring may still hold values that nothing uses; check again later to delete them."
