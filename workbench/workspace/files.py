"""Reads and writes payload files, byte for byte. Never decodes, and writes atomically."""

import hashlib
from pathlib import Path

from workbench.disk import read_file, replace_file

LARGEST_BODY = 20_000_000
"""The maximum size of a payload file in bytes; a larger one, or an endless one, is refused."""


class FileError(Exception):
    """A payload file cannot be read or written. Its text is a sentence for the user."""


def sha1_of(body: bytes) -> str:
    """Return the SHA-1 of a body, 40 hex digits, by which unsaved changes and damage are detected."""
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def read_body(path: Path, most: int = LARGEST_BODY) -> bytes:
    """Return the bytes of the file.

    Raises:
        FileError: it cannot be read, or has more than `most` bytes.
    """
    try:
        return read_file(path, most)
    except (OSError, ValueError) as error:  # ValueError: NUL in the name
        raise FileError(f"The file could not be read ({reason_of(error)}): {path}") from error


def write_body(path: Path, body: bytes, mode: int | None = None) -> None:
    """Write the file as `replace_file` does, but never create its folder. Without `mode` its permissions are kept.

    Raises:
        FileError: it cannot be written; the file is unchanged.
    """
    try:
        path.parent.stat()  # a folder that has vanished may be on a disk that is to come back
        replace_file(path, body, mode)
    except (OSError, ValueError) as error:
        raise FileError(f"The file could not be saved ({reason_of(error)}). It was not changed: {path}") from error


def reason_of(error: Exception) -> str:
    """Return why a file could not be used, as the system says it."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
