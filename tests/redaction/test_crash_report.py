"""A crash report describes the error and contains none of the data the program processed."""

import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.disk import state_dir
from workbench.jsontext import first_problem
from workbench.redaction import REDACTED, Secret, remember
from workbench.redaction.crash_report import (
    MAX_LENGTH,
    MAX_REPORTS,
    CrashReport,
    crash_folder,
    report_of,
    report_of_fault,
    save_report,
)

PLANTED = "crashMarker0123456789"


@pytest.fixture(autouse=True)
def _planted() -> None:
    remember(Secret(PLANTED))


def report(error: BaseException, where: str = "") -> CrashReport:
    return report_of(type(error), error, error.__traceback__, where=where)


def _break(error: Exception, cause: Exception | None) -> None:
    raise error from cause


def caught(message: object, kind: type[Exception] = ValueError, cause: Exception | None = None) -> Exception:
    try:
        _break(kind(message), cause)
    except kind as error:
        return error
    raise AssertionError("it should have been raised")


def inside(body: object) -> Exception:
    """Break in the package's own code, by a value of the wrong type."""
    try:
        first_problem(body)  # type: ignore[arg-type]
    except Exception as error:  # noqa: BLE001 - whatever it is
        return error
    raise AssertionError("it should have broken")


def test_a_report_shows_error_place_and_versions() -> None:
    text = report(caught("no such thing"), where="workbench sign").text
    assert text.startswith("Payload Workbench 0.")
    assert "internal error (builtins.ValueError)" in text
    assert "\nthread  MainThread (workbench sign)\n" in text
    assert f"\nPython  {sys.version.split()[0]} " in text
    assert re.search(r"^time    \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$", text, re.MULTILINE)
    assert f'File "{__file__}"' in text
    assert text.endswith("ValueError: no such thing\n")


def test_a_report_contains_no_secret_header_value_or_variable() -> None:
    secret_variable = PLANTED  # noqa: F841 - a traceback with local values would show it
    text = report(caught(f"{PLANTED} {PLANTED.encode().hex()} Kochava-Auth-Token: abc")).text
    assert text.endswith(f"ValueError: {REDACTED} {REDACTED} Kochava-Auth-Token: {REDACTED}\n")


def test_a_report_contains_no_personal_data() -> None:
    text = report(caught({"idfa": "5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", "of": "anna@example.com", "n": 7})).text
    assert "5B8E2C70" not in text
    assert "anna" not in text
    assert "'n': 7}" in text


def test_causes_and_notes_of_an_exception_are_redacted() -> None:
    error = caught(PLANTED, KeyError, caught(f"first {PLANTED}"))
    error.add_note(f"noted {PLANTED}")
    text = report(error).text
    assert f"ValueError: first {REDACTED}" in text
    assert f"KeyError: '{REDACTED}'\nnoted {REDACTED}\n" in text


def test_the_home_folder_is_omitted() -> None:
    text = report(caught(f"cannot open {Path.home() / 'notes'}")).text
    assert f"cannot open ~{os.sep}notes" in text


def test_a_home_folder_that_is_the_root_does_not_change_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/")
    monkeypatch.setenv("USERPROFILE", "/")
    assert f'File "{__file__}"' in report(caught("x")).text


def test_a_long_message_is_redacted_before_it_is_cut() -> None:
    text = report(caught("x" * (MAX_LENGTH - 600) + PLANTED * 100)).text
    assert len(text) <= MAX_LENGTH + len("\n… and more\n")
    assert PLANTED[:8] not in text


class _Unspeakable(Exception):  # noqa: N818 - what it is, not what went wrong
    def __str__(self) -> str:
        raise RuntimeError(PLANTED)


def test_an_exception_that_cannot_be_formatted_has_a_report() -> None:
    made = report(caught("x", _Unspeakable))
    assert made.kind == "_Unspeakable"
    assert "_Unspeakable" in made.text
    assert PLANTED not in made.text


def test_an_exception_without_a_traceback_or_a_value_has_a_report() -> None:
    assert report(ValueError("x")).text.endswith("ValueError: x\n")
    assert report_of(ValueError, None, None).text.endswith("builtins.ValueError\n")


def test_the_fingerprint_depends_on_kind_and_place_only() -> None:
    one, other = report(inside(1)), report(inside("text"))
    assert one.fingerprint == report(inside(2)).fingerprint
    assert re.fullmatch("[0-9a-f]{12}", one.fingerprint)
    assert one.text != other.text
    values = [report(caught(message)).fingerprint for message in ("a", "b")]
    assert values[0] == values[1]
    assert report(caught("a", KeyError)).fingerprint != values[0]
    assert report(ValueError("a")).fingerprint not in (values[0], one.fingerprint)


@given(st.text())
def test_no_message_changes_the_fingerprint(message: str) -> None:
    assert report(caught(message)).fingerprint == report(caught("")).fingerprint


# What is kept


def test_a_report_is_readable_by_this_user_only(tmp_path: Path) -> None:
    made = report(caught("x\ud800"))
    path = save_report(made, tmp_path / "state" / "crashes")
    assert path == tmp_path / "state" / "crashes" / f"{made.fingerprint}.txt"
    assert path.read_text(encoding="utf-8") == made.text.replace("\ud800", "\\ud800")
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_same_error_again_updates_the_time_of_the_first_report(tmp_path: Path) -> None:
    first = save_report(CrashReport("0" * 12, "X", "first"), tmp_path)
    assert first is not None
    os.utime(first, (0, 0))
    assert save_report(CrashReport("0" * 12, "X", "second"), tmp_path) == first
    assert first.read_text(encoding="utf-8") == "first"
    assert first.stat().st_mtime > 0


def test_old_reports_are_deleted_and_other_files_are_not(tmp_path: Path) -> None:
    (tmp_path / "faults.txt").write_text("")
    (tmp_path / "notes.txt").write_text("of a person")
    for number in range(MAX_REPORTS + 3):
        path = save_report(CrashReport(f"{number:012x}", "X", "x"), tmp_path)
        assert path is not None
        os.utime(path, (number + 1, number + 1))
    os.utime(tmp_path / f"{3:012x}.txt", (99, 99))
    save_report(CrashReport("f" * 12, "X", "x"), tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    expected = {f"{number:012x}.txt" for number in (3, *range(5, MAX_REPORTS + 3))} | {"f" * 12 + ".txt"}
    assert left == expected | {"faults.txt", "notes.txt"}


def test_a_report_that_cannot_be_saved_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "crashes").write_text("a file where the folder should be")
    assert save_report(CrashReport("0" * 12, "X", "x"), tmp_path / "crashes") is None


def test_reports_are_saved_in_the_state_folder() -> None:
    assert crash_folder() == state_dir() / "crashes"


def test_a_crash_below_python_has_a_fingerprint_by_kind_and_place(tmp_path: Path) -> None:
    inner = (
        Path(sys.modules["workbench.redaction.crash_report"].__file__ or "").parents[1] / "gui" / "core" / "tasks.py"
    )
    dump = (
        f'Fatal Python error: Segmentation fault\n\nCurrent thread 0x{{}} (most recent call first):\n  File "{inner}", '
    )
    one, other = (report_of_fault(dump.format(address) + "line 12 in call\n") for address in ("7f00", "7f01"))
    assert one.fingerprint == other.fingerprint
    assert "Segmentation fault" in one.text
    assert one.text.startswith("Payload Workbench 0.")
    assert report_of_fault(dump.format("7f00") + "line 13 in call\n").fingerprint != one.fingerprint
    assert report_of_fault("garbled").text.endswith("garbled\n")
