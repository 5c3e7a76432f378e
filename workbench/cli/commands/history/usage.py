"""`workbench history usage`: shows the size of the history and its file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.commands.history import lookup
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put_json, put_row
from workbench.disk import state_dir
from workbench.history.values import FILE_NAME, Retention


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Show the number of exchanges, the size and the file of the history, and how long it is kept."
    parser.epilog = """\
example:
  workbench history usage --json

exit status: 0 done · 2 the history cannot be used"""
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Print the size."""
    with lookup.opened() as history:
        found = history.usage()
        lookup.check_readable(history)
    path = state_dir() / FILE_NAME
    if options.json:
        put_json({"exchanges": found.rows, "bytes": found.bytes, "file": str(path)})
    else:
        put_row("Exchanges", f"{found.rows:,}")
        put_row("Size", f"{found.bytes / 1_000_000:,.1f} MB")
        put_row("Retention", Retention().description)
        put_row("File", str(path))
    return ExitCode.SUCCESS
