"""The hooks report every uncaught exception once, and errors during reporting in one line."""

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
from workbench.redaction.exception_hooks import console_hooks

SECRET = sys.argv[1]
remember(Secret(SECRET))
console_hooks.install()

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


def test_an_exception_that_ends_the_program_is_reported_and_saved(home: Path) -> None:
    status, err = program("raise ValueError('it holds ' + SECRET)")
    (kept,) = home.rglob("crashes/*.txt")
    assert status == 1
    assert "ValueError: it holds [redacted]\n" in err
    assert err.endswith(f"workbench: internal error (ValueError). The report was saved to {kept}.\n")


def test_an_exception_in_a_finaliser_is_reported_without_a_repr() -> None:
    status, err = program("leaving = Leaving(); del leaving; sys.stderr.write('it goes on')")
    assert status == 0
    assert "thread  MainThread (unraisable: Leaving.__del__)" in err
    assert err.endswith("it goes on")


def test_ctrl_c_and_exit_are_not_reported(home: Path) -> None:
    assert program("raise SystemExit(3)") == (3, "")
    assert program("raise KeyboardInterrupt") == (130, "")
    script = "import threading\nt = threading.Thread(target=sys.exit)\nt.start()\nt.join()"
    assert program(script) == (0, "")
    assert list(home.rglob("crashes/*")) == []


def test_an_error_in_the_listener_is_reported_in_one_line() -> None:
    status, err = program(
        "from workbench.redaction.exception_hooks import ExceptionHooks\n"
        "def refuse(report): raise KeyError(SECRET)\n"
        "ExceptionHooks(refuse).install()\n"
        "raise ValueError(SECRET)"
    )
    assert status == 1
    assert err == "workbench: an error occurred while reporting an error (KeyError).\n"


def test_an_error_during_reporting_is_not_reported_recursively(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[CrashReport] = []

    def listener(report: CrashReport) -> None:
        told.append(report)
        hooks.report(TypeError, TypeError("inner"), None)

    hooks = ExceptionHooks(listener)
    hooks.report(ValueError, ValueError("outer"), None)
    hooks.report(ValueError, ValueError("outer"), None)
    assert [report.kind for report in told] == ["ValueError", "ValueError"]
    assert (
        capsys.readouterr().err.splitlines()
        == ["workbench: an error occurred while reporting an error (TypeError)."] * 2
    )


def test_hooks_set_by_others_are_not_replaced_or_reset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def theirs(*_told: object) -> None:
        return

    monkeypatch.setattr(sys, "excepthook", theirs)
    monkeypatch.setattr(sys, "unraisablehook", theirs)
    monkeypatch.setattr(threading, "excepthook", theirs)
    hooks = ExceptionHooks(lambda _report: None)
    hooks.install(replace=False)
    assert (sys.excepthook, sys.unraisablehook, threading.excepthook) == (theirs, theirs, theirs)
    hooks.install()
    assert theirs not in (sys.excepthook, sys.unraisablehook, threading.excepthook)
    monkeypatch.setattr(sys, "excepthook", theirs)
    hooks.uninstall()
    assert sys.excepthook is theirs
    assert sys.unraisablehook is sys.__unraisablehook__
    assert threading.excepthook is threading.__excepthook__


def test_the_command_line_reports_an_exception_in_a_finaliser(home: Path) -> None:
    script = PROGRAM.replace("console_hooks.install()", "") + (
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


def test_without_standard_error_the_report_is_saved(home: Path) -> None:
    status, err = program("sys.stderr = None\nraise ValueError(SECRET)")
    assert (status, err) == (1, "")
    (kept,) = home.rglob("crashes/*.txt")
    assert f"ValueError: [redacted]{os.linesep}" in kept.read_bytes().decode()
