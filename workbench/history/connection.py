"""The way to the file for all threads of this process: one transaction for a write, one connection for reads.

Owns what happens when it fails: a damaged file is set aside and a new one begun, a file that was taken away is made
again, a lock is waited for, and what is left of it is said in `trouble`. Knows nothing of what is read or written.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TypeVar

from workbench.history import errors, file, search
from workbench.history.errors import HistoryError
from workbench.history.process_locks import ProcessLock, clean, is_gone
from workbench.history.recovery import salvage

_T = TypeVar("_T")
FAULTS = (sqlite3.Error, OSError)
_EPOCH = 1 << 40  # more than the changes anyone makes while one file is open


class HistoryConnection:
    """One file, opened at the first use; with None for a path a history in memory.

    `wake` is called when there may be rows that wait for the index.

    Attributes:
        notes: what opening found, one sentence each.
        replaced: whether the file is another than what is under way was written to, until `resumed` is called.
    """

    def __init__(self, path: Path | None, wake: Callable[[], None]) -> None:
        self.path = path
        self.notes: tuple[str, ...] = ()
        self.replaced = False
        # Whoever holds both took the first one first. In memory there is one connection, and so one lock.
        self.writing = threading.RLock()
        self._reading = self.writing if path is None else threading.RLock()
        self._wake = wake
        self._file: file.Opened | None = None
        self._owner: ProcessLock | None = None
        self._times_opened = 0
        self._version = 0
        self._unwritten = self._unread = ""
        self._hurried = False
        self._waits: tuple[file.Opened, float] | None = None  # how long which file waits for a lock, once it was told
        self._closed = False

    @property
    def trouble(self) -> str:
        """One sentence why nothing can be written or read at present; empty while it works."""
        return (self._file.says if self._file else "") or self._unwritten or self._unread

    @property
    def unread(self) -> str:
        """One sentence why nothing can be read; empty while that works, also where nothing can be written."""
        return (self._file.says if self._file and self._file.stands_in else "") or self._unread

    def owner(self) -> str:
        """Return the name under which this process has exchanges under way.

        Raises:
            OSError: its lock cannot be made.
        """
        if self._owner is None or not self._owner.is_held():
            self._owner = ProcessLock(self.path)
        return self._owner.name

    def write(self, act: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do `act` in one transaction, which is committed when this returns.

        Raises:
            HistoryTrouble: nothing of it was written.
        """
        with self.writing:
            mended = False
            while True:
                opened = None
                try:
                    opened = self._for_writing()
                    written = self._transaction(opened, act)
                except FAULTS as error:
                    if mended or not self._mend(opened, error):
                        if self.path is not None and errors.is_forbidden(error):
                            self._shut()  # so that it is opened again, for writing, once it may be
                        self._hurried = errors.is_busy(error)
                        self._unwritten = errors.unwritten(error, self.path)
                        raise HistoryError(self._unwritten, full=errors.is_full(error)) from None
                    mended = True
                else:
                    self._hurried = False
                    self._unwritten = ""
                    return written

    def read(self, act: Callable[[sqlite3.Connection], _T], otherwise: _T) -> _T:
        """Return what `act` reads; `otherwise` if that cannot be had, which is then said in `trouble`."""
        mended = False
        while True:
            opened = None
            try:
                opened = self._open()
                with self._reading:
                    if opened is not self._file:
                        continue
                    found = act(opened.reader)
            except HistoryError:
                return otherwise
            except FAULTS as error:
                if mended or not self._mended(opened, error):
                    self._unread = errors.unread(error, self.path)
                    return otherwise
                mended = True
            else:
                self._unread = ""
                return found

    def alone(self, act: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do `act` outside any transaction, while no other thread reads or writes.

        Raises:
            HistoryTrouble: the file may not be written.
            sqlite3.Error, OSError: from `act`.
        """
        with self.writing, self._reading:
            return act(self._for_writing().to_write())

    def remove(self) -> None:
        """Take the file away; the next use makes another. Raises OSError."""
        with self.writing, self._reading:
            self._shut()
            if self.path is not None:
                with file.locked(self.path, self._patience_s):
                    file.remove(self.path)
                self._unwritten = ""

    def version(self) -> int:
        """Return a number that is another one after any process changed anything; 0 before the first use.

        Never waits: while a thread reads it is the number of last time.
        """
        opened = self._file
        if opened is None or not self._reading.acquire(blocking=False):
            return self._version
        try:
            if opened is not self._file or not opened.is_current():
                return -1 - self._version
            if opened.writer is opened.reader:
                changes = opened.reader.total_changes
            else:
                (changes,) = opened.reader.execute("PRAGMA data_version").fetchone()
            self._version = self._times_opened * _EPOCH + changes
        except sqlite3.Error:
            pass
        finally:
            self._reading.release()
        return self._version

    def is_gone(self, owner: str) -> bool:
        """Say whether a process that had something under way is gone; False where that cannot be found out."""
        if self.path is None or (self._owner and owner == self._owner.name):
            return False
        try:
            return is_gone(self.path, owner)
        except OSError:
            return False

    def resumed(self) -> None:
        """Say that what is under way stands in the file that is open."""
        self.replaced = False

    def close(self) -> None:
        """Close the file for good. What is under way then is nobody's."""
        with self.writing, self._reading:
            self._closed = True
            self._shut()
            if self._owner is not None:
                self._owner.leave()

    @property
    def _patience_s(self) -> float:
        return errors.IMPATIENT_S if self._hurried else errors.WAIT_S

    def _for_writing(self) -> file.Opened:
        """Return the open file; one that could not be written is opened again, for it may be by now."""
        opened = self._open()
        if opened.writer is None:
            self._shut()
            opened = self._open()
        opened.to_write()
        return opened

    def _transaction(self, opened: file.Opened, act: Callable[[sqlite3.Connection], _T]) -> _T:
        connection = opened.to_write()
        waits = opened, self._patience_s
        if waits != self._waits:
            connection.execute(f"PRAGMA busy_timeout = {round(waits[1] * 1000)}")
            self._waits = waits
        try:
            connection.execute("BEGIN IMMEDIATE")
            written = act(connection)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
        return written

    def _mended(self, opened: file.Opened | None, error: Exception) -> bool:
        """Mend what can be mended, so that it may be tried once more."""
        with self.writing:
            return self._mend(opened, error)

    def _mend(self, opened: file.Opened | None, error: Exception) -> bool:
        if opened is None or opened.path is None:
            return False
        if opened is not self._file:
            return True  # another thread was first
        try:
            if errors.is_index_damage(error) and opened.writer is not None:
                self._transaction(opened, search.begin_again)
                self._wake()
                return True
            if errors.is_damage(error) and opened.writer is None:
                self._shut()  # what could only be read may have been read while another wrote it
                return True
            if errors.is_damage(error):
                self._open(damaged=opened)
                return True
        except (*FAULTS, HistoryError):
            return False
        return False

    def _open(self, damaged: file.Opened | None = None) -> file.Opened:
        """Return the open file, opening it first if need be: at first use, once it was taken away, once damaged."""
        opened = self._file
        if opened is not None and damaged is None and opened.is_current():
            return opened
        with self.writing, self._reading:
            if self._closed:
                raise HistoryError(errors.CLOSED)
            if self._file is not None:
                if self._file is not damaged and self._file.is_current():
                    return self._file
                if damaged is None and self.path is not None and self._file.identity is not None:
                    self.notes += (errors.removed(self.path),)
            if damaged is None:
                self._shut()
            opened = file.in_memory() if self.path is None else self._opened(self.path, damaged)
            self._file = opened
            self.replaced = self._times_opened > 0
            self._times_opened += 1
        self._wake()
        return opened

    def _opened(self, path: Path, damaged: file.Opened | None) -> file.Opened:
        self._file = None
        try:
            with file.locked(path, self._patience_s):
                if damaged is not None and damaged.is_current():
                    return self._begun_anew(path, file.aside(path, damaged.writer, damaged.reader))
                if damaged is not None:  # another process was first
                    damaged.close()
                try:
                    opened = file.opened(path)
                except file.Damaged as error:
                    return self._begun_anew(path, error.kept)
                clean(path)
                return opened
        except FAULTS as error:
            self._hurried = self._hurried or errors.is_busy(error)
            if errors.is_forbidden(error) or errors.is_full(error) or isinstance(error, TimeoutError):
                return file.opened_for_reading(path, error)
            raise

    def _begun_anew(self, path: Path, kept: Path | None) -> file.Opened:
        if kept is None:
            return file.in_memory(path, errors.damaged(None, path, 0))
        opened = file.opened(path)
        rescued = 0
        with suppress(sqlite3.Error):
            rescued = salvage(opened.to_write(), kept)
        self.notes += (errors.damaged(kept, path, rescued),)
        return opened

    def _shut(self) -> None:
        with self.writing, self._reading:
            opened, self._file = self._file, None
            if opened is None:
                return
            with suppress(OSError), ExitStack() as holding:
                if opened.path is not None and opened.writer is not None:
                    holding.enter_context(file.locked(opened.path, self._patience_s))
                opened.close()
