"""Reads and writes payload files, byte for byte. Never decodes, and never leaves a file half written."""

from pathlib import Path

from workbench.disk import replace_file


class FileError(Exception):
    """A payload file cannot be read or written; `says` is one sentence for a person."""


def read_body(path: Path, most: int = -1) -> bytes:
    """Return the file's bytes, all of them and nothing else; of one that may have no end, `most` of them.

    Raises:
        FileError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise FileError(f"The file could not be read ({_why(error)}): {path}") from error


def write_body(path: Path, body: bytes) -> None:
    """Put the body into the file in one step, keeping the file's permissions; a link is followed, not replaced.

    Raises:
        FileError: it cannot be written; the file is as it was.
    """
    try:
        replace_file(path.resolve(), body, mode=None)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise FileError(f"The file could not be saved ({_why(error)}) and is as it was: {path}") from error


def _why(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
