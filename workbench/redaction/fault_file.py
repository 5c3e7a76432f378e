"""The file in which `faulthandler` writes the stacks of all threads when the process crashes.

A file with content therefore means, at the next start, that the last run crashed. Each process has its own file.
Stacks contain names of files and functions, no values.
"""

from __future__ import annotations

import faulthandler
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from workbench.disk import claim
from workbench.redaction.crash_report import CrashReport, report_of_fault

_MOST: Final = 100  # processes at once
_LONGEST: Final = 200_000  # bytes; hundreds of threads


class FaultFile:
    """`faults.txt` in `folder`, or the first of `faults-2.txt`, … that no running process uses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: int | None = None
        self._lock: int | None = None  # held until the process ends, however it does

    def begin(self) -> tuple[CrashReport, ...]:
        """Enable `faulthandler` with this file; return the reports of earlier crashes, and empty their files.

        If no file can be opened, nothing is enabled.
        """
        left: list[CrashReport] = []
        with suppress(OSError):
            for number in range(1, _MOST):
                path = self._folder / (f"faults-{number}.txt" if number > 1 else "faults.txt")
                if self._file is not None and not path.exists():
                    break
                lock = claim(path)
                if lock is None:
                    continue
                flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)  # it may be a pipe
                file = os.open(path, flags, 0o600)
                dump = os.read(file, _LONGEST).decode("utf-8", "replace")
                os.ftruncate(file, 0)
                if dump.strip():
                    left.append(report_of_fault(dump))
                if self._file is None:
                    self._file, self._lock = file, lock
                    faulthandler.enable(file, all_threads=True)
                else:
                    os.close(file)
                    os.close(lock)
        return tuple(left)

    def write(self, line: str) -> None:
        """Append a line before the process ends; `line` must be redacted."""
        if self._file is not None:
            with suppress(OSError):
                os.write(self._file, line.encode("utf-8", "replace") + b"\n")

    def end(self) -> None:
        """Empty the file when the program ends normally; a crash after that is still written."""
        if self._file is not None:
            with suppress(OSError):
                os.ftruncate(self._file, 0)
