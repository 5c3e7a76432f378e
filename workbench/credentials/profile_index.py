"""Reads and writes the profile list (JSON): metadata, the entry of each profile, and entries that are unused.

The file contains no API key or secret, but the beginning of a salted digest of each, by which redaction recognises
them. This module never asks the keyring. A profile that cannot be read is ignored, and stays in the file.
"""

import errno
import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.names import folded
from workbench.credentials.profile import ProfileRefused
from workbench.credentials.stored_profile import StoredProfile, encodable, is_entry, stored_profile_of, valid_metadata
from workbench.disk import claim, locked, read_file, remove_temporary_files, replace_file, set_aside, where_kept
from workbench.patience import BoundedCall
from workbench.redaction import ValueDigests, use_digests
from workbench.salvage import members_in, objects_in, unique_members

SCHEMA: Final = 1

_UNUSED, _SALT = "unused", "salt"
_SALT_BYTES: Final = 16
_VALID_SALT: Final = re.compile(rf"[0-9a-f]{{{2 * _SALT_BYTES}}}")
_LARGEST: Final = 20_000_000  # bytes
_READ_S: Final = 0.5


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
    """The profile list in one file.

    `notes` has a sentence for each problem found by the last read, and for each time that the file was damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._damage: list[str] = []
        self._last = _empty()  # as last read, for when the disk does not answer
        self._read_in_time = BoundedCall(self._read, _READ_S)
        self.notes: tuple[str, ...] = ()

    def profiles(self) -> tuple[StoredProfile, ...]:
        """Return all profiles, sorted by name. A damaged file is renamed and counts as empty."""
        notes: list[str] = []
        try:
            document = self._last = self._read_in_time()
        except OSError as error:
            document, notes = self._last, [f"The profile list could not be read ({error.strerror}): {self._path}"]
        found, bad = _readable(document)
        digests = [digest for each in found for digest in each.digests]
        if salt := _salt(document):
            use_digests(ValueDigests(salt, digests))
        elif digests:
            notes.append(
                "The salt in the profile list could not be read, so the values of profiles are recognised in texts only"
                f" after they were read from the keyring. Enter the values of each profile again: {self._path}"
            )
        if bad:
            notes.append(
                f"{bad} of the profiles in the list could not be read. They are kept in the file; check the profiles to"
                f" add those in the keyring again: {self._path}"
            )
        self.notes = (*self._damage, *notes)
        return tuple(sorted(found, key=lambda stored: stored.name.casefold()))

    def unused(self) -> frozenset[str]:
        """Return the keyring entries that no profile uses, as far as the list knows them.

        Raises:
            CredentialsUnavailable: the list cannot be read.
        """
        return frozenset(ProfileListUpdate(self._read_to_change()).unused)

    def metadata_of(self, entry: str) -> dict[str, Any]:
        """Return what the list and its damaged copies say about the profile with this entry, such as its hosts."""
        for file in (self._path, *sorted(self._path.parent.glob(f"{self._path.name}.damaged-*"), reverse=True)):
            with suppress(OSError):
                for each in reversed(_profiles_in(read_file(file, _LARGEST))):
                    if each.get("entry") == entry:
                        return valid_metadata(each)
        return {}

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
            document = self._read_to_change(locked=True)
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

    def _read_to_change(self, *, locked: bool = False) -> dict[str, Any]:
        try:
            return self._read(locked=locked)
        except OSError as error:
            raise self._unwritable(error) from error

    def _read(self, *, locked: bool = False) -> dict[str, Any]:
        content = b""
        try:
            content = read_file(self._path, _LARGEST)
            msgspec.json.decode(content, type=_Head)
            return dict(json.loads(content, object_pairs_hook=unique_members))
        except FileNotFoundError:
            return _empty()
        except (msgspec.MsgspecError, ValueError, RecursionError, IsADirectoryError):
            pass
        if not locked and (lock := claim(self._path)) is not None:
            try:
                return self._read(locked=True)
            finally:
                os.close(lock)
        document = _empty() | members_in(content, [_SALT]) | {"profiles": _profiles_in(content)}
        moved_to = set_aside(self._path) if locked else None  # else another process changes the list right now
        if moved_to is not None:
            with suppress(CredentialsUnavailable):
                self._write(document)
        note = (
            f"The profile list is damaged; it was {where_kept(moved_to)}, and {len(document['profiles'])} profiles"
            " could be read. Check the profiles to add others that are in the keyring again."
        )
        if note not in self._damage:
            self._damage.append(note)
        return document

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


def _profiles_in(content: bytes) -> list[dict[str, Any]]:
    """Return the profiles of a damaged list that are whole, with text that can be stored."""
    return [encodable(each) for each in objects_in(content, "entry")]


def _salt(document: dict[str, Any]) -> bytes:
    """Return the salt of a list; empty if it has none that is valid."""
    salt = document.get(_SALT)
    return bytes.fromhex(salt) if isinstance(salt, str) and _VALID_SALT.fullmatch(salt) else b""


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
