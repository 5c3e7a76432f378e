"""A process that may hold secrets leaves no core file, however it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import ctypes, os, sys
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
secret = "-".join(["held", "in", "memory"])
from workbench.__main__ import main
main()
print("dumpable", ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), "limit", resource.getrlimit(resource.RLIMIT_CORE)[0])
sys.stdout.flush()
os.abort()
"""


@pytest.mark.parametrize(("words", "dumpable"), [(["--version"], "0"), (["gui", "missing.json"], "1")])
def test_an_aborted_process_leaves_no_core_file(tmp_path: Path, words: list[str], dumpable: str) -> None:
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", "import resource" + PROGRAM, *words],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode < 0
    state = done.stdout.splitlines()[-1].split()
    assert state[3] in ("0", "1")
    assert state[1] == (dumpable if sys.platform == "linux" else state[1])
    assert list(tmp_path.iterdir()) == []
