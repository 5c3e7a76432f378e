"""The virtual environment: where it lies, whether it is fresh, and how it is made or repaired.

Owns `.venv/` in the clone (or its stand-in in the user's cache folder), the stamp and the lock file inside it. Must
never change a system's own Python. The stamp is emptied before the first change and written after the last, so that an
environment with a fitting stamp is whole, one with an empty stamp is made anew, and one with none, made by hand, is
brought up to what the lock says.
"""

import contextlib
import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import installer
from progress import CannotGoOn, step

CLONE = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = "requirements.txt"
TEST_LOCK = "requirements-test.txt"  # holds everything of the runtime lock too

_STAMP = "bootstrap.json"
_LOCK = "bootstrap.lock"


class Environment:
    """One virtual environment for one clone.

    Attributes:
        folder: where it lies; need not exist.
        python: its interpreter.
    """

    def __init__(self, folder: Path, clone: Path = CLONE) -> None:
        self.folder = folder
        self._clone = clone
        self.scripts = Path(self._place("scripts"))
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")

    def is_fresh(self, lock: str, *, qt: bool) -> bool:
        """Say whether everything in `lock` is installed, by the stamp and by what lies in site-packages.

        With `qt`, Qt must have been loaded in it once.
        """
        stamp = self._stamp()
        if not stamp or not self._is_sound(stamp):
            return False
        return bool(
            stamp["holds"].items() >= self._contents(lock).items() and stamp["qt"] >= qt and self.python.exists()
        )

    def make(self, lock: str, *, qt: bool) -> None:
        """Bring the environment to what `lock` says: make it, heal it or complete it. Two at once take turns.

        Raises:
            CannotGoOn: with the reason in one sentence.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._alone():
                if not self.is_fresh(lock, qt=qt):
                    self._make(lock, qt=qt)
        except OSError as error:
            raise CannotGoOn(
                f"The set-up could not write {error.filename or self.folder} ({error.strerror}). "
                "Make room or change the folder's rights, then run the same command again."
            ) from None

    def distrust(self) -> None:
        """Mark the environment as unfinished, so that the next `make` starts from nothing."""
        self._write_stamp({})

    def _make(self, lock: str, *, qt: bool) -> None:
        stamp = self._stamp()
        sound = stamp is None or self._is_sound(stamp)
        self.distrust()
        if not sound or not installer.works(self.python) or not installer.is_whole(self.python):
            if self.python.exists() or self.python.is_symlink():
                step(f"The Python environment in {self.folder} is broken or out of date; making it anew")
            else:
                step(f"Making a Python environment in {self.folder}")
            self._clear()
            installer.create(self.folder)
        installer.install_locked(self.python, self._clone / "packaging" / lock)
        installer.install_project(self.python, self._clone)
        if qt:
            installer.try_qt(self.python)
        made = {
            "for": self._identity(),
            "holds": self._contents(lock),
            "installed": sorted(self._installed()),
            "qt": qt,
        }
        self._write_stamp(made)

    def _stamp(self) -> dict[str, Any] | None:
        """Return what the stamp says; nothing if there is none, as in an environment made by hand."""
        try:
            stamp = json.loads((self.folder / _STAMP).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) and stamp.keys() == {"for", "holds", "installed", "qt"} else {}

    def _write_stamp(self, stamp: dict[str, Any]) -> None:
        fresh = self.folder / (_STAMP + ".new")
        fresh.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        fresh.replace(self.folder / _STAMP)

    def _is_sound(self, stamp: dict[str, Any]) -> bool:
        """Say whether the environment was finished, for this Python and this clone, and nothing has gone since."""
        return bool(stamp) and stamp["for"] == self._identity() and self._installed() >= set(stamp["installed"])

    def _clear(self) -> None:
        """Empty the folder, but for the lock that this process holds and the stamp that says: unfinished."""
        for entry in self.folder.iterdir():
            if entry.name in {_LOCK, _STAMP}:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the environment's lock file; the system lets go of it however this process ends."""
        with (self.folder / _LOCK).open("ab") as file:
            if not _try_lock(file):
                step("Another set-up is at work on this environment; waiting for it to finish")
                _wait_lock(file)
            yield

    def _place(self, kind: str) -> str:
        return sysconfig.get_path(kind, "venv", {"base": str(self.folder), "platbase": str(self.folder)})

    def _installed(self) -> set[str]:
        folder = Path(self._place("purelib"))
        return {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()

    def _identity(self) -> dict[str, str]:
        """Return what an environment is made for; with another Python or a moved clone it is of no use."""
        return {"python": f"{sys.version} at {sys.base_exec_prefix}", "clone": str(self._clone)}

    def _contents(self, lock: str) -> dict[str, str]:
        """Return the digests of the files that say what is installed; the test lock holds all of the other one."""
        names = {"pyproject.toml", f"packaging/{RUNTIME_LOCK}", f"packaging/{lock}"}
        return {name: hashlib.sha256((self._clone / name).read_bytes()).hexdigest() for name in sorted(names)}


def choose(lock: str, *, qt: bool, clone: Path = CLONE) -> Environment:
    """Return the environment to use: a fresh one wherever it lies, else the first place that can be written."""
    places = [clone / ".venv", cache_folder() / f"venv-{hashlib.sha256(os.fsencode(clone)).hexdigest()[:12]}"]
    environments = [Environment(place, clone) for place in places]
    for environment in environments:
        if environment.is_fresh(lock, qt=qt):
            return environment
    for environment in environments:
        if can_write(environment.folder):
            return environment
    raise CannotGoOn(
        f"Neither {places[0]} nor {places[1]} can be written, so there is no place for the Python environment. "
        "Give yourself the right to write one of them, then run the same command again."
    )


def cache_folder() -> Path:
    """Return this project's folder among the user's caches, as the platform has it; it need not exist."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - of someone without a home it makes a "~", not an error
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif os.uname().sysname == "Darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return (base if base.is_absolute() else Path(os.sep, "nonexistent")) / "payload-workbench"


def can_write(folder: Path) -> bool:
    """Say whether files can be made in `folder`, or in the nearest one above it that exists, by making one."""
    try:
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _try_lock(file: BinaryIO) -> bool:
    """Take the lock if it is free. The two systems' modules are found by name: neither has both."""
    try:
        if os.name == "nt":
            msvcrt = importlib.import_module("msvcrt")
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl = importlib.import_module("fcntl")
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _wait_lock(file: BinaryIO) -> None:
    """Take the lock once it is free."""
    if os.name == "nt":
        while not _try_lock(file):  # Windows gives up after ten tries of a second each
            with contextlib.suppress(OSError):
                msvcrt = importlib.import_module("msvcrt")
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                return
    else:
        fcntl = importlib.import_module("fcntl")
        fcntl.flock(file, fcntl.LOCK_EX)


def run_inside(environment: Environment, words: list[str], *, cwd: Path, extra: dict[str, str] | None = None) -> int:
    """Run a module of the environment to its end and return its exit status; Ctrl+C reaches it first."""
    process = subprocess.Popen(
        [str(environment.python), *words], cwd=cwd, env=child_environ(environment) | (extra or {})
    )
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def start_inside(environment: Environment, words: list[str], *, cwd: Path) -> subprocess.Popen[str]:
    """Start a module of the environment and return at once; what it says is kept for whoever waits for it."""
    return subprocess.Popen(
        [str(environment.python), *words],
        cwd=cwd,
        env=child_environ(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def child_environ(environment: Environment) -> dict[str, str]:
    """Return the environment variables of a program started inside: nothing of another Python's leaks in."""
    environ = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    environ["PATH"] = f"{environment.scripts}{os.pathsep}{environ.get('PATH', os.defpath)}"
    if not can_write(CLONE):
        caches = cache_folder()
        environ |= {"PYTHONPYCACHEPREFIX": str(caches / "pyc"), "MYPY_CACHE_DIR": str(caches / "mypy")}
        environ |= {"RUFF_CACHE_DIR": str(caches / "ruff")}
    return environ
