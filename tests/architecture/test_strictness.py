"""The rules of conftest.py: tests that violate them fail."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Run the violating tests once and return the result of each."""
    folder = tmp_path_factory.mktemp("offenders")
    for name in ("conftest.py", "fonts.conf"):
        shutil.copy(TESTS / name, folder)
    shutil.copy(TESTS.parent / "pyproject.toml", folder)
    conftest = (folder / "conftest.py").read_text(encoding="utf-8")
    (folder / "conftest.py").write_text(
        conftest.replace("_THREAD_GRACE = 5.0", "_THREAD_GRACE = 0.01"), encoding="utf-8"
    )
    (folder / "test_offenders.py").write_text(OFFENDERS, encoding="utf-8")
    environ = os.environ | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "DISPLAY": ":99", "WORKBENCH_SECRET": "x"}
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "test_offenders.py"]
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
def test_a_test_that_violates_a_rule_fails(results: dict[str, set[str]], name: str, verdicts: set[str]) -> None:
    assert results[name] == verdicts
