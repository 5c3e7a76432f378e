"""Opens the real window, or a bare label, and prints three facts: first paint, ready, memory.

Run as a program: `window_driver.py window|label`. Times are of the system's monotonic clock, in seconds, so that the
parent can hold them against the moment it started this process; memory is in kB.
"""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_SETTLED_MS = 1200  # long enough for the sandbox to serve and the first draft to be written


def _tell(what: str, value: float) -> None:
    sys.stdout.write(f"{what} {value}\n")
    sys.stdout.flush()


def _now() -> float:
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def _memory() -> None:
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in ("Rss", "Anonymous"):
            _tell(name, float(rest.split()[0]))


def label() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel

    class Label(QLabel):
        seen = False

        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
            super().paintEvent(event)
            if not self.seen:
                self.seen = True
                _tell("paint", _now())
                QTimer.singleShot(0, end)

    def end() -> None:
        _memory()
        application.quit()

    application = QApplication([])
    shown = Label("Payload Workbench")
    shown.show()
    application.exec()


def window() -> None:
    from workbench.__main__ import main
    from workbench.gui.shell.window import Window  # before any PySide6: `workbench.gui` sets up how it is imported

    painted = Window.paintEvent
    seen: list[float] = []

    def paint(self: Window, event: "QPaintEvent") -> None:
        painted(self, event)
        if seen:
            return
        from PySide6.QtCore import QTimer

        seen.append(_now())
        _tell("paint", seen[0])
        QTimer.singleShot(0, hook)  # after the window's own, which fills it: nothing is loaded in its stead

    def hook() -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        from workbench.gui.app import App

        def end() -> None:
            _memory()
            for shown in QApplication.topLevelWidgets():
                shown.close()

        application = QApplication.instance()
        app = application.findChild(App) if application else None
        assert app is not None
        app.window.painted.connect(lambda: _tell("ready", _now()))
        app.idle.connect(lambda: QTimer.singleShot(_SETTLED_MS, end))

    Window.paintEvent = paint  # type: ignore[method-assign]
    main(["gui"])  # all that `python -m workbench gui` does


if __name__ == "__main__":
    {"label": label, "window": window}[sys.argv[1]]()
