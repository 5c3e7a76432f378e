"""Owns the file that lists the profiles: their names, what is no secret about them, and what is under way.

Keys that this version does not know are kept, so that an older program does not lose what a newer one wrote. It
never holds an API key or a secret, and never asks the keyring. Two locks go with it: a short one for each change of
the file, and a long one for whoever writes to the keyring, which may wait for a person at a prompt; reading takes none.
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
from workbench.disk import locked, replace_file, set_aside, sweep

SCHEMA: Final = 1

Step: TypeAlias = Literal["writing", "deleting", "found"]
"""Why the keyring may hold an entry that no profile uses: it is being written, deleted, or somebody else's."""

_PENDING: Final = "pending"


class _Head(msgspec.Struct):
    """What must be right for the file to be read at all; the rest is looked at entry by entry."""

    schema: int
    profiles: list[Entry]


class ProfileListUpdate:
    """The list while it is being changed; what is done to it is written in one replacement, when all of it is done."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.changed = False
        pending = document.get(_PENDING)
        self.pending: dict[str, str] = {
            name: step for name, step in (pending.items() if isinstance(pending, dict) else ()) if isinstance(step, str)
        }
        """Entries of the keyring that belong to no profile, to the step that was under way."""

    @property
    def profiles(self) -> tuple[StoredProfile, ...]:
        """All profiles that can be read, in the file's order."""
        return tuple(_readable(self.document)[0])

    def of(self, prefix: str) -> StoredProfile | None:
        """Return the profile whose entries in the keyring begin so."""
        return next((stored for stored in self.profiles if stored.entry == prefix), None)

    def entry(self, prefix: str) -> Entry:
        """Return a profile as it stands in the file, unknown keys included; empty when it is not there."""
        return next((dict(entry) for entry in self._entries() if prefix_of(entry) == prefix), {})

    def taken(self, prefix: str) -> bool:
        """Whether a profile's entries in the keyring begin so, or in a way that some keyring takes for the same."""
        return any(same_name(prefix_of(entry), prefix) for entry in self._entries())

    def put(self, stored: StoredProfile) -> None:
        """Write what is known of a profile, in place of what the file says of it."""
        self.put_entry(self.entry(stored.entry) | entry_of(stored))

    def put_entry(self, new: Entry) -> None:
        """Write a profile with whatever a newer version knows of it; its entries are announced no longer."""
        entries, there = self._entries(), False
        for place, entry in enumerate(entries):
            if prefix_of(entry) == prefix_of(new) and not there:
                entries[place], there = new, True
        if not there:
            entries.append(new)
        stored = stored_profile_of(new)
        self.clear_pending(stored.users if stored else ())
        self.changed = True

    def remove(self, prefix: str) -> None:
        """Take a profile off the list."""
        self.document["profiles"] = [entry for entry in self._entries() if prefix_of(entry) != prefix]
        self.changed = True

    def add_pending(self, users: Iterable[str], step: Step) -> None:
        """Say of entries of the keyring that they belong to no profile, and why they may be there all the same."""
        in_use = {user for stored in self.profiles for user in stored.users}
        self._set_pending(self.pending | {user: step for user in users if user not in in_use})

    def clear_pending(self, users: Iterable[str]) -> None:
        """Say that these entries belong to a profile now, or are gone from the keyring."""
        gone = set(users)
        self._set_pending({user: step for user, step in self.pending.items() if user not in gone})

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
    """The list of profiles in one file. `notes` says what the last reading found wrong, one sentence each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notes: tuple[str, ...] = ()

    def profiles(self) -> tuple[StoredProfile, ...]:
        """Read the list, in order of name; a damaged file is set aside and counts as empty."""
        try:
            document, notes = self._read()
        except OSError as error:
            document, notes = _empty(), [f"The list of profiles could not be read ({error.strerror}): {self._path}"]
        found, bad = _readable(document)
        notes += bad * [f"An entry of the list of profiles could not be read and is left out: {self._path}"]
        self.notes = tuple(notes)
        return tuple(sorted(found, key=lambda stored: stored.name.casefold()))

    def pending(self) -> Mapping[str, str]:
        """Return the entries of the keyring that belong to no profile, to the step that was under way.

        Raises:
            CredentialsUnavailable: the list cannot be read.
        """
        return ProfileListUpdate(self._read_to_change()).pending

    @contextmanager
    def keyring_lock(self) -> Iterator[None]:
        """Be the only one to write to the keyring, in this process and all others. It may be held at a prompt.

        Raises:
            CredentialsUnavailable: its folder cannot be written.
        """
        with self._locked(self._path.with_name(f"{self._path.name}.keyring")):
            yield

    @contextmanager
    def updating(self) -> Iterator[ProfileListUpdate]:
        """Change the list in one step, kept from other processes and threads. Never ask the keyring meanwhile.

        Raises:
            CredentialsUnavailable: the list cannot be written; it is as it was.
        """
        with self._locked(self._path):
            sweep(self._path)
            update = ProfileListUpdate(self._read_to_change())
            yield update
            if update.changed:
                self._write(update.document)

    @contextmanager
    def _locked(self, path: Path) -> Iterator[None]:
        with ExitStack() as held:
            try:
                held.enter_context(locked(path))
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
            kept = set_aside(self._path)
            where = f"kept as {kept.name}" if kept else "left where it is"
            return _empty(), [
                f"The list of profiles was damaged; it was {where} and a new list begun. Check the profiles to list"
                f" again what the keyring holds: {self._path}"
            ]
        return document, []

    def _write(self, document: dict[str, Any]) -> None:
        if document["schema"] > SCHEMA:
            raise CredentialsUnavailable(
                Why.INDEX,
                f"The list of profiles was written by a newer version of this program and is left alone: {self._path}",
                "Change profiles with the newer version.",
            )
        try:
            replace_file(self._path, msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> CredentialsUnavailable:
        if error.errno == errno.EDEADLK:  # how Windows says that it gave up waiting for a lock
            return CredentialsUnavailable(
                Why.INDEX,
                "Another window of this program is still waiting for the keyring.",
                "Nothing was changed; answer the keyring's prompt there, then try again.",
            )
        return CredentialsUnavailable(
            Why.INDEX,
            f"The list of profiles could not be changed ({error.strerror}): {self._path}",
            "Nothing was changed; see that the folder can be written and has room, then try again.",
        )


def _empty() -> dict[str, Any]:
    return {"schema": SCHEMA, "profiles": []}


def _readable(document: dict[str, Any]) -> tuple[list[StoredProfile], int]:
    """Return the profiles that can be read, and how many cannot: two must share neither a name nor keyring entries."""
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
