"""When Python looks for values that hold each other and that nobody else holds: on the window's thread alone.

Python looks on whatever thread makes the next value. A widget or a timer among those values would then be deleted by
the thread that sends, and Qt ends the program for that. Owns when it is looked; nothing else.
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1000
"""Often enough that a run of many sends leaves little behind, and seldom enough that an idle machine is left alone."""


class GuiThreadGC(QObject):
    """Takes the looking over from Python, for as long as the window is there."""

    def __init__(self, parent: QObject | None = None, *, interval_ms: int = INTERVAL_MS) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=interval_ms)
        self._timer.timeout.connect(self.look)

    def take_over(self) -> None:
        """Look from now on here, and nowhere else."""
        gc.disable()
        self._timer.start()

    def let_go(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    def look(self) -> None:
        """Look through as much as Python would by now."""
        pairs = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, threshold) in enumerate(pairs) if count > threshold]
        if due:
            gc.collect(due[-1])
