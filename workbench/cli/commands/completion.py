"""`workbench completion`: prints a shell completion script, generated from the parsers by shtab."""

from __future__ import annotations

import argparse

from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put
from workbench.cli.parser import top_parser

SHELLS = ("bash", "zsh", "tcsh")
_TAKES_FILES = ("body", "files", "picture", "bundle", "output", "ca_file", "client_certificate", "client_key")


def describe(parser: argparse.ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Print a script that completes commands, options and files in a shell."
    parser.epilog = """\
example:
  workbench completion bash > ~/.local/share/bash-completion/completions/workbench
  workbench completion zsh  > ~/.zfunc/_workbench

exit status: 0 printed · 2 unknown shell"""
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help="bash, zsh or tcsh")


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    whole = top_parser(whole=True)
    _complete_files(whole, shtab.FILE)
    put(shtab.complete(whole, shell=options.shell).rstrip("\n"))
    return ExitCode.SUCCESS


def _complete_files(parser: argparse.ArgumentParser, files: dict[str, str | dict[str, str]]) -> None:
    for action in parser._actions:  # noqa: SLF001 - argparse has no public API for this; shtab does the same
        # `history show --body` has the same name, but takes no file.
        if action.dest in _TAKES_FILES and action.nargs != 0:
            action.complete = files  # type: ignore[attr-defined]
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for below in action.choices.values():
                _complete_files(below, files)
