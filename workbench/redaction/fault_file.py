"""Owns the file in which Python writes the stacks of all threads as a fault below Python ends the program.

Only such a fault leaves anything in it, so one with content tells, at the next start, how the last run ended. Each
process has a file of its own. Stacks name files and functions; never a value.
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
    """`faults.txt` in `folder`, or the first of `faults-2.txt`, … that no running process has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: int | None = None
        self._lock: int | None = None  # held until the process ends, however it does

    def begin(self) -> tuple[CrashReport, ...]:
        """Have faults written down from now on; return what earlier runs left, and empty their files.

        Where no file can be had, nothing is written down.
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
                file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
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
        """Add what is known of a fault just before it ends the program; `line` is redacted already."""
        if self._file is not None:
            with suppress(OSError):
                os.write(self._file, line.encode("utf-8", "replace") + b"\n")

    def end(self) -> None:
        """Note that the run ended well. What breaks after that is still written down."""
        if self._file is not None:
            with suppress(OSError):
                os.ftruncate(self._file, 0)
