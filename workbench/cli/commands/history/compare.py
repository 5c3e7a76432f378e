"""`workbench history compare`: compares two exchanges."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import exchange_rows, inputs
from workbench.cli.commands.history import lookup
from workbench.cli.exchange_json import comparison_json
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put_json
from workbench.operations.presentation.comparison import compare, comparison_rows


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
    compared = compare(before, after)
    if options.json:
        put_json(comparison_json(before, after, compared))
    else:
        exchange_rows.put_rows(comparison_rows(compared))
    return ExitCode.SUCCESS if compared.same else ExitCode.NEGATIVE
