"""Application folders, atomic file replacement, renaming of damaged files, and locks between processes.

Never interprets file content, and creates no folder before something is written to it.
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
"""Environment variable for a folder that contains all others; for tests and portable use."""


def config_dir() -> Path:
    """Return the folder of settings and of the list of profiles. It may not exist."""
    return _folder("config")


def data_dir() -> Path:
    """Return the folder of user data. It may not exist."""
    return _folder("data")


def state_dir() -> Path:
    """Return the folder of machine-specific state: history, drafts, crash reports. It may not exist."""
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
    """Write `content` to `path` atomically: a reader sees either the old file or the new one.

    Missing folders are created, for this user only. With a `mode` of None, the permissions of the existing file are
    kept; a new one has the default permissions.

    Raises:
        OSError: nothing was changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if mode is None:
        with suppress(FileNotFoundError):
            mode = path.stat().st_mode & 0o777
    new = path.with_name(f".{path.name[:200]}.{os.urandom(6).hex()}.new")
    try:
        with _create(new, 0o666 if mode is None else mode) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            new.chmod(mode)  # the umask may have removed bits
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
    _sync_folder(path.parent)


def _create(path: Path, mode: int) -> IO[bytes]:
    """Create a file with these permissions from the start."""
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode))


def _sync_folder(folder: Path) -> None:
    """Flush a rename to disk, where folders can be synced (not on Windows)."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def set_aside(path: Path) -> Path | None:
    """Rename a damaged file to `NAME.damaged-N`; return its new path, or None if that fails."""
    for number in range(1, 1000):
        target = path.with_name(f"{path.name}.damaged-{number}")
        if not target.exists():
            try:
                return path.rename(target)
            except OSError:
                return None
    return None


def remove_temporary_files(path: Path) -> None:
    """Delete temporary files that killed processes left next to `path`. Call it with the file's lock held."""
    with suppress(OSError):
        for temporary in path.parent.glob(f".{path.name[:200]}.*.new"):
            with suppress(OSError):
                temporary.unlink()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of `path` against other processes and threads; waits until it is free.

    The lock is a file in the same folder, `.NAME.lock`; the system releases it when its holder ends.

    Raises:
        OSError: the lock file cannot be created.
    """
    handle = _lock_file(path)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def claim(path: Path) -> int | None:
    """Acquire the lock of `path` without waiting; return None if it is taken.

    It is held until the returned handle is closed with `os.close`, or this process ends.

    Raises:
        OSError: the lock file cannot be created.
    """
    handle = _lock_file(path)
    if _try_lock(handle):
        return handle
    os.close(handle)
    return None


def _lock_file(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
