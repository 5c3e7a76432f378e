"""`workbench php`: checks whether PHP would re-encode a body to the same bytes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.exit_codes import ExitCode, UsageError
from workbench.cli.output import printable, put, put_json, put_row, report
from workbench.jsontext import line_and_column
from workbench.signing import Difference, PhpReading, php_differences, php_reading
from workbench.signing.php import MOST_LISTED

_SHOWN = 20


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Check whether PHP's json_encode(json_decode(BODY)) gives the same bytes; if not, list the
differences and print the output of PHP. Which of the two Kochava's server hashes is not
public."""
    parser.epilog = """\
example:
  workbench php install.json
  workbench wire install.json --wire php      only the output of PHP

exit status: 0 stable · 1 not stable · 2 the body cannot be read, or is not JSON for PHP"""
    inputs.add_body(parser)
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Compare the body with its re-encoding by PHP."""
    body = inputs.read_body(options.body)
    reading = php_reading(body)
    if options.json:
        put_json(_as_json(body, reading))
        if reading.stable is None:
            report(reading.says)
    elif reading.stable is None:
        raise UsageError(f"{reading.says.rstrip('.')}.")
    else:
        _put(body, reading)
    return {True: ExitCode.SUCCESS, False: ExitCode.NEGATIVE, None: ExitCode.USAGE_ERROR}[reading.stable]


def _as_json(body: bytes, reading: PhpReading) -> dict[str, object]:
    round_trip = reading.round_trip
    return {
        "stable": reading.stable,
        "round_trip": None if round_trip is None else round_trip.decode("utf-8"),
        "differences": [
            {"offset": difference.offset, "kind": difference.kind, "says": difference.says}
            for difference in _all_differences(body, reading)
        ],
        "says": reading.says,
    }


def _put(body: bytes, reading: PhpReading) -> None:
    put_row("PHP-stable", f"{'yes' if reading.stable else 'no'} · {reading.says}")
    differences = _all_differences(body, reading)
    for difference in differences[:_SHOWN]:
        line, column = line_and_column(body, difference.offset)
        put_row(f"  {line}:{column}", printable(difference.says))
    if len(differences) > _SHOWN:
        put(f"  … and {len(differences) - _SHOWN} more; --json lists them all")
    if not reading.stable and reading.round_trip is not None:
        put_row("PHP output", printable(reading.round_trip.decode("utf-8")))


def _all_differences(body: bytes, reading: PhpReading) -> tuple[Difference, ...]:
    """Return all differences; the reading has only the first ones, because finding all takes twice as long."""
    return reading.differences if len(reading.differences) < MOST_LISTED else php_differences(body)
