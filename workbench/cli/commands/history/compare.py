"""`workbench history compare`: compares two exchanges."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.commands.history import lookup
from workbench.cli.comparison_rows import are_same, comparison_json, put_comparison
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put_json


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Compare two exchanges: their bodies as bytes and as JSON, headers and responses."
    parser.epilog = """\
example:
  workbench history compare 3f2a91c0 last

exit status: 0 the same bytes were sent and received, with the same status · 1 a difference
  2 no such exchange, or the history cannot be used"""
    parser.add_argument("before", metavar="ID", help=lookup.ID_HELP)
    parser.add_argument("after", metavar="ID", help=lookup.ID_HELP)
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Compare two exchanges."""
    with lookup.opened() as history:
        before = lookup.exchange(history, options.before)
        after = lookup.exchange(history, options.after)
    if options.json:
        put_json(comparison_json(before, after))
    else:
        put_comparison(before, after)
    return ExitCode.SUCCESS if are_same(before, after) else ExitCode.NEGATIVE
