"""Owns the file that lists the profiles: their names and what is no secret about them.

Keys that this version does not know are kept, so that an older program does not lose what a newer one wrote. It
never holds an API key or a secret, and never asks the keyring.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from workbench.credentials.names import name_problem, same_name
from workbench.credentials.unavailable import CredentialsUnavailable, Why
from workbench.disk import locked, replace_file, set_aside, sweep

SCHEMA: Final = 1

Entry: TypeAlias = dict[str, Any]
"""One profile as it stands in the file, with whatever else a newer version wrote there."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What the list says of one profile."""

    name: str
    created: datetime
    api_key_hint: str = ""
    known_to_sandbox: bool = True


class _Head(msgspec.Struct):
    """What must be right for the file to be read at all; the rest is looked at entry by entry."""

    schema: int
    profiles: list[Entry]


class Index:
    """The list of profiles in one file. `notes` says what the last reading found wrong, one sentence each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notes: tuple[str, ...] = ()

    def facts(self) -> tuple[Fact, ...]:
        """Read the list, in order of name; a damaged file is set aside and counts as empty."""
        try:
            document, notes = self._read()
        except OSError as error:
            document, notes = _empty(), [f"The list of profiles could not be read ({error.strerror}): {self._path}"]
        facts: list[Fact] = []
        for entry in document["profiles"]:
            fact = _fact(entry)
            if fact is None or any(same_name(fact.name, other.name) for other in facts):
                notes.append(f"An entry of the list of profiles could not be read and is left out: {self._path}")
            else:
                facts.append(fact)
        self.notes = tuple(notes)
        return tuple(sorted(facts, key=lambda fact: fact.name.casefold()))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep other processes and threads from changing the list meanwhile.

        Raises:
            CredentialsUnavailable: its folder cannot be written.
        """
        with ExitStack() as held:
            try:
                held.enter_context(locked(self._path))
            except OSError as error:
                raise self._unwritable(error) from error
            sweep(self._path)
            yield

    def put(self, entry: Entry) -> None:
        """Add one profile's entry.

        Raises:
            CredentialsUnavailable: the list cannot be written; it is as it was.
        """
        document = self._read_to_change()
        document["profiles"].append(entry)
        self._write(document)

    def take(self, name: str) -> Entry | None:
        """Strike one profile off the list and return its entry; None when it is not there.

        Raises:
            CredentialsUnavailable: the list cannot be written; it is as it was.
        """
        document = self._read_to_change()
        taken = next((entry for entry in document["profiles"] if entry.get("name") == name), None)
        if taken is not None:
            document["profiles"] = [entry for entry in document["profiles"] if entry is not taken]
            self._write(document)
        return taken

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
            return _empty(), [f"The list of profiles was damaged; it was {where} and a new list begun: {self._path}"]
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
        return CredentialsUnavailable(
            Why.INDEX,
            f"The list of profiles could not be changed ({error.strerror}): {self._path}",
            "Nothing was changed; see that the folder can be written and has room, then try again.",
        )


def _empty() -> dict[str, Any]:
    return {"schema": SCHEMA, "profiles": []}


def entry_of(fact: Fact) -> Entry:
    """Return the entry to put for a new profile."""
    entry: Entry = msgspec.to_builtins(fact)
    return entry


def _fact(entry: Entry) -> Fact | None:
    try:
        fact = msgspec.convert(entry, Fact)
    except msgspec.ValidationError:
        return None
    return None if name_problem(fact.name) else fact
