"""`workbench history prune`: deletes old exchanges."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli.commands.history import lookup
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import say
from workbench.operations.presentation.outcomes import exchange_count


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Delete exchanges older than a year, and the oldest ones beyond 500 MB. Pinned exchanges are
not deleted."""
    parser.epilog = """\
example:
  workbench history prune

exit status: 0 done · 2 the history cannot be used"""


def run(options: Namespace) -> int:
    """Delete old exchanges."""
    del options
    with lookup.opened() as history:
        deleted = history.prune()
    say(f"{exchange_count(deleted)} deleted." if deleted else "There was nothing to delete.")
    return ExitCode.SUCCESS
