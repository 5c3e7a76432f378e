"""Writes a crash report for an internal error: versions, thread and traceback.

A report is meant to be sent to others, so it contains no secret, no personal data, no value of a variable and no path
of a home folder. Imported only when an error occurs, or to install the hooks.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple

from workbench import __version__
from workbench.disk import replace_file, state_dir
from workbench.redaction.pii import hide
from workbench.redaction.redactor import redact

MAX_REPORTS: Final = 20
"""The maximum number of reports; the one that occurred least recently is deleted first."""

MAX_LENGTH: Final = 100_000
"""The maximum length of a report in characters; an exception message may contain a whole body."""

_PACKAGE: Final = Path(__file__).parents[1]
_frame = re.compile(r'^\s*File "(?P<file>[^"]*)", line (?P<line>\d+) in (?P<function>.*)$', re.MULTILINE)


class CrashReport(NamedTuple):
    """One internal error, safe to show and to send.

    Attributes:
        fingerprint: 12 hex digits, equal for the same kind of error at the same place in the code.
        kind: the name of the exception's type.
        text: the whole report, redacted.
    """

    fingerprint: str
    kind: str
    text: str


def report_of(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None, *, where: str = ""
) -> CrashReport:
    """Return the report of an exception on this thread; `where` adds context."""
    formatted = "".join(traceback.format_exception(kind, error, trace)) if error is not None else ""
    frames = traceback.extract_tb(trace)
    places = [(_inside(each.filename), each.lineno, each.name) for each in frames if _inside(each.filename)]
    if not places:
        places = [(Path(each.filename).name, each.lineno, each.name) for each in frames[-1:]]
    name = f"{kind.__module__}.{kind.__qualname__}"
    thread = threading.current_thread().name + (f" ({where})" if where else "")
    return CrashReport(_fingerprint(name, places), kind.__name__, _text(name, thread, formatted or name))


def report_of_fault(dump: str) -> CrashReport:
    """Return the report of a dump that `faulthandler` wrote when the program crashed."""
    first = next((line for line in dump.splitlines() if line.strip()), "unknown")
    places = [
        (_inside(each["file"]), int(each["line"]), each["function"])
        for each in _frame.finditer(dump)
        if _inside(each["file"])
    ]
    return CrashReport(_fingerprint(redact(first), places), "a crash below Python", _text("crash", "see below", dump))


def crash_folder() -> Path:
    """Return the folder of the reports. It may not exist."""
    return state_dir() / "crashes"


def save_report(report: CrashReport, folder: Path) -> Path | None:
    """Write the report to its own file in `folder`, readable by this user only; None if that is not possible.

    A report that exists already is not changed; only its time is updated.
    """
    path = folder / f"{report.fingerprint}.txt"
    try:
        if path.exists():
            os.utime(path)
        else:
            replace_file(path, report.text.encode("utf-8", "backslashreplace"))
            _drop_oldest(folder)
    except OSError:
        return None
    return path


def _drop_oldest(folder: Path) -> None:
    reports = sorted(folder.glob("[0-9a-f]" * 12 + ".txt"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in reports[MAX_REPORTS:]:
        with suppress(OSError):
            path.unlink()


def _inside(file: str) -> str:
    """Return the path of a file relative to this package; empty for other files."""
    with suppress(ValueError):
        return Path(file).relative_to(_PACKAGE).as_posix()
    return ""


def _fingerprint(name: str, places: Sequence[tuple[str, int | None, str]]) -> str:
    return hashlib.sha256(repr((name, list(places))).encode()).hexdigest()[:12]


def _text(name: str, thread: str, trace: str) -> str:
    qt = getattr(sys.modules.get("PySide6"), "__version__", "not loaded")
    lines = [
        f"Payload Workbench {__version__}: internal error ({name})",
        f"time    {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        f"Python  {platform.python_version()} ({platform.python_implementation()})",
        f"Qt      {qt}",
        f"system  {platform.system()} {platform.release()} {platform.machine()}",
        f"thread  {thread}",
        "",
        trace.rstrip(),
        "",
    ]
    clean = hide(_without_home(redact("\n".join(lines))))
    return clean if len(clean) <= MAX_LENGTH else clean[:MAX_LENGTH] + "\n… and more\n"


def _without_home(text: str) -> str:
    """Return the text without the path of the home folder."""
    try:
        home = str(Path.home())
    except RuntimeError:
        return text
    return text.replace(home, "~") if len(home) > len("/x") else text
