"""Runs a command line and returns its exit status.

With `--json`, an error is one JSON object. A bug never exits like a negative result, and a closed pipe is silent.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from workbench.cli import argv_guard, parser
from workbench.cli.exit_codes import CommandError, ExitCode, UsageError
from workbench.cli.output import OutputLost, abandon_output, prepare_streams, put, put_json, report, say
from workbench.redaction import Secret, remember

if TYPE_CHECKING:
    from workbench.cli.commands.gui import WindowRequest

_SECRET_VARIABLES: Final = (
    "WORKBENCH_API_KEY",
    "WORKBENCH_SECRET",
    "WORKBENCH_SIGNAL_TOKEN",
    "WORKBENCH_SIGNAL_EVENT_SECRET",
)


def run(words: Sequence[str]) -> int | WindowRequest:
    """Run a command line; return the exit status, or the window to open."""
    prepare_streams()
    # They are redacted even in commands that use no credentials, such as one that saves a note.
    remember(*(Secret(value) for name in _SECRET_VARIABLES if (value := os.environ.get(name))))
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _unraisable
    try:
        return _run_guarded(words)
    except BrokenPipeError:
        abandon_output()
        return ExitCode.BROKEN_PIPE
    except OutputLost as loss:
        abandon_output()
        report(f"the output could not be written: {loss}.")
        return ExitCode.OUTPUT_LOST


def _run_guarded(words: Sequence[str]) -> int | WindowRequest:
    try:
        return _run(words)
    except CommandError as stop:
        message = argv_guard.without_arguments(stop.message, words)
        try:
            return _put_error(words, stop.status, message, stop.why)
        finally:
            report(message)
    except SystemExit as done:  # raised by argparse after printing help
        return done.code if isinstance(done.code, int) else ExitCode.SUCCESS
    except KeyboardInterrupt:
        say("cancelled")
        status = _put_error(words, ExitCode.INTERRUPTED, "Cancelled.")
        abandon_output()  # what a reader does not take must not hold up the end
        return status
    except (BrokenPipeError, OutputLost):
        raise
    except Exception as fault:  # noqa: BLE001 - the last handler: a bug must not exit like a negative result
        from workbench.redaction.exception_hooks import console_hooks

        command = next((word for word in words[:1] if word in parser.COMMANDS), "")
        console_hooks.report(type(fault), fault, fault.__traceback__, f"workbench {command}".strip())
        return _put_error(words, ExitCode.INTERNAL_ERROR, f"Internal error ({type(fault).__name__}).")


def _put_error(words: Sequence[str], status: ExitCode, message: str, why: str = "") -> int:
    """Print the JSON object of an error if `--json` was given, and return the exit status."""
    if "--json" in words:
        try:
            put_json({"error": message} | ({"why": why} if why else {}))
        except (BrokenPipeError, OutputLost):
            abandon_output()
            if not status.stands:
                raise
    return status


def _unraisable(arguments: sys.UnraisableHookArgs) -> None:
    """Report an exception that cannot be raised, such as one in a finaliser."""
    from workbench.redaction.exception_hooks import console_hooks

    console_hooks.unraisable(arguments)


def _run(words: Sequence[str]) -> int | WindowRequest:
    argv_guard.refuse_secrets(words)
    name, rest = (words[0], words[1:]) if words else ("gui", words)
    if name in parser.COMMANDS or name in parser.HIDDEN:
        command, options = parser.parse(name, rest)
        return command.run(options)
    if name in {"-h", "--help"}:
        put(parser.top_parser(whole=False).format_help().rstrip("\n"))
        return ExitCode.SUCCESS
    if name == "--version":
        from workbench import __version__

        put(f"Payload Workbench {__version__}")
        return ExitCode.SUCCESS
    raise UsageError(_unknown(name))


def _unknown(name: str) -> str:
    if name.startswith("-"):
        return f"There is no {argv_guard.option_in(name)}. Try: workbench --help"
    from pathlib import Path

    if Path(name).is_file():
        return f"{name} is a file. Try: workbench sign {name}, or workbench gui {name}"
    from difflib import get_close_matches

    close = get_close_matches(name, parser.COMMANDS, n=2, cutoff=0.5)
    hint = f"Did you mean {' or '.join(close)}?" if close else f"The commands are {', '.join(parser.COMMANDS)}."
    return f"There is no such command. {hint} Try: workbench --help"  # the word itself might be a secret
