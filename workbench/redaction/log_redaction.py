"""Owns the way of every log line and Python warning to standard error: through the redaction.

Asked for by whoever loads a library that logs; what loads none (`workbench sign`) never loads this. Must never print
a record as it came, not even one that cannot be written.
"""

from __future__ import annotations

import logging
import sys
import warnings
from typing import Final, TextIO

from workbench.redaction.exception_hooks import plain
from workbench.redaction.redactor import shared


class StandardError(logging.Handler):
    """Writes redacted records to whatever standard error is at that moment; to nothing where there is none."""

    def __init__(self, level: int = logging.WARNING) -> None:
        super().__init__(level)
        self.addFilter(shared)
        self.setFormatter(logging.Formatter("workbench: %(levelname)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            _write(self.format(record))
        except Exception:  # noqa: BLE001 - a log line that is lost must not stop who wrote it
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Say that a record was lost, and where from; the usual way prints the record itself."""
        error = sys.exc_info()[0]
        why = error.__name__ if error else "unknown"
        try:
            _write(f"workbench: a {record.levelname} of {record.name} could not be written ({why}).")
        except Exception:  # noqa: BLE001 - nobody listens
            return


ours: Final = StandardError()
"""The one handler of this process."""


def guard() -> None:
    """Put the redaction on every way that a log record, a warning or a fault in a thread can take to standard error.

    Asking again changes nothing, and hooks that a window has taken stay its own.
    """
    root = logging.getLogger()
    root.addHandler(ours)
    logging.lastResort = ours  # for whoever takes the root's handlers away
    named = [each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    for logger in (root, *named):
        for handler in logger.handlers:
            handler.addFilter(shared)
    warnings.showwarning = _log_warning
    plain.watch(over_others=False)  # whoever logs may start threads


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    text = warnings.formatwarning(message, category, filename, lineno, line)
    if file is None:
        logging.getLogger("py.warnings").warning("%s", text.rstrip())
    else:
        file.write(shared.redact(text))


def _write(line: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
