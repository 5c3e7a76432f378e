"""Gives all threads of this process access to the database file: write transactions, and one connection for reads.

Handles failures: a damaged file is moved aside and a new one created, a deleted file is created again, a lock is waited
for. The remaining errors are available as `error`. Independent of what is read or written.
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
from workbench.history.process_locks import ProcessLock, clean, has_ended
from workbench.history.recovery import recover

_T = TypeVar("_T")
FILE_ERRORS = (sqlite3.Error, OSError)
_EPOCH = 1 << 40  # more than the changes made while one file is open


class HistoryConnection:
    """One file, opened on first use; a path of None means a database in memory.

    `wake` is called when there may be rows to index.

    Attributes:
        notes: what was found on opening, one sentence each.
        replaced: whether the file is not the one to which the unfinished exchanges were written; reset by
            `clear_replaced`.
    """

    def __init__(self, path: Path | None, wake: Callable[[], None]) -> None:
        self.path = path
        self.notes: tuple[str, ...] = ()
        self.replaced = False
        # Lock order: writing, then reading. In memory there is one connection, and therefore one lock.
        self.writing = threading.RLock()
        self._reading = self.writing if path is None else threading.RLock()
        self._wake = wake
        self._file: file.OpenFile | None = None
        self._process_lock: ProcessLock | None = None
        self._times_opened = 0
        self._version = 0
        self._write_error = self._read_error = ""
        self._short_wait = False
        self._busy_timeout: tuple[file.OpenFile, float] | None = None  # file and the busy timeout set on it
        self._closed = False

    @property
    def error(self) -> str:
        """One sentence why writing or reading fails at present; empty while both work."""
        return (self._file.error if self._file else "") or self._write_error or self._read_error

    @property
    def read_error(self) -> str:
        """One sentence why reading fails at present; empty while it works, even if writing does not."""
        return (self._file.error if self._file and self._file.is_substitute else "") or self._read_error

    def process_name(self) -> str:
        """Return the name under which the unfinished exchanges of this process are stored.

        Raises:
            OSError: the process lock cannot be created.
        """
        if self._process_lock is None or not self._process_lock.is_held():
            self._process_lock = ProcessLock(self.path)
        return self._process_lock.name

    def write(self, act: Callable[[sqlite3.Connection], _T]) -> _T:
        """Call `act` in a transaction and commit it.

        Raises:
            HistoryError: nothing was written.
        """
        with self.writing:
            repaired = False
            while True:
                opened = None
                try:
                    opened = self._for_writing()
                    written = self._transaction(opened, act)
                except FILE_ERRORS as error:
                    if repaired or not self._repair(opened, error):
                        if self.path is not None and errors.is_forbidden(error):
                            self._close_file()  # so that it is reopened for writing once that is permitted
                        self._short_wait = errors.is_busy(error)
                        self._write_error = errors.write_error(error, self.path)
                        raise HistoryError(self._write_error, full=errors.is_full(error)) from None
                    repaired = True
                else:
                    self._short_wait = False
                    self._write_error = ""
                    return written

    def read(self, act: Callable[[sqlite3.Connection], _T], otherwise: _T) -> _T:
        """Return the result of `act`, or `otherwise` if reading fails; the reason is then in `error`."""
        repaired = False
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
            except FILE_ERRORS as error:
                if repaired or not self._repaired(opened, error):
                    self._read_error = errors.read_error(error, self.path)
                    return otherwise
                repaired = True
            else:
                self._read_error = ""
                return found

    def exclusive(self, act: Callable[[sqlite3.Connection], _T]) -> _T:
        """Call `act` outside any transaction, while no other thread reads or writes.

        Raises:
            HistoryError: the file is not writable.
            sqlite3.Error, OSError: from `act`.
        """
        with self.writing, self._reading:
            return act(self._for_writing().require_writer())

    def remove(self) -> None:
        """Delete the file; the next use creates a new one. Raises OSError."""
        with self.writing, self._reading:
            self._close_file()
            if self.path is not None:
                with file.locked(self.path, self._timeout_s):
                    file.remove(self.path)
                self._write_error = ""

    def version(self) -> int:
        """Return a number that differs after any process has changed anything; 0 before the first use.

        Never blocks: while another thread reads, the previous number is returned.
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

    def has_ended(self, process: str) -> bool:
        """Return whether a process with unfinished exchanges has ended; False if that cannot be determined."""
        if self.path is None or (self._process_lock and process == self._process_lock.name):
            return False
        try:
            return has_ended(self.path, process)
        except OSError:
            return False

    def clear_replaced(self) -> None:
        """Record that the unfinished exchanges are in the file that is open."""
        self.replaced = False

    def close(self) -> None:
        """Close the file for good and release the process lock."""
        with self.writing, self._reading:
            self._closed = True
            self._close_file()
            if self._process_lock is not None:
                self._process_lock.release()

    @property
    def _timeout_s(self) -> float:
        return errors.SHORT_WAIT_S if self._short_wait else errors.WAIT_S

    def _for_writing(self) -> file.OpenFile:
        """Return the open file; a read-only one is reopened first, because it may be writable by now."""
        opened = self._open()
        if opened.writer is None:
            self._close_file()
            opened = self._open()
        opened.require_writer()
        return opened

    def _transaction(self, opened: file.OpenFile, act: Callable[[sqlite3.Connection], _T]) -> _T:
        connection = opened.require_writer()
        waits = opened, self._timeout_s
        if waits != self._busy_timeout:
            connection.execute(f"PRAGMA busy_timeout = {round(waits[1] * 1000)}")
            self._busy_timeout = waits
        try:
            connection.execute("BEGIN IMMEDIATE")
            written = act(connection)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
        return written

    def _repaired(self, opened: file.OpenFile | None, error: Exception) -> bool:
        """Repair the file if possible; return whether the operation may be retried."""
        with self.writing:
            return self._repair(opened, error)

    def _repair(self, opened: file.OpenFile | None, error: Exception) -> bool:
        if opened is None or opened.path is None:
            return False
        if opened is not self._file:
            return True  # another thread has repaired it
        try:
            if errors.is_index_damage(error) and opened.writer is not None:
                self._transaction(opened, search.rebuild)
                self._wake()
                return True
            if errors.is_damage(error) and opened.writer is None:
                self._close_file()  # a read-only file may have been read while another process wrote it
                return True
            if errors.is_damage(error):
                self._open(damaged=opened)
                return True
        except (*FILE_ERRORS, HistoryError):
            return False
        return False

    def _open(self, damaged: file.OpenFile | None = None) -> file.OpenFile:
        """Return the open file, opening it on first use, after it was deleted, and after damage."""
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
                    self.notes += (errors.file_replaced(self.path),)
            if damaged is None:
                self._close_file()
            opened = file.in_memory() if self.path is None else self._opened(self.path, damaged)
            self._file = opened
            self.replaced = self._times_opened > 0
            self._times_opened += 1
        self._wake()
        return opened

    def _opened(self, path: Path, damaged: file.OpenFile | None) -> file.OpenFile:
        self._file = None
        try:
            with file.locked(path, self._timeout_s):
                if damaged is not None and damaged.is_current():
                    return self._start_new_file(path, file.move_aside(path, damaged.writer, damaged.reader))
                if damaged is not None:  # another process has repaired it
                    damaged.close()
                    self.notes += (errors.file_replaced(path),)
                try:
                    opened = file.open_file(path)
                except file.DamagedFile as error:
                    return self._start_new_file(path, error.moved_to)
                clean(path)
                return opened
        except FILE_ERRORS as error:
            self._short_wait = self._short_wait or errors.is_busy(error)
            if errors.is_forbidden(error) or errors.is_full(error) or isinstance(error, TimeoutError):
                return file.open_read_only(path, error)
            raise

    def _start_new_file(self, path: Path, moved_to: Path | None) -> file.OpenFile:
        if moved_to is None:
            return file.in_memory(path, errors.damaged(None, path, 0))
        opened = file.open_file(path)
        recovered = 0
        with suppress(sqlite3.Error):
            recovered = recover(opened.require_writer(), moved_to)
        self.notes += (errors.damaged(moved_to, path, recovered),)
        return opened

    def _close_file(self) -> None:
        with self.writing, self._reading:
            opened, self._file = self._file, None
            if opened is None:
                return
            with suppress(OSError), ExitStack() as holding:
                if opened.path is not None and opened.writer is not None:
                    holding.enter_context(file.locked(opened.path, self._timeout_s))
                opened.close()
