"""Runs the cyclic garbage collector on the GUI thread only.

Python runs it on whichever thread allocates memory. A QObject that is deleted on another thread than its own can abort
the program, so automatic collection is disabled while the window is open, and a timer collects instead.
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1000
"""Milliseconds between two collections."""


class GuiThreadGC(QObject):
    """Replaces Python's automatic garbage collection between `start` and `stop`."""

    def __init__(self, parent: QObject | None = None, *, interval_ms: int = INTERVAL_MS) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=interval_ms)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Disable automatic collection and collect regularly on this thread."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Enable automatic collection again."""
        self._timer.stop()
        gc.enable()

    def collect(self) -> None:
        """Collect the generations that exceed their thresholds, as automatic collection would."""
        pairs = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, threshold) in enumerate(pairs) if count > threshold]
        if due:
            gc.collect(due[-1])
