"""Owns the list of commands and their argument parsers; only the chosen command is imported.

It must never repeat the value of an unknown option: somebody may have put a secret there.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, Protocol

from workbench.cli import argv_guard
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.window import Window


class Command(Protocol):
    """What a module of this package offers when it is a command."""

    def describe(self, parser: argparse.ArgumentParser) -> None:
        """Give the parser its description, its example and its arguments."""

    def run(self, options: argparse.Namespace) -> int | Window:
        """Do it; return the exit status, or the window that is wanted."""


COMMANDS = {
    "gui": "open the window, with these payloads as documents",
    "sign": "print the SHA-1 and the auth token of a body",
    "wire": "write the exact bytes that would be sent",
    "verify": "say whether a token belongs to a body: yes or no",
    "php": "say whether PHP would re-encode a body to other bytes",
    "send": "sign a body, send it once, and judge the answer",
    "sandbox": "run a local endpoint that verifies as Kochava would",
    "history": "what was sent: list, show, export, send again, compare …",
    "profiles": "keep credentials in the keyring: add, show, rotate, check …",
    "selftest": "check the golden vectors on this machine",
    "completion": "print the completion script for a shell",
}
HIDDEN = ("first-minute",)

_WIDEST = 100
"""Characters in a line of help; longer ones are hard to read."""

_TOP_EPILOG = """\
first steps:
  workbench                                        open the window
  workbench sign payload.json --profile sample     hash and token, with the published sample pair
  workbench send payload.json --to sandbox --profile sample
  workbench COMMAND --help                         what one command does, with an example

exit status: 0 yes · 1 a clear no · 2 wrong usage or input · 3 the network failed · 4 no credentials"""


class _Help(argparse.RawDescriptionHelpFormatter):
    """Keeps the line breaks of descriptions, and no line longer than can be read."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=min(shutil.get_terminal_size((_WIDEST, 1)).columns, _WIDEST))


class Parser(argparse.ArgumentParser):
    """An argument parser that ends with a CommandError, and keeps the line breaks of its help."""

    def __init__(self, prog: str, **others: object) -> None:
        del others  # argparse hands a subcommand its summary here; its own module describes it better
        super().__init__(prog=prog, allow_abbrev=False, formatter_class=_Help)

    def error(self, message: str) -> NoReturn:
        """End with what is wrong and where help is; the value that argparse quotes is left out."""
        sentence = argv_guard.without_value(message)
        sentence = sentence[:1].upper() + sentence[1:]
        raise CommandError(Status.BAD_INPUT, f"{sentence}. Try: {self.prog} --help")


def command(name: str) -> Command:
    """Import and return the module of a command."""
    module: Command = import_module(f"workbench.cli.commands.{name.replace('-', '_')}")
    return module


def parser_of(name: str) -> Parser:
    """Return the parser of one command."""
    parser = Parser(prog=f"workbench {name}")
    command(name).describe(parser)
    return parser


def parse(name: str, words: Sequence[str]) -> argparse.Namespace:
    """Return the options of a command line.

    Raises:
        CommandError: it is not understood; names the unknown option, never its value.
    """
    parser = parser_of(name)
    options, unknown = parser.parse_known_args(list(words))
    option = next((word for word in unknown if word.startswith("-")), None)
    if option is not None:
        parser.error(
            f"There is no {argv_guard.option_in(option)}. If a secret was given with it, consider it seen, "
            "for the shell keeps what is typed, and have it replaced"
        )
    if unknown and name == "profiles":
        raise CommandError(Status.BAD_INPUT, argv_guard.doubt(len(unknown)))
    if unknown:
        parser.error(f"That is {len(unknown)} word{'s' if len(unknown) > 1 else ''} too many")
    return options


def top_parser(*, whole: bool) -> Parser:
    """Return the parser of `workbench` itself: with all commands whole, or only their list in its help."""
    parser = Parser(prog="workbench")
    parser.description = "Compose, sign, send and verify Kochava server-to-server payloads, byte for byte."
    parser.add_argument("--version", action="store_true", help="print the version")
    if whole:
        choices = parser.add_subparsers(metavar="COMMAND", parser_class=Parser)
        for name, summary in COMMANDS.items():
            command(name).describe(choices.add_parser(name, help=summary))
    else:
        parser.usage = "workbench [COMMAND] [WORDS …]"
        commands = "".join(f"  {name:<12}{summary}\n" for name, summary in COMMANDS.items())
        parser.epilog = f"commands:\n{commands}\n{_TOP_EPILOG}"
    return parser
