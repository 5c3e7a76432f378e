"""Application folders, bounded reading, atomic file replacement, renaming of damaged files, locks between processes.

Never interprets file content, and creates no folder before something is written to it.
"""

import errno
import os
import select
import stat
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

_PART = 1 << 20  # bytes read at once
_WRITER_WAIT_MS = 500  # for a program that is just starting to write to a pipe
_MOST_LINKS = 40  # as in Linux


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


def read_file(path: Path, most: int) -> bytes:
    """Return the content of a file of at most `most` bytes.

    A pipe is read until its writers have closed it, a terminal until its end of file. Anything else that has nothing to
    read at once is refused, as is a pipe that no program writes to.

    Raises:
        OSError: it cannot be read, is too large, or is endless.
        ValueError: the name contains NUL.
    """
    with open(path, "rb", buffering=0, opener=_open_to_read) as file:
        status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode) and status.st_size > most:
            raise _too_large(most)
        is_named_pipe = stat.S_ISFIFO(status.st_mode) and "pipe:[" not in os.path.realpath(path)
        has_writer = not is_named_pipe or _is_readable(file.fileno(), _WRITER_WAIT_MS)
        content = read_stream(file, most)
        if not content and not has_writer:
            raise OSError(errno.ENXIO, "no program writes to this pipe")
        return content


def read_stream(stream: IO[bytes], most: int) -> bytes:
    """Return the rest of a stream, at most `most` bytes.

    Raises:
        OSError: as for `read_file`.
    """
    parts: list[bytes] = []
    size = 0
    while size <= most:
        part: bytes | None = stream.read(min(_PART, most + 1 - size))
        if part is None:
            _wait_for_input(stream.fileno())
        elif part:
            parts.append(part)
            size += len(part)
        else:
            return b"".join(parts)
    raise _too_large(most)


def _too_large(most: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {most / 1_000_000:,.0f} MB, or endless")


def _open_to_read(name: str, flags: int) -> int:
    """Open without waiting: opening a pipe would wait for its writer, and reading some devices for ever."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _wait_for_input(handle: int) -> None:
    mode = os.fstat(handle).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(handle)):
        raise OSError(errno.EAGAIN, "it is no plain file, and has nothing to read")
    _is_readable(handle, None)


def _is_readable(handle: int, timeout_ms: int | None) -> bool:
    """Wait until a pipe has bytes or its writers have closed it; return whether that happened in time."""
    waiting = select.poll()
    waiting.register(handle, select.POLLIN)
    return bool(waiting.poll(timeout_ms))


def replace_file(path: Path, content: bytes, mode: int | None = 0o600) -> None:
    """Write `content` to `path` atomically: a reader sees either the old file or the new one.

    A symbolic link is followed and kept. A device or a pipe is kept, too, and written to.
    Missing folders are created, for this user only. With a `mode` of None, the permissions of the existing file are
    kept; a new one has the default permissions.

    Raises:
        OSError: nothing was changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = _file_behind(path)
    if target is None:
        _write_to_device(path, content)
        return
    if mode is None:
        with suppress(FileNotFoundError):
            mode = target.stat().st_mode & 0o777
    new = target.with_name(f".{target.name[:200]}.{os.urandom(6).hex()}.new")
    try:
        with _create(new, 0o666 if mode is None else mode) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            new.chmod(mode)  # the umask may have removed bits
        new.replace(target)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
    _sync_folder(target.parent)


def _file_behind(path: Path) -> Path | None:
    """Return the file to replace, which may not exist; None for a device, a pipe, or an open file of a process."""
    for _ in range(_MOST_LINKS):
        folder = os.path.realpath(path.parent)
        if folder.startswith("/proc/"):  # where /dev/stdout leads
            return None
        path = Path(folder, path.name)
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            return path
        if not stat.S_ISLNK(mode):
            return path if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else None
        path = Path(folder, path.readlink())
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _write_to_device(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags)  # a pipe that nobody reads is refused
    with os.fdopen(handle, "wb") as file:
        if sys.platform != "win32":
            os.set_blocking(handle, True)
        file.write(content)


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
    """Rename a damaged file, or a folder in its place, to `NAME.damaged-N`; return its new path, or None if that fails.

    A symbolic link is kept: the file that it refers to is renamed.
    """
    path = Path(os.path.realpath(path))
    if not (path.is_file() or path.is_dir()):
        return None
    for number in range(1, 1000):
        target = path.with_name(f"{path.name}.damaged-{number}")
        if not target.exists():
            try:
                return path.rename(target)
            except OSError:
                return None
    return None


def where_kept(moved_to: Path | None) -> str:
    """Return what happened to a damaged file, as the middle of a sentence."""
    return f"kept as {moved_to}" if moved_to else "left where it is, because it could not be renamed"


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
