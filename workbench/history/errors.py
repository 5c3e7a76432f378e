"""The errors of the history and their messages: what happened, what was kept, what to do.

A message never contains a payload or a value.
"""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Final

WAIT_S: Final = 2.0
"""Seconds for which a write waits for another process; after one timeout, the next ones wait `SHORT_WAIT_S`."""
SHORT_WAIT_S: Final = 0.05

_BUFFERED: Final = "kept in memory and saved as soon as possible.)"
CLOSED: Final = "The history is closed because the program is exiting; nothing more is saved."


class HistoryError(Exception):
    """The history could not do what was asked. Its text is a sentence for the user; `full` if the disk is full."""

    def __init__(self, message: str, *, full: bool = False) -> None:
        super().__init__(message)
        self.full = full


class UnreadableRow(sqlite3.DatabaseError):
    """A row holds an impossible value: the file is damaged, although SQLite does not detect it."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def is_damage(error: Exception) -> bool:
    """Return whether the file itself, or a name in its schema, is damaged, so that it has to be moved aside."""
    is_schema_damaged = str(error).startswith(("no such column", "no such table"))
    return is_schema_damaged or _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_index_damage(error: Exception) -> bool:
    """Return whether only the search index is damaged; it can be rebuilt from the tables."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CORRUPT_VTAB


def is_busy(error: Exception) -> bool:
    """Return whether another process holds the file."""
    return isinstance(error, TimeoutError) or _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_forbidden(error: Exception) -> bool:
    """Return whether the file may not be written, or not be opened."""
    if isinstance(error, OSError):
        return not isinstance(error, TimeoutError)
    return _code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


def is_full(error: Exception) -> bool:
    """Return whether there is no space left for the data or for the shared-memory file."""
    return (
        _code(error) == sqlite3.SQLITE_FULL
        or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_SHMSIZE
        or (isinstance(error, OSError) and error.errno == errno.ENOSPC)
    )


def write_error(error: Exception, path: Path | None) -> str:
    """Return the message for a failed write."""
    where = path or "in memory"
    if is_full(error):
        return (
            "The disk is full, so the history could not be saved. Earlier entries are unchanged. "
            f"Free some disk space; saving then resumes: {where}"
        )
    if is_busy(error):
        return (
            "Another program is using the history, so it could not be saved. Earlier entries are unchanged. "
            f"Wait, or close that program: {where}"
        )
    if is_forbidden(error):
        why = error.strerror if isinstance(error, OSError) else "no write permission"
        return (
            f"The history could not be saved ({why}). Earlier entries can still be read. "
            f"Check your permissions for the file and its folder: {where}"
        )
    return (
        f"The history could not be saved ({error}). Earlier entries are unchanged. "
        f"Check the disk and its free space: {where}"
    )


def read_error(error: Exception, path: Path | None) -> str:
    """Return the message for a failed read."""
    return (
        f"The history could not be read ({_reason(error)}). It was not changed. "
        f"Check the file and its folder: {path or 'in memory'}"
    )


def newer_version(version: int, known: int, path: Path) -> str:
    """Return the message for a file that a newer version wrote."""
    return (
        f"The history was written by a newer version of this program (schema {version}, supported: {known}). "
        f"It can be read, but new sends are not saved. Use the newer version: {path}"
    )


def damaged(moved_to: Path | None, path: Path, recovered: int) -> str:
    """Return the message for a damaged file, after a new one was started."""
    if moved_to is None:
        return (
            "The history file is damaged and could not be renamed, so nothing can be read or saved. "
            f"Move the file elsewhere; a new one is then created: {path}"
        )
    with_entries = f" with {recovered} recovered entries" if recovered else ""
    return (
        f"The history was damaged. It was renamed to {moved_to.name} and a new one created{with_entries}: {path.parent}"
    )


def file_replaced(path: Path) -> str:
    """Return the message for a file that was deleted or replaced while it was open."""
    return (
        f"The history file was deleted or replaced while it was open. Unfinished sends are saved in the new one: {path}"
    )


def erase_incomplete(why: str, path: Path | None) -> str:
    """Return the message for an erased history whose files may still hold old bytes."""
    return (
        f"The history is empty, but its files may still contain parts of deleted entries ({why}). "
        f"Close other windows and erase again: {path}"
    )


def with_buffered(why: str, count: int) -> str:
    """Return `why`, and how many outcomes are buffered in memory because of it."""
    outcomes = "1 outcome is" if count == 1 else f"{count} outcomes are"
    return f"{why} ({outcomes} {_BUFFERED}"


def without_buffered(message: str) -> str:
    """Return `message` without what `with_buffered` added: the same text for the same error, whatever the count."""
    why, _, _ = message.rpartition(" (") if message.endswith(_BUFFERED) else (message, "", "")
    return why


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def _code(error: Exception) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and isinstance(error, sqlite3.Error):
        return None
    return code & 0xFF if isinstance(code, int) else None
