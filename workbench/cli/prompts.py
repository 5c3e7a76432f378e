"""Prompts at a terminal: values that are not echoed, and questions of yes or no.

If echo cannot be turned off, nothing is read. Input beyond the requested lines is discarded, so that it ends up neither
in an answer nor in the shell's history.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from workbench.cli.exit_codes import CommandError, UsageError
from workbench.cli.output import report

_LONGEST = 65536
"""Bytes per read; a terminal delivers one line at a time, and none is this long."""

NOTHING_ENTERED = "Nothing was entered. Nothing was saved."
_CANNOT_HIDE = "This terminal cannot hide input. Nothing was saved. Provide the values on standard input."


def at_terminal() -> bool:
    """Return whether standard input is a terminal, so that a person can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


@contextmanager
def hidden_input() -> Iterator[Callable[[str], str]]:
    """Yield a function that prompts for one line without echo; it may be called several times.

    Raises:
        CommandError: echo cannot be turned off, nothing was entered, or the input is not UTF-8.
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
            termios.tcsetattr(handle, termios.TCSAFLUSH, silent)  # discard input that was echoed
        except termios.error:
            raise UsageError(_CANNOT_HIDE) from None

        def ask(prompt: str) -> str:
            os.write(handle, prompt.encode())
            try:
                return _line(handle)
            finally:
                os.write(handle, b"\n")  # the newline that was typed is not echoed

        try:
            yield ask
        finally:
            termios.tcsetattr(handle, termios.TCSAFLUSH, before)  # discard input beyond the prompts


def confirm(question: str, *, default: bool) -> bool:
    """Ask a yes-or-no question at the terminal. An empty line means `default`, a closed terminal no."""
    while True:
        try:
            answer = _ask_visibly(f"{question} {'[Y/n]' if default else '[y/N]'} ").strip().casefold()
        except CommandError:
            return False
        if answer in {"y", "yes", "n", "no", ""}:
            return answer.startswith("y") if answer else default


def require(statement: str, question: str, *, refusal: str, advice: str) -> None:
    """Ask a question that must be answered with yes, after the statement that it is about.

    Raises:
        CommandError: with `refusal` if the answer is no, and with `advice` if nobody can be asked.
    """
    if not at_terminal():
        raise UsageError(f"{statement} {advice}")
    report(statement)
    if not confirm(question, default=False):
        raise UsageError(refusal)


def _ask_visibly(question: str) -> str:
    if sys.platform == "win32":
        sys.stderr.write(question)
        sys.stderr.flush()
        return sys.stdin.readline() or "n"
    with _terminal() as handle:
        os.write(handle, question.encode())
        return _line(handle)


@contextmanager
def _terminal() -> Iterator[int]:
    """Yield a file descriptor of the controlling terminal, or of standard input if there is none."""
    try:
        handle = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:  # no controlling terminal
        yield sys.stdin.fileno()
        return
    try:
        yield handle
    finally:
        os.close(handle)


def _line(handle: int) -> str:
    read = os.read(handle, _LONGEST)
    if not read:
        raise UsageError(NOTHING_ENTERED)
    try:
        return read.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError("The input is not UTF-8. Nothing was saved. Set the terminal to UTF-8.") from None


def _ask_on_windows(prompt: str) -> str:
    """Prompt for one line at a Windows console; getpass reads single keys without echo."""
    import getpass
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except getpass.GetPassWarning:
            raise UsageError(_CANNOT_HIDE) from None
        except EOFError:
            raise UsageError(NOTHING_ENTERED) from None
