"""Prints a signature as rows, and the warning about an unescaped slash. Imported by `sign`, so it must stay light."""

from __future__ import annotations

from workbench.cli.output import put_row, warn
from workbench.jsontext import line_and_column
from workbench.signing import PhpReading, WireForm, bare_slash

SLASH_ADVICE = "To send the escaped form, add --wire escape-slashes."


def put_signature(wire: bytes, form: WireForm, payload_hash: str, token: str) -> None:
    """Print size, wire form and hash of a body, and the auth token unless it is empty."""
    put_row("Body", f"{len(wire)} bytes · {form.title}")
    put_row("SHA-1", payload_hash)
    if token:
        put_row("Token", token)


def put_php(reading: PhpReading) -> None:
    """Print whether the body is PHP-stable."""
    word = {True: "yes", False: "no", None: "not JSON for PHP"}[reading.stable]
    put_row("PHP-stable", f"{word} · {reading.says}")


def warn_of_slash(wire: bytes) -> None:
    """Print a warning with the position of the first unescaped "/", if there is one.

    The rule comes from Kochava's install authentication article: PHP escapes "/" before it hashes.
    """
    offset = bare_slash(wire)
    if offset is not None:
        line, column = line_and_column(wire, offset)
        warn(
            f'unescaped "/" at line {line}, column {column}. Kochava\'s documentation says to '
            f'write it as "\\/", as PHP does. {SLASH_ADVICE}'
        )
