"""Writes the keyring and the profile list in an order that loses nothing if the program stops at any point.

New entries are first recorded in the list as pending, then written to the keyring. Then one write of the list marks
them as used, and the entries they replace as pending deletion. Then those are deleted. An entry that is still
pending later belongs to no profile. An entry in use is never overwritten or deleted.
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
"""After these errors the keyring is not asked again, since it would prompt again."""


class KeyringTransaction:
    """The profile list, the keyring and the cache, for one operation on profiles."""

    def __init__(self, index: ProfileIndex, vault: Vault, cache: CredentialCache) -> None:
        self.index = index
        self.vault = vault
        self.cache = cache

    def stored(self, name: str) -> StoredProfile:
        """Return a profile that can be changed.

        Raises:
            ProfileRefused: there is no such profile, or it is built in.
        """
        if name == SAMPLE_PROFILE:
            raise ProfileRefused(f"The profile “{SAMPLE_PROFILE}” is built in and cannot be changed.")
        for stored in self.index.profiles():
            if stored.name == name:
                return stored
        raise ProfileRefused(f"There is no profile “{name}”.")

    def free_number(self, prefix: str, parts: Iterable[Part], first: int) -> int:
        """Return the first number, from `first`, under which the keyring contains no entry of these parts.

        Entries that the list does not know, as after it was lost, are recorded as found and not changed.

        Raises:
            CredentialsUnavailable: the keyring cannot be read, or the list cannot be written.
        """
        number = first
        while True:
            slots = [slot_of(part, number) for part in parts]
            pending = self.index.pending()
            unknown = [
                user
                for slot, user in zip(slots, users_of(prefix, slots), strict=True)
                if pending.get(user, "found") == "found" and self.vault.has(prefix, slot)
            ]
            if not unknown:
                return number
            with self.index.updating() as update:
                update.add_pending(unknown, "found")
            number += 1

    @contextmanager
    def storing(self, prefix: str, values: Mapping[str, Secret], title: str) -> Iterator[None]:
        """Write values to the keyring; the body of the `with` statement then updates the list to use them.

        If anything fails, the written entries are deleted again, or stay recorded as pending.

        Raises:
            CredentialsUnavailable: the keyring did not store them, or the list cannot be written.
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
            remains = isinstance(failure, CredentialsUnavailable) and failure.why in _UNTOUCHED
            if not remains:
                remains = self.delete_pending(users) is not None
            if remains and isinstance(failure, CredentialsUnavailable) and failure.why is Why.DIED:
                failure.advice += " The keyring may still contain unused values; check the profiles to delete them."
            raise

    def update_profile(self, stored: StoredProfile, discard: Iterable[str] = (), **changes: Any) -> StoredProfile:  # noqa: ANN401 - fields
        """Change a profile in the list in one write, and record the entries it no longer uses as pending deletion.

        Args:
            stored: the profile; changes made to it by others in the meantime are kept.
            discard: slots of its entries to delete.
            changes: fields of `StoredProfile`.

        Raises:
            ProfileRefused: it is no longer in the list.
            CredentialsUnavailable: the list cannot be written and is unchanged.
        """
        with self.index.updating() as update:
            now = update.of(stored.entry)
            if now is None:
                raise ProfileRefused(f"The profile “{stored.name}” no longer exists.")
            now = msgspec.structs.replace(now, **changes)
            update.put(now)
            update.add_pending(users_of(now.entry, discard), "deleting")
        return now

    def restore_old_pair(self, stored: StoredProfile, discard: Iterable[str]) -> StoredProfile:
        """Make the previous pair of a rotation the current one, as `update_profile` does; the rotation has ended."""
        return self.update_profile(
            stored,
            discard,
            pair=stored.old_pair,
            last=stored.highest,
            api_key_hint=stored.old_api_key_hint,
            rotated=stored.old_rotated,
            old_pair=0,
            old_api_key_hint="",
            old_rotated=None,
        )

    def delete_pending(self, users: Iterable[str]) -> CredentialsUnavailable | None:
        """Delete those of these entries that are pending; return the error if some may still exist."""
        failure: CredentialsUnavailable | None = None
        done: list[str] = []
        try:
            pending = self.index.pending()
            for prefix, slot, user in _split(users):
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


def _split(users: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for user in users:
        prefix, _slash, slot = user.rpartition("/")
        yield prefix, slot, user
