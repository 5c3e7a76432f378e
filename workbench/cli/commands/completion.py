"""Owns `workbench completion`: the shell's completion script, written from the parsers by shtab."""

from __future__ import annotations

import argparse

from workbench.cli import parsers
from workbench.cli.exit_codes import Status
from workbench.cli.terminal import put

SHELLS = ("bash", "zsh", "tcsh")
_TAKES_FILES = ("body", "files", "picture", "bundle", "output", "ca_file", "client_certificate", "client_key")


def describe(parser: argparse.ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = "Print the script that lets a shell complete commands, options and files."
    parser.epilog = """\
example:
  workbench completion bash > ~/.local/share/bash-completion/completions/workbench
  workbench completion zsh  > ~/.zfunc/_workbench

exit status: 0 printed · 2 that shell is not known"""
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=" or ".join(SHELLS))


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    whole = parsers.top_parser(whole=True)
    _complete_files(whole, shtab.FILE)
    put(shtab.complete(whole, shell=options.shell).rstrip("\n"))
    return Status.YES


def _complete_files(parser: argparse.ArgumentParser, files: dict[str, str | dict[str, str]]) -> None:
    for action in parser._actions:  # noqa: SLF001  argparse has no public way to walk its actions; shtab does the same
        # Of `history show` the option of that name writes a body and takes no file.
        if action.dest in _TAKES_FILES and action.nargs != 0:
            action.complete = files  # type: ignore[attr-defined]
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for below in action.choices.values():
                _complete_files(below, files)
