"""`workbench wire`: writes the bytes that would be sent."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put_bytes
from workbench.signing import WireForm


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Write the bytes of BODY in a wire form to standard output: exactly what `sign` hashes
and `send` sends. No newline is added."""
    parser.epilog = """\
example:
  workbench wire install.json --wire escape-slashes > escaped.json
  workbench wire install.json --wire php | sha1sum

exit status: 0 written · 2 the body cannot be read, or is not JSON for PHP (--wire php)"""
    inputs.add_body(parser)
    inputs.add_wire(parser)
    inputs.add_raw(parser)


def run(options: Namespace) -> int:
    """Write the bytes."""
    put_bytes(inputs.wire_bytes(inputs.read_body(options.body), WireForm(options.wire)), raw=options.raw)
    return ExitCode.SUCCESS
