"""What the words after bootstrap.py do: run, test, check, bench, soak.

Owns the order of the steps and the exit status: the started program's own, 2 when the set-up cannot go on, 130 on
Ctrl+C. Must never write to standard output before the program that was asked for is started.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import display
import environment
import installer
import machine
from environment import CLONE, RUNTIME_LOCK, TEST_LOCK, Environment
from progress import CannotGoOn, step

if TYPE_CHECKING:
    from collections.abc import Callable

USAGE = """\
usage: python3 packaging/bootstrap.py COMMAND [WORDS ...]

  run [WORDS ...]             open the window; with no display, do the first minute in text;
                              with words, run `workbench WORDS ...`
  test [--quick] [WORDS ...]  every check and every test; --quick leaves out the slow ones; words go to pytest
  check                       lint, format, types and layers only
  bench [NAMES ...]           the benchmarks, as ratios to a yardstick measured in the same run
  soak [WORDS ...]            every test with full counts, and those that build a bare system

Each command first sets up what it needs, and only what is missing.
"""

# The commands of the terminal that load no Qt need none of its libraries.
_WINDOW_WORDS = {"gui", "first-minute"}
_WORKERS = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]  # one a core; `-n 0` among the words: none
_LAYERS = "import sys; from importlinter.cli import lint_imports as lint; sys.exit(lint(no_cache=True, no_logo=True))"
_CHECKS = (
    ("Lint", ["-m", "ruff", "check", "."]),
    ("Format", ["-m", "ruff", "format", "--check", "."]),
    ("Types", ["-m", "mypy"]),
    ("Layers", ["-c", _LAYERS]),
)


def main(words: list[str]) -> int:
    """Carry out one command line and return its exit status."""
    commands: dict[str, Callable[[list[str]], int]] = {
        "run": run,
        "test": test,
        "check": check,
        "bench": bench,
        "soak": soak,
    }
    if words and words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(USAGE)
        return 0
    if not words or words[0] not in commands:
        sys.stderr.write(USAGE)
        return 2
    try:
        return commands[words[0]](words[1:])
    except CannotGoOn as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. What was set up so far is kept.\n")
        return 130


def run(words: list[str]) -> int:
    """Start the workbench with `words`."""
    wants_window = not words or words[0] in _WINDOW_WORDS
    screen = wants_window and display.answers()
    packages = machine.missing_for_transport()
    if wants_window:
        packages += machine.missing_libraries(_libraries(screen=screen))
    if not words and not screen:
        words = ["first-minute"]
    ready = _ready(RUNTIME_LOCK, packages, qt=wants_window)
    try:
        return _become(ready, words)
    except OSError:  # the interpreter is there but does not start
        ready.distrust()
        return _become(_ready(RUNTIME_LOCK, [], qt=wants_window), words)


def test(words: list[str]) -> int:
    """Run the checks, then the tests; `--quick` leaves out those marked slow."""
    quick = "--quick" in words
    words = [word for word in words if word != "--quick"]
    if quick:
        words = ["-m", "not slow and not soak and not chroot", *words]
    with _TestEnvironment() as ready:
        return _check(ready) or _pytest(ready, words, "quick" if quick else "gate")


def check(words: list[str]) -> int:
    """Run lint, format, types and layers."""
    if words:
        raise CannotGoOn("check takes no words.")
    with _TestEnvironment(programs=False) as ready:
        return _check(ready)


def bench(words: list[str]) -> int:
    """Run the benchmarks, all or those named."""
    with _TestEnvironment() as ready:
        return environment.run_inside(ready, ["-m", "tests.benchmarks.harness", *words], cwd=CLONE)


def soak(words: list[str]) -> int:
    """Run every test with full counts; a single one may take long, so none is ended for that before two hours."""
    if machine.on_linux():
        machine.provide(machine.missing_programs(machine.SOAK_PROGRAMS))
    with _TestEnvironment() as ready:
        return _pytest(ready, ["-m", "", "-o", "faulthandler_timeout=7200", *words], "soak")


def _libraries(*, screen: bool) -> dict[str, str]:
    wanted = dict(machine.QT_LIBRARIES)
    if screen and os.environ.get("DISPLAY"):
        wanted |= machine.X11_LIBRARIES
    if screen and os.environ.get("WAYLAND_DISPLAY"):
        wanted |= machine.WAYLAND_LIBRARIES
    return wanted


def _ready(lock: str, packages: list[str], *, qt: bool, place: Path | None = None) -> Environment:
    """Return an environment that has everything of `lock`; `packages` are what the system lacks besides."""
    ready = Environment(place) if place else environment.choose(lock, qt=qt)
    if ready.is_fresh(lock, qt=qt):
        machine.provide(packages)
    else:
        machine.provide([*machine.missing_for_environment(), *packages])
        ready.make(lock, qt=qt)
    return ready


class _TestEnvironment:
    """The environment of the tests; on a CI machine a new one each time, gone afterwards."""

    def __init__(self, *, programs: bool = True) -> None:
        self._programs = programs
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Environment:
        packages = [*machine.missing_for_transport(), *machine.missing_libraries(machine.LIBRARIES)]
        if self._programs:
            packages += machine.missing_for_tests()
        if os.environ.get("CI") == "true":
            self._folder = tempfile.TemporaryDirectory(prefix="payload-workbench-", ignore_cleanup_errors=True)
        place = Path(self._folder.name) / "venv" if self._folder else None
        ready = _ready(TEST_LOCK, packages, qt=True, place=place)
        if not installer.works(ready.python):
            ready.distrust()
            ready.make(TEST_LOCK, qt=True)
        return ready

    def __exit__(self, *_: object) -> None:
        if self._folder:
            self._folder.cleanup()


def _check(ready: Environment) -> int:
    """Run all checks at once and show them one after the other; return 1 if any failed."""
    running = [(title, environment.start_inside(ready, words, cwd=CLONE)) for title, words in _CHECKS]
    failed = []
    for title, process in running:
        step(title)
        output, _ = process.communicate()
        sys.stdout.write(output)
        sys.stdout.flush()
        if process.returncode:
            failed.append(title.lower())
    if failed:
        sys.stderr.write(f"Not passed: {', '.join(failed)}.\n")
    return 1 if failed else 0


def _pytest(ready: Environment, words: list[str], counts: str) -> int:
    step("Tests")
    cache = [] if environment.can_write(CLONE) else ["-p", "no:cacheprovider"]
    return environment.run_inside(
        ready, ["-m", "pytest", *_WORKERS, *cache, *words], cwd=CLONE, extra={"WORKBENCH_TEST_COUNTS": counts}
    )


def _become(ready: Environment, words: list[str]) -> int:
    """Turn this process into the workbench; where a process cannot become another, wait for it instead."""
    command = [str(ready.python), "-P", "-m", "workbench", *words]
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment.child_environ(ready))  # noqa: S606
    return environment.run_inside(ready, command[1:], cwd=Path.cwd())
