"""Owns the hooks through which Python tells of an exception that nobody caught, whatever thread it was on.

Each becomes a crash report and is handed to one listener. Never ends the program, except for Ctrl+C, and never tells
of itself: what goes wrong while a fault is told becomes one line.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final

from workbench.redaction.crash_report import CrashReport, crash_folder, keep, report_of


class ExceptionHooks:
    """Listens on Python's three hooks from `watch` on, till `let_go`; what it hears goes to `listener`."""

    def __init__(self, listener: Callable[[CrashReport], None]) -> None:
        self._listener = listener
        self._telling = threading.local()

    def watch(self, *, over_others: bool = True) -> None:
        """Take the hooks; not `over_others`, only those that a debugger or a test has not taken."""
        if over_others or sys.excepthook is sys.__excepthook__:
            sys.excepthook = self._uncaught
        if over_others or sys.unraisablehook is sys.__unraisablehook__:
            sys.unraisablehook = self.unraisable
        if over_others or threading.excepthook is threading.__excepthook__:
            threading.excepthook = self._in_thread

    def let_go(self) -> None:
        """Give back the hooks that are still ours."""
        if sys.excepthook == self._uncaught:
            sys.excepthook = sys.__excepthook__
        if sys.unraisablehook == self.unraisable:
            sys.unraisablehook = sys.__unraisablehook__
        if threading.excepthook == self._in_thread:
            threading.excepthook = threading.__excepthook__

    def tell(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None, where: str = ""
    ) -> None:
        """Tell of an exception that happened on this thread. The wish to end is none."""
        if not issubclass(kind, Exception) and issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        if getattr(self._telling, "now", False):
            _mutter(kind)
            return
        self._telling.now = True
        try:
            self._listener(report_of(kind, error, trace, where=where))
        except Exception as fault:  # noqa: BLE001 - a fault while telling of a fault
            _mutter(type(fault))
        finally:
            self._telling.now = False

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        self.tell(kind, error, trace)

    def _in_thread(self, told: threading.ExceptHookArgs) -> None:
        self.tell(told.exc_type, told.exc_value, told.exc_traceback)

    def unraisable(self, told: sys.UnraisableHookArgs) -> None:
        """Tell of an exception that came out of a finaliser, or of another place where nothing can catch it."""
        # The repr of the object may hold anything; a name of the code says enough.
        name = getattr(told.object, "__qualname__", type(told.object).__name__)
        where = f"{told.err_msg or 'where nothing can catch it'}: {name}"
        self.tell(told.exc_type, told.exc_value, told.exc_traceback, where)


def tell_plainly(report: CrashReport) -> None:
    """Print the report on standard error and keep it: for a program without a window."""
    path = keep(report, crash_folder())
    kept = f"The report is in {path}." if path else "The report could not be kept in a file."
    if sys.stderr is not None:
        sys.stderr.write(f"{report.text}workbench: this is a fault of the program itself ({report.kind}). {kept}\n")


plain: Final = ExceptionHooks(tell_plainly)
"""The hooks of a program without a window."""


def _mutter(kind: type[BaseException]) -> None:
    try:
        if sys.stderr is not None:
            sys.stderr.write(f"workbench: a fault while telling of a fault ({kind.__name__}).\n")
    except Exception:  # noqa: BLE001 - nobody listens
        return
