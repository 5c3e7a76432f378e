"""Reads and writes the profile list (JSON): metadata, the entry of each profile, and entries that are unused.

The file contains no API key or secret, but the beginning of a salted digest of each, by which redaction recognises
them. This module never asks the keyring. A profile that cannot be read is
ignored, and stays in the file.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.names import folded
from workbench.credentials.profile import ProfileRefused
from workbench.credentials.stored_profile import StoredProfile, is_entry, stored_profile_of
from workbench.disk import locked, remove_temporary_files, replace_file, set_aside
from workbench.redaction import ValueDigests, use_digests

SCHEMA: Final = 1

_UNUSED, _SALT = "unused", "salt"
_SALT_BYTES: Final = 16


class _Head(msgspec.Struct):
    """The part of the file that must be valid for it to be read; profiles are checked one by one."""

    schema: int
    profiles: list[dict[str, Any]]


class ProfileListUpdate:
    """The content of the file during an update; it is written in one replacement at the end.

    An entry that a profile stops using becomes an unused one in the same write, and an entry in use is never unused.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._used = self._entries()
        unused = document.get(_UNUSED)
        self.unused = set(filter(is_entry, unused)) - self._used if isinstance(unused, list) else set()
        """The keyring entries that are to be deleted, or that are being written."""

    @property
    def salt(self) -> bytes:
        """The salt of the digests of values, made at its first use."""
        if not _salt(self._document):
            self._document[_SALT] = os.urandom(_SALT_BYTES).hex()
        return _salt(self._document)

    @property
    def profiles(self) -> tuple[StoredProfile, ...]:
        """All profiles that can be read, in the file's order."""
        return tuple(_readable(self._document)[0])

    def named(self, name: str) -> StoredProfile:
        """Return the profile with this name.

        Raises:
            ProfileRefused: it is no longer in the list.
        """
        return _found(name, (stored for stored in self.profiles if stored.name == name))

    def current(self, stored: StoredProfile) -> StoredProfile:
        """Return a profile, found by its keyring entry, as it is now: it may have been renamed, for example.

        Raises:
            ProfileRefused: it is no longer in the list.
        """
        return _found(stored.name, (each for each in self.profiles if each.entry == stored.entry))

    def put(self, stored: StoredProfile, before: str = "") -> StoredProfile:
        """Write a profile in place of the one with the entry `before`, which is its own unless it has a new one."""
        listed, before = self._document["profiles"], before or stored.entry
        place = next((place for place, each in enumerate(listed) if each.get("entry") == before), len(listed))
        listed[place : place + 1] = [msgspec.to_builtins(stored)]
        return stored

    def remove(self, entry: str) -> None:
        """Remove the profile with this entry."""
        self._document["profiles"] = [each for each in self._document["profiles"] if each.get("entry") != entry]

    def finished(self) -> dict[str, Any]:
        """Return the new content of the file."""
        unused = (self.unused | self._used) - self._entries()
        self._document.pop(_UNUSED, None)
        if unused:
            self._document[_UNUSED] = sorted(unused)
        return self._document

    def _entries(self) -> set[str]:
        return {stored.entry for stored in self.profiles}


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
        use_digests(ValueDigests(_salt(document), (digest for each in found for digest in each.digests)))
        notes += bad * [f"An entry of the profile list could not be read and is ignored: {self._path}"]
        self.notes = tuple(notes)
        return tuple(sorted(found, key=lambda stored: stored.name.casefold()))

    def unused(self) -> frozenset[str]:
        """Return the keyring entries that no profile uses, as far as the list knows them.

        Raises:
            CredentialsUnavailable: the list cannot be read.
        """
        return frozenset(ProfileListUpdate(self._read_to_change()).unused)

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
            document = self._read_to_change()
            before = msgspec.json.encode(document)
            update = ProfileListUpdate(document)
            yield update
            document = update.finished()
            if msgspec.json.encode(document) != before:
                self._write(document)

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


def _salt(document: dict[str, Any]) -> bytes:
    """Return the salt of a list; empty if it has none."""
    try:
        return bytes.fromhex(document[_SALT])
    except (KeyError, TypeError, ValueError):
        return b""


def _found(name: str, found: Iterator[StoredProfile]) -> StoredProfile:
    for stored in found:
        return stored
    raise ProfileRefused(f"The profile “{name}” no longer exists.")


def _readable(document: dict[str, Any]) -> tuple[list[StoredProfile], int]:
    """Return the valid profiles, and the number of others. Two must not share a name or keyring entries."""
    found: list[StoredProfile] = []
    names: set[str] = set()
    entries: set[str] = set()
    for each in document["profiles"]:
        stored = stored_profile_of(each)
        if stored is not None and (name := folded(stored.name)) not in names and stored.entry not in entries:
            found.append(stored)
            names.add(name)
            entries.add(stored.entry)
    return found, len(document["profiles"]) - len(found)
