"""Handles unexpected exceptions: saves a redacted crash report and shows one notification; the window stays open.

Installs the exception hooks of Python and the message handler of Qt. Exceptions may be raised on any thread; they are
shown on the GUI thread. A repeated exception is only counted.
"""

import atexit
import logging
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from workbench.gui.core.state import Notice, NoticeAction
from workbench.patience import BoundedCall
from workbench.redaction import redact
from workbench.redaction.crash_report import CrashReport, crash_folder, save_report
from workbench.redaction.exception_hooks import ExceptionHooks
from workbench.redaction.fault_file import FaultFile
from workbench.redaction.log_redaction import guard

_DISK_S: Final = 1.0
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
    """The crash reports of this run.

    Signals:
        notice_posted(Notice): an exception was raised for the first time, or ended the previous run.
        copy_requested(str): the text of a report to copy; it contains no secret.
    """

    notice_posted = Signal(object)
    copy_requested = Signal(str)
    _saved = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hooks = ExceptionHooks(self.report)
        self._file = FaultFile(crash_folder())
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        # Queued: shown on the GUI thread, after the failed call has returned, and when listeners are connected.
        self._saved.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Install all hooks, and report what ended the previous run."""
        self._hooks.install()
        guard()
        qInstallMessageHandler(self._log_qt)
        atexit.register(qInstallMessageHandler, None)  # Qt may log after Python has shut down
        reports: tuple[CrashReport, ...] = ()
        with suppress(TimeoutError):
            reports = BoundedCall(self._file.begin, _DISK_S)()
        for report in reports:
            path = _save(report)
            text = f"The program ended unexpectedly last time. What was typed was saved. {_where(path)}"
            self._saved.emit(text, report)

    def uninstall(self) -> None:
        """Restore the hooks; called on a normal exit."""
        qInstallMessageHandler(None)
        atexit.unregister(qInstallMessageHandler)
        self._hooks.uninstall()
        self._file.end()

    def report(self, report: CrashReport) -> None:
        """Save a report and show a notification, unless the same was reported before. Thread-safe."""
        with self._lock:
            count = self._counts[report.fingerprint] = self._counts.get(report.fingerprint, 0) + 1
        if count > 1:
            return
        path = _save(report)
        _LOG.critical("Internal error (%s). %s\n%s", report.kind, _where(path), report.text)
        self._saved.emit(f"Internal error ({report.kind}). What is typed is saved. {_where(path)}", report)

    def _show(self, text: str, report: CrashReport) -> None:
        copy = NoticeAction(f"copy-report:{report.fingerprint}", "Copy report", lambda: self._copy(report))
        self.notice_posted.emit(Notice("bad", text, (copy,)))

    def _copy(self, report: CrashReport) -> None:
        count = self._counts.get(report.fingerprint, 0)
        times = f"\nRaised {count} times in this run.\n" if count > 1 else ""
        self.copy_requested.emit(report.text + times)

    def _log_qt(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        _QT_LOG.log(_LEVELS.get(kind, logging.WARNING), "%s", message)
        if kind is QtMsgType.QtFatalMsg:
            self._file.write(redact(f"Qt: {message}"))


def _save(report: CrashReport) -> Path | None:
    """Save a report; None if that is not possible, or the disk does not answer."""
    with suppress(TimeoutError):
        return BoundedCall(lambda: save_report(report, crash_folder()), _DISK_S)()
    return None


def _where(path: Path | None) -> str:
    return f"The report is in {path}." if path else "The report could not be saved."
