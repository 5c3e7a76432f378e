"""Process locks: they show whether the process that is sending an exchange still runs.

Each process holds a lock file, which the system releases when the process ends. Unfinished exchanges of a process whose
lock is free are completed as interrupted by the next process that finds them.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from workbench.disk import claim


class ProcessLock:
    """The lock of one process, held while it has the history open. `name` is stored in its unfinished rows.

    Raises:
        OSError: the lock file cannot be created.
    """

    def __init__(self, path: Path | None) -> None:
        self._lock_name: Path | None = None
        self._locked = ""  # the path of its lock
        self._handle: int | None = None
        self.name = _name()
        while path is not None and self._handle is None:
            self._lock_name = _lock_name(path, self.name)
            self._locked = str(_lock_path(self._lock_name))
            self._handle = claim(self._lock_name)
            if not self._is_ours():  # another process deleted it before it was locked
                self._close()
                self.name = _name()

    def is_held(self) -> bool:
        """Return whether the lock file is still where other processes look for it."""
        return self._lock_name is None or self._is_ours()

    def release(self) -> None:
        """Release the lock: unfinished exchanges are then interrupted ones."""
        if self._lock_name is not None and self._handle is not None:
            _remove(self._lock_name, self._handle)
            self._handle = None

    def _is_ours(self) -> bool:
        if self._handle is None:
            return False
        try:
            there = os.stat(self._locked)  # noqa: PTH116 - called before every send; twice as fast as Path.stat
        except OSError:
            return False
        held = os.fstat(self._handle)
        return (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)

    def _close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def has_ended(path: Path, name: str) -> bool:
    """Return whether the process of this name has released its lock.

    Raises:
        OSError: that cannot be determined.
    """
    file = _lock_name(path, name)
    handle = claim(file)
    if handle is None:
        return False
    _remove(file, handle)
    return True


def clean(path: Path) -> None:
    """Delete the lock files of processes that have ended."""
    with suppress(OSError):
        for lock in path.parent.glob(f".{path.name}-*.lock"):
            has_ended(path, lock.name.removeprefix(f".{path.name}-").removesuffix(".lock"))


def _name() -> str:
    return os.urandom(8).hex()


def _lock_name(path: Path, name: str) -> Path:
    return path.with_name(f"{path.name}-{name}")


def _lock_path(file: Path) -> Path:
    return file.with_name(f".{file.name}.lock")


def _remove(file: Path, handle: int) -> None:
    """Delete the lock file and release it. Names are never reused, so no other process can hold it by then."""
    with suppress(OSError):  # Windows cannot delete an open file
        _lock_path(file).unlink()
    os.close(handle)
    with suppress(OSError):
        _lock_path(file).unlink()
