"""Takes the pictures of the window once for all tests that look at them, in a process of their own.

`pytest tests/screens --update-pictures` puts what was taken in the place of the golden pictures; look at each of them
before they are committed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GOLDEN = HERE / "pictures"
PATIENCE = 540  # seconds


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a person renew the pictures."""
    parser.addoption("--update-pictures", action="store_true", help="renew the golden pictures of the window")


@pytest.fixture(scope="session")
def taken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take every picture and return the folder they are in."""
    folder = tmp_path_factory.mktemp("pictures")
    places = {"HOME": "home", "XDG_CACHE_HOME": "cache", "XDG_RUNTIME_DIR": "run", "WORKBENCH_HOME": "workbench"}
    for place in places.values():
        (folder / place).mkdir(mode=0o700)
    environ = {name: str(folder / place) for name, place in places.items()} | {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "FONTCONFIG_FILE": str(ROOT / "tests" / "fonts.conf"),
        "LC_ALL": "C.UTF-8",
        "QT_ENABLE_HIGHDPI_SCALING": "0",
        "QT_FONT_DPI": "96",
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "1",
        "TZ": "UTC",
    }
    command = [sys.executable, "-W", "error", str(HERE / "photographer.py"), str(folder)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    if request.config.getoption("--update-pictures", False):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        GOLDEN.mkdir()
        for picture in sorted(folder.glob("*.png")):
            shutil.copyfile(picture, GOLDEN / picture.name)
    return folder
