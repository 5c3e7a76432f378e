"""`workbench history tag`: adds tags to an exchange or removes them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from msgspec.structs import replace

from workbench.cli.commands.history import lookup
from workbench.exchange import Annotations


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Add tags to an exchange, or remove them. Find them with: workbench history list tag:…"
    parser.epilog = f"""\
example:
  workbench history tag last billing ticket-1234

{lookup.EXIT_STATUS}"""
    lookup.add_id(parser)
    parser.add_argument("tags", metavar="TAG", nargs="+", help="a single word")
    parser.add_argument("--off", action="store_true", help="remove the tags")


def run(options: Namespace) -> int:
    """Add or remove the tags."""
    given = [word.removeprefix("#") for words in options.tags for word in words.replace(",", " ").split()]

    def change(annotations: Annotations) -> Annotations:
        if options.off:
            return replace(annotations, tags=tuple(each for each in annotations.tags if each not in given))
        return replace(annotations, tags=tuple(dict.fromkeys((*annotations.tags, *filter(None, given)))))

    return lookup.annotate(options, change)
