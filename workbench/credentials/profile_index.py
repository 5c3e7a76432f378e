"""Reads and writes the profile list (JSON): metadata, and the keyring entries that are being written or deleted.

Keys that this version does not know are kept, so that an older program does not lose what a newer one wrote. The
file contains no API key or secret, and this module never asks the keyring. There are two locks: one for each change of
the file, held briefly, and one for writing to the keyring, which may be held while a prompt is open. Reading takes
neither.
"""

import errno
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import msgspec

from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.names import folded, same_name
from workbench.credentials.stored_profile import Entry, StoredProfile, entry_of, prefix_of, stored_profile_of
from workbench.disk import locked, remove_temporary_files, replace_file, set_aside

SCHEMA: Final = 1

PendingState: TypeAlias = Literal["writing", "deleting", "found"]
"""Why the keyring contains an entry that no profile uses: being written or deleted, or of unknown origin."""

_PENDING: Final = "pending"


class _Head(msgspec.Struct):
    """The part of the file that must be valid for it to be read; profiles are checked one by one."""

    schema: int
    profiles: list[Entry]


class ProfileListUpdate:
    """The content of the file during an update; it is written in one replacement at the end."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.changed = False
        pending = document.get(_PENDING)
        self.pending: dict[str, str] = {
            name: state
            for name, state in (pending.items() if isinstance(pending, dict) else ())
            if isinstance(state, str)
        }
        """Keyring entries that no profile uses, with their state."""

    @property
    def profiles(self) -> tuple[StoredProfile, ...]:
        """All profiles that can be read, in the file's order."""
        return tuple(_readable(self.document)[0])

    def of(self, prefix: str) -> StoredProfile | None:
        """Return the profile with this entry prefix."""
        return next((stored for stored in self.profiles if stored.entry == prefix), None)

    def entry(self, prefix: str) -> Entry:
        """Return the JSON object of a profile, unknown keys included; empty if there is none."""
        return next((dict(entry) for entry in self._entries() if prefix_of(entry) == prefix), {})

    def taken(self, prefix: str) -> bool:
        """Whether a profile has this entry prefix, or one that some keyring treats as the same."""
        return any(same_name(prefix_of(entry), prefix) for entry in self._entries())

    def put(self, stored: StoredProfile) -> None:
        """Write a profile; keys that this version does not know are kept."""
        self.put_entry(self.entry(stored.entry) | entry_of(stored))

    def put_entry(self, new: Entry) -> None:
        """Write the JSON object of a profile; its keyring entries are no longer pending."""
        entries, found = self._entries(), False
        for place, entry in enumerate(entries):
            if prefix_of(entry) == prefix_of(new) and not found:
                entries[place], found = new, True
        if not found:
            entries.append(new)
        stored = stored_profile_of(new)
        self.clear_pending(stored.users if stored else ())
        self.changed = True

    def remove(self, prefix: str) -> None:
        """Remove a profile."""
        self.document["profiles"] = [entry for entry in self._entries() if prefix_of(entry) != prefix]
        self.changed = True

    def add_pending(self, users: Iterable[str], state: PendingState) -> None:
        """Record the state of keyring entries that no profile uses."""
        in_use = {user for stored in self.profiles for user in stored.users}
        self._set_pending(self.pending | {user: state for user in users if user not in in_use})

    def clear_pending(self, users: Iterable[str]) -> None:
        """Remove the records of keyring entries that are now used, or are deleted."""
        gone = set(users)
        self._set_pending({user: state for user, state in self.pending.items() if user not in gone})

    def _set_pending(self, pending: dict[str, str]) -> None:
        if pending != self.pending:
            self.pending, self.changed = pending, True
            self.document.pop(_PENDING, None)
            if pending:
                self.document[_PENDING] = pending

    def _entries(self) -> list[Entry]:
        entries: list[Entry] = self.document["profiles"]
        return entries


class ProfileIndex:
    """The profile list in one file. `notes` has a sentence for each problem found by the last read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notes: tuple[str, ...] = ()

    def profiles(self) -> tuple[StoredProfile, ...]:
        """Return all profiles, sorted by name. A damaged file is renamed and counts as empty."""
        try:
            document, notes = self._read()
        except OSError as error:
            document, notes = _empty(), [f"The profile list could not be read ({error.strerror}): {self._path}"]
        found, bad = _readable(document)
        notes += bad * [f"An entry of the profile list could not be read and is ignored: {self._path}"]
        self.notes = tuple(notes)
        return tuple(sorted(found, key=lambda stored: stored.name.casefold()))

    def pending(self) -> Mapping[str, str]:
        """Return the keyring entries that no profile uses, with their state.

        Raises:
            CredentialsUnavailable: the list cannot be read.
        """
        return ProfileListUpdate(self._read_to_change()).pending

    @contextmanager
    def keyring_lock(self) -> Iterator[None]:
        """Hold the lock for writing to the keyring, across threads and processes; a prompt may be open meanwhile.

        Raises:
            CredentialsUnavailable: the folder cannot be written.
        """
        with self._locked(self._path.with_name(f"{self._path.name}.keyring")):
            yield

    @contextmanager
    def updating(self) -> Iterator[ProfileListUpdate]:
        """Change the list in one write, under a lock across threads and processes. Never ask the keyring inside.

        Raises:
            CredentialsUnavailable: the list cannot be written and is unchanged.
        """
        with self._locked(self._path):
            remove_temporary_files(self._path)
            update = ProfileListUpdate(self._read_to_change())
            yield update
            if update.changed:
                self._write(update.document)

    @contextmanager
    def _locked(self, path: Path) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                stack.enter_context(locked(path))
            except OSError as error:
                raise self._unwritable(error) from error
            yield

    def _read_to_change(self) -> dict[str, Any]:
        try:
            return self._read()[0]
        except OSError as error:
            raise self._unwritable(error) from error

    def _read(self) -> tuple[dict[str, Any], list[str]]:
        try:
            content = self._path.read_bytes()
            msgspec.json.decode(content, type=_Head)
            document: dict[str, Any] = msgspec.json.decode(content)
        except FileNotFoundError:
            return _empty(), []
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            renamed = set_aside(self._path)
            where = f"it was renamed to {renamed.name} and" if renamed else "it could not be renamed;"
            return _empty(), [
                f"The profile list was damaged; {where} a new list was started. Check the profiles to add those in the"
                f" keyring again: {self._path}"
            ]
        return document, []

    def _write(self, document: dict[str, Any]) -> None:
        if document["schema"] > SCHEMA:
            raise CredentialsUnavailable(
                Why.INDEX,
                f"The profile list was written by a newer version of this program and was not changed: {self._path}",
                "Use the newer version to change profiles.",
            )
        try:
            replace_file(self._path, msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> CredentialsUnavailable:
        if error.errno == errno.EDEADLK:  # on Windows: the wait for the lock timed out
            return CredentialsUnavailable(
                Why.INDEX,
                "Another window or process of this program is waiting for the keyring.",
                "Nothing was changed. Answer the keyring's prompt there, then try again.",
            )
        return CredentialsUnavailable(
            Why.INDEX,
            f"The profile list could not be written ({error.strerror}): {self._path}",
            "Nothing was changed. Check the folder's permissions and free space, then try again.",
        )


def _empty() -> dict[str, Any]:
    return {"schema": SCHEMA, "profiles": []}


def _readable(document: dict[str, Any]) -> tuple[list[StoredProfile], int]:
    """Return the valid profiles, and the number of others. Two must not share a name or keyring entries."""
    found: list[StoredProfile] = []
    names: set[str] = set()
    entries: set[str] = set()
    for each in document["profiles"]:
        stored = stored_profile_of(each)
        if (
            stored is not None
            and (name := folded(stored.name)) not in names
            and (entry := folded(stored.entry)) not in entries
        ):
            found.append(stored)
            names.add(name)
            entries.add(entry)
    return found, len(document["profiles"]) - len(found)
