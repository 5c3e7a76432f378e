"""Exceptions in a real window: one redacted report, one notification, and the window stays open.

The window is a process of its own (`faulty_window.py`), since it takes every hook of Python and of Qt.
"""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.core.crash_reports import CrashReports
from workbench.redaction.crash_report import CrashReport, crash_folder

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.gui.core.state import Notice

WINDOW = Path(__file__).with_name("faulty_window.py")
PLANTED = "plantedMarker0123456789"
PLACES = re.findall(r'^    "(\w+)": "(In\w+)",$', WINDOW.read_text(encoding="utf-8"), re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """How a window ended, what was seen in it, and what it wrote."""

    status: int
    err: str
    seen: dict[str, Any]
    files: dict[Path, bytes]

    def reports(self) -> list[str]:
        return [
            content.decode()
            for path, content in self.files.items()
            if path.parent.name == "crashes" and path.suffix == ".txt" and content
        ]


def run(home: Path, *wanted: str) -> Run:
    """Open a window in which this breaks; the planted secret must be nowhere afterwards."""
    command = [sys.executable, str(WINDOW), PLANTED, *wanted]
    environ = os.environ | {"WORKBENCH_HOME": str(home)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)
    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    for form in (PLANTED, PLANTED.encode().hex()):
        assert form not in done.stdout + done.stderr
        assert [path for path, content in files.items() if form.encode() in content] == []
    return Run(done.returncode, done.stderr, json.loads(done.stdout or "{}"), files)


@pytest.fixture(scope="module")
def broken_everywhere(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("home"), *(place for place, _kind in PLACES), "words")


@pytest.mark.parametrize("kind", [kind for _place, kind in PLACES])
def test_an_exception_anywhere_is_shown_once_and_its_report_is_saved(broken_everywhere: Run, kind: str) -> None:
    said = [says for says in broken_everywhere.seen["notices"] if f"({kind})" in says]
    assert len(said) == 1
    kept = [path for path in broken_everywhere.files if str(path) in said[0]]
    assert len(kept) == 1
    report = broken_everywhere.files[kept[0]].decode()
    assert "Traceback (most recent call last):" in report
    assert f"{kind}: it holds [redacted] and {{'api_key': '[redacted]', 'again': '[redacted]'}}" in report
    assert broken_everywhere.err.count(f"{kind}: it holds") == 1
    assert said[0].startswith(f"Internal error ({kind}). What is typed is saved. The report is in ")


def test_after_exceptions_typing_and_closing_still_work(broken_everywhere: Run) -> None:
    assert broken_everywhere.status == 0
    assert broken_everywhere.seen["typed"] == len("typed on")


def test_exceptions_are_shown_on_the_gui_thread(broken_everywhere: Run) -> None:
    assert broken_everywhere.seen["threads"] == [True] * len(PLACES)


def test_a_report_has_versions_thread_and_positions_and_is_private(
    broken_everywhere: Run,
) -> None:
    (report,) = [each for each in broken_everywhere.reports() if "InThread" in each]
    assert "thread  planted" in report
    for fact in ("Payload Workbench 0.", "Python  3.", "Qt      6.", "system  "):
        assert f"\n{fact}" in f"\n{report}"
    for path in broken_everywhere.files:
        if path.parent.name == "crashes":
            assert path.stat().st_mode & 0o077 == 0


def test_messages_of_qt_libraries_and_python_are_redacted(broken_everywhere: Run) -> None:
    for line in (
        "workbench: WARNING: Qt says [redacted]",
        "workbench: WARNING: GET https://u:[redacted]@host/p",
        "workbench: ERROR: task {'Kochava-Auth-Token': '[redacted]'}",
        "UserWarning: Python says [redacted]",
        "Credentials(••••)",
    ):
        assert line in broken_everywhere.err


def test_a_repeated_exception_is_counted_in_the_copied_report(tmp_path: Path) -> None:
    ended = run(tmp_path, "slot")
    assert len(ended.seen["notices"]) == 1
    assert len(ended.reports()) == 1
    assert ended.seen["copied"].endswith("\nRaised 3 times in this run.\n")
    assert "InSlot: it holds [redacted]" in ended.seen["copied"]


def test_an_exception_while_reporting_does_not_recur(tmp_path: Path) -> None:
    ended = run(tmp_path, "broken_bar", "in_thread")
    assert ended.status == 0
    assert ended.err.count("CRITICAL") == 2
    assert ended.seen["typed"] == len("typed on")


def test_an_exception_of_the_hook_is_one_line(tmp_path: Path) -> None:
    ended = run(tmp_path, "broken_hook")
    assert ended.status == 0
    assert "workbench: an error occurred while reporting an error (InSlot)." in ended.err.splitlines()


@pytest.mark.parametrize(
    ("way", "words"), [("native", "Fatal Python error: Aborted"), ("qt_fatal", "Qt: [A qFatal() call was made")]
)
def test_a_crash_is_reported_once_at_the_next_start(tmp_path: Path, way: str, words: str) -> None:
    ended = run(tmp_path, way)
    assert ended.status == -signal.SIGABRT
    (dump,) = ended.reports()
    assert words in dump
    next_time = run(tmp_path, "left")
    assert next_time.status == 0
    (says,) = next_time.seen["notices"]
    assert says.startswith("The program ended unexpectedly last time. What was typed was saved. The report is in ")
    assert words in next_time.seen["copied"]
    assert "Payload Workbench 0." in next_time.seen["copied"]
    assert run(tmp_path, "words").seen["notices"] == []


def test_after_a_normal_exit_nothing_is_reported(tmp_path: Path) -> None:
    assert run(tmp_path, "scribble").status == 0
    assert run(tmp_path, "words").seen["notices"] == []


# The same without hooks, in this process


class Ears:
    """Hears what the faults tell."""

    def __init__(self, faults: CrashReports) -> None:
        self.notices: list[Notice] = []
        self.copied: list[str] = []
        faults.notice_posted.connect(self.notices.append)
        faults.copy_requested.connect(self.copied.append)


REPORT = CrashReport("0123456789ab", "TypeError", "the report\n")


def test_a_report_that_cannot_be_saved_is_shown_and_can_be_copied(
    qtbot: QtBot, expected_log: "Callable[[str], None]"
) -> None:
    expected_log("Internal error")
    crash_folder().parent.parent.mkdir(parents=True, exist_ok=True)
    crash_folder().parent.write_text("a file where the folder should be")
    faults = CrashReports()
    ears = Ears(faults)
    with qtbot.waitSignal(faults.notice_posted):
        faults.report(REPORT)
    (notice,) = ears.notices
    assert notice.message.endswith("The report could not be saved.")
    notice.actions[0].callback()
    assert ears.copied == ["the report\n"]
