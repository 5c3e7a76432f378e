"""Owns the way from the words of a command line to one answer, and every way it can end.

A crash never looks like a no, a closed pipe is quiet, and with `--json` even an error is one JSON object.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from workbench.cli import argv_guard, parsers
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.terminal import OutputLost, abandon_output, put, put_json, say, use_utf8
from workbench.cli.window import Window


def run(words: Sequence[str]) -> int | Window:
    """Do what the words say; return the exit status, or the window that is wanted."""
    use_utf8()
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _unraisable
    try:
        return _guarded(words)
    except BrokenPipeError:
        abandon_output()
        return Status.PIPE_CLOSED
    except OutputLost as loss:
        abandon_output()
        say(f"workbench: the output could not be written: {loss}.")
        return Status.BAD_INPUT


def _guarded(words: Sequence[str]) -> int | Window:
    try:
        return _answer(words)
    except CommandError as stop:
        if "--json" in words:
            put_json({"error": stop.message} | ({"why": stop.why} if stop.why else {}))
        say(f"workbench: {stop.message}")
        return stop.status
    except SystemExit as done:  # argparse, after printing help
        return done.code if isinstance(done.code, int) else Status.YES
    except KeyboardInterrupt:
        say("cancelled")
        return Status.INTERRUPTED
    except (BrokenPipeError, OutputLost):
        raise
    except Exception as fault:  # noqa: BLE001  the last line of defence: a crash must not exit like a clear no
        from workbench.redaction.exception_hooks import plain

        command = next((word for word in words[:1] if word in parsers.COMMANDS), "")
        plain.tell(type(fault), fault, fault.__traceback__, f"workbench {command}".strip())
        return Status.CRASHED


def _unraisable(told: sys.UnraisableHookArgs) -> None:
    """Report what broke where nothing can catch it like any other fault."""
    from workbench.redaction.exception_hooks import plain

    plain.unraisable(told)


def _answer(words: Sequence[str]) -> int | Window:
    argv_guard.refuse_secrets(words)
    name, rest = (words[0], words[1:]) if words else ("gui", words)
    if name in parsers.COMMANDS or name in parsers.HIDDEN:
        options = parsers.parse(name, rest)
        return parsers.command(name).run(options)
    if name in {"-h", "--help"}:
        put(parsers.top_parser(whole=False).format_help().rstrip("\n"))
        return Status.YES
    if name == "--version":
        from workbench import __version__

        put(f"Payload Workbench {__version__}")
        return Status.YES
    raise CommandError(Status.BAD_INPUT, _unknown(name))


def _unknown(name: str) -> str:
    if name.startswith("-"):
        return f"There is no {argv_guard.option_in(name)}. Try: workbench --help"
    from pathlib import Path

    if Path(name).is_file():
        return f"{name} is a file. Try: workbench sign {name}, or workbench gui {name}"
    from difflib import get_close_matches

    close = get_close_matches(name, parsers.COMMANDS, n=2, cutoff=0.5)
    meant = f"Did you mean {' or '.join(close)}?" if close else f"There are {', '.join(parsers.COMMANDS)}."
    return f"There is no such command. {meant} Try: workbench --help"  # the word itself might be a secret
