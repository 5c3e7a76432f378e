"""Redacts log records and Python warnings that are written to standard error.

Imported by modules that use a library which logs; `workbench sign` does not import it. A record is never printed
unredacted, even if it cannot be formatted.
"""

from __future__ import annotations

import logging
import sys
import warnings
from typing import Final, TextIO

from workbench.redaction.exception_hooks import console_hooks
from workbench.redaction.redactor import shared
from workbench.redaction.terminal_text import write_error


class StandardError(logging.Handler):
    """Writes redacted records to the current standard error, or nowhere if there is none."""

    def __init__(self, level: int = logging.WARNING) -> None:
        super().__init__(level)
        self.addFilter(shared)
        self.setFormatter(logging.Formatter("workbench: %(levelname)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            write_error(self.format(record) + "\n")
        except Exception:  # noqa: BLE001 - a lost record must not stop the program
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - overrides
        """Report that a record was lost; the default implementation would print the record itself."""
        error = sys.exc_info()[0]
        why = error.__name__ if error else "unknown"
        write_error(f"workbench: a {record.levelname} of {record.name} could not be written ({why}).\n")


stderr_handler: Final = StandardError()
"""The handler of this process."""


def guard() -> None:
    """Redact every log record, warning and thread exception that may be written to standard error.

    May be called repeatedly; exception hooks that are already set are not replaced.
    """
    root = logging.getLogger()
    root.addHandler(stderr_handler)
    logging.lastResort = stderr_handler  # used if the root's handlers are removed
    named = [each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    for logger in (root, *named):
        for handler in logger.handlers:
            handler.addFilter(shared)
    warnings.showwarning = _log_warning
    console_hooks.install(replace=False)  # a library that logs may start threads


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
