"""The history as the rest of the program uses it: thread-safe, for several processes at once, and never in the way.

What waits in memory is in `held`. Every write is one transaction, in WAL
with synchronous=NORMAL: once committed it outlives this process, killed at whatever moment. A power cut may take the
newest commits with it; it leaves no exchange in parts.
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
from workbench.exchange import Exchange, Marks
from workbench.history import errors, query, reads, redaction, retention, search, writes
from workbench.history.connection import FAULTS, HistoryConnection
from workbench.history.errors import HistoryError
from workbench.history.values import FILE_NAME, Found, Retention, Row, Usage
from workbench.history.write_buffer import WriteBuffer
from workbench.history.writer_thread import AGAIN_S, WriterThread

_MOST_WAITING: Final = 1_500  # rows that wait for the index; every search reads them
_HELD_BITS: Final = 60  # above all that a version counts
_LAST_MOMENT: Final = 4  # times that rows are indexed at the end; then others are left to the next one


def default_history() -> History:
    """Return the history of this user."""
    return History(state_dir() / FILE_NAME)


class History:
    """Every exchange, in one file; with None for a path in memory only, which writes no file at all.

    The file is opened at the first use. Every method may be called on any thread. But for `version` each waits for the
    disk, and a write up to two seconds for another process that holds the file: none is for the window's thread.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        keep: Retention = Retention(),  # noqa: B008 - a frozen value
        again_s: float = AGAIN_S,
    ) -> None:
        self._again_s = again_s
        self._access = HistoryConnection(path, self._wake)
        self._keep = keep
        self._held = WriteBuffer()
        self._unindexed = 0  # at most
        self._memory = threading.Lock()  # for the next two; never waits for the disk
        self._tending: WriterThread | None = None
        self._closed = False

    @property
    def trouble(self) -> str:
        """One sentence why nothing can be kept or read at present; empty while it works."""
        says = self._access.trouble
        return errors.unfinished(says, self._held.count) if says and self._held.count else says

    @property
    def unread(self) -> str:
        """One sentence why what is kept cannot be read at present; empty while it can, though nothing be added."""
        return self._access.unread

    @property
    def notes(self) -> tuple[str, ...]:
        """What opening found, one sentence each: a damaged file and where it is kept, a file that was taken away."""
        return self._access.notes

    def begin(self, exchanges: Iterable[Exchange]) -> None:
        """Keep exchanges that are about to leave; when this returns they are committed, all in one transaction.

        One that has an outcome is kept with it.

        Raises:
            HistoryTrouble: none of them is kept.
        """
        kept = [redaction.begun(each) for each in exchanges]

        def act(connection: sqlite3.Connection) -> None:
            owner = self._access.owner()
            for each in kept:
                writes.begin(connection, each, owner)

        with self._access.writing:
            self._write(act)
            self._held.begin(kept)
        self._unindexed += len(kept)
        self._wake()

    def end(self, exchanges: Iterable[Exchange], *, soon: bool = False) -> None:
        """Complete exchanges; with `soon` together with the next commit, at most 50 ms later.

        What cannot be written stays in memory, is said in `trouble`, and is tried again until it can.
        """
        self._held.end(exchanges)
        if not soon:
            self._flush()
        self._wake()

    def keep_late(self, exchanges: Iterable[Exchange]) -> bool:
        """Keep exchanges whole that ended, and that `begin` could not keep; say whether they are written now.

        Until then they stay in memory, and are tried again until they can be, as outcomes are.
        """
        ended = tuple(exchanges)
        self._held.end(ended, late=True)
        self._unindexed += len(ended)
        written = self._flush()
        self._wake()
        return written

    def find(self, query_: str = "", *, grouped: bool = True) -> Found:
        """Return the keys of the exchanges in which every word of the query occurs, newest first.

        `field:word` narrows: id (its first digits), status, profile, endpoint, tag; is:pinned, is:unknown,
        is:recorded, is:run; before: and after: with a day or a moment of local time, such as 2026-03-01 or
        2026-03-01T14:30. With `grouped` a repeat run of which anything matches is one key, that of its first exchange.
        """
        wanted = query.parsed(query_)
        self._bury()
        return self._access.read(lambda connection: reads.find(connection, wanted, grouped=grouped), Found())

    def run(self, run: str) -> Found:
        """Return the keys of a repeat run's exchanges, newest first."""
        return self._access.read(lambda connection: reads.of_run(connection, run), Found())

    def rows(self, keys: Iterable[int]) -> tuple[Row, ...]:
        """Return the rows of these keys, in their order; those that were deleted meanwhile are left out."""
        none: tuple[Row, ...] = ()
        found = self._access.read(lambda connection: reads.rows(connection, keys), none)
        return tuple(map(self._held.newest_row, found)) if self._held.count and self._access.trouble else found

    def exchange(self, id_: str) -> Exchange | None:
        """Return an exchange as it is kept; None if there is none of that id."""
        self._bury()
        found = self._access.read(lambda connection: reads.exchange(connection, id_), None)
        return None if found is None else self._held.newest(found)

    def mark(self, id_: str, marks: Marks) -> None:
        """Put a person's marks on an exchange, in place of those it had.

        Raises:
            HistoryTrouble: they are as they were.
        """
        clean = redaction.marked(marks)
        self._access.write(lambda connection: writes.mark(connection, id_, clean))
        self._wake()

    def delete(self, ids: Iterable[str]) -> None:
        """Delete exchanges, and what is left of their bytes in the files unless another process reads just then.

        Traces of their text leave the pages of the index later; `erase` leaves none.

        Raises:
            HistoryTrouble: some or all are still there.
        """
        none: list[int] = []
        gone = list(ids)
        self._delete(self._access.read(lambda connection: writes.numbers_of(connection, gone), none))
        self._held.forget(gone)
        with suppress(*FAULTS, HistoryError):
            self._access.alone(retention.merge_log)

    def erase(self) -> None:
        """Delete every exchange, pinned ones and damaged files too, so that no byte of them is left in the files.

        Raises:
            HistoryTrouble: something is left; the sentence says what.
        """
        with self._access.writing:
            try:
                self._access.write(retention.erase)
            except HistoryError as error:
                if not error.full:  # what is deleted needs room to be overwritten
                    raise
                self._remove(error)
                return
            self._held.clear()
            path = self._access.path
            if path is None:
                return
            try:
                whole = self._access.alone(lambda connection: retention.shrink_to_nothing(connection, path))
            except FAULTS as error:
                raise HistoryError(errors.unerased(str(error), path)) from None
        if not whole:
            raise HistoryError(errors.unerased("another program is reading it", path))

    def _remove(self, why: HistoryError) -> None:
        try:
            self._access.remove()
        except OSError:
            raise why from None
        self._held.clear()

    def sweep(self) -> int:
        """Delete what retention does not leave, and give the room back; return how many exchanges went.

        Raises:
            HistoryTrouble: some are still there.
        """
        self._bury()
        none: list[int] = []
        numbers = self._access.read(lambda connection: retention.surplus(connection, self._keep), none)
        much = len(numbers) > retention.MUCH * self.usage().rows
        self._delete(numbers)
        while much and self._access.write(retention.merge_index):
            pass
        if numbers:
            with suppress(*FAULTS):
                while self._access.alone(retention.give_room_back):
                    pass
        return len(numbers)

    def usage(self) -> Usage:
        """Return how much there is."""
        return self._access.read(lambda connection: retention.usage(connection, self._access.path), Usage(0, 0))

    def version(self) -> int:
        """Return a number that is another one after any process changed anything. Cheap, for any thread."""
        version = self._access.version()
        # What the file cannot take is seen all the same.
        return version + (self._held.count << _HELD_BITS) if self._access.trouble else version

    def close(self) -> None:
        """Write what waits, and close the file. Exchanges that are still under way are interrupted ones then."""
        with self._memory:
            self._closed = True
        atexit.unregister(self.close)
        if self._tending is not None:
            self._tending.end()
            self._flush()
            times = 0
            while times < _LAST_MOMENT and self._index_some():
                times += 1
        self._access.close()

    def _delete(self, numbers: Sequence[int]) -> None:
        for part in retention.parts(numbers):
            self._access.write(lambda connection, part=part: writes.delete(connection, part))  # type: ignore[misc]

    def _flush(self) -> bool:
        """Write the outcomes that wait; say whether none waits any more."""
        with self._access.writing:
            if self._held.count or (self._access.replaced and not self._held.is_empty):
                try:
                    self._write(lambda _: None)
                except HistoryError:
                    return False
        return True

    def _write(self, act: Callable[[sqlite3.Connection], None]) -> None:
        """Write the outcomes that wait, and `act`, in one transaction. Call it holding the lock for writing."""
        waiting = self._held.waiting()

        def all_of_it(connection: sqlite3.Connection) -> None:
            if self._access.replaced:
                self._held.move(connection, self._access.owner())
            self._held.write(connection, waiting)
            act(connection)

        self._access.write(all_of_it)
        self._access.resumed()
        self._held.written(waiting)

    def _bury(self) -> None:
        """Complete as interrupted what a process that is gone had under way."""
        none: list[str] = []
        for owner in self._access.read(writes.owners, none):
            if self._access.is_gone(owner):
                with suppress(HistoryError):
                    self._access.write(lambda connection, owner=owner: writes.interrupt(connection, owner))  # type: ignore[misc]

    def _index_some(self) -> bool:
        """Index some rows; say whether there may be more."""
        try:
            more = self._access.write(search.index_some)
        except HistoryError:
            return False
        if not more:
            self._unindexed = 0
        return more

    def _is_pressing(self) -> bool:
        return self._unindexed > _MOST_WAITING

    def _wake(self) -> None:
        """Have what can wait a moment done soon."""
        with self._memory:
            if self._closed:
                return
            if self._tending is None:
                self._tending = WriterThread(self._flush, self._index_some, self._is_pressing, self._again_s)
                self._tending.start()
                atexit.register(self.close)
            self._tending.wake()
