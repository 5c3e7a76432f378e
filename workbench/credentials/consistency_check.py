"""Compares the profile list with the keyring and reports each disagreement, with a repair for it.

A check changes nothing except that it clears records of interrupted writes whose entries are not in the keyring.
A repair runs only on request, and only if the disagreement still exists. Both hold the keyring lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from msgspec import Struct

from workbench.credentials import repairs
from workbench.credentials.errors import CredentialsUnavailable
from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.profile import EXTRAS, PAIR, PART_WORDS, Disagreement, DisagreementKind, Part
from workbench.credentials.stored_profile import StoredProfile, parsed, slot_of


class _Finding(Struct, frozen=True):
    """A disagreement and its repair; the repair returns a sentence that says what was done."""

    disagreement: Disagreement
    fix: Callable[[], str]


def check(transaction: KeyringTransaction, name: str) -> tuple[Disagreement, ...]:
    """Return the disagreements for the profile with this name, or for all profiles if the name is empty."""
    with transaction.index.keyring_lock():
        return tuple(finding.disagreement for finding in _Check(transaction).findings(name))


def repair(transaction: KeyringTransaction, disagreement: Disagreement) -> str:
    """Repair a disagreement if it still exists, and return a sentence that says what was done."""
    with transaction.index.keyring_lock():
        for finding in _Check(transaction).findings(disagreement.profile):
            if finding.disagreement == disagreement:
                return finding.fix()
    return "The profile list and the keyring agree already; nothing was changed."


class _Check:
    """One comparison of the profile list with the keyring."""

    def __init__(self, transaction: KeyringTransaction) -> None:
        self.transaction = transaction
        self.profiles = transaction.index.profiles()
        self.pending = transaction.index.pending()
        self.listed = transaction.vault.users()
        self.in_use = {user for stored in self.profiles for user in stored.users}

    def findings(self, name: str) -> Iterator[_Finding]:
        """Yield the findings for the profile, or the entry prefix, with this name; for all if it is empty."""
        unused = self._unused_entries(name)
        if not name:
            self._clear_pending({user for users in unused.values() for user in users})
        for stored in self.profiles:
            leftovers = unused.pop(stored.entry, [])
            if name in {"", stored.name}:
                yield from self._profile_findings(stored, leftovers)
        for prefix, users in sorted(unused.items()):
            yield self._unlisted(prefix, users)

    def _unused_entries(self, name: str) -> dict[str, list[str]]:
        """Return the keyring entries that no profile uses, by prefix."""
        names = {stored.entry: stored.name for stored in self.profiles}
        unused: dict[str, list[str]] = {}
        for user in sorted({*self.pending, *(self.listed or ())} - self.in_use):
            parts = parsed(user)
            if parts:
                prefix = parts[0]
                if name in {"", names.get(prefix, prefix)} and self._exists(user):
                    unused.setdefault(prefix, []).append(user)
        return unused

    def _clear_pending(self, existing: set[str]) -> None:
        """Clear the records of pending entries that are not in the keyring."""
        gone = self.pending.keys() - existing - {user for user in self.pending if not parsed(user)}
        if gone:
            with suppress(CredentialsUnavailable), self.transaction.index.updating() as update:
                update.clear_pending(gone)

    def _exists(self, user: str) -> bool:
        if self.listed is not None:
            return user in self.listed
        prefix, _slash, slot = user.rpartition("/")
        return self.transaction.vault.has(prefix, slot)

    def _profile_findings(self, stored: StoredProfile, leftovers: list[str]) -> Iterator[_Finding]:
        """Yield what is wrong with a listed profile; `leftovers` are entries with its prefix that it does not use."""
        exists = {slot: self._exists(user) for slot, user in zip(stored.slots, stored.users, strict=True)}
        missing = [part for part in PAIR if not exists[slot_of(part, stored.pair)]]
        has_previous = bool(stored.old_pair) and all(exists[slot_of(part, stored.old_pair)] for part in PAIR)
        other_pair = max(complete_pairs(leftovers), default=0)
        if missing:
            yield self._pair_missing(stored, missing, other_pair, has_previous=has_previous)
        elif stored.old_pair and not has_previous:
            says = f"The keyring no longer contains the previous pair of “{stored.name}”; the current one is intact."
            yield _Finding(
                Disagreement("incomplete", stored.name, says, "Finish the rotation"),
                lambda: repairs.end_rotation(self.transaction, stored),
            )
        for part in EXTRAS:
            if part in stored.extras and not exists[slot_of(part, stored.extras[part])]:
                yield self._extra_missing(stored, part)
        if leftovers and not (missing and other_pair):
            yield self._leftovers(stored, leftovers)

    def _pair_missing(
        self, stored: StoredProfile, missing: list[Part], other_pair: int, *, has_previous: bool
    ) -> _Finding:
        transaction, name = self.transaction, stored.name
        kind: DisagreementKind
        if len(missing) == len(PAIR):
            kind, says = "missing", f"The keyring no longer contains the API key and secret of “{name}”."
        else:
            kind, says = "incomplete", f"The keyring no longer contains the {PART_WORDS[missing[0]]} of “{name}”."
        cached = transaction.cache.cached_pair(stored)
        if cached is not None:
            label, fix = "Save it again", lambda: repairs.restore_from_cache(transaction, stored, cached)
            advice = "The pair is still in memory and can be saved again."
        elif has_previous:
            label, fix = "Restore the previous pair", lambda: repairs.restore_previous_pair(transaction, stored)
            advice = "The previous pair of the rotation is available: restore it, or enter both values again."
        elif other_pair:
            label, fix = "Use the other pair", lambda: repairs.use_other_pair(transaction, stored, other_pair)
            advice = "It contains another pair of this profile: use that pair, or enter both values again."
        else:
            label, fix = "Remove the profile", lambda: repairs.remove_profile(transaction, stored)
            advice = "Edit the profile and enter both values again, or remove the profile."
        return _Finding(Disagreement(kind, name, f"{says} {advice}", label), fix)

    def _extra_missing(self, stored: StoredProfile, part: Part) -> _Finding:
        says = (
            f"The keyring no longer contains the {PART_WORDS[part]} of “{stored.name}”. Edit the profile and enter it"
            " again, or remove it from the profile."
        )
        return _Finding(
            Disagreement("incomplete", stored.name, says, f"Remove the {PART_WORDS[part]}"),
            lambda: repairs.remove_extra(self.transaction, stored, part),
        )

    def _leftovers(self, stored: StoredProfile, users: list[str]) -> _Finding:
        """Report entries that have the prefix of a listed profile and are not used."""
        interrupted = any(self.pending.get(user) in {"writing", "deleting"} for user in users)
        if interrupted:
            says = f"A change of “{stored.name}” was interrupted and left unused values in the keyring."
        else:
            says = f"The keyring contains unused values under “{stored.entry}”."
        return _Finding(
            Disagreement(
                "interrupted" if interrupted else "unlisted",
                stored.name,
                f"{says} The profile is unaffected; they can be deleted.",
                "Delete unused values",
            ),
            lambda: repairs.delete_entries(self.transaction, users),
        )

    def _unlisted(self, prefix: str, users: list[str]) -> _Finding:
        """Report entries that belong to no profile on the list."""
        states = {self.pending.get(user) for user in users}
        transaction = self.transaction
        if "deleting" in states:
            return _Finding(
                Disagreement(
                    "interrupted",
                    prefix,
                    f"Deleting “{prefix}” was interrupted; the keyring still contains some of its values.",
                    "Finish deleting",
                ),
                lambda: repairs.delete_entries(transaction, users),
            )
        if complete_pairs(users):
            return _Finding(
                Disagreement(
                    "unlisted",
                    prefix,
                    f"The keyring contains an API key and a secret named “{prefix}”, but no profile uses them."
                    " They can be added as a profile again; its notes and hosts are lost.",
                    "Add the profile again",
                ),
                lambda: repairs.add_from_keyring(transaction, prefix, users),
            )
        return _Finding(
            Disagreement(
                "interrupted" if "writing" in states else "unlisted",
                prefix,
                f"The keyring contains values named “{prefix}” that are not a complete pair, and no profile uses them."
                " They can be deleted.",
                "Delete unused values",
            ),
            lambda: repairs.delete_entries(transaction, users),
        )


def complete_pairs(users: Iterable[str]) -> set[int]:
    """Return the numbers for which both values of a pair are among these entries."""
    entries = {(part, number) for _prefix, part, number in filter(None, map(parsed, users))}
    api_key, secret = PAIR
    return {number for part, number in entries if part == api_key and (secret, number) in entries}
