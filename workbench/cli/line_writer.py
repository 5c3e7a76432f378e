"""Writes lines to a pipe that may not be read, without waiting for its reader."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread

from workbench.cli.output import OutputLost

MOST_LINES = 1_000
"""Lines that wait at most; more are dropped and counted."""


class LineWriter:
    """Writes to a file descriptor in a thread of its own, which ends with the program even while it is writing.

    `failed` is called in that thread when the reader has gone, or nothing can be written.
    """

    def __init__(self, descriptor: int, failed: Callable[[], object] = lambda: None) -> None:
        self._descriptor = descriptor
        self._failed = failed
        self._lines: deque[bytes] = deque()
        self._changed = Condition()
        self._writing = False
        self._error: OSError | None = None
        self.dropped = 0
        Thread(target=self._run, name="line writer", daemon=True).start()

    def write(self, line: str) -> None:
        """Write a line as soon as possible; drop it if too many wait."""
        with self._changed:
            if self._error is not None or len(self._lines) >= MOST_LINES:
                self.dropped += 1
                return
            self._lines.append(line.encode("utf-8", "backslashreplace") + b"\n")
            self._changed.notify_all()

    def finish(self, seconds: float) -> None:
        """Wait until all lines are written, at most so long; the rest are dropped.

        Raises:
            BrokenPipeError, OutputLost: the reader has gone, or nothing could be written.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._error is not None or not (self._lines or self._writing), seconds)
            self.dropped += len(self._lines) + self._writing
            self._lines.clear()
            if isinstance(self._error, BrokenPipeError):
                raise self._error
            if self._error is not None:
                raise OutputLost(self._error.strerror or str(self._error))

    def _run(self) -> None:
        while True:
            with self._changed:
                self._writing = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._lines)
                line = self._lines.popleft()
                self._writing = True
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except OSError as error:
                with self._changed:
                    self._error, self._writing = error, False
                    self._changed.notify_all()
                self._failed()
                return
