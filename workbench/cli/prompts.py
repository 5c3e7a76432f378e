"""Owns what is asked at a terminal: values that are typed or pasted unseen, and questions of yes or no.

A value is never echoed, not even where echo cannot be turned off: there nothing is read. What was pasted beyond what
was asked for is thrown away, so that it ends up neither in an answer nor in the shell's history.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from workbench.cli.exit_codes import CommandError, Status

_LONGEST = 65536
"""Bytes read at once; a terminal hands over one line at a time, and none as long as this."""

NOTHING_ENTERED = "Nothing was entered. Nothing was kept."
_CANNOT_HIDE = (
    "This terminal cannot hide what is typed, so no value is asked for here. Nothing was kept; "
    "give the values on standard input."
)


def at_terminal() -> bool:
    """Return whether a person can be asked; standard input that is a file or a pipe answers nothing."""
    return sys.stdin is not None and sys.stdin.isatty()


@contextmanager
def unseen() -> Iterator[Callable[[str], str]]:
    """Give a function that asks for one line and shows nothing of what is typed, for several lines in a row.

    Raises:
        CommandError: echo cannot be turned off, nothing was entered, or it is not UTF-8.
    """
    if sys.platform == "win32":
        yield _ask_on_windows
        return
    import termios

    with _terminal() as handle:
        try:
            before = termios.tcgetattr(handle)
            silent = termios.tcgetattr(handle)
            silent[3] &= ~termios.ECHO
            termios.tcsetattr(handle, termios.TCSAFLUSH, silent)  # what was typed before was seen
        except termios.error:
            raise CommandError(Status.BAD_INPUT, _CANNOT_HIDE) from None

        def ask(prompt: str) -> str:
            os.write(handle, prompt.encode())
            try:
                return _line(handle)
            finally:
                os.write(handle, b"\n")  # the one that was typed was not shown

        try:
            yield ask
        finally:
            termios.tcsetattr(handle, termios.TCSAFLUSH, before)  # and forgets what was pasted beyond


def agrees(question: str, *, otherwise: bool) -> bool:
    """Ask a question of yes or no at the terminal; `otherwise` is the answer of an empty line.

    Nobody agrees by closing the terminal.
    """
    while True:
        try:
            answer = _asked_openly(f"{question} {'[Y/n]' if otherwise else '[y/N]'} ").strip().casefold()
        except CommandError:
            return False
        if answer in {"y", "yes", "n", "no", ""}:
            return answer.startswith("y") if answer else otherwise


def _asked_openly(question: str) -> str:
    if sys.platform == "win32":
        sys.stderr.write(question)
        sys.stderr.flush()
        return sys.stdin.readline() or "n"
    with _terminal() as handle:
        os.write(handle, question.encode())
        return _line(handle)


@contextmanager
def _terminal() -> Iterator[int]:
    """Give the handle of the terminal itself, wherever standard output and error go."""
    try:
        handle = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:  # there is one, but it controls nothing
        yield sys.stdin.fileno()
        return
    try:
        yield handle
    finally:
        os.close(handle)


def _line(handle: int) -> str:
    read = os.read(handle, _LONGEST)
    if not read:
        raise CommandError(Status.BAD_INPUT, NOTHING_ENTERED)
    try:
        return read.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise CommandError(
            Status.BAD_INPUT, "What was entered is not UTF-8; set the terminal to it. Nothing was kept."
        ) from None


def _ask_on_windows(prompt: str) -> str:
    """Ask for one line at a Windows console, where getpass reads key by key and echoes none."""
    import getpass
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except getpass.GetPassWarning:
            raise CommandError(Status.BAD_INPUT, _CANNOT_HIDE) from None
        except EOFError:
            raise CommandError(Status.BAD_INPUT, NOTHING_ENTERED) from None
