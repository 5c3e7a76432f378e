"""Runs a command line and returns its exit status.

With `--json`, an error is one JSON object. A bug never exits like a negative result, and a closed pipe is silent.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.cli import argv_guard, parser
from workbench.cli.exit_codes import CommandError, ExitCode, UsageError
from workbench.cli.output import OutputLost, abandon_output, put, put_json, report, say, use_utf8

if TYPE_CHECKING:
    from workbench.cli.commands.gui import WindowRequest


def run(words: Sequence[str]) -> int | WindowRequest:
    """Run a command line; return the exit status, or the window to open."""
    use_utf8()
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
        return ExitCode.USAGE_ERROR


def _run_guarded(words: Sequence[str]) -> int | WindowRequest:
    try:
        return _run(words)
    except CommandError as stop:
        message = argv_guard.without_arguments(stop.message, words)
        if "--json" in words:
            put_json({"error": message} | ({"why": stop.why} if stop.why else {}))
        report(message)
        return stop.status
    except SystemExit as done:  # raised by argparse after printing help
        return done.code if isinstance(done.code, int) else ExitCode.SUCCESS
    except KeyboardInterrupt:
        say("cancelled")
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, OutputLost):
        raise
    except Exception as fault:  # noqa: BLE001 - the last handler: a bug must not exit like a negative result
        from workbench.redaction.exception_hooks import console_hooks

        command = next((word for word in words[:1] if word in parser.COMMANDS), "")
        console_hooks.report(type(fault), fault, fault.__traceback__, f"workbench {command}".strip())
        return ExitCode.INTERNAL_ERROR


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
