"""The way out of all data, on standard output, and of all messages, on standard error, as UTF-8 in every locale.

Text is marked: a terminal acts on none of it, whoever wrote it. Bytes are written unchanged into a pipe or a file; a
terminal gets them with `raw` only, and otherwise as marked text.
"""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from workbench.redaction.terminal_text import abandon, marked, write_error

_LABEL_WIDTH = 12


class OutputLost(Exception):  # noqa: N818 - a condition of the system, not a bug
    """Standard output cannot be written, for example because the disk is full. Not raised for a closed pipe."""


def prepare_streams() -> None:
    """Write UTF-8 regardless of the locale, and keep closed standard streams from being taken for the next file."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)


def put(text: str) -> None:
    """Write text and a line feed to standard output and flush it."""
    with _writing():
        print(marked(text), flush=True)


def put_row(label: str, value: str) -> None:
    """Write a label and its value in two columns; further lines of the value are indented."""
    first, *rest = marked(value).split("\n")
    put(f"{label:<{_LABEL_WIDTH}}{first}".rstrip())
    for line in rest:
        put(f"{'':<{_LABEL_WIDTH}}{line}".rstrip())


def put_json(value: object) -> None:
    """Write a JSON value as one line of ASCII; times are written as ISO 8601."""
    put(ascii_json(json.dumps(value, default=datetime.isoformat)))


def ascii_json(text: str) -> str:
    """Return JSON of ASCII characters in which DEL is escaped too, so that marking does not change it."""
    return text.replace("\x7f", "\\u007f")


def put_bytes(data: bytes, *, raw: bool = False) -> None:
    """Write exactly these bytes to standard output; to a terminal, marked text and a message, unless `raw`."""
    if not raw and sys.stdout is not None and sys.stdout.isatty():
        text = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
        shown = marked(text)
        if shown != text:
            put(shown.removesuffix("\n"))
            say("Characters that a terminal acts on or hides are marked. The exact bytes: --raw, or a pipe or a file.")
            return
        data = shown.encode()
    with _writing():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def is_terminal(path: Path) -> bool:
    """Return whether a file is a terminal, under whatever name."""
    try:
        if not path.is_char_device():
            return False
        descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
    except OSError:
        return False
    try:
        return os.isatty(descriptor)
    finally:
        os.close(descriptor)


def say(message: str) -> None:
    """Write a message to standard error, or nothing if that is not possible."""
    write_error(f"{message}\n")


def report(message: str) -> None:
    """Write a message that begins with the name of the program, as errors do; further lines are indented."""
    say("workbench: " + message.replace("\n", "\n  "))


def warn(message: str) -> None:
    """Write a warning."""
    report(f"warning: {message}")


def say_row(label: str, value: str) -> None:
    """Write a row to standard error, where standard output is reserved for data."""
    say(f"{label}: " + ", ".join(marked(value).split("\n")))


def say_progress(text: str, before: str) -> None:
    """Show text on a line of standard error, a terminal, instead of the text before; both may be empty."""
    write_error(text, instead_of=len(before))


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
    """Discard what standard output has not taken."""
    abandon(sys.stdout)
