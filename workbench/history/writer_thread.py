"""The thread that does for a history what can wait a moment: outcomes that may be put together, and the index.

Owns the waiting, not the work. It rests until it is woken, and ends when it is told to.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

SOON_S: Final = 0.05
"""Seconds that an outcome may wait for others."""
AGAIN_S: Final = 2.0
"""Seconds until what could not be written is tried again."""


class WriterThread(threading.Thread):
    """Calls `flush` soon after it was woken, then `tidy` for as long as that says that there is more to do.

    `tidy` waits until no more is coming, or `pressing` says that it has waited long enough.
    """

    def __init__(
        self,
        flush: Callable[[], bool],
        tidy: Callable[[], bool],
        pressing: Callable[[], bool],
        again_s: float = AGAIN_S,
    ) -> None:
        super().__init__(name="history", daemon=True)
        self._again_s = again_s
        self._flush, self._tidy, self._pressing = flush, tidy, pressing
        self._work = threading.Event()
        self._ended = threading.Event()

    def wake(self) -> None:
        """Say that there is something to do."""
        self._work.set()

    def end(self) -> None:
        """End, and wait for it; what is not done is left undone."""
        self._ended.set()
        self._work.set()
        self.join()

    def run(self) -> None:
        """Work until told to end."""
        all_written = True
        while True:
            self._work.wait(None if all_written else self._again_s)
            self._work.clear()
            if self._ended.wait(SOON_S):
                return
            all_written = self._flush()
            more = all_written
            while more and not self._ended.is_set() and (not self._work.is_set() or self._pressing()):
                more = self._tidy()
                if self._work.is_set():
                    self._flush()
