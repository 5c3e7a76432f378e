"""Opens the window: first its frame, painted at once, then everything in it.

Nothing starts before the first paint: no pane, no signing core, no sandbox, no keyring.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from workbench.gui.shell.first_paint import FirstPaint

if TYPE_CHECKING:
    from workbench.gui.app import App


def run(files: Sequence[Path] = (), *, picture: Path | None = None, profile: str = "") -> int:
    """Open the window, with a profile chosen if one is named, and return when it is closed.

    With `picture`, save what it looks like and return.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application is running in this process")
    application.setApplicationName("Payload Workbench")
    application.setStyle("Fusion")
    first_paint = FirstPaint(application)

    def fill() -> None:
        from workbench.gui.app import App
        from workbench.gui.core.crash_reports import CrashReports
        from workbench.gui.core.gui_thread_gc import GuiThreadGC

        collector = GuiThreadGC(application)
        collector.start()
        application.aboutToQuit.connect(collector.stop)
        crash_reports = CrashReports(application)
        crash_reports.install()
        application.aboutToQuit.connect(crash_reports.uninstall)
        app = App(application, first_paint, crash_reports)
        if picture is not None:
            app.idle.connect(lambda: _take(app, picture))
        app.start(files, profile=profile)

    def wait() -> None:
        first_paint.window.painted.disconnect(wait)
        # Not at once: the paint is over, and on the screen, before anything more is loaded.
        QTimer.singleShot(0, fill)

    first_paint.window.painted.connect(wait)
    first_paint.window.show()
    first_paint.window.emit_when_painted()
    return application.exec()


def _take(app: "App", picture: Path) -> None:
    app.window.grab().save(str(picture))
    app.window.close()
