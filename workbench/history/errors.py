"""What can go wrong with the file, told to a person: what happened, what was kept, what to do.

Owns the sentences. Never names a payload or a value in one.
"""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Final

WAIT_S: Final = 2.0
"""Seconds that a write waits for another process; once one waited in vain, the next ones wait `IMPATIENT_S`."""
IMPATIENT_S: Final = 0.05

CLOSED: Final = "The history is closed: the program is ending, and nothing more is kept."


class HistoryError(Exception):
    """The history could not do what was asked. `says` is one sentence for a person; `full` if there is no room."""

    def __init__(self, says: str, *, full: bool = False) -> None:
        super().__init__(says)
        self.says = says
        self.full = full


class Unreadable(sqlite3.DatabaseError):
    """A row holds what none can: the file is damaged, though SQLite does not see it."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def is_damage(error: Exception) -> bool:
    """Say whether the file itself is broken, so that it has to be set aside."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_index_damage(error: Exception) -> bool:
    """Say whether only the search index is broken, which can be made again from the rest."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CORRUPT_VTAB


def is_busy(error: Exception) -> bool:
    """Say whether another process holds the file."""
    return isinstance(error, TimeoutError) or _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_forbidden(error: Exception) -> bool:
    """Say whether the file may not be written, or not be opened."""
    if isinstance(error, OSError):
        return not isinstance(error, TimeoutError)
    return _code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


def is_full(error: Exception) -> bool:
    """Say whether there is no room: for what is written, or for the small file that all who have it open share."""
    return (
        _code(error) == sqlite3.SQLITE_FULL
        or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_SHMSIZE
        or (isinstance(error, OSError) and error.errno == errno.ENOSPC)
    )


def unwritten(error: Exception, path: Path | None) -> str:
    """Return why nothing could be written."""
    where = path or "in memory"
    if is_full(error):
        return (
            "The disk is full, so the history could not be written; what was kept before is as it was. "
            f"Make room, and what is sent from then on is kept again: {where}"
        )
    if is_busy(error):
        return (
            "Another program holds the history, so it could not be written; what was kept before is as it was. "
            f"Close that program, or wait: {where}"
        )
    if is_forbidden(error):
        why = error.strerror if isinstance(error, OSError) else "it may not be written"
        return (
            f"The history could not be written ({why}); what was kept before can be read. "
            f"Make the file and its folder writable for you: {where}"
        )
    return (
        f"The history could not be written ({error}); what was kept before is as it was. "
        f"Check the disk and its room: {where}"
    )


def unread(error: Exception, path: Path | None) -> str:
    """Return why nothing could be read."""
    return (
        f"The history could not be read ({_words(error)}), and was left as it is. "
        f"Check the file and its folder: {path or 'in memory'}"
    )


def newer(version: int, known: int, path: Path) -> str:
    """Return what to say of a file that a newer version wrote."""
    return (
        f"The history was written by a newer version of this program (schema {version}, this one knows {known}); "
        f"it is shown as far as it can be read, and nothing is added. Use the newer version: {path}"
    )


def damaged(kept: Path | None, path: Path, rescued: int) -> str:
    """Return what to say of a damaged file, once a new one was begun."""
    if kept is None:
        return (
            "The history is damaged and could not be set aside, so nothing is added to it and nothing of it is shown. "
            f"Move it away, and a new one is begun: {path}"
        )
    came = f" with the {rescued} exchanges of it that could be read" if rescued else ""
    return f"The history was damaged; it was kept as {kept.name}, and a new one was begun{came}: {path.parent}"


def removed(path: Path) -> str:
    """Return what to say when the file was taken away while it was open."""
    return (
        f"The history was removed or replaced while it was open; what is under way is kept in the one that is: {path}"
    )


def unerased(why: str, path: Path | None) -> str:
    """Return what to say when an erased history may have left bytes behind."""
    return (
        f"The history is empty, but its files may still hold bytes of what it had ({why}). "
        f"Close the other windows, and erase again: {path}"
    )


def unfinished(why: str, count: int) -> str:
    """Return `why`, and what is held back in memory because of it."""
    outcomes = "1 outcome is" if count == 1 else f"{count} outcomes are"
    return f"{why} ({outcomes} held in memory and written as soon as that works.)"


def _words(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def _code(error: Exception) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and isinstance(error, sqlite3.Error):
        return None
    return code & 0xFF if isinstance(code, int) else None
