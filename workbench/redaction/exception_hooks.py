"""Python's hooks for uncaught exceptions on any thread.

Each exception becomes a crash report that is passed to one listener. The program is not ended, except for Ctrl+C. An
error during reporting is written to standard error as one line.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final

from workbench.redaction.crash_report import CrashReport, crash_folder, report_of, save_report
from workbench.redaction.terminal_text import write_error


class ExceptionHooks:
    """Sets Python's three exception hooks with `install` and resets them with `uninstall`."""

    def __init__(self, listener: Callable[[CrashReport], None]) -> None:
        self._listener = listener
        self._reporting = threading.local()

    def install(self, *, replace: bool = True) -> None:
        """Set the hooks; with `replace` False, only those that no debugger or test has set."""
        if replace or sys.excepthook is sys.__excepthook__:
            sys.excepthook = self._uncaught
        if replace or sys.unraisablehook is sys.__unraisablehook__:
            sys.unraisablehook = self.unraisable
        if replace or threading.excepthook is threading.__excepthook__:
            threading.excepthook = self._in_thread

    def uninstall(self) -> None:
        """Reset the hooks that are still set by this object."""
        if sys.excepthook == self._uncaught:
            sys.excepthook = sys.__excepthook__
        if sys.unraisablehook == self.unraisable:
            sys.unraisablehook = sys.__unraisablehook__
        if threading.excepthook == self._in_thread:
            threading.excepthook = threading.__excepthook__

    def report(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None, where: str = ""
    ) -> None:
        """Report an exception of this thread; KeyboardInterrupt and SystemExit are ignored."""
        if not issubclass(kind, Exception) and issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        if getattr(self._reporting, "now", False):
            _report_failure(kind)
            return
        self._reporting.now = True
        try:
            self._listener(report_of(kind, error, trace, where=where))
        except Exception as fault:  # noqa: BLE001 - an error during reporting
            _report_failure(type(fault))
        finally:
            self._reporting.now = False

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        self.report(kind, error, trace)

    def _in_thread(self, args: threading.ExceptHookArgs) -> None:
        self.report(args.exc_type, args.exc_value, args.exc_traceback)

    def unraisable(self, args: sys.UnraisableHookArgs) -> None:
        """Report an exception that cannot be raised, such as one in a finaliser."""
        # The repr of the object may contain a secret; its name is enough.
        name = getattr(args.object, "__qualname__", type(args.object).__name__)
        where = f"{args.err_msg or 'unraisable'}: {name}"
        self.report(args.exc_type, args.exc_value, args.exc_traceback, where)


def print_report(report: CrashReport) -> None:
    """Print the report to standard error and save it, for a program without a window."""
    path = save_report(report, crash_folder())
    saved = f"The report was saved to {path}." if path else "The report could not be saved."
    write_error(f"{report.text}workbench: internal error ({report.kind}). {saved}\n")


console_hooks: Final = ExceptionHooks(print_report)
"""The hooks of a program without a window."""


def _report_failure(kind: type[BaseException]) -> None:
    write_error(f"workbench: an error occurred while reporting an error ({kind.__name__}).\n")
