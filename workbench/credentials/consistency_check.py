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
    mend: Callable[[], str]


def check(ledger: KeyringTransaction, name: str) -> tuple[Disagreement, ...]:
    """Look where list and keyring disagree, for one profile, or for all if the name is empty."""
    with ledger.index.writing():
        return tuple(finding.disagreement for finding in _Look(ledger).findings(name))


def repair(ledger: KeyringTransaction, disagreement: Disagreement) -> str:
    """Put one of them right if it is still there, and say what was done."""
    with ledger.index.writing():
        for finding in _Look(ledger).findings(disagreement.profile):
            if finding.disagreement == disagreement:
                return finding.mend()
    return "That is in order already; nothing was changed."


class _Look:
    """One look at list and keyring."""

    def __init__(self, ledger: KeyringTransaction) -> None:
        self.ledger = ledger
        self.facts = ledger.index.facts()
        self.announced = ledger.index.announced()
        self.listed = ledger.vault.users()
        self.in_use = {user for fact in self.facts for user in fact.users}

    def findings(self, name: str) -> Iterator[_Finding]:
        """Go through what is wrong with the profile of this name, or whose entries begin so; empty: with any."""
        strange = self._strange(name)
        if not name:
            self._settle({user for users in strange.values() for user in users})
        for fact in self.facts:
            mine = strange.pop(fact.entry, [])
            if name in {"", fact.name}:
                yield from self._of(fact, mine)
        for prefix, users in sorted(strange.items()):
            yield self._unlisted(prefix, users)

    def _strange(self, name: str) -> dict[str, list[str]]:
        """Return what the keyring holds and no profile uses, by what it begins with."""
        names = {fact.entry: fact.name for fact in self.facts}
        strange: dict[str, list[str]] = {}
        for user in sorted({*self.announced, *(self.listed or ())} - self.in_use):
            taken_apart = parsed(user)
            if taken_apart:
                prefix = taken_apart[0]
                if name in {"", names.get(prefix, prefix)} and self._has(user):
                    strange.setdefault(prefix, []).append(user)
        return strange

    def _settle(self, there: set[str]) -> None:
        """Take back announcements of what is not in the keyring: those writes ended before they began, or after."""
        gone = self.announced.keys() - there - {user for user in self.announced if not parsed(user)}
        if gone:
            with suppress(CredentialsUnavailable), self.ledger.index.changing() as book:
                book.settle(gone)

    def _has(self, user: str) -> bool:
        if self.listed is not None:
            return user in self.listed
        prefix, _slash, slot = user.rpartition("/")
        return self.ledger.vault.has(prefix, slot)

    def _of(self, fact: StoredProfile, strange: list[str]) -> Iterator[_Finding]:
        """Go through what is wrong with a profile on the list."""
        there = {slot: self._has(user) for slot, user in zip(fact.slots, fact.users, strict=True)}
        gone = [part for part in PAIR if not there[slot_of(part, fact.pair)]]
        old_whole = bool(fact.old_pair) and all(there[slot_of(part, fact.old_pair)] for part in PAIR)
        spare = max(whole_numbers(strange), default=0)
        if gone:
            yield self._pair_gone(fact, gone, spare, old_whole=old_whole)
        elif fact.old_pair and not old_whole:
            says = f"The keyring no longer holds the older pair of “{fact.name}” whole; the present one is in order."
            yield _Finding(
                Disagreement("half", fact.name, says, "Finish the rotation"),
                lambda: repairs.without_old(self.ledger, fact),
            )
        for part in EXTRAS:
            if part in fact.extras and not there[slot_of(part, fact.extras[part])]:
                yield self._extra_gone(fact, part)
        if strange and not (gone and spare):
            yield self._left(fact, strange)

    def _pair_gone(self, fact: StoredProfile, gone: list[Part], spare: int, *, old_whole: bool) -> _Finding:
        ledger, name = self.ledger, fact.name
        kind: DisagreementKind
        if len(gone) == len(PAIR):
            kind, says = "vanished", f"The keyring no longer holds the API key and secret of “{name}”."
        else:
            kind, says = "half", f"The keyring no longer holds the {PART_WORDS[gone[0]]} of “{name}”."
        known = ledger.memory.known_pair(fact)
        if known is not None:
            words, mend = "Put it back", lambda: repairs.put_back(ledger, fact, known)
            advice = "This program still has the pair in memory and can put it back."
        elif old_whole:
            words, mend = "Go back to the older pair", lambda: repairs.back_to_old(ledger, fact)
            advice = "The older pair of the rotation is still there: go back to it, or enter both values again."
        elif spare:
            words, mend = "Use the pair that is there", lambda: repairs.use_spare(ledger, fact, spare)
            advice = "It holds another pair of this profile: use that one, or enter both values again."
        else:
            words, mend = "Take it off the list", lambda: repairs.take_off(ledger, fact)
            advice = "Edit the profile and enter both values again, or take it off the list."
        return _Finding(Disagreement(kind, name, f"{says} {advice}", words), mend)

    def _extra_gone(self, fact: StoredProfile, part: Part) -> _Finding:
        says = (
            f"The keyring no longer holds the {PART_WORDS[part]} of “{fact.name}”. Edit the profile and enter it"
            " again, or have the list forget it."
        )
        return _Finding(
            Disagreement("half", fact.name, says, f"Forget the {PART_WORDS[part]}"),
            lambda: repairs.without_extra(self.ledger, fact, part),
        )

    def _left(self, fact: StoredProfile, strange: list[str]) -> _Finding:
        """Say what of a profile on the list is in the keyring and not in use."""
        interrupted = any(self.announced.get(user) in {"writing", "deleting"} for user in strange)
        if interrupted:
            says = f"A change of “{fact.name}” was interrupted and has left values in the keyring that nothing uses."
        else:
            says = f"The keyring holds more values under “{fact.entry}” than the list knows of."
        return _Finding(
            Disagreement(
                "unfinished" if interrupted else "unlisted",
                fact.name,
                f"{says} The profile is in order; they can be deleted.",
                "Delete what is left",
            ),
            lambda: repairs.deleted(self.ledger, strange),
        )

    def _unlisted(self, prefix: str, users: list[str]) -> _Finding:
        """Say what is in the keyring and belongs to no profile on the list."""
        steps = {self.announced.get(user) for user in users}
        ledger = self.ledger
        if "deleting" in steps:
            return _Finding(
                Disagreement(
                    "unfinished",
                    prefix,
                    f"Deleting “{prefix}” was interrupted; the keyring still holds some of its values.",
                    "Finish deleting",
                ),
                lambda: repairs.deleted(ledger, users),
            )
        if whole_numbers(users):
            return _Finding(
                Disagreement(
                    "unlisted",
                    prefix,
                    f"The keyring holds an API key and a secret named “{prefix}”, but no profile on the list has them."
                    " They can be listed again; notes and hosts are not known any more.",
                    "List it again",
                ),
                lambda: repairs.adopted(ledger, prefix, users),
            )
        return _Finding(
            Disagreement(
                "unfinished" if "writing" in steps else "unlisted",
                prefix,
                f"The keyring holds values named “{prefix}” that make no pair, and no profile on the list has them."
                " They can be deleted.",
                "Delete them",
            ),
            lambda: repairs.deleted(ledger, users),
        )


def whole_numbers(users: Iterable[str]) -> set[int]:
    """Return the numbers under which both values of a pair are there."""
    there = {(part, number) for _prefix, part, number in filter(None, map(parsed, users))}
    api_key, secret = PAIR
    return {number for part, number in there if part == api_key and (secret, number) in there}
