"""Creates, opens and recognises the database file, and moves a damaged one aside.

A file that is not writable, or that a newer version wrote, is opened read-only with `error` set to the reason. Never
reads or writes an exchange.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from workbench.disk import claim, set_aside
from workbench.history import errors
from workbench.history.schema import VERSION, make_tables, version_of

_WAL_SUFFIXES: Final = ("-wal", "-shm")
_LOCK_POLL_S: Final = 0.005

Identity = tuple[int, int]


class DamagedFile(Exception):  # noqa: N818 - not an error of the program
    """The file was damaged. `moved_to` is its new path, or None if it could not be moved."""

    def __init__(self, moved_to: Path | None) -> None:
        super().__init__()
        self.moved_to = moved_to


class OpenFile(Struct, frozen=True):
    """An open database file, or a database in memory.

    Attributes:
        writer: None if nothing can be added.
        reader: in memory, the same connection as the writer.
        identity: device and inode of the file; None in memory or without a file.
        error: why nothing can be added; empty if it can.
        is_substitute: whether this is an empty database in place of a file that cannot be read.
        full: whether nothing can be added because the disk is full.
    """

    path: Path | None
    writer: sqlite3.Connection | None
    reader: sqlite3.Connection
    identity: Identity | None = None
    error: str = ""
    is_substitute: bool = False
    full: bool = False

    def require_writer(self) -> sqlite3.Connection:
        """Return the writer. Raises HistoryError if nothing can be added."""
        if self.writer is None:
            raise errors.HistoryError(self.error, full=self.full)
        return self.writer

    def is_current(self) -> bool:
        """Return whether the path still refers to this file."""
        return self.path is None or self.identity == identity_of(self.path)

    def close(self) -> None:
        """Close both connections. Call it with the file lock held.

        SQLite checkpoints and removes the WAL file, by name, when the last connection closes. The writer closes last,
        unless another file now has the name: then the read-only connection, which cannot remove anything, closes last.
        """
        in_order = (self.reader, self.writer) if self.is_current() else (self.writer, self.reader)
        for connection in in_order:
            if connection is not None:
                with suppress(sqlite3.Error):
                    connection.close()


@contextmanager
def locked(path: Path, timeout_s: float) -> Iterator[None]:
    """Hold the file lock against other processes and threads. The lock of a process that dies is released.

    Raises:
        TimeoutError: the lock was not free within `timeout_s` seconds.
        OSError: the lock file cannot be created.
    """
    deadline = monotonic() + timeout_s
    while (handle := claim(path)) is None:
        if monotonic() > deadline:
            raise TimeoutError("the file is locked")
        sleep(_LOCK_POLL_S)
    try:
        yield
    finally:
        os.close(handle)


def in_memory(path: Path | None = None, error: str = "") -> OpenFile:
    """Open an empty database in memory; with `error`, as a read-only substitute for a file that cannot be used."""
    connection = _connect("file::memory:", private=True)
    make_tables(connection)
    return OpenFile(
        path, None if error else connection, connection, identity_of(path) if path else None, error, bool(error)
    )


def open_file(path: Path) -> OpenFile:
    """Open or create the file, for writing.

    Raises:
        sqlite3.Error, OSError: it cannot be used.
        DamagedFile: it was damaged, and was moved aside if possible.
    """
    if path.is_dir():
        raise DamagedFile(move_aside(path))
    _make(path)
    address = path.absolute().as_uri()
    writer = _connect(f"{address}?mode=rw")
    try:
        version = version_of(writer)
        if version > VERSION:
            writer.close()
            return _read_only(path, errors.newer_version(version, VERSION, path))
        if version == 0:
            writer.execute("PRAGMA auto_vacuum = INCREMENTAL")
        writer.execute("PRAGMA journal_mode = WAL").fetchone()
        writer.execute("PRAGMA synchronous = NORMAL")
        writer.execute("PRAGMA secure_delete = ON").fetchone()
        if version == 0:
            make_tables(writer)
        reader = _connect_and_check(f"{address}?mode=ro")
    except UnicodeDecodeError:  # from SQLite's message, which quotes the damaged bytes
        raise DamagedFile(move_aside(path, writer)) from None
    except sqlite3.Error as error:
        if errors.is_damage(error):
            raise DamagedFile(move_aside(path, writer)) from None
        writer.close()
        raise
    return OpenFile(path, writer, reader, identity_of(path))


def open_read_only(path: Path, why: Exception) -> OpenFile:
    """Open a file that is not writable; if it does not exist, return an empty database in memory.

    Raises:
        sqlite3.Error, OSError: it cannot be read either, or is damaged.
    """
    error = errors.write_error(why, path)
    opened = _read_only(path, error) if path.exists() else in_memory(path, error)
    return replace(opened, full=errors.is_full(why))


def move_aside(path: Path, *open_connections: sqlite3.Connection | None) -> Path | None:
    """Rename a damaged file together with its WAL file; return its new path, or None if that fails.

    It is renamed while open, because closing could remove the WAL file. Where the system does not allow that (Windows),
    it is renamed after closing.
    """
    moved_to = _rename_aside(path)
    for connection in open_connections:
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()
    return moved_to or _rename_aside(path)


def _rename_aside(path: Path) -> Path | None:
    moved_to = set_aside(path)
    if moved_to is not None:
        for suffix in _WAL_SUFFIXES:
            with suppress(OSError):
                path.with_name(path.name + suffix).replace(moved_to.with_name(moved_to.name + suffix))
    return moved_to


def remove(path: Path) -> None:
    """Delete the file, its WAL files and damaged copies, when the disk is too full to delete rows. Raises OSError."""
    for each in (path, *(path.with_name(path.name + suffix) for suffix in _WAL_SUFFIXES), *damaged_files(path)):
        each.unlink(missing_ok=True)


def damaged_files(path: Path) -> list[Path]:
    """Return the paths of all damaged copies."""
    return sorted(path.parent.glob(f"{path.name}.damaged-*"))


def identity_of(path: Path) -> Identity | None:
    """Return device and inode of the file; None if it does not exist or is empty (an open database never is)."""
    try:
        status = os.stat(path)  # noqa: PTH116 - called before every send; twice as fast as Path.stat
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if status.st_size else None


def size_of(path: Path) -> int:
    """Return the size in bytes of the file and its WAL file."""
    total = 0
    for suffix in ("", "-wal"):
        with suppress(OSError):
            total += path.with_name(path.name + suffix).stat().st_size
    return total


def _make(path: Path) -> None:
    """Create the file if it is missing, with permissions for this user only; SQLite gives its WAL files the same."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if identity_of(path) is None:
        for suffix in _WAL_SUFFIXES:  # of a deleted file: SQLite would apply them to the new one
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for suffix in ("", *_WAL_SUFFIXES):
        with suppress(OSError):
            path.with_name(path.name + suffix).chmod(0o600)


def _read_only(path: Path, reason: str) -> OpenFile:
    """Open for reading; on a read-only file system, as it was at the last checkpoint."""
    address = path.absolute().as_uri()
    try:
        reader = _connect_and_check(f"{address}?mode=ro")
    except sqlite3.Error as error:
        if errors.is_damage(error):
            raise
        reader = _connect_and_check(f"{address}?mode=ro&immutable=1")
    return OpenFile(path, None, reader, identity_of(path), reason)


def _connect_and_check(address: str) -> sqlite3.Connection:
    connection = _connect(address)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _connect(address: str, *, private: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address, timeout=errors.WAIT_S, isolation_level=None, check_same_thread=False, uri=True
    )
    if private:
        connection.execute("PRAGMA secure_delete = OFF").fetchone()
    connection.text_factory = characters
    connection.execute("PRAGMA temp_store = MEMORY")  # no payload in the temporary folder of the system
    return connection


def characters(raw: bytes) -> str:
    """Decode a text column; invalid UTF-8 of a damaged file becomes U+FFFD."""
    return raw.decode("utf-8", "replace")
