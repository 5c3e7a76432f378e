"""Owns what is written down of a fault in the program itself: enough to mend it, and nothing of what it worked on.

A report holds versions, the thread and the traceback; no secret, no device id or address of a person, no value of a
variable, and no path of a home folder: it is made to be sent to others.
Knows no window. It is loaded when something went wrong, or to listen for it.
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
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from workbench import __version__
from workbench.disk import replace_file, state_dir
from workbench.redaction.pii import hide
from workbench.redaction.redactor import redact

MOST_KEPT: Final = 20
"""So many reports are kept; the one not seen for the longest time goes first."""

LONGEST: Final = 100_000
"""Characters of a report; an exception may carry a whole body in its message."""

_PACKAGE: Final = Path(__file__).parents[1]
_frame = re.compile(r'^\s*File "(?P<file>[^"]*)", line (?P<line>\d+) in (?P<function>.*)$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CrashReport:
    """One fault, as it may be shown and sent on.

    Attributes:
        fingerprint: 12 hex digits, the same for the same kind of fault at the same place of the code.
        kind: the exception's type, or what ended the program.
        text: the whole report, redacted.
    """

    fingerprint: str
    kind: str
    text: str


def report_of(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None, *, where: str = ""
) -> CrashReport:
    """Return the report of an exception on this thread; `where` says more about where it came from."""
    told = traceback.TracebackException(kind, error, trace) if error is not None else None
    frames = traceback.extract_tb(trace)
    places = [(_inside(each.filename), each.lineno, each.name) for each in frames if _inside(each.filename)]
    if not places:
        places = [(Path(each.filename).name, each.lineno, each.name) for each in frames[-1:]]
    name = f"{kind.__module__}.{kind.__qualname__}"
    thread = threading.current_thread().name + (f" ({where})" if where else "")
    return CrashReport(
        _fingerprint(name, places), kind.__name__, _text(name, thread, "".join(told.format()) if told else name)
    )


def report_of_fault(dump: str) -> CrashReport:
    """Return the report of what `faulthandler` wrote as the program ended."""
    first = next((line for line in dump.splitlines() if line.strip()), "unknown")
    places = [
        (_inside(each["file"]), int(each["line"]), each["function"])
        for each in _frame.finditer(dump)
        if _inside(each["file"])
    ]
    return CrashReport(_fingerprint(redact(first), places), "a fault below Python", _text("fault", "see below", dump))


def crash_folder() -> Path:
    """Return the folder of the reports. It need not exist."""
    return state_dir() / "crashes"


def keep(report: CrashReport, folder: Path) -> Path | None:
    """Write the report to a file of its own in `folder`, for this user only; None if that cannot be done.

    One that is there already is left as it is, and only counts as seen now.
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
    kept = sorted(folder.glob("[0-9a-f]" * 12 + ".txt"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in kept[MOST_KEPT:]:
        with suppress(OSError):
            path.unlink()


def _inside(file: str) -> str:
    """Return the path of a file of this package within it; empty for any other."""
    with suppress(ValueError):
        return Path(file).relative_to(_PACKAGE).as_posix()
    return ""


def _fingerprint(name: str, places: Sequence[tuple[str, int | None, str]]) -> str:
    return hashlib.sha256(repr((name, list(places))).encode()).hexdigest()[:12]


def _text(name: str, thread: str, trace: str) -> str:
    qt = getattr(sys.modules.get("PySide6"), "__version__", "not loaded")
    lines = [
        f"Payload Workbench {__version__}: a fault in the program itself ({name})",
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
    return clean if len(clean) <= LONGEST else clean[:LONGEST] + "\n… and more\n"


def _without_home(text: str) -> str:
    """Return the text without the name that a person goes by on this computer."""
    try:
        home = str(Path.home())
    except RuntimeError:
        return text
    return text.replace(home, "~") if len(home) > len("/x") else text
