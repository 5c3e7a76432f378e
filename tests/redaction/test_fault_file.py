"""The file for crashes below Python: one per process, empty after a normal end, reported once after a crash."""

import subprocess
import sys
from pathlib import Path

from workbench.redaction.fault_file import FaultFile

PROGRAM = """
import faulthandler, sys
from pathlib import Path
from workbench.redaction.fault_file import FaultFile

file = FaultFile(Path(sys.argv[1]))
left = file.begin()
print(len(left), flush=True)
"""


def program(folder: Path, then: str) -> "subprocess.Popen[str]":
    """Start a program that writes its faults down in `folder`, and then does this."""
    command = [sys.executable, "-c", PROGRAM + then, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ended(folder: Path, then: str) -> str:
    """Run such a program to its end; return how many reports it found."""
    with program(folder, then) as process:
        return process.communicate(timeout=120)[0].strip()


def test_a_crash_is_reported_once_at_the_next_start(tmp_path: Path) -> None:
    assert ended(tmp_path, "faulthandler._sigabrt()") == "0"
    assert "Fatal Python error: Aborted" in (tmp_path / "faults.txt").read_text(encoding="utf-8")
    assert ended(tmp_path, "file.end()") == "1"
    assert ended(tmp_path, "file.end()") == "0"


def test_the_file_is_emptied_after_a_normal_end(tmp_path: Path) -> None:
    # Windows writes of exceptions, too, that somebody catches later.
    assert ended(tmp_path, "file.write('it was nothing'); file.end()") == "0"
    assert (tmp_path / "faults.txt").read_bytes() == b""


def test_only_this_user_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "crashes"
    ended(folder, "file.end()")
    assert (folder / "faults.txt").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_each_running_process_has_its_own_file(tmp_path: Path) -> None:
    with program(tmp_path, "sys.stdin.read(); faulthandler._sigabrt()") as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "0\n"
        assert ended(tmp_path, "faulthandler._sigabrt()") == "0"
        assert ended(tmp_path, "file.end()") == "1"
        first.communicate("", timeout=120)
    files = {path.name: path.read_bytes() for path in tmp_path.glob("*.txt")}
    assert b"Aborted" in files["faults.txt"]
    assert files["faults-2.txt"] == b""
    assert ended(tmp_path, "file.end()") == "1"


def test_a_folder_that_cannot_be_used_raises_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "crashes"
    folder.write_text("a file where the folder should be")
    file = FaultFile(folder)
    assert file.begin() == ()
    file.write("lost")
    file.end()
    assert folder.read_text() == "a file where the folder should be"
