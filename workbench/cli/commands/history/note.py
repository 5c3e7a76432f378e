"""`workbench history note`: sets the note of an exchange."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from msgspec.structs import replace

from workbench.cli.commands.history import lookup


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Set the note of an exchange, replacing the old one; '' removes it."
    parser.epilog = f"""\
example:
  workbench history note last 'seen in the feed'

{lookup.EXIT_STATUS}"""
    lookup.add_id(parser)
    parser.add_argument("text", metavar="TEXT", help="any text, but no secrets")


def run(options: Namespace) -> int:
    """Set the note."""
    return lookup.annotate(options, lambda annotations: replace(annotations, note=options.text.strip()))
