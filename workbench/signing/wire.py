"""Wire forms: how a body becomes the bytes that are sent."""

from __future__ import annotations

from enum import StrEnum

from workbench.signing.php import php_round_trip
from workbench.signing.slashes import escape_slashes


class WireForm(StrEnum):
    """How a body is converted to the bytes that are hashed, signed and sent."""

    AS_TYPED = "as-typed"
    ESCAPE_SLASHES = "escape-slashes"
    PHP = "php"

    @property
    def title(self) -> str:  # type: ignore[override]  # overrides str.title()
        """The display name."""
        return _TITLES[self.value]


_TITLES = {"as-typed": "as typed", "escape-slashes": "slashes escaped", "php": "PHP-stable"}


def apply_wire_form(body: bytes, form: WireForm) -> bytes:
    """Return the wire bytes; AS_TYPED returns the same object, and PHP may raise NotPhpJson.

    The PHP form is one that PHP does not change any more. One round trip is enough, except for -0.0, which PHP writes
    as -0 and then as 0.
    """
    if form is WireForm.AS_TYPED:
        return body
    if form is WireForm.ESCAPE_SLASHES:
        return escape_slashes(body)
    wire = php_round_trip(body)
    return php_round_trip(wire) if b"-0" in wire else wire
