"""Owns the file itself: how it is made, opened, recognised, and set aside when it is damaged.

A file that may not be written, or that a newer version wrote, is opened for reading only, and `says` tells why. Never
reads or writes an exchange.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from workbench.disk import claim, set_aside
from workbench.history import errors
from workbench.history.schema import VERSION, make_tables, version_of

_BESIDE: Final = ("-wal", "-shm")
_BETWEEN_TRIES_S: Final = 0.005

Identity = tuple[int, int]


class Damaged(Exception):  # noqa: N818 - it is no error of the program
    """The file was damaged; `kept` is where it is now, None if it could not be set aside."""

    def __init__(self, kept: Path | None) -> None:
        super().__init__()
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file, or a history in memory.

    Attributes:
        writer: None where nothing can be added.
        reader: in memory the same as the writer.
        identity: which file it is, whatever its name; None in memory, or when there is no file.
        says: why nothing can be added; empty if it can.
        stands_in: whether it is empty, and stands for a file of which nothing can be read.
        full: whether nothing can be added because there is no room.
    """

    path: Path | None
    writer: sqlite3.Connection | None
    reader: sqlite3.Connection
    identity: Identity | None = None
    says: str = ""
    stands_in: bool = False
    full: bool = False

    def to_write(self) -> sqlite3.Connection:
        """Return the writer. Raises HistoryTrouble where nothing can be added."""
        if self.writer is None:
            raise errors.HistoryError(self.says, full=self.full)
        return self.writer

    def is_current(self) -> bool:
        """Say whether the file is still the one that bears its name."""
        return self.path is None or self.identity == identity_of(self.path)

    def close(self) -> None:
        """Close both connections. Call it holding the file's lock.

        Whichever is closed last would merge the file's log and remove it, by its name. The writer may, unless another
        file bears the name now: then the reader is the last, which may not.
        """
        in_order = (self.reader, self.writer) if self.is_current() else (self.writer, self.reader)
        for connection in in_order:
            if connection is not None:
                with suppress(sqlite3.Error):
                    connection.close()


@contextmanager
def locked(path: Path, patience_s: float) -> Iterator[None]:
    """Hold the file's lock against other processes and threads; one that is stopped while it has it keeps nobody.

    Raises:
        TimeoutError: another held it for so many seconds.
        OSError: the lock cannot be made.
    """
    given_up = monotonic() + patience_s
    while (handle := claim(path)) is None:
        if monotonic() > given_up:
            raise TimeoutError("another program holds it")
        sleep(_BETWEEN_TRIES_S)
    try:
        yield
    finally:
        os.close(handle)


def in_memory(path: Path | None = None, says: str = "") -> Opened:
    """Open an empty history that writes no file; with `says` it takes the place of one that cannot be used."""
    connection = _connection("file::memory:", private=True)
    make_tables(connection)
    return Opened(path, None if says else connection, connection, identity_of(path) if path else None, says, bool(says))


def opened(path: Path) -> Opened:
    """Open or make the file, for writing if that is possible.

    Raises:
        sqlite3.Error, OSError: it cannot be used.
        Damaged: it was damaged, and was set aside if that could be done.
    """
    _make(path)
    address = path.absolute().as_uri()
    writer = _connection(f"{address}?mode=rw")
    try:
        version = version_of(writer)
        if version > VERSION:
            writer.close()
            return _read_only(path, errors.newer(version, VERSION, path))
        if version == 0:
            writer.execute("PRAGMA auto_vacuum = INCREMENTAL")
        writer.execute("PRAGMA journal_mode = WAL").fetchone()
        writer.execute("PRAGMA synchronous = NORMAL")
        writer.execute("PRAGMA secure_delete = ON").fetchone()
        if version == 0:
            make_tables(writer)
        reader = _probed(f"{address}?mode=ro")
    except UnicodeDecodeError:  # of SQLite's own message, which quotes what is damaged
        raise Damaged(aside(path, writer)) from None
    except sqlite3.Error as error:
        if errors.is_damage(error):
            raise Damaged(aside(path, writer)) from None
        writer.close()
        raise
    return Opened(path, writer, reader, identity_of(path))


def opened_for_reading(path: Path, why: Exception) -> Opened:
    """Open the file where it may not be written; an empty history in memory stands for one that is not there.

    Raises:
        sqlite3.Error, OSError: it cannot be read either, or is damaged.
    """
    says = errors.unwritten(why, path)
    opened = _read_only(path, says) if path.exists() else in_memory(path, says)
    return replace(opened, full=errors.is_full(why))


def aside(path: Path, *open_connections: sqlite3.Connection | None) -> Path | None:
    """Set a damaged file aside, with what was not yet merged into it; None if that cannot be done.

    It is renamed while it is open, for closing could remove what was not merged; where the system does not allow that,
    after it was closed.
    """
    kept = _renamed(path)
    for connection in open_connections:
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()
    return kept or _renamed(path)


def _renamed(path: Path) -> Path | None:
    kept = set_aside(path)
    if kept is not None:
        for suffix in _BESIDE:
            with suppress(OSError):
                path.with_name(path.name + suffix).replace(kept.with_name(kept.name + suffix))
    return kept


def remove(path: Path) -> None:
    """Take a file away with all that stands beside it, where there is no room to empty it. Raises OSError."""
    for each in (path, *(path.with_name(path.name + suffix) for suffix in _BESIDE), *damaged_files(path)):
        each.unlink(missing_ok=True)


def damaged_files(path: Path) -> list[Path]:
    """Return every file that was set aside."""
    return sorted(path.parent.glob(f"{path.name}.damaged-*"))


def identity_of(path: Path) -> Identity | None:
    """Return which file bears this name now; None if none does, or if it was emptied: an open one is never empty."""
    try:
        status = os.stat(path)  # noqa: PTH116 - it stands before every send, and is twice as fast
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if status.st_size else None


def size_of(path: Path) -> int:
    """Return the bytes of the file and of what is not yet merged into it."""
    total = 0
    for suffix in ("", "-wal"):
        with suppress(OSError):
            total += path.with_name(path.name + suffix).stat().st_size
    return total


def _make(path: Path) -> None:
    """Make the file if it is missing, for this user only from its first moment; SQLite gives its others the same."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if identity_of(path) is None:
        for suffix in _BESIDE:  # of a file that was taken away: they would be taken for the new one's
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for suffix in ("", *_BESIDE):
        with suppress(OSError):
            path.with_name(path.name + suffix).chmod(0o600)


def _read_only(path: Path, says: str) -> Opened:
    """Open for reading; where not even a lock can be written, the file as it was when it was last merged."""
    address = path.absolute().as_uri()
    try:
        reader = _probed(f"{address}?mode=ro")
    except sqlite3.Error as error:
        if errors.is_damage(error):
            raise
        reader = _probed(f"{address}?mode=ro&immutable=1")
    return Opened(path, None, reader, identity_of(path), says)


def _probed(address: str) -> sqlite3.Connection:
    connection = _connection(address)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _connection(address: str, *, private: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address, timeout=errors.WAIT_S, isolation_level=None, check_same_thread=False, uri=True
    )
    if private:
        connection.execute("PRAGMA secure_delete = OFF").fetchone()
    connection.text_factory = characters
    connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a payload in the system's folder for such files
    return connection


def characters(raw: bytes) -> str:
    """Return a column's characters, also where a damaged one has bytes that are none."""
    return raw.decode("utf-8", "replace")
