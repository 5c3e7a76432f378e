"""The rules of conftest.py, held against tests that break them: each in a pytest of its own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parents[1]

OFFENDERS = """
import logging, os, threading

log = logging.getLogger("some.room")

def test_warns_unannounced(): log.warning("stray")
def test_says_nothing_worse_than_info(): log.info("fine")
def test_warns_as_announced(expected_log):
    expected_log("^torn .* kept$")
    log.warning("torn file %s kept", 1)
    assert len(expected_log.records) == 1
def test_announces_what_never_comes(expected_log): expected_log("never")
def test_leaves_a_thread(): threading.Timer(0.3, lambda: None).start()
def test_warns_by_qt(qtbot):
    from PySide6.QtCore import qWarning
    qWarning("stray")
def test_warns_by_python():
    import warnings
    warnings.warn("stray")
def test_raises_in_a_slot(qtbot):
    from PySide6.QtCore import QTimer
    timer = QTimer(singleShot=True)
    timer.timeout.connect(lambda: 1 / 0)
    with qtbot.waitSignal(timer.timeout):
        timer.start(0)
def test_sees_its_own_home(home):
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "WORKBENCH_HOME"):
        assert os.environ[name].startswith(str(home))
    assert not {"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WORKBENCH_API_KEY", "WORKBENCH_SECRET"} & os.environ.keys()
def test_sees_one_font(qtbot):
    from PySide6.QtGui import QFont, QFontInfo
    assert QFontInfo(QFont("monospace")).family() == "DejaVu Sans Mono"
    assert QFontInfo(QFont("sans-serif")).family() == "DejaVu Sans"
"""


@pytest.fixture(scope="module", params=[(), ("-n", "1")], ids=["alone", "in a worker"])
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Run the offenders once; return what pytest says of each."""
    folder = tmp_path_factory.mktemp("offenders")
    for name in ("conftest.py", "fonts.conf"):
        shutil.copy(TESTS / name, folder)
    shutil.copy(TESTS.parent / "pyproject.toml", folder)
    conftest = (folder / "conftest.py").read_text(encoding="utf-8")
    (folder / "conftest.py").write_text(
        conftest.replace("_THREAD_GRACE = 30.0", "_THREAD_GRACE = 0.01"), encoding="utf-8"
    )
    (folder / "test_offenders.py").write_text(OFFENDERS, encoding="utf-8")
    environ = os.environ | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "DISPLAY": ":99", "WORKBENCH_SECRET": "x"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rA",
        "-p",
        "no:cacheprovider",
        *request.param,
        "test_offenders.py",
    ]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    said: dict[str, set[str]] = {}
    for verdict, name in re.findall(r"^(PASSED|FAILED|ERROR) test_offenders\.py::(\w+)", done.stdout, re.MULTILINE):
        said.setdefault(name, set()).add(verdict)
    assert said, done.stdout + done.stderr
    return said


@pytest.mark.parametrize(
    ("name", "verdicts"),
    [
        ("test_warns_unannounced", {"FAILED"}),
        ("test_says_nothing_worse_than_info", {"PASSED"}),
        ("test_warns_as_announced", {"PASSED"}),
        ("test_announces_what_never_comes", {"FAILED"}),
        ("test_leaves_a_thread", {"PASSED", "ERROR"}),
        ("test_warns_by_qt", {"FAILED"}),
        ("test_warns_by_python", {"FAILED"}),
        ("test_raises_in_a_slot", {"FAILED"}),
        ("test_sees_its_own_home", {"PASSED"}),
        ("test_sees_one_font", {"PASSED"}),
    ],
)
def test_a_test_that_breaks_a_rule_is_not_let_pass(results: dict[str, set[str]], name: str, verdicts: set[str]) -> None:
    assert results[name] == verdicts


def test_one_worker_takes_a_file_and_every_file_that_shares_a_resource_of_the_machine(tmp_path: Path) -> None:
    for name in ("conftest.py", "fonts.conf"):
        shutil.copy(TESTS / name, tmp_path)
    shutil.copy(TESTS.parent / "pyproject.toml", tmp_path)
    shared = "import pytest\npytestmark = pytest.mark.desktop\n"
    tests = "\n".join(f"def test_{number}(): pass" for number in range(4))
    for name in "abcdefgh":
        (tmp_path / f"test_{name}.py").write_text((shared if name in "bg" else "") + tests, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-n", "2", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    workers: dict[str, set[str]] = {}
    for worker, name in re.findall(r"\[(gw\d)\].* PASSED test_(\w)\.py::", done.stdout):
        workers.setdefault("b" if name == "g" else name, set()).add(worker)
    assert {name: len(each) for name, each in workers.items()} == dict.fromkeys("abcdefh", 1)
    assert set.union(*workers.values()) == {"gw0", "gw1"}
