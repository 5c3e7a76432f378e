"""Writes data to standard output and messages to standard error, as UTF-8 in every locale.

Bytes of a body are written unchanged, and text from a server is made safe for a terminal (`printable`).
"""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

_LABEL_WIDTH = 12


class OutputLost(Exception):  # noqa: N818 - a condition of the system, not a bug
    """Standard output cannot be written, for example because the disk is full. Not raised for a closed pipe."""


def use_utf8() -> None:
    """Write UTF-8 regardless of the locale; lone surrogates are escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def put(line: str) -> None:
    """Write one line to standard output and flush it."""
    with _writing():
        print(line, flush=True)


def put_row(label: str, value: str) -> None:
    """Write a label and its value in two columns; further lines of the value are indented."""
    first, *rest = value.split("\n") if value else [""]
    put(f"{label:<{_LABEL_WIDTH}}{first}".rstrip())
    for line in rest:
        put(f"{'':<{_LABEL_WIDTH}}{line}".rstrip())


def put_json(value: object) -> None:
    """Write a JSON value as one line of ASCII; times are written as ISO 8601."""
    put(json.dumps(value, default=datetime.isoformat))


def put_bytes(data: bytes) -> None:
    """Write exactly these bytes to standard output."""
    with _writing():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def say(message: str) -> None:
    """Write a message to standard error. Never raises if standard error is closed."""
    try:
        print(message, file=sys.stderr, flush=True)
    except (BrokenPipeError, ValueError):
        return


def report(message: str) -> None:
    """Write a message that begins with the name of the program, as errors do."""
    say(f"workbench: {message}")


def warn(message: str) -> None:
    """Write a warning."""
    report(f"warning: {message}")


def say_row(label: str, value: str) -> None:
    """Write a row to standard error, where standard output is reserved for data."""
    say(f"{label}: {', '.join(value.splitlines())}")


def printable(text: str) -> str:
    """Return text that is safe to print: control characters other than tab and newline are escaped."""
    return "".join(
        character if character in "\n\t" or character.isprintable() else character.encode("unicode_escape").decode()
        for character in text.replace("\r\n", "\n")
    )


@contextmanager
def _writing() -> Iterator[None]:
    """Raise `OutputLost` for any error of standard output other than a closed pipe."""
    if sys.stdout is None:
        raise OutputLost("there is no standard output")
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputLost(error.strerror or str(error)) from None


def abandon_output() -> None:
    """Redirect standard output to the null device, so that the interpreter's final flush does not fail."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass
