"""What is done inside a virtual environment: make it, fill it from a lock file, and try that Qt loads.

Owns the calls of `venv` and `pip` and what their failures mean in a sentence. Must never let pip choose a version:
every file is checked against the lock's hashes, and the project itself is installed without dependencies.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import machine
from progress import CannotGoOn, last_words, step

_NO_LIBRARY = re.compile(r"(\S+\.so[.\d]*): cannot open shared object file")
_TRY_QT = "import PySide6.QtWidgets, PySide6.QtNetwork, PySide6.QtSvg"
# A set-up that was cut short leaves packages that pip takes for installed; their own lists of files tell.
_LOOK_AT_FILES = """
import importlib.metadata, sys
for each in importlib.metadata.distributions(path=[p for p in sys.path if p.startswith(sys.prefix)]):
    for file in each.files or ():
        if file.size is not None and file.suffix != ".pyc" and each.locate_file(file).stat().st_size != file.size:
            sys.exit(1)
"""
_RUN_AGAIN = "then run the same command again."

# What pip says when the index is out of reach.
_UNREACHABLE = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Max retries exceeded",
    "Network is unreachable",
)
# What its other plain failures mean, told apart by words in its output; the first that fits.
_FAILURES = {
    "DO NOT MATCH THE HASHES": "A downloaded file does not match the hash in the lock file, so it was not installed. "
    "Try once more; if it stays so, do not trust the package index this machine is set up for.",
    "CERTIFICATE_VERIFY_FAILED": "The package index could not be verified: its certificate is not one this machine "
    f"trusts. Set pip up with the right certificate (PIP_CERT), {_RUN_AGAIN}",
    "No space left on device": f"The disk is full. Make room for about 500 MB, {_RUN_AGAIN}",
    "Disk quota exceeded": f"The disk quota is used up. Make room for about 500 MB, {_RUN_AGAIN}",
}


def works(python: Path) -> bool:
    """Say whether `python` starts, is of this interpreter's version, and has pip."""
    script = "import pip, sys; sys.exit(sys.prefix == sys.base_prefix or sys.version != sys.argv[1])"
    try:
        done = subprocess.run([python, "-I", "-c", script, sys.version], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def is_whole(python: Path) -> bool:
    """Say whether every file that pip has installed beside `python` is there, and as long as it was."""
    return _run([str(python), "-I", "-c", _LOOK_AT_FILES], python.parent)[0] == 0


def create(folder: Path) -> None:
    """Make an empty virtual environment with pip in `folder`.

    Raises:
        CannotGoOn: Python could not make one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Not the interpreter that runs here: it may be the very environment that is made anew, and gone by now.
    python = getattr(sys, "_base_executable", "") or sys.executable
    code, output = _run([python, "-I", "-m", "venv", str(folder)], folder)
    if code:
        raise CannotGoOn(
            f"Python could not make an environment in {folder} ({last_words(output)}). "
            "Complete this Python with its venv and pip parts, " + _RUN_AGAIN
        )


def install_locked(python: Path, lock: Path) -> None:
    """Install exactly what `lock` names."""
    count = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    step(f"Installing the {count} Python packages of {lock.name} (the first time takes a minute)")
    _pip(python, "install", "--require-hashes", "-r", str(lock))


def install_project(python: Path, clone: Path) -> None:
    """Install the clone itself, as it lies there."""
    step("Installing Payload Workbench from this folder")
    _pip(python, "install", "--no-deps", "--no-build-isolation", "-e", str(clone))


def try_qt(python: Path) -> None:
    """Load Qt for once, and provide what the system lacks until it does.

    Raises:
        CannotGoOn: Qt does not load, and why.
    """
    asked: set[str] = set()
    while True:
        code, output = _run([str(python), "-I", "-c", _TRY_QT], python.parent)
        if code == 0:
            return
        missing = _NO_LIBRARY.search(output)
        if not missing:
            raise CannotGoOn(f"Qt was installed but does not load ({last_words(output)}).")
        library = missing[1]
        package = machine.package_of(library)
        if package is None or package in asked:
            raise CannotGoOn(
                f"Qt was installed but does not load: the system has no {library}. "
                "Install the system package that brings it, " + _RUN_AGAIN
            )
        asked.add(package)
        machine.provide([package])


def explain(output: str) -> str:
    """Turn what a failed pip said into one sentence for a person."""
    for mark, says in _FAILURES.items():
        if mark in output:
            return says
    if any(mark in output for mark in _UNREACHABLE):
        return (
            "The Python packages could not be fetched: the package index does not answer (is there a network?). "
            "What was there is kept; connect, " + _RUN_AGAIN
        )
    if "No matching distribution found for" in output:
        name = output.rpartition("No matching distribution found for ")[2].split()[0]
        return (
            f"There is no build of {name} for this system and Python {sys.version.split()[0]}. "
            "Use another Python between 3.11 and 3.14, on a 64-bit system."
        )
    return f"pip failed: {last_words(output, marks=('ERROR:', 'error:'))}. Nothing else was changed."


def _pip(python: Path, *words: str) -> None:
    quiet = ("-q", "--no-input", "--disable-pip-version-check", "--no-warn-script-location", "--retries", "2")
    code, output = _run([str(python), "-I", "-m", "pip", *words, *quiet, "--root-user-action", "ignore"], python.parent)
    if code:
        raise CannotGoOn(explain(output))


def _run(command: list[str], cwd: Path) -> tuple[int, str]:
    """Run a program without questions; return its exit status and everything it said."""
    leaks = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"}
    environ = {name: value for name, value in os.environ.items() if name not in leaks}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environ | {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout
