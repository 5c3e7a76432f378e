"""Runs the window: paints the empty window first, then imports and builds everything else."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from workbench.gui.core.gui_thread_gc import GuiThreadGC
from workbench.gui.shell.first_paint import FirstPaint

if TYPE_CHECKING:
    from workbench.gui.app import App


def run(files: Sequence[Path] = (), *, picture: Path | None = None, profile: str = "") -> int:
    """Open the window, using `profile` if not empty; return the exit status after it is closed.

    With `picture`, save a picture of the window to that file, and close it.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("an application that is not a QApplication exists in this process")
    application.setApplicationName("Payload Workbench")
    application.setStyle("Fusion")
    collector = GuiThreadGC(application)
    collector.start()
    application.aboutToQuit.connect(collector.stop)
    first_paint = FirstPaint(application)

    def fill() -> None:
        from workbench.gui.app import App
        from workbench.gui.core.crash_reports import CrashReports

        crash_reports = CrashReports(application)
        crash_reports.install()
        application.aboutToQuit.connect(crash_reports.uninstall)
        app = App(application, first_paint, crash_reports)
        if picture is not None:
            app.idle.connect(lambda: _save_picture(app, picture))
        app.start(files, profile=profile)

    def wait() -> None:
        first_paint.window.painted.disconnect(wait)
        # Deferred, so that the painted window is on the screen before anything else is imported.
        QTimer.singleShot(0, fill)

    first_paint.window.painted.connect(wait)
    first_paint.window.show()
    first_paint.window.emit_when_painted()
    return application.exec()


def _save_picture(app: "App", picture: Path) -> None:
    app.window.grab().save(str(picture))
    app.window.close()
