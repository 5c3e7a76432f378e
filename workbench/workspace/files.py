"""Reads and writes payload files, byte for byte. Never decodes, and writes atomically."""

import hashlib
from pathlib import Path

from workbench.disk import replace_file


class FileError(Exception):
    """A payload file cannot be read or written. Its text is a sentence for the user."""


def sha1_of(body: bytes) -> str:
    """Return the SHA-1 of a body, 40 hex digits, by which unsaved changes and damage are detected."""
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def read_body(path: Path, most: int = -1) -> bytes:
    """Return the bytes of the file, or at most `most` of them (a device file may be endless).

    Raises:
        FileError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as error:  # ValueError: NUL in the name
        raise FileError(f"The file could not be read ({_reason(error)}): {path}") from error


def write_body(path: Path, body: bytes, mode: int | None = None) -> None:
    """Replace the content of the file atomically; a symbolic link is followed. Without `mode` its permissions are kept.

    Raises:
        FileError: it cannot be written; the file is unchanged.
    """
    try:
        replace_file(path.resolve(), body, mode)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        raise FileError(f"The file could not be saved ({_reason(error)}). It was not changed: {path}") from error


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
