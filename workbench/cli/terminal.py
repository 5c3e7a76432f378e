"""Owns the three standard streams: UTF-8 in every locale, data on one, words on the other.

It must never change a byte of a body, nor let a server's answer move the cursor of the terminal.
"""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LABEL_WIDTH = 12


class OutputLost(Exception):  # noqa: N818  what happened, not a fault of ours
    """Standard output did not take the data, for instance because the disk is full; a closed pipe is no such case."""


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says; what UTF-8 cannot carry is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def put(line: str) -> None:
    """Write one line of data on standard output, at once."""
    with _writing():
        print(line, flush=True)


def put_row(label: str, value: str) -> None:
    """Write a label and its value, aligned with other rows; further lines of the value are indented alike."""
    first, *rest = value.split("\n") if value else [""]
    put(f"{label:<{_LABEL_WIDTH}}{first}".rstrip())
    for line in rest:
        put(f"{'':<{_LABEL_WIDTH}}{line}".rstrip())


def put_json(value: object) -> None:
    """Write one JSON value on one line of standard output, in ASCII so that no locale can spoil it."""
    put(json.dumps(value))


def put_bytes(data: bytes) -> None:
    """Write exactly these bytes on standard output."""
    with _writing():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def say(sentence: str) -> None:
    """Tell a person something, on standard error; never raises when nobody listens there."""
    try:
        print(sentence, file=sys.stderr, flush=True)
    except (BrokenPipeError, ValueError):
        return  # who closed standard error does not want to know


def printable(text: str) -> str:
    """Return text that cannot steer a terminal: control characters but tab and line end are shown as \\xNN."""
    return "".join(
        character if character in "\n\t" or character.isprintable() else character.encode("unicode_escape").decode()
        for character in text.replace("\r\n", "\n")
    )


@contextmanager
def _writing() -> Iterator[None]:
    """Tell output that was lost from every other fault of the operating system."""
    if sys.stdout is None:
        raise OutputLost("there is no standard output")
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputLost(error.strerror or str(error)) from None


def abandon_output() -> None:
    """Let later flushes of a closed standard output go nowhere, so that the interpreter ends without a word."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass


def counted(count: int, words: str) -> str:
    """Return how often something came, in words that read as two: a number after a number would read as one."""
    return f"{count:,} {'× ' if words[:1].isdigit() else ''}{words}"
