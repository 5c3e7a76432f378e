"""`workbench history erase`: deletes all exchanges, after a confirmation."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import prompts
from workbench.cli.commands.history import lookup
from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.cli.output import say
from workbench.operations.presentation.outcomes import exchange_count


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Delete the whole history permanently, including pinned exchanges and damaged files."
    parser.epilog = """\
example:
  workbench history erase --yes

exit status: 0 done · 2 not confirmed, or the history cannot be used"""
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def run(options: Namespace) -> int:
    """Delete all exchanges."""
    with lookup.opened() as history:
        count = exchange_count(history.usage().rows)
        what = f"the whole history permanently ({count}), including pinned exchanges"
        if not options.yes:
            if not prompts.at_terminal():
                message = f"This would delete {what}. Nothing was deleted. Add --yes to delete it."
                raise CommandError(ExitCode.USAGE_ERROR, message)
            if not prompts.confirm(f"Delete {what}?", default=False):
                raise CommandError(ExitCode.USAGE_ERROR, "Nothing was deleted.")
        history.erase()
    say(f"The history is empty; {count} deleted.")
    return ExitCode.SUCCESS
