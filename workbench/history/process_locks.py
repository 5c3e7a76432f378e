"""Which process has an exchange under way: an owner, whose lock the system lets go of when its process dies.

A row under way whose owner's lock is free belongs to nobody any more: whoever sees it completes it as interrupted.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from workbench.disk import claim


class ProcessLock:
    """One user of a history, for as long as it has the file open. `name` stands in its rows.

    Raises:
        OSError: the lock file cannot be made.
    """

    def __init__(self, path: Path | None) -> None:
        self._file: Path | None = None
        self._locked = ""  # the path of its lock
        self._handle: int | None = None
        self.name = _name()
        while path is not None and self._handle is None:
            self._file = _file(path, self.name)
            self._locked = str(_lock(self._file))
            self._handle = claim(self._file)
            if not self._is_ours():  # another process cleaned it away before it was locked
                self._let_go()
                self.name = _name()

    def is_held(self) -> bool:
        """Say whether the lock is still where others look for it."""
        return self._file is None or self._is_ours()

    def leave(self) -> None:
        """Let go of the lock: what is still under way then is nobody's."""
        if self._file is not None and self._handle is not None:
            _drop(self._file, self._handle)
            self._handle = None

    def _is_ours(self) -> bool:
        if self._handle is None:
            return False
        try:
            there = os.stat(self._locked)  # noqa: PTH116 - it stands before every send, and is twice as fast
        except OSError:
            return False
        held = os.fstat(self._handle)
        return (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)

    def _let_go(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def is_gone(path: Path, name: str) -> bool:
    """Say whether the owner of this name has let go of its lock.

    Raises:
        OSError: that cannot be found out.
    """
    file = _file(path, name)
    handle = claim(file)
    if handle is None:
        return False
    _drop(file, handle)
    return True


def clean(path: Path) -> None:
    """Remove the locks of processes that are gone."""
    with suppress(OSError):
        for lock in path.parent.glob(f".{path.name}-*.lock"):
            is_gone(path, lock.name.removeprefix(f".{path.name}-").removesuffix(".lock"))


def _name() -> str:
    return os.urandom(8).hex()


def _file(path: Path, name: str) -> Path:
    return path.with_name(f"{path.name}-{name}")


def _lock(file: Path) -> Path:
    return file.with_name(f".{file.name}.lock")


def _drop(file: Path, handle: int) -> None:
    """Remove the lock file, and let go of it; nobody takes an owner's name again, so nobody can hold the next one."""
    with suppress(OSError):  # Windows removes no file that is open
        _lock(file).unlink()
    os.close(handle)
    with suppress(OSError):
        _lock(file).unlink()
