"""What happens to a bug: one redacted report, kept in a file, and one message; the window goes on.

Owns the hooks of Python and of Qt while the window is open. Faults come from any thread and are told on the window's.
Never ends the program, never asks anything, and counts a fault that comes again.
"""

import atexit
import logging
import threading
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from workbench.gui.core.state import Answer, Notice
from workbench.redaction import redact
from workbench.redaction.crash_report import CrashReport, crash_folder, save_report
from workbench.redaction.exception_hooks import ExceptionHooks
from workbench.redaction.fault_file import FaultFile
from workbench.redaction.log_redaction import guard

_LOG = logging.getLogger("workbench")
_QT_LOG = logging.getLogger("qt")
_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashReports(QObject):
    """The faults of this run.

    Signals:
        noticed(Notice): a fault came for the first time, or ended the last run.
        copy_requested(str): a report is to be copied; it holds no secret.
    """

    noticed = Signal(object)
    copy_requested = Signal(str)
    _came = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hooks = ExceptionHooks(self.take)
        self._file = FaultFile(crash_folder())
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        # Queued: on the window's thread, not in the middle of what failed, and when there are ears.
        self._came.connect(self._offer, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> None:
        """Take every hook there is, and offer what ended the last run."""
        self._hooks.install()
        guard()
        qInstallMessageHandler(self._log_qt)
        atexit.register(qInstallMessageHandler, None)  # Qt has words to say when Python can hear no more
        for report in self._file.begin():
            path = save_report(report, crash_folder())
            self._came.emit(f"The program ended by a fault last time. What was typed was kept. {_where(path)}", report)

    def let_go(self) -> None:
        """Give the hooks back as the program ends well."""
        qInstallMessageHandler(None)
        atexit.unregister(qInstallMessageHandler)
        self._hooks.uninstall()
        self._file.end()

    def take(self, report: CrashReport) -> None:
        """From any thread: keep a report and tell of it, unless the same fault was told before."""
        with self._lock:
            count = self._counts[report.fingerprint] = self._counts.get(report.fingerprint, 0) + 1
        if count > 1:
            return
        path = save_report(report, crash_folder())
        _LOG.critical("A fault in the program itself (%s). %s\n%s", report.kind, _where(path), report.text)
        says = f"A fault in the program itself ({report.kind}). What is typed is kept. {_where(path)}"
        self._came.emit(says, report)

    def _offer(self, says: str, report: CrashReport) -> None:
        copy = Answer(f"copy-report:{report.fingerprint}", "Copy report", lambda: self._copy(report))
        self.noticed.emit(Notice("bad", says, (copy,)))

    def _copy(self, report: CrashReport) -> None:
        count = self._counts.get(report.fingerprint, 0)
        again = f"\nIt came {count} times in this run.\n" if count > 1 else ""
        self.copy_requested.emit(report.text + again)

    def _log_qt(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        _QT_LOG.log(_LEVELS.get(kind, logging.WARNING), "%s", message)
        if kind is QtMsgType.QtFatalMsg:
            self._file.write(redact(f"Qt: {message}"))


def _where(path: Path | None) -> str:
    return f"The report is in {path}." if path else "The report could not be kept in a file."
