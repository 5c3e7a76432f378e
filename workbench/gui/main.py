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
    from workbench.gui.app import Workbench


def run(files: Sequence[Path] = (), *, picture: Path | None = None, profile: str = "") -> int:
    """Open the window, with a profile chosen if one is named, and return when it is closed.

    With `picture`, save what it looks like and return.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application is running in this process")
    application.setApplicationName("Payload Workbench")
    application.setStyle("Fusion")
    frame = FirstPaint(application)

    def fill() -> None:
        from workbench.gui.app import Workbench
        from workbench.gui.core.crash_reports import CrashReports
        from workbench.gui.core.gui_thread_gc import GuiThreadGC

        collecting = GuiThreadGC(application)
        collecting.take_over()
        application.aboutToQuit.connect(collecting.let_go)
        faults = CrashReports(application)
        faults.watch()
        application.aboutToQuit.connect(faults.let_go)
        workbench = Workbench(application, frame, faults)
        if picture is not None:
            workbench.idle.connect(lambda: _take(workbench, picture))
        workbench.start(files, profile=profile)

    def wait() -> None:
        frame.window.painted.disconnect(wait)
        # Not at once: the paint is over, and on the screen, before anything more is loaded.
        QTimer.singleShot(0, fill)

    frame.window.painted.connect(wait)
    frame.window.show()
    frame.window.tell_when_painted()
    return application.exec()


def _take(workbench: "Workbench", picture: Path) -> None:
    workbench.window.grab().save(str(picture))
    workbench.window.close()
