"""A real window in which everything breaks that can: run as `python faulty_window.py SECRET WHAT…`.

Every fault carries the planted secret in its message. When all that was expected has been told, the window is closed,
and what was seen stands on standard output as JSON.
"""

import asyncio
import json
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThread, QThreadPool, QTimer, qFatal, qWarning
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from workbench.gui.app import App
from workbench.gui.core.state import Notice
from workbench.gui.features.compose.editor import PayloadEditor
from workbench.gui.main import run as open_window
from workbench.redaction import Secret, remember

SECRET = sys.argv[1]


# Where it breaks, and the name of the exception that is raised there.
FAULTS = {
    "slot": "InSlot",
    "paint": "InPaint",
    "in_thread": "InThread",
    "qthread": "InQThread",
    "pool": "InPool",
    "loop": "InLoop",
    "task": "InTask",
    "finaliser": "InFinaliser",
    "delivery": "InDelivery",
}


def fail(kind: str) -> None:
    """Break, with the secret in the message and in a variable."""
    value = {"api_key": SECRET, "again": SECRET.encode().hex()}
    raise type(kind, (Exception,), {})(f"it holds {SECRET} and {value}")


class _Broken(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        fail("InPaint")


class _Thread(QThread):
    def run(self) -> None:
        fail("InQThread")


class _Work(QRunnable):
    def run(self) -> None:
        fail("InPool")


class _Leaving:
    def __del__(self) -> None:
        fail("InFinaliser")


class Scene(QObject):
    """What is done in the window, and what is seen of it."""

    def __init__(self, app: App, wanted: list[str]) -> None:
        super().__init__(app)
        self.app, self.wanted = app, wanted
        self.seen: dict[str, Any] = {"notices": [], "threads": [], "copied": ""}
        app.crash_reports.notice_posted.connect(self.notice)

    def act(self) -> None:
        """Break everything that is wanted."""
        for name in self.wanted:
            step: Callable[[], None] = getattr(self, name)
            step()
        if not any(name in FAULTS or name == "left" for name in self.wanted):
            self.app.window.close()

    def notice(self, notice: Notice) -> None:
        self.seen["notices"].append(notice.message)
        self.seen["threads"].append(QThread.currentThread() is self.thread())
        if len(self.seen["notices"]) >= sum(name in FAULTS or name == "left" for name in self.wanted):
            # After what is under way now: all the repeats have been counted by then.
            QTimer.singleShot(0, self, self.leave)

    def leave(self) -> None:
        """Type on, copy the report that stands there, and go."""
        before = self.app.session.body
        editor = next(each for each in self.app.window.findChildren(PayloadEditor) if each.isVisible())
        QTest.keyClicks(editor, "typed on")
        self.seen["typed"] = len(self.app.session.body) - len(before)
        buttons = [each for each in self.app.notice_bar.findChildren(QPushButton) if each.text() == "Copy report"]
        buttons[0].click()
        self.seen["copied"] = QGuiApplication.clipboard().text()
        self.app.window.close()

    def slot(self) -> None:
        for _ in range(3):
            QTimer.singleShot(0, self, lambda: fail("InSlot"))

    def paint(self) -> None:
        _Broken(self.app.window).show()

    def in_thread(self) -> None:
        thread = threading.Thread(target=fail, args=("InThread",), name="planted")
        thread.start()
        thread.join()

    def qthread(self) -> None:
        thread = _Thread(self)
        thread.start()
        thread.wait()

    def pool(self) -> None:
        QThreadPool.globalInstance().start(_Work())
        QThreadPool.globalInstance().waitForDone()

    def loop(self) -> None:
        async def begin() -> None:
            asyncio.get_running_loop().call_soon(fail, "InLoop")

        self.app.tasks.run(begin, _nothing, cancelled=lambda: None, failed=_nothing)

    def task(self) -> None:
        async def stray() -> None:
            fail("InTask")

        async def begin() -> None:
            asyncio.get_running_loop().create_task(stray())  # nobody shall hold it

        self.app.tasks.run(begin, _nothing, cancelled=lambda: None, failed=_nothing)

    def finaliser(self) -> None:
        leaving = _Leaving()
        del leaving

    def delivery(self) -> None:
        self.app.tasks.call(lambda: None, lambda _none: fail("InDelivery"), _nothing)

    def words(self) -> None:
        """Say the secret in every other way there is."""
        qWarning(f"Qt says {SECRET}")
        logging.getLogger("httpx").warning("GET https://u:%s@host/p", SECRET)
        logging.getLogger("asyncio").error("task %r", {"Kochava-Auth-Token": SECRET})
        warnings.warn(f"Python says {SECRET}", stacklevel=1)
        sys.stderr.write(f"{self.app.session.credentials} {self.app.profiles} {Secret(SECRET)}\n")

    def broken_bar(self) -> None:
        """Break what tells of faults."""

        def refuse(_notice: Notice) -> None:
            fail("InSlot")

        self.app.crash_reports.notice_posted.connect(refuse)

    def broken_hook(self) -> None:
        """Break the telling itself."""
        self.app.crash_reports.report = lambda report: fail("InSlot")  # type: ignore[method-assign]
        self.app.crash_reports._hooks._listener = self.app.crash_reports.report
        QTimer.singleShot(0, self, lambda: fail("InPaint"))
        QTimer.singleShot(0, self.app.window.close)

    def native(self) -> None:
        os.abort()

    def qt_fatal(self) -> None:
        qFatal(f"Qt ends over {SECRET}")

    def scribble(self) -> None:
        """Leave something in the file for faults below Python, as Windows does for what is caught later."""
        self.app.crash_reports._file.write("it was nothing")

    def left(self) -> None:
        """Only see what the last run left."""


def _nothing(_value: object) -> None:
    return


def main() -> int:
    """Open the window as ever, with a scene in it."""
    remember(Secret(SECRET))
    scenes: list[Scene] = []
    start = App.start

    def begin(app: App, files: Sequence[Path] = (), *, profile: str = "") -> None:
        scenes.append(Scene(app, sys.argv[2:]))
        app.idle.connect(scenes[0].act, Qt.ConnectionType.QueuedConnection)
        start(app, files, profile=profile)

    App.start = begin  # type: ignore[assignment, method-assign]
    status = open_window()
    sys.stdout.write(json.dumps(scenes[0].seen))
    return status


if __name__ == "__main__":
    sys.exit(main())
