"""Derives wire bytes, payload hash and token from a body, and parses the body as JSON and as PHP would.

Credentials are not validated.
"""

from msgspec import Struct

from workbench.jsontext import Problem, content_of, line_and_column
from workbench.signing import (
    Credentials,
    NotPhpJson,
    PhpReading,
    Signature,
    WireForm,
    apply_wire_form,
    bare_slash,
    php_reading,
    sign,
)

_NO_CREDENTIALS = Credentials("", "")


class Derivation(Struct, frozen=True):
    """The wire bytes, payload hash and signature of one body."""

    wire: bytes | None
    """The bytes to send; None if the body has no such wire form."""
    payload_hash: str
    signature: Signature | None
    """None without credentials or without wire bytes."""
    message: str
    """Why there are no wire bytes; empty if there are."""


class Reading(Struct, frozen=True):
    """The result of parsing a body as JSON and as PHP would. Slow for large bodies, so separate from `Derivation`."""

    php: PhpReading
    problem: Problem | None
    problem_line: int
    problem_column: int
    slash: int | None
    """Byte offset of the first unescaped slash; None if there is none."""
    slash_line: int = 0
    slash_column: int = 0


def derive(body: bytes, form: WireForm, credentials: Credentials | None) -> Derivation:
    """Return the wire bytes, hash and signature of a body in the given wire form."""
    try:
        wire = apply_wire_form(body, form)
    except NotPhpJson as error:
        line, column = line_and_column(body, error.offset)
        return Derivation(None, "", None, f"PHP cannot read this body: {error.reason} ({line}:{column})")
    signature = sign(wire, credentials or _NO_CREDENTIALS)
    return Derivation(wire, signature.payload_hash, signature if credentials else None, "")


def read(body: bytes, form: WireForm) -> Reading:
    """Parse the wire form of a body as JSON and as PHP would. Offsets refer to `body`, not to its wire form."""
    try:
        wire = apply_wire_form(body, form)
    except NotPhpJson:
        wire = body
    content = content_of(body)
    problem = content.problem
    if problem is None and not content.is_json:
        problem = Problem(content.offset, content.says.partition(". ")[0])
    line, column = line_and_column(body, problem.offset) if problem else (0, 0)
    slash = bare_slash(body) if form is WireForm.AS_TYPED else None
    slash_line, slash_column = line_and_column(body, slash) if slash is not None else (0, 0)
    return Reading(php_reading(wire), problem, line, column, slash, slash_line, slash_column)
