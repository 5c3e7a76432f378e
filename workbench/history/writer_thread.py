"""A background thread that writes buffered outcomes and updates the search index."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

DELAY_S: Final = 0.05
"""Seconds for which outcomes are collected into one commit."""
RETRY_S: Final = 2.0
"""Seconds until a failed write is retried."""


class WriterThread(threading.Thread):
    """Calls `flush` shortly after `wake`, then `index` until it returns False (nothing left to do).

    Indexing pauses while new work keeps coming, unless `index_is_behind` returns True.
    """

    def __init__(
        self,
        flush: Callable[[], bool],
        index: Callable[[], bool],
        index_is_behind: Callable[[], bool],
        retry_s: float = RETRY_S,
    ) -> None:
        super().__init__(name="history", daemon=True)
        self._retry_s = retry_s
        self._flush, self._index, self._index_is_behind = flush, index, index_is_behind
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def wake(self) -> None:
        """Signal that there is work."""
        self._woken.set()

    def stop(self) -> None:
        """Stop and join the thread; unfinished work is dropped."""
        self._stopping.set()
        self._woken.set()
        self.join()

    def run(self) -> None:
        """Work until `stop` is called."""
        all_written = True
        while True:
            self._woken.wait(None if all_written else self._retry_s)
            self._woken.clear()
            if self._stopping.wait(DELAY_S):
                return
            all_written = self._flush()
            more = all_written
            while more and not self._stopping.is_set() and (not self._woken.is_set() or self._index_is_behind()):
                more = self._index()
                if self._woken.is_set():
                    self._flush()
