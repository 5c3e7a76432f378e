"""Prepares the body of a send: new test device ids and placeholders. Nothing else in a body is changed."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from workbench.cli.exit_codes import UsageError
from workbench.cli.output import printable, put_row, warn
from workbench.payloads import expand, has_placeholders, new_device

_AVAILABLE = "uuid, now_s, now_ms, n"


class PreparedBody(Struct, frozen=True):
    """A body that is ready to be signed.

    Attributes:
        body: the bytes.
        ids: name and value of each new test id.
        values: name and value of each placeholder, in order.
        unknown: names of unknown placeholders, which are sent unchanged.
    """

    body: bytes
    ids: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    def put(self, put: Callable[[str, str], None] = put_row) -> None:
        """Print the new ids and the values of the placeholders."""
        if self.ids:
            put("New device", "\n".join(f"{name}  {printable(value)}" for name, value in self.ids))
        if self.values:
            put("Expanded", "\n".join(f"{{{{{name}}}}}  {value}" for name, value in self.values))

    def warn(self) -> None:
        """Print a warning about unknown placeholders."""
        if self.unknown:
            unknown = ", ".join(f"{{{{{name}}}}}" for name in self.unknown)
            plural = "s" if len(self.unknown) > 1 else ""
            warn(f"unknown placeholder{plural} {unknown}: sent unchanged. Available: {_AVAILABLE}.")

    def as_json(self) -> dict[str, object]:
        """Return new ids and placeholders as JSON."""
        return {"new_device": [list(each) for each in self.ids], "placeholders": [list(each) for each in self.values]}


class Source(Struct, frozen=True):
    """The payload of a command, from which the body of each send is prepared.

    Attributes:
        body: the bytes, with new test ids if they were requested.
        ids: name and value of each new test id.
        literal: whether placeholders are sent unchanged.
    """

    body: bytes
    ids: tuple[tuple[str, str], ...] = ()
    literal: bool = False

    def of(self, number: int) -> PreparedBody:
        """Return the body of the send with this number, from 1."""
        if self.literal:
            return PreparedBody(self.body, self.ids)
        expanded = expand(self.body, number)
        return PreparedBody(expanded.body, self.ids, expanded.values, expanded.unknown)

    @property
    def varies(self) -> bool:
        """Whether the body differs from send to send."""
        return not self.literal and has_placeholders(self.body)


def source(body: bytes, *, fresh: bool, literal: bool) -> Source:
    """Return the source of a payload, with new test ids if `fresh`.

    Raises:
        CommandError: `fresh`, and the payload has no device id.
    """
    if not fresh:
        return Source(body, (), literal)
    device = new_device(body)
    if device is None:
        raise UsageError("The payload has no device id to replace. Nothing was sent.")
    ids = dict.fromkeys((name, now) for name, _before, now in device.ids)
    return Source(device.body, tuple(ids), literal)
