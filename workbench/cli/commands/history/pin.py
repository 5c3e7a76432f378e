"""`workbench history pin`: excludes an exchange from pruning."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from msgspec.structs import replace

from workbench.cli.commands.history import lookup


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Pin an exchange, so that it is not deleted when it is old."
    parser.epilog = f"""\
example:
  workbench history pin 3f2a91c0

{lookup.EXIT_STATUS}"""
    lookup.add_id(parser)
    parser.add_argument("--off", action="store_true", help="unpin the exchange")


def run(options: Namespace) -> int:
    """Pin or unpin the exchange."""
    return lookup.annotate(options, lambda annotations: replace(annotations, pinned=not options.off))
