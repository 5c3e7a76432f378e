"""The hooks hear every exception that nobody caught, tell each once, and never fall over themselves."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from workbench.redaction.crash_report import CrashReport
from workbench.redaction.exception_hooks import ExceptionHooks

PLANTED = "hookMarker0123456789"

PROGRAM = """
import sys
from workbench.redaction import Secret, remember
from workbench.redaction.exception_hooks import plain

SECRET = sys.argv[1]
remember(Secret(SECRET))
plain.watch()

class Leaving:
    def __del__(self):
        raise ValueError("it holds " + SECRET)
"""


def program(script: str) -> tuple[int, str]:
    """Run a program that listens; return its status and standard error, free of the planted secret."""
    command = [sys.executable, "-c", PROGRAM + script, PLANTED]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert PLANTED not in done.stderr + done.stdout
    return done.returncode, done.stderr


def test_an_exception_that_ends_the_program_is_reported_and_kept(home: Path) -> None:
    status, err = program("raise ValueError('it holds ' + SECRET)")
    (kept,) = home.rglob("crashes/*.txt")
    assert status == 1
    assert "ValueError: it holds [redacted]\n" in err
    assert err.endswith(f"workbench: this is a fault of the program itself (ValueError). The report is in {kept}.\n")


def test_an_exception_in_a_finaliser_is_reported_with_the_place_s_name_and_no_repr() -> None:
    status, err = program("leaving = Leaving(); del leaving; sys.stderr.write('it goes on')")
    assert status == 0
    assert "thread  MainThread (where nothing can catch it: Leaving.__del__)" in err
    assert err.endswith("it goes on")


def test_a_program_that_is_asked_to_end_does_so_without_a_report(home: Path) -> None:
    assert program("raise SystemExit(3)") == (3, "")
    assert program("raise KeyboardInterrupt") == (130, "")
    script = "import threading\nt = threading.Thread(target=sys.exit)\nt.start()\nt.join()"
    assert program(script) == (0, "")
    assert list(home.rglob("crashes/*")) == []


def test_a_listener_that_breaks_is_told_of_in_one_line() -> None:
    status, err = program(
        "from workbench.redaction.exception_hooks import ExceptionHooks\n"
        "def refuse(report): raise KeyError(SECRET)\n"
        "ExceptionHooks(refuse).watch()\n"
        "raise ValueError(SECRET)"
    )
    assert status == 1
    assert err == "workbench: a fault while telling of a fault (KeyError).\n"


def test_a_fault_inside_the_telling_of_a_fault_goes_round_no_circle(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[CrashReport] = []

    def listener(report: CrashReport) -> None:
        told.append(report)
        hooks.tell(TypeError, TypeError("inner"), None)

    hooks = ExceptionHooks(listener)
    hooks.tell(ValueError, ValueError("outer"), None)
    hooks.tell(ValueError, ValueError("outer"), None)
    assert [report.kind for report in told] == ["ValueError", "ValueError"]
    assert capsys.readouterr().err.splitlines() == ["workbench: a fault while telling of a fault (TypeError)."] * 2


def test_hooks_that_somebody_else_has_taken_stay_theirs_and_only_ours_are_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def theirs(*_told: object) -> None:
        return

    monkeypatch.setattr(sys, "excepthook", theirs)
    monkeypatch.setattr(sys, "unraisablehook", theirs)
    monkeypatch.setattr(threading, "excepthook", theirs)
    hooks = ExceptionHooks(lambda _report: None)
    hooks.watch(over_others=False)
    assert (sys.excepthook, sys.unraisablehook, threading.excepthook) == (theirs, theirs, theirs)
    hooks.watch()
    assert theirs not in (sys.excepthook, sys.unraisablehook, threading.excepthook)
    monkeypatch.setattr(sys, "excepthook", theirs)
    hooks.let_go()
    assert sys.excepthook is theirs
    assert sys.unraisablehook is sys.__unraisablehook__
    assert threading.excepthook is threading.__excepthook__


def test_the_command_line_reports_what_breaks_in_a_finaliser(home: Path) -> None:
    script = PROGRAM.replace("plain.watch()", "") + (
        "from workbench.cli.commands import verify\n"
        "def run(options):\n"
        "    leaving = Leaving()\n"
        "    return 0\n"
        "verify.run = run\n"
        "from workbench.__main__ import main\n"
        "sys.exit(main(['verify', '-', '--token', 'a' * 64, '--profile', 'sample']))"
    )
    command = [sys.executable, "-c", script, PLANTED]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL)
    assert "ValueError: it holds [redacted]" in done.stderr
    assert PLANTED not in done.stderr + done.stdout
    (kept,) = home.rglob("crashes/*.txt")
    assert PLANTED not in kept.read_text(encoding="utf-8")
    assert done.returncode == 0


def test_without_standard_error_the_report_is_kept_all_the_same(home: Path) -> None:
    status, err = program("sys.stderr = None\nraise ValueError(SECRET)")
    assert (status, err) == (1, "")
    (kept,) = home.rglob("crashes/*.txt")
    assert f"ValueError: [redacted]{os.linesep}" in kept.read_bytes().decode()
