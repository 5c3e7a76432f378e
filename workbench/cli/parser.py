"""The commands and their argument parsers. Only the module of the chosen command is imported.

A command is a module of `workbench.cli.commands` and one line of `COMMANDS`. A command with actions, such as
`history`, is a package with one line of its `ACTIONS` for each: an action is a module of it, or an `Action` in the
module that its `MODULES` names. Error messages never repeat the value of an unknown option, which may be a secret.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol

from workbench.cli import argv_guard
from workbench.cli.exit_codes import UsageError

if TYPE_CHECKING:
    from workbench.cli.commands.gui import WindowRequest


class Command(Protocol):
    """The interface of a command's module, and of an action."""

    def describe(self, parser: argparse.ArgumentParser) -> None:
        """Add description, example and arguments to a parser."""

    def run(self, options: argparse.Namespace) -> int | WindowRequest:
        """Run the command and return the exit status, or the window to open."""


class Action(NamedTuple):
    """An action that shares its module with others, such as `history note`.

    Attributes:
        description: the beginning of its help.
        run: runs it and returns the exit status.
        arguments: functions that add its arguments to a parser.
        epilog: the end of its help: examples and exit statuses.
    """

    description: str
    run: Callable[[argparse.Namespace], int]
    arguments: tuple[Callable[[argparse.ArgumentParser], object], ...] = ()
    epilog: str = ""

    def describe(self, parser: argparse.ArgumentParser) -> None:
        """Add description, example and arguments to a parser."""
        parser.description, parser.epilog = self.description, self.epilog
        for add in self.arguments:
            add(parser)


def argument(*names: str, **settings: Any) -> Callable[[argparse.ArgumentParser], object]:  # noqa: ANN401
    """Return a function that adds an argument to a parser, with the parameters of `ArgumentParser.add_argument`."""
    return lambda parser: parser.add_argument(*names, **settings)


COMMANDS = {
    "gui": "open the window, with the given payloads as documents",
    "sign": "print the SHA-1 and the auth token of a body",
    "wire": "write the exact bytes that would be sent",
    "verify": "check whether a token belongs to a body",
    "explain": "find the client's mistake that makes a wrong token",
    "php": "check whether PHP would re-encode a body to other bytes",
    "send": "sign a body, send it once, and judge the response",
    "sandbox": "run a local endpoint that verifies as Kochava would",
    "history": "list, show, export, resend and compare past sends",
    "profiles": "manage credentials in the keyring",
    "selftest": "check the golden vectors on this machine",
    "completion": "print the completion script for a shell",
}
HIDDEN = ("first-minute",)

_MAX_WIDTH = 100
"""Characters per line of help."""

_TOP_EPILOG = """\
first steps:
  workbench                                        open the window
  workbench sign payload.json --profile sample     hash and token, with the published sample credentials
  workbench send payload.json --to sandbox --profile sample
  workbench COMMAND --help                         describe a command, with an example

exit status: 0 yes · 1 no · 2 invalid usage or input · 3 the network failed · 4 no credentials"""


class _Help(argparse.RawDescriptionHelpFormatter):
    """Keeps the line breaks of descriptions, and limits the width of a line."""

    def __init__(self, prog: str) -> None:
        width = min(shutil.get_terminal_size((_MAX_WIDTH, 1)).columns, _MAX_WIDTH)
        super().__init__(prog, max_help_position=28, width=width)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises a CommandError for invalid usage."""

    def __init__(self, prog: str, **others: object) -> None:
        del others  # argparse passes the summary of a subcommand, which its own description replaces
        super().__init__(prog=prog, allow_abbrev=False, formatter_class=_Help)

    def error(self, message: str) -> NoReturn:
        """Raise a CommandError with argparse's message, without the value that it quotes."""
        sentence = argv_guard.without_value(message)
        sentence = sentence[:1].upper() + sentence[1:]
        raise UsageError(f"{sentence}. Try: {self.prog} --help")


def command(name: str, action: str = "") -> Command:
    """Import and return a command, or an action of it: `command("history", "list")`."""
    package = import_module(f"workbench.cli.commands.{name.replace('-', '_')}")
    if not action:
        return package
    module = import_module(f"{package.__name__}.{package.MODULES.get(action, action.replace('-', '_'))}")
    found: Command = getattr(module, "ACTIONS", {}).get(action, module)
    return found


def parser_of(*path: str) -> Parser:
    """Return the parser of a command or an action. The actions of a command are listed, without their arguments."""
    parser = Parser(prog=" ".join(("workbench", *path)))
    _describe(parser, path, whole=False)
    return parser


def parse(name: str, words: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    """Return the module to run and its options.

    Raises:
        CommandError: invalid usage; names an unknown option, but never its value.
    """
    path: tuple[str, ...] = (name,)
    if words and words[0] in _actions_of(command(name)):
        path, words = (name, words[0]), words[1:]
    parser = parser_of(*path)
    options, unknown = parser.parse_known_args(list(words))
    option = next((word for word in unknown if word.startswith("-")), None)
    if option is not None:
        parser.error(
            f"There is no {argv_guard.option_in(option)}. If it was given a secret, treat the secret as exposed, "
            "since the shell saves what is typed, and have it replaced"
        )
    if unknown and name == "profiles":
        raise UsageError(argv_guard.unexpected_words(len(unknown)))
    if unknown:
        parser.error(f"{len(unknown)} unexpected argument{'s' if len(unknown) > 1 else ''}")
    found = command(*path)
    if _actions_of(found):
        parser.error("the action must be the first argument")
    return found, options


def top_parser(*, whole: bool) -> Parser:
    """Return the parser of `workbench` itself; with `whole`, it includes the parsers of all commands and actions."""
    parser = Parser(prog="workbench")
    parser.description = "Compose, sign, send and verify Kochava server-to-server payloads, byte for byte."
    parser.add_argument("--version", action="store_true", help="print the version")
    if whole:
        _add_commands(parser, (), COMMANDS, whole=True)
    else:
        parser.usage = "workbench [COMMAND] [ARGUMENTS …]"
        commands = "".join(f"  {name:<12}{summary}\n" for name, summary in COMMANDS.items())
        parser.epilog = f"commands:\n{commands}\n{_TOP_EPILOG}"
    return parser


def _describe(parser: argparse.ArgumentParser, path: tuple[str, ...], *, whole: bool) -> None:
    found = command(*path)
    found.describe(parser)
    actions = _actions_of(found)
    if actions:
        _add_commands(parser, path, actions, whole=whole)


def _add_commands(
    parser: argparse.ArgumentParser, path: tuple[str, ...], summaries: Mapping[str, str], *, whole: bool
) -> None:
    metavar = "ACTION" if path else "COMMAND"
    choices = parser.add_subparsers(metavar=metavar, required=bool(path), parser_class=Parser)
    for name, summary in summaries.items():
        below = choices.add_parser(name, help=summary)
        if whole:
            _describe(below, (*path, name), whole=True)


def _actions_of(module: Command) -> Mapping[str, str]:
    """Return name and summary of each action of a command; empty for a command without actions."""
    actions: Mapping[str, str] = getattr(module, "ACTIONS", {})
    return actions
