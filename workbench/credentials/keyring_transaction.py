"""Owns the order in which keyring and list are written, so that a stop at any point loses nothing.

What is to be written is announced in the list; then it goes to the keyring; then the list says in one replacement
that it is in use, and that what it takes the place of is to be deleted; then that is deleted. What is pending and
still there later is known to be nobody's. Nothing that is in use is ever written over or deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec

from workbench.credentials.credential_cache import CredentialCache
from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.names import SAMPLE_PROFILE
from workbench.credentials.profile import Part, ProfileRefused
from workbench.credentials.profile_index import ProfileIndex
from workbench.credentials.stored_profile import StoredProfile, slot_of, users_of
from workbench.credentials.vault import Vault
from workbench.redaction import Secret

_UNTOUCHED = frozenset({Why.LOCKED, Why.DISMISSED})
"""After these the keyring is not asked again, for it would prompt again."""


class KeyringTransaction:
    """The list, the keyring and what is in memory, for one operation on profiles."""

    def __init__(self, index: ProfileIndex, vault: Vault, cache: CredentialCache) -> None:
        self.index = index
        self.vault = vault
        self.cache = cache

    def stored(self, name: str) -> StoredProfile:
        """Return what is known of a profile that can be changed.

        Raises:
            ProfileRefused: there is no such profile, or it is the built-in one.
        """
        if name == SAMPLE_PROFILE:
            raise ProfileRefused(f"“{SAMPLE_PROFILE}” is built in and stays as it is.")
        for stored in self.index.profiles():
            if stored.name == name:
                return stored
        raise ProfileRefused(f"There is no profile “{name}”.")

    def free_number(self, prefix: str, parts: Iterable[Part], first: int) -> int:
        """Return the first number under which the keyring holds nothing that is not ours to write over.

        What it holds unknown to the list, as after the list was lost, is announced as found and left alone.

        Raises:
            CredentialsUnavailable: the keyring cannot be asked, or the list not be written.
        """
        number = first
        while True:
            slots = [slot_of(part, number) for part in parts]
            pending = self.index.pending()
            strange = [
                user
                for slot, user in zip(slots, users_of(prefix, slots), strict=True)
                if pending.get(user, "found") == "found" and self.vault.has(prefix, slot)
            ]
            if not strange:
                return number
            with self.index.updating() as update:
                update.add_pending(strange, "found")
            number += 1

    @contextmanager
    def storing(self, prefix: str, values: Mapping[str, Secret], title: str) -> Iterator[None]:
        """Announce values and write them to the keyring, then let the list say that they are in use.

        When anything fails, what was written is deleted again, or stays pending.

        Raises:
            CredentialsUnavailable: the keyring would not take them, or the list cannot be written.
        """
        users = users_of(prefix, values)
        for slot, value in values.items():
            self.vault.check_length(slot, value)
        with self.index.updating() as update:
            update.add_pending(users, "writing")
        try:
            for slot, value in values.items():
                self.vault.set(prefix, slot, value, title=title)
            yield
        except BaseException as failure:
            left = isinstance(failure, CredentialsUnavailable) and failure.why in _UNTOUCHED
            if not left:
                left = self.delete_pending(users) is not None
            if left and isinstance(failure, CredentialsUnavailable) and failure.why is Why.DIED:
                failure.advice += " It may still hold a part of what was being written; checking the profiles finds it."
            raise

    def update_profile(self, stored: StoredProfile, discard: Iterable[str] = (), **changes: Any) -> StoredProfile:  # noqa: ANN401 - fields
        """Change a profile on the list in one step; what it does not use any longer is announced to be deleted.

        Args:
            stored: the profile; what else has changed of it meanwhile stays.
            discard: ends of names of its entries in the keyring.
            changes: fields of `StoredProfile`.

        Raises:
            ProfileRefused: it is gone from the list.
            CredentialsUnavailable: the list cannot be written; it is as it was.
        """
        with self.index.updating() as update:
            now = update.of(stored.entry)
            if now is None:
                raise ProfileRefused(f"There is no profile “{stored.name}” any more.")
            now = msgspec.structs.replace(now, **changes)
            update.put(now)
            update.add_pending(users_of(now.entry, discard), "deleting")
        return now

    def delete_pending(self, users: Iterable[str]) -> CredentialsUnavailable | None:
        """Delete entries of the keyring that are announced as nobody's; return why some may still be there, if so."""
        failure: CredentialsUnavailable | None = None
        done: list[str] = []
        try:
            pending = self.index.pending()
            for prefix, slot, user in _taken_apart(users):
                if user in pending:
                    self.vault.delete(prefix, slot)
                    done.append(user)
        except CredentialsUnavailable as unavailable:
            failure = unavailable
        try:
            with self.index.updating() as update:
                update.clear_pending(done)
        except CredentialsUnavailable as unavailable:
            failure = failure or unavailable
        return failure


def _taken_apart(users: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for user in users:
        prefix, _slash, slot = user.rpartition("/")
        yield prefix, slot, user
