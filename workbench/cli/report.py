"""Owns how a signature reads in the terminal: aligned rows, and the warning about a bare slash."""

from __future__ import annotations

from workbench.cli.terminal import put_row, say
from workbench.jsontext import line_and_column
from workbench.redaction import mask
from workbench.signing import PhpReading, Signature, WireForm, bare_slash

SLASH_ADVICE = "To send the escaped form, add --wire escape-slashes."


def put_body(wire: bytes, form: WireForm, signature: Signature) -> None:
    """Print what leaves, and its hash."""
    put_row("Body", f"{len(wire)} bytes · {form.title}")
    put_row("SHA-1", signature.payload_hash)


def put_signature(wire: bytes, form: WireForm, signature: Signature) -> None:
    """Print what was signed, and what came of it."""
    put_body(wire, form, signature)
    put_row("Token", signature.auth_token)


def put_sent(wire: bytes, form: WireForm, signature: Signature) -> None:
    """Print what leaves signed. The token is good for ever, and here it is not the answer, so it is masked."""
    put_body(wire, form, signature)
    put_row("Token", mask(signature.auth_token))


def put_php(reading: PhpReading) -> None:
    """Print whether PHP would hash the same bytes."""
    word = {True: "yes", False: "no", None: "not JSON to PHP"}[reading.stable]
    put_row("PHP-stable", f"{word} · {reading.says}")


def warn_of_slash(wire: bytes) -> None:
    """Say where the first unescaped "/" stands, if there is one.

    The rule is of Kochava's install authentication article: PHP escapes "/" before it hashes.
    """
    offset = bare_slash(wire)
    if offset is not None:
        line, column = line_and_column(wire, offset)
        say(
            f'workbench: warning: bare "/" at line {line}, column {column}. Kochava\'s documentation says to '
            f'write it as "\\/", as PHP does. {SLASH_ADVICE}'
        )
