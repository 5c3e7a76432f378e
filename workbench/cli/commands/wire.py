"""Owns `workbench wire`: the bytes that would be sent, and nothing else."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.exit_codes import Status
from workbench.cli.terminal import put_bytes
from workbench.signing import WireForm


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = """\
Write the bytes of BODY in a wire form to standard output: exactly what `sign` hashes
and `send` sends, without a line end of our own."""
    parser.epilog = """\
example:
  workbench wire install.json --wire escape-slashes > escaped.json
  workbench wire install.json --wire php | sha1sum

exit status: 0 written · 2 the body cannot be read, or --wire php and it is not JSON to PHP"""
    inputs.add_body(parser)
    inputs.add_wire(parser)


def run(options: Namespace) -> int:
    """Write the bytes."""
    put_bytes(inputs.wire_bytes(inputs.read_body(options.body), WireForm(options.wire)))
    return Status.YES
