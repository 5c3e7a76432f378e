"""Knows where the program's own files live, and how a file is replaced without ever being half written.

Owns folders, atomic replacement, setting a damaged file aside, and the lock between processes. It never reads
meaning into a file, and never touches a folder until something is written there.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import platformdirs

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_APPLICATION = "payload-workbench"

HOME_VARIABLE = "WORKBENCH_HOME"
"""Environment variable that puts every folder of ours under one roof; for tests and portable use."""


def config_dir() -> Path:
    """Return the folder of settings and of the list of profiles. It need not exist."""
    return _folder("config")


def data_dir() -> Path:
    """Return the folder of what people keep: history, identities. It need not exist."""
    return _folder("data")


def state_dir() -> Path:
    """Return the folder of what only this machine needs: drafts, crash reports. It need not exist."""
    return _folder("state")


def _folder(kind: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home) / kind
    find = {
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
        "state": platformdirs.user_state_path,
    }[kind]
    return find(_APPLICATION, appauthor=False)


def replace_file(path: Path, content: bytes, mode: int | None = 0o600) -> None:
    """Put `content` at `path` in one step: whoever reads sees all of the old file or all of the new one.

    Folders that are missing are made, for this user only. With `mode` None the permissions of the file that stood
    there are kept, or are the user's usual ones for a new file.

    Raises:
        OSError: nothing was changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if mode is None:
        with suppress(FileNotFoundError):
            mode = path.stat().st_mode & 0o777
    new = path.with_name(f".{path.name[:200]}.{os.urandom(6).hex()}.new")
    try:
        with _made(new, 0o666 if mode is None else mode) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            new.chmod(mode)  # the process's umask may have taken bits away
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
    _sync_folder(path.parent)


def _made(path: Path, mode: int) -> IO[bytes]:
    """Open a file that does not exist yet, with these permissions from its first moment."""
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode))


def _sync_folder(folder: Path) -> None:
    """Make a rename outlive a power cut, where folders can be synced (not on Windows)."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def set_aside(path: Path) -> Path | None:
    """Rename a damaged file so that it is kept but no longer read; None when it cannot be renamed."""
    for number in range(1, 1000):
        kept = path.with_name(f"{path.name}.damaged-{number}")
        if not kept.exists():
            try:
                return path.rename(kept)
            except OSError:
                return None
    return None


def remove_temporary_files(path: Path) -> None:
    """Delete what a killed process left of earlier replacements of `path`. Call it holding the file's lock."""
    with suppress(OSError):
        for left in path.parent.glob(f".{path.name[:200]}.*.new"):
            with suppress(OSError):
                left.unlink()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock that goes with `path` against other processes and threads; waits for its turn.

    The lock is a file beside it, `.NAME.lock`; the system lets go of it when its holder dies.

    Raises:
        OSError: the lock file cannot be made.
    """
    handle = _lock_file(path)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def claim(path: Path) -> int | None:
    """Take the lock that goes with `path` without waiting; None if it is taken, by whatever process or store.

    It is held until the handle that is returned is closed by `os.close`, or this process dies.

    Raises:
        OSError: the lock file cannot be made.
    """
    handle = _lock_file(path)
    if _lock_at_once(handle):
        return handle
    os.close(handle)
    return None


def _lock_file(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

    def _lock_at_once(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)

    def _lock_at_once(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
