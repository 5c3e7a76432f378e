"""Opens the real window in a session whose keyring is locked, and prints how regularly its thread is free.

Run as a program in a session of its own, with the name of a profile: first the window idles, then that profile is
chosen and the keyring waits for its password. Prints `idle` and `waiting`, each with the intervals of a timer of 8 ms,
in milliseconds; `waiting` begins with the choice, so it has all that goes on before the prompt stands open.
"""

import sys
import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from workbench.gui.app import App

BEAT_MS = 8
BEATS = 400


class Heart(QObject):
    """Beats, notes when, and says when it has enough."""

    def __init__(self, app: App, profile: str) -> None:
        super().__init__(app)
        self._app, self._profile = app, profile
        self._beats: list[float] = []
        self._what = "idle"
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        app.idle.connect(self._begin)

    def _begin(self) -> None:
        self._beats = [time.perf_counter()]
        self._timer.start()

    def _beat(self) -> None:
        self._beats.append(time.perf_counter())
        if len(self._beats) <= BEATS:
            return
        self._timer.stop()
        intervals = [(later - one) * 1000 for one, later in zip(self._beats, self._beats[1:], strict=False)]
        sys.stdout.write(f"{self._what} {' '.join(f'{each:.3f}' for each in intervals)}\n")
        if self._what == "waiting":
            self._app.window.close()
            return
        self._what = "waiting"
        self._begin()
        self._app.profiles.choose(self._profile)


def main() -> None:
    application = QApplication([])
    app = App(application)
    Heart(app, sys.argv[1])
    app.start()
    application.exec()


if __name__ == "__main__":
    main()
