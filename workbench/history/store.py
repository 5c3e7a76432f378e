"""The history as used by the rest of the program: thread-safe, shared by several processes, never blocking a send.

Every write is one transaction in WAL mode with synchronous=NORMAL: once committed, it survives the process being
killed. A power failure may lose the newest commits, but never leaves part of an exchange.
"""

from __future__ import annotations

import atexit
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from workbench.disk import state_dir
from workbench.exchange import Annotations, Exchange
from workbench.history import errors, query, reads, redaction, retention, search, writes
from workbench.history.connection import FILE_ERRORS, HistoryConnection
from workbench.history.errors import HistoryError
from workbench.history.values import FILE_NAME, Found, Retention, Row, Usage
from workbench.history.write_buffer import WriteBuffer
from workbench.history.writer_thread import RETRY_S, WriterThread

_MAX_UNINDEXED: Final = 1_500  # unindexed rows; every search scans them
_BUFFER_SHIFT: Final = 60  # above any version number of the file
_INDEX_BATCHES_AT_CLOSE: Final = 4  # the rest is indexed by the next process


def default_history() -> History:
    """Return the history of this user."""
    return History(state_dir() / FILE_NAME)


class History:
    """Every exchange, in one file; with a path of None, in memory only.

    The file is opened on first use. Every method may be called on any thread. All but `version` wait for the disk, and
    writes up to two seconds for another process that holds the file, so do not call them on the GUI thread.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        retention: Retention = Retention(),  # noqa: B008 - a frozen value
        retry_s: float = RETRY_S,
    ) -> None:
        self._retry_s = retry_s
        self._connection = HistoryConnection(path, self._wake)
        self._retention = retention
        self._buffer = WriteBuffer()
        self._unindexed = 0  # upper bound
        self._lock = threading.Lock()  # guards the next two; never held during disk access
        self._writer: WriterThread | None = None
        self._closed = False

    @property
    def error(self) -> str:
        """One sentence why storing or reading fails at present; empty while both work."""
        error = self._connection.error
        return errors.with_buffered(error, self._buffer.count) if error and self._buffer.count else error

    @property
    def read_error(self) -> str:
        """One sentence why reading fails at present; empty while it works, even if storing does not."""
        return self._connection.read_error

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found on opening, one sentence each: a damaged file and where it is now, a file that was deleted."""
        return self._connection.notes

    def begin(self, exchanges: Iterable[Exchange]) -> None:
        """Store exchanges that are about to be sent; when this returns they are committed, in one transaction.

        An exchange that has an outcome is stored with it.

        Raises:
            HistoryError: none of them is stored.
        """
        stored = [redaction.redact_exchange(each) for each in exchanges]

        def act(connection: sqlite3.Connection) -> None:
            process = self._connection.process_name()
            for each in stored:
                writes.insert(connection, each, process)

        with self._connection.writing:
            self._write(act)
            self._buffer.begin(stored)
        self._unindexed += len(stored)
        self._wake()

    def end(self, exchanges: Iterable[Exchange], *, soon: bool = False) -> None:
        """Complete exchanges; with `soon`, together with the next commit, at most 50 ms later.

        What cannot be written stays in memory and is retried until it can be; the reason is in `error`.
        """
        self._buffer.end(exchanges)
        if not soon:
            self._flush()
        self._wake()

    def add_completed(self, exchanges: Iterable[Exchange]) -> bool:
        """Store completed exchanges that `begin` could not store; return whether they are written now.

        Until then they stay in memory and are retried, as outcomes are.
        """
        ended = tuple(exchanges)
        self._buffer.end(ended, whole=True)
        self._unindexed += len(ended)
        written = self._flush()
        self._wake()
        return written

    def find(self, query_: str = "", *, grouped: bool = True) -> Found:
        """Return the keys of the exchanges in which every word of the query occurs, newest first.

        `field:word` restricts: id (its first digits), status, profile, endpoint, tag; is:pinned, is:unknown,
        is:recorded, is:run; before: and after: with a date or time in local time, such as 2026-03-01 or
        2026-03-01T14:30. With `grouped`, a repeat run with any match is one key, that of its first exchange.

        Raises:
            QueryError: the query cannot be read.
        """
        wanted = query.parsed(query_)
        self._mark_interrupted()
        return self._connection.read(lambda connection: reads.find(connection, wanted, grouped=grouped), Found())

    def run(self, run: str) -> Found:
        """Return the keys of the exchanges of a repeat run, newest first."""
        return self._connection.read(lambda connection: reads.of_run(connection, run), Found())

    def rows(self, keys: Iterable[int]) -> tuple[Row, ...]:
        """Return the rows of these keys, in their order; deleted ones are left out."""
        none: tuple[Row, ...] = ()
        found = self._connection.read(lambda connection: reads.rows(connection, keys), none)
        return tuple(map(self._buffer.update_row, found)) if self._buffer.count and self._connection.error else found

    def exchange(self, id_: str) -> Exchange | None:
        """Return a stored exchange; None if there is none with this id."""
        self._mark_interrupted()
        found = self._connection.read(lambda connection: reads.exchange(connection, id_), None)
        return None if found is None else self._buffer.with_outcome(found)

    def annotate(self, id_: str, annotations: Annotations) -> None:
        """Replace the annotations of an exchange.

        Raises:
            HistoryError: they are unchanged.
        """
        clean = redaction.redact_annotations(annotations)
        self._connection.write(lambda connection: writes.annotate(connection, id_, clean))
        self._wake()

    def delete(self, ids: Iterable[str]) -> None:
        """Delete exchanges, and their bytes in the files unless another process is reading at the time.

        Traces of their text leave the search index later; `erase` leaves none.

        Raises:
            HistoryError: some or all are still there.
        """
        none: list[int] = []
        deleted = list(ids)
        self._delete(self._connection.read(lambda connection: writes.numbers_of(connection, deleted), none))
        self._buffer.discard(deleted)
        with suppress(*FILE_ERRORS, HistoryError):
            self._connection.exclusive(retention.checkpoint)

    def erase(self) -> None:
        """Delete every exchange, including pinned ones and damaged copies; no byte of them is left in the files.

        Raises:
            HistoryError: something is left; the message says what.
        """
        with self._connection.writing:
            try:
                self._connection.write(retention.erase)
            except HistoryError as error:
                if not error.full:  # overwriting deleted rows needs free space
                    raise
                self._remove(error)
                return
            self._buffer.clear()
            path = self._connection.path
            if path is None:
                return
            try:
                whole = self._connection.exclusive(lambda connection: retention.vacuum(connection, path))
            except FILE_ERRORS as error:
                raise HistoryError(errors.erase_incomplete(str(error), path)) from None
        if not whole:
            raise HistoryError(errors.erase_incomplete("another program is reading them", path))

    def _remove(self, why: HistoryError) -> None:
        try:
            self._connection.remove()
        except OSError:
            raise why from None
        self._buffer.clear()

    def prune(self) -> int:
        """Delete exchanges beyond the retention limits and release the space; return how many were deleted.

        Raises:
            HistoryError: some are still there.
        """
        self._mark_interrupted()
        none: list[int] = []
        numbers = self._connection.read(lambda connection: retention.expired(connection, self._retention), none)
        many = len(numbers) > retention.MERGE_THRESHOLD * self.usage().rows
        self._delete(numbers)
        while many and self._connection.write(retention.merge_index):
            pass
        if numbers:
            with suppress(*FILE_ERRORS):
                while self._connection.exclusive(retention.free_pages):
                    pass
        return len(numbers)

    def usage(self) -> Usage:
        """Return the size of the history."""
        return self._connection.read(lambda connection: retention.usage(connection, self._connection.path), Usage(0, 0))

    def version(self) -> int:
        """Return a number that differs after any process has changed anything. Fast, for any thread."""
        version = self._connection.version()
        # Buffered outcomes count as changes too.
        return version + (self._buffer.count << _BUFFER_SHIFT) if self._connection.error else version

    def close(self) -> None:
        """Write what is buffered, and close the file. Exchanges that are still unfinished become interrupted."""
        with self._lock:
            self._closed = True
        atexit.unregister(self.close)
        if self._writer is not None:
            self._writer.stop()
            self._flush()
            times = 0
            while times < _INDEX_BATCHES_AT_CLOSE and self._index_some():
                times += 1
        self._connection.close()

    def _delete(self, numbers: Sequence[int]) -> None:
        for part in retention.batches(numbers):
            self._connection.write(lambda connection, part=part: writes.delete(connection, part))  # type: ignore[misc]

    def _flush(self) -> bool:
        """Write the buffered outcomes; return whether none is left."""
        with self._connection.writing:
            if self._buffer.count or (self._connection.replaced and not self._buffer.is_empty):
                try:
                    self._write(lambda _: None)
                except HistoryError:
                    return False
        return True

    def _write(self, act: Callable[[sqlite3.Connection], None]) -> None:
        """Write the buffered outcomes, and call `act`, in one transaction. Call it with the writing lock held."""
        waiting = self._buffer.pending()

        def write_all(connection: sqlite3.Connection) -> None:
            if self._connection.replaced:
                self._buffer.restore_begun(connection, self._connection.process_name())
            self._buffer.write(connection, waiting)
            act(connection)

        self._connection.write(write_all)
        self._connection.clear_replaced()
        self._buffer.discard_written(waiting)

    def _mark_interrupted(self) -> None:
        """Complete the unfinished exchanges of processes that have ended."""
        none: list[str] = []
        for process in self._connection.read(writes.owner_processes, none):
            if self._connection.has_ended(process):
                with suppress(HistoryError):
                    self._connection.write(lambda connection, process=process: writes.interrupt(connection, process))  # type: ignore[misc]

    def _index_some(self) -> bool:
        """Index a batch of rows; return whether there may be more."""
        try:
            more = self._connection.write(search.index_some)
        except HistoryError:
            return False
        if not more:
            self._unindexed = 0
        return more

    def _is_index_behind(self) -> bool:
        return self._unindexed > _MAX_UNINDEXED

    def _wake(self) -> None:
        """Wake the writer thread, starting it on first use."""
        with self._lock:
            if self._closed:
                return
            if self._writer is None:
                self._writer = WriterThread(self._flush, self._index_some, self._is_index_behind, self._retry_s)
                self._writer.start()
                atexit.register(self.close)
            self._writer.wake()
