"""Owns the search for what list and keyring disagree about, in words with what to do; `mending` does it.

It runs while nobody else writes to the keyring, and changes nothing but announcements of what is not there. A repair
is done only when a person asks for it, and only if what was found is still so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from workbench.credentials import repairs
from workbench.credentials.errors import CredentialsUnavailable
from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.profile import EXTRAS, PAIR, PART_WORDS, Disagreement, DisagreementKind, Part
from workbench.credentials.stored_profile import StoredProfile, parsed, slot_of


@dataclass(frozen=True, slots=True)
class _Finding:
    """One disagreement, and what mends it: it returns a sentence that says what was done."""

    disagreement: Disagreement
    fix: Callable[[], str]


def check(transaction: KeyringTransaction, name: str) -> tuple[Disagreement, ...]:
    """Look where list and keyring disagree, for one profile, or for all if the name is empty."""
    with transaction.index.keyring_lock():
        return tuple(finding.disagreement for finding in _Check(transaction).findings(name))


def repair(transaction: KeyringTransaction, disagreement: Disagreement) -> str:
    """Put one of them right if it is still there, and say what was done."""
    with transaction.index.keyring_lock():
        for finding in _Check(transaction).findings(disagreement.profile):
            if finding.disagreement == disagreement:
                return finding.fix()
    return "That is in order already; nothing was changed."


class _Check:
    """One look at list and keyring."""

    def __init__(self, transaction: KeyringTransaction) -> None:
        self.transaction = transaction
        self.profiles = transaction.index.profiles()
        self.pending = transaction.index.pending()
        self.listed = transaction.vault.users()
        self.in_use = {user for stored in self.profiles for user in stored.users}

    def findings(self, name: str) -> Iterator[_Finding]:
        """Go through what is wrong with the profile of this name, or whose entries begin so; empty: with any."""
        strange = self._strange(name)
        if not name:
            self._settle({user for users in strange.values() for user in users})
        for stored in self.profiles:
            mine = strange.pop(stored.entry, [])
            if name in {"", stored.name}:
                yield from self._of(stored, mine)
        for prefix, users in sorted(strange.items()):
            yield self._unlisted(prefix, users)

    def _strange(self, name: str) -> dict[str, list[str]]:
        """Return what the keyring holds and no profile uses, by what it begins with."""
        names = {stored.entry: stored.name for stored in self.profiles}
        strange: dict[str, list[str]] = {}
        for user in sorted({*self.pending, *(self.listed or ())} - self.in_use):
            taken_apart = parsed(user)
            if taken_apart:
                prefix = taken_apart[0]
                if name in {"", names.get(prefix, prefix)} and self._has(user):
                    strange.setdefault(prefix, []).append(user)
        return strange

    def _settle(self, there: set[str]) -> None:
        """Take back announcements of what is not in the keyring: those writes ended before they began, or after."""
        gone = self.pending.keys() - there - {user for user in self.pending if not parsed(user)}
        if gone:
            with suppress(CredentialsUnavailable), self.transaction.index.updating() as update:
                update.clear_pending(gone)

    def _has(self, user: str) -> bool:
        if self.listed is not None:
            return user in self.listed
        prefix, _slash, slot = user.rpartition("/")
        return self.transaction.vault.has(prefix, slot)

    def _of(self, stored: StoredProfile, strange: list[str]) -> Iterator[_Finding]:
        """Go through what is wrong with a profile on the list."""
        there = {slot: self._has(user) for slot, user in zip(stored.slots, stored.users, strict=True)}
        gone = [part for part in PAIR if not there[slot_of(part, stored.pair)]]
        old_whole = bool(stored.old_pair) and all(there[slot_of(part, stored.old_pair)] for part in PAIR)
        spare = max(complete_pairs(strange), default=0)
        if gone:
            yield self._pair_gone(stored, gone, spare, old_whole=old_whole)
        elif stored.old_pair and not old_whole:
            says = f"The keyring no longer holds the older pair of “{stored.name}” whole; the present one is in order."
            yield _Finding(
                Disagreement("incomplete", stored.name, says, "Finish the rotation"),
                lambda: repairs.end_rotation(self.transaction, stored),
            )
        for part in EXTRAS:
            if part in stored.extras and not there[slot_of(part, stored.extras[part])]:
                yield self._extra_gone(stored, part)
        if strange and not (gone and spare):
            yield self._left(stored, strange)

    def _pair_gone(self, stored: StoredProfile, gone: list[Part], spare: int, *, old_whole: bool) -> _Finding:
        transaction, name = self.transaction, stored.name
        kind: DisagreementKind
        if len(gone) == len(PAIR):
            kind, says = "missing", f"The keyring no longer holds the API key and secret of “{name}”."
        else:
            kind, says = "incomplete", f"The keyring no longer holds the {PART_WORDS[gone[0]]} of “{name}”."
        known = transaction.cache.cached_pair(stored)
        if known is not None:
            label, fix = "Put it back", lambda: repairs.restore_from_cache(transaction, stored, known)
            advice = "This program still has the pair in memory and can put it back."
        elif old_whole:
            label, fix = "Go back to the older pair", lambda: repairs.restore_previous_pair(transaction, stored)
            advice = "The older pair of the rotation is still there: go back to it, or enter both values again."
        elif spare:
            label, fix = "Use the pair that is there", lambda: repairs.use_other_pair(transaction, stored, spare)
            advice = "It holds another pair of this profile: use that one, or enter both values again."
        else:
            label, fix = "Take it off the list", lambda: repairs.remove_profile(transaction, stored)
            advice = "Edit the profile and enter both values again, or take it off the list."
        return _Finding(Disagreement(kind, name, f"{says} {advice}", label), fix)

    def _extra_gone(self, stored: StoredProfile, part: Part) -> _Finding:
        says = (
            f"The keyring no longer holds the {PART_WORDS[part]} of “{stored.name}”. Edit the profile and enter it"
            " again, or have the list forget it."
        )
        return _Finding(
            Disagreement("incomplete", stored.name, says, f"Forget the {PART_WORDS[part]}"),
            lambda: repairs.forget_extra(self.transaction, stored, part),
        )

    def _left(self, stored: StoredProfile, strange: list[str]) -> _Finding:
        """Say what of a profile on the list is in the keyring and not in use."""
        interrupted = any(self.pending.get(user) in {"writing", "deleting"} for user in strange)
        if interrupted:
            says = f"A change of “{stored.name}” was interrupted and has left values in the keyring that nothing uses."
        else:
            says = f"The keyring holds more values under “{stored.entry}” than the list knows of."
        return _Finding(
            Disagreement(
                "interrupted" if interrupted else "unlisted",
                stored.name,
                f"{says} The profile is in order; they can be deleted.",
                "Delete what is left",
            ),
            lambda: repairs.delete_entries(self.transaction, strange),
        )

    def _unlisted(self, prefix: str, users: list[str]) -> _Finding:
        """Say what is in the keyring and belongs to no profile on the list."""
        steps = {self.pending.get(user) for user in users}
        transaction = self.transaction
        if "deleting" in steps:
            return _Finding(
                Disagreement(
                    "interrupted",
                    prefix,
                    f"Deleting “{prefix}” was interrupted; the keyring still holds some of its values.",
                    "Finish deleting",
                ),
                lambda: repairs.delete_entries(transaction, users),
            )
        if complete_pairs(users):
            return _Finding(
                Disagreement(
                    "unlisted",
                    prefix,
                    f"The keyring holds an API key and a secret named “{prefix}”, but no profile on the list has them."
                    " They can be listed again; notes and hosts are not known any more.",
                    "List it again",
                ),
                lambda: repairs.add_from_keyring(transaction, prefix, users),
            )
        return _Finding(
            Disagreement(
                "interrupted" if "writing" in steps else "unlisted",
                prefix,
                f"The keyring holds values named “{prefix}” that make no pair, and no profile on the list has them."
                " They can be deleted.",
                "Delete them",
            ),
            lambda: repairs.delete_entries(transaction, users),
        )


def complete_pairs(users: Iterable[str]) -> set[int]:
    """Return the numbers under which both values of a pair are there."""
    there = {(part, number) for _prefix, part, number in filter(None, map(parsed, users))}
    api_key, secret = PAIR
    return {number for part, number in there if part == api_key and (secret, number) in there}
