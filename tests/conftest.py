"""What holds for every test: its own home folder, an offscreen Qt, and nothing stray left behind.

Owns the isolation and the three rules that no test has to ask for: a log record of WARNING or above that the test
did not announce fails it, a thread that outlives it fails it, and a Qt warning fails it (`qt_log_level_fail`).
Must never touch the real home folder, the real keyring or the desktop that the tests were started from.

Qt reads its environment when it is loaded, so that part is set while this module is imported.
"""

import atexit
import functools
import gc
import itertools
import logging
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

_SESSION_HOME = Path(tempfile.mkdtemp(prefix="pw-home-"))
atexit.register(shutil.rmtree, _SESSION_HOME, ignore_errors=True)
_numbers = itertools.count(1)

# A thread that has been told to end gets this long, in seconds, to be gone. Only a failing test ever waits for it.
_THREAD_GRACE = 30.0
_PATIENCE_MS = 30_000

# Markers of tests that would be in each other's way if two workers had one at the same time.
_ONE_AT_A_TIME = ("desktop", "real_keyring")

_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "run",
}
_ABSENT = (
    "AT_SPI_BUS_ADDRESS",
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "GNOME_KEYRING_CONTROL",
    "PYTHON_KEYRING_BACKEND",
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON",
    "QT_SCALE_FACTOR",
    "QT_STYLE_OVERRIDE",
    "WAYLAND_DISPLAY",
    "WORKBENCH_API_KEY",
    "WORKBENCH_SECRET",
)


def _isolated(home: Path) -> dict[str, str]:
    """Return the environment that keeps a test inside `home`, whose folders are made."""
    paths = {name: home / folder for name, folder in _FOLDERS.items()}
    for path in paths.values():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {name: str(path) for name, path in paths.items()} | {"WORKBENCH_HOME": str(home / "workbench")}


for _name in _ABSENT:
    os.environ.pop(_name, None)
os.environ.update(_isolated(_SESSION_HOME / "session"))
os.environ.update(
    QT_QPA_PLATFORM="offscreen",
    QT_FONT_DPI="96",
    QT_ENABLE_HIGHDPI_SCALING="0",
    FONTCONFIG_FILE=str(Path(__file__).with_name("fonts.conf")),
    LC_ALL="C.UTF-8",
    TZ="UTC",
    WORKBENCH_SANDBOX_KEY="sandbox key of the tests",
    WORKBENCH_SANDBOX_PORT="0",
)

# As in the product, cyclic garbage is collected on the main thread: no other may delete a QObject.
gc.disable()
_GARBAGE = 20_000  # objects made since the last collection, after which the next one is due

# The gate repeats itself exactly; `bootstrap.py soak` looks further, at random.
settings.register_profile("gate", deadline=None, derandomize=True, database=None, max_examples=100)
settings.register_profile("quick", deadline=None, derandomize=True, database=None, max_examples=25)
settings.register_profile("soak", deadline=None, database=None, max_examples=5_000, print_blob=True)
settings.load_profile(os.environ.get("WORKBENCH_TEST_COUNTS", "gate"))


@pytest.fixture
def qtbot(qtbot: "QtBot") -> "QtBot":
    """Have whoever waits wait as long as a busy machine needs; only a failing test waits so long."""
    for name in ("waitSignal", "waitSignals", "waitUntil", "waitCallback"):
        getattr(type(qtbot), name).__kwdefaults__["timeout"] = _PATIENCE_MS
    return qtbot


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Have each test begin without the secrets of the ones before: the process's redaction would strike them out."""
    yield
    redaction = sys.modules.get("workbench.redaction.redactor")
    if redaction is not None:
        redaction.Redactor.__init__(redaction.shared)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the test a home folder of its own; every place a program may write by default lies in it."""
    folder = _SESSION_HOME / f"{next(_numbers):05}"
    for name, value in _isolated(folder).items():
        monkeypatch.setenv(name, value)
    for name in _ABSENT:
        monkeypatch.delenv(name, raising=False)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


class ExpectedLog:
    """The log records a test announces: `expected_log("could not read")` before the act that logs it.

    Every announced pattern (a regular expression, searched in the message) must come at least once; the records
    that matched are in `records`.
    """

    def __init__(self, patterns: list[re.Pattern[str]], records: list[logging.LogRecord]) -> None:
        self._patterns = patterns
        self.records = records

    def __call__(self, pattern: str) -> None:
        """Announce records whose message matches `pattern`."""
        self._patterns.append(re.compile(pattern))


class _Watch(logging.Handler):
    """Sorts what one test logs at WARNING or above into announced and stray."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.patterns: list[re.Pattern[str]] = []
        self.matched: list[logging.LogRecord] = []
        self.stray: list[str] = []
        self.threads = set(threading.enumerate())

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if any(pattern.search(message) for pattern in self.patterns):
            self.matched.append(record)
        else:
            self.stray.append(f"{record.levelname} {record.name}: {message}")

    def fail_if_stray(self) -> None:
        """Fail the phase of the test in which something stray was logged."""
        stray, self.stray = self.stray, []
        if stray:
            pytest.fail("unexpected log: " + "; ".join(stray), pytrace=False)

    def fail_if_missing(self) -> None:
        """Fail a test whose announced record never came."""
        said = [record.getMessage() for record in self.matched]
        missing = [p.pattern for p in self.patterns if not any(p.search(message) for message in said)]
        if missing:
            pytest.fail("expected in the log, but never came: " + "; ".join(missing), pytrace=False)

    def fail_if_threads(self) -> None:
        """Fail a test that leaves a thread running. Threads that Qt made are not Python's to end."""
        for thread in set(threading.enumerate()) - self.threads:
            if isinstance(thread, threading._DummyThread):
                continue
            thread.join(_THREAD_GRACE)
            if thread.is_alive():
                pytest.fail(f"thread left running: {thread.name}", pytrace=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes long: it must not begin last."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Give all tests of a file to one worker, as they share fixtures, and all that share a resource to one, too.

    xdist's own groups have no effect with pytest 9.2, whose test ids it cannot write them into.
    """
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return _group(config.rootpath / nodeid.partition("::")[0])

    return Scheduling(config, log)


@functools.cache
def _group(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    return next((name for name in _ONE_AT_A_TIME if f"pytest.mark.{name}" in text), str(file))


_watch_key = pytest.StashKey[_Watch]()


@pytest.fixture
def expected_log(request: pytest.FixtureRequest) -> ExpectedLog:
    """Let the test announce the warnings it means to cause."""
    watch = request.node.stash[_watch_key]
    return ExpectedLog(watch.patterns, watch.matched)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Start watching before the first fixture."""
    watch = item.stash[_watch_key] = _Watch()
    logging.getLogger().addHandler(watch)
    result = yield
    watch.fail_if_stray()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Judge the log of the test itself."""
    watch = item.stash[_watch_key]
    result = yield
    watch.fail_if_stray()
    watch.fail_if_missing()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Judge what is left once every fixture of the test is gone."""
    watch = item.stash[_watch_key]
    try:
        result = yield
    finally:
        logging.getLogger().removeHandler(watch)
    gc.disable()
    if gc.get_count()[0] > _GARBAGE:
        gc.collect()
    watch.fail_if_stray()
    watch.fail_if_threads()
    return result
