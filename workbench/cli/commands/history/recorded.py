"""`workbench history recorded`: marks an exchange as recorded by Kochava."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from msgspec.structs import replace

from workbench.cli.commands.history import lookup


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Mark an exchange as recorded: you saw it in the dashboard (Apps & Assets, Install Feed
Validation). The program cannot find this out."""
    parser.epilog = f"""\
example:
  workbench history recorded 3f2a91c0

{lookup.EXIT_STATUS}"""
    lookup.add_id(parser)
    parser.add_argument("--off", action="store_true", help="remove the mark")


def run(options: Namespace) -> int:
    """Set or remove the mark."""
    return lookup.annotate(
        options, lambda annotations: replace(annotations, recorded=None if options.off else datetime.now(UTC))
    )
