"""Compares the profile list with the keyring: finds profiles without an entry, and entries without a profile.

A check changes nothing, except that it clears records of unused entries that are not in the keyring. A repair runs
only on request, and only if the disagreement still exists. Both hold the keyring lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

from msgspec import Struct

from workbench.credentials.errors import CredentialsUnavailable
from workbench.credentials.names import free_name, name_problem
from workbench.credentials.profile import Disagreement
from workbench.credentials.profile_store import ProfileStore
from workbench.credentials.stored_profile import StoredProfile, is_entry, profile_name, with_values
from workbench.credentials.stored_values import StoredValues


class _Finding(Struct, frozen=True):
    """A disagreement and its repair, which returns a sentence that says what was done."""

    disagreement: Disagreement
    fix: Callable[[], str]


def check(store: ProfileStore, name: str) -> tuple[Disagreement, ...]:
    """Return the disagreements for the profile with this name, or for all profiles if the name is empty."""
    with store.index.keyring_lock():
        return tuple(finding.disagreement for finding in _findings(store, name))


def repair(store: ProfileStore, disagreement: Disagreement) -> str:
    """Repair a disagreement if it still exists, and return a sentence that says what was done."""
    with store.index.keyring_lock():
        for finding in _findings(store, disagreement.profile):
            if finding.disagreement == disagreement:
                return finding.fix()
    return "The profile list and the keyring agree already; nothing was changed."


def _findings(store: ProfileStore, name: str) -> Iterator[_Finding]:
    profiles = [stored for stored in store.index.profiles() if name in {"", stored.name}]
    names = {name, *(profile_name(stored.entry) for stored in profiles)}
    others = _other_entries(store, lambda entry: not name or profile_name(entry) in names)
    for stored in profiles:
        if store.read(stored.entry) is None:
            yield _missing(store, stored, others)
    for entry, values in others.items():
        yield _without_profile(store, entry, values)


def _other_entries(store: ProfileStore, wanted: Callable[[str], bool]) -> dict[str, StoredValues | None]:
    """Return the entries that no profile uses and that are in the keyring, each with its values if they can be read.

    They are those that the list has recorded, and those that the keyring lists, if it can.
    """
    used = {stored.entry for stored in store.index.profiles()}
    recorded = store.index.unused()
    found: dict[str, StoredValues | None] = {}
    gone = set()
    for entry in sorted({*recorded, *filter(is_entry, store.vault.entries())} - used):
        if wanted(entry):
            found[entry] = store.read(entry)
            if found[entry] is None and store.vault.find(entry) is None:
                del found[entry]
                gone.add(entry)
    if gone & recorded:
        with suppress(CredentialsUnavailable), store.index.updating() as update:
            update.unused -= gone
    return found


def _missing(store: ProfileStore, stored: StoredProfile, others: dict[str, StoredValues | None]) -> _Finding:
    """Report a profile without an entry. If another entry can be used for it, that is removed from `others`."""
    cached = store.cached(stored)
    names = {stored.name, profile_name(stored.entry)}
    spare = next((entry for entry, values in others.items() if values and profile_name(entry) in names), "")
    values = others.pop(spare, None) if cached is None else None

    def save_again() -> str:
        if cached is not None:
            store.save(stored, cached)
        return f"The values of “{stored.name}” were saved in the keyring again."

    def use_other() -> str:
        if values is not None:
            with store.index.updating() as update:
                update.put(with_values(update.current(stored), spare, values, update.salt), before=stored.entry)
        return f"“{stored.name}” now uses the other pair in the keyring.{_deleted(store, stored.entry)}"

    def remove() -> str:
        with store.index.updating() as update:
            update.remove(stored.entry)
        return f"“{stored.name}” was removed from the list.{_deleted(store, stored.entry)}"

    if cached is not None:
        advice, label, fix = "The pair is still in memory and can be saved again.", "Save it again", save_again
    elif values is not None:
        advice = "It contains another pair of this profile: use that pair, or enter both values again."
        label, fix = "Use the other pair", use_other
    else:
        advice = "Edit the profile and enter both values again, or remove the profile."
        label, fix = "Remove the profile", remove
    says = f"The keyring no longer contains the values of “{stored.name}”. {advice}"
    return _Finding(Disagreement("missing", stored.name, says, label), fix)


def _without_profile(store: ProfileStore, entry: str, values: StoredValues | None) -> _Finding:
    """Report an entry that no profile uses."""
    name = profile_name(entry)
    interrupted = entry in store.index.unused()
    known = store.index.metadata_of(entry)

    def delete() -> str:
        with store.index.updating() as update:
            update.unused.add(entry)
        failure = store.delete(entry)
        if failure is not None:
            raise failure
        return "The unused values were deleted from the keyring."

    def add() -> str:
        if values is None:
            return delete()
        with store.index.updating() as update:
            stem = name if name_problem(name) is None else "Found in the keyring"
            new = free_name(stem, (stored.name for stored in update.profiles))
            added = StoredProfile(name=new, created=datetime.now(UTC), entry=entry, **known)
            update.put(with_values(added, entry, values, update.salt))
        return f"“{new}” was added again. Check its notes, hosts and App GUIDs."

    if values is not None and not interrupted:
        rest = "with the notes and hosts that a damaged list has" if known else "without its notes and hosts"
        says = (
            f"The keyring contains the values of a profile “{name}” that is not in the list. It can be added again,"
            f" {rest}."
        )
        return _Finding(Disagreement("unlisted", name, says, "Add the profile again"), add)
    left = f"A change of “{name}” was interrupted and left" if interrupted else f"The keyring contains for “{name}”"
    says = f"{left} values that no profile uses. They can be deleted."
    return _Finding(
        Disagreement("interrupted" if interrupted else "unlisted", name, says, "Delete unused values"), delete
    )


def _deleted(store: ProfileStore, entry: str) -> str:
    """Delete an entry that is no longer used; return a sentence if the keyring did not."""
    if store.delete(entry) is None:
        return ""
    return " The keyring may still contain unused values; check again later to delete them."
