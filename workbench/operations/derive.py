"""What a document comes to: wire bytes, payload hash, token, and how PHP would read them.

The window shows these values and the terminal prints them; both get them here. Never validates credentials.
"""

from dataclasses import dataclass

from workbench.jsontext import Problem, first_problem, line_and_column
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


@dataclass(frozen=True, slots=True)
class Derivation:
    """The derivation of one body, from the bytes that leave to the token."""

    wire: bytes | None
    """The bytes that leave; None if the body has no such wire form."""
    payload_hash: str
    signature: Signature | None
    """None without credentials or without wire bytes."""
    says: str
    """Why there are no wire bytes; empty otherwise."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What two readers would make of the wire bytes; dear for large bodies, so apart from the derivation."""

    php: PhpReading
    problem: Problem | None
    problem_line: int
    problem_column: int
    slash: int | None
    """Byte offset of the first bare slash."""
    slash_line: int = 0
    slash_column: int = 0


def derive(body: bytes, form: WireForm, credentials: Credentials | None) -> Derivation:
    """Return the derivation of a document's body under one wire form."""
    try:
        wire = apply_wire_form(body, form)
    except NotPhpJson as error:
        line, column = line_and_column(body, error.offset)
        return Derivation(None, "", None, f"PHP cannot read this body: {error.reason} ({line}:{column})")
    signature = sign(wire, credentials or _NO_CREDENTIALS)
    return Derivation(wire, signature.payload_hash, signature if credentials else None, "")


def read(body: bytes, form: WireForm) -> Reading:
    """Return how JSON's grammar and PHP read the bytes this body leaves as; offsets are the body's own."""
    try:
        wire = apply_wire_form(body, form)
    except NotPhpJson:
        wire = body
    problem = first_problem(body)
    line, column = line_and_column(body, problem.offset) if problem else (0, 0)
    slash = bare_slash(body) if form is WireForm.AS_TYPED else None
    slash_line, slash_column = line_and_column(body, slash) if slash is not None else (0, 0)
    return Reading(php_reading(wire), problem, line, column, slash, slash_line, slash_column)
