"""Owns what `send` makes of a payload before its wire form: fresh test ids, and placeholders in their place.

Each happens once and is shown; nothing else of a body is ever changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.terminal import printable, put_row, say
from workbench.payloads import expand, has_placeholders, new_device


@dataclass(frozen=True, slots=True)
class PreparedBody:
    """A body that is ready to be signed, and what was made for it.

    Attributes:
        ids: name and value of each fresh test id.
        values: name and value of each placeholder, in order.
        unknown: names in the same brackets that mean nothing; they stay as typed.
    """

    body: bytes
    ids: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    def put(self, put: Callable[[str, str], None] = put_row) -> None:
        """Show the fresh ids and what the placeholders became."""
        if self.ids:
            put("New device", "\n".join(f"{name}  {printable(value)}" for name, value in self.ids))
        if self.values:
            put("Expanded", "\n".join(f"{{{{{name}}}}}  {value}" for name, value in self.values))

    def warn(self) -> None:
        """Name the placeholders that mean nothing."""
        if self.unknown:
            unknown = ", ".join(f"{{{{{name}}}}}" for name in self.unknown)
            rest = "is no placeholder here, and leaves" if len(self.unknown) == 1 else "are no placeholders, and leave"
            say(f"workbench: warning: {unknown} {rest} as typed.")

    def as_json(self) -> dict[str, object]:
        """Return what was made, for JSON."""
        return {"new_device": [list(each) for each in self.ids], "placeholders": [list(each) for each in self.values]}


@dataclass(frozen=True, slots=True)
class Source:
    """The payload of a command, from which the body of each send is made.

    Attributes:
        body: the bytes, with fresh ids if they were asked for.
        ids: name and value of each fresh id.
        literal: whether placeholders leave as they are typed.
    """

    body: bytes
    ids: tuple[tuple[str, str], ...] = ()
    literal: bool = False

    def of(self, number: int) -> PreparedBody:
        """Return the body of a send, numbered from 1."""
        if self.literal:
            return PreparedBody(self.body, self.ids)
        expanded = expand(self.body, number)
        return PreparedBody(expanded.body, self.ids, expanded.values, expanded.unknown)

    @property
    def varies(self) -> bool:
        """Whether two sends of it have two bodies."""
        return not self.literal and has_placeholders(self.body)


def source(body: bytes, *, fresh: bool, literal: bool) -> Source:
    """Return the payload, with fresh test ids if they are asked for.

    Raises:
        CommandError: it has no id to make anew.
    """
    if not fresh:
        return Source(body, (), literal)
    device = new_device(body)
    if device is None:
        raise CommandError(
            Status.BAD_INPUT,
            "There is no device id in this payload that is not empty, so none can be made anew. Nothing was sent.",
        )
    ids = dict.fromkeys((name, now) for name, _before, now in device.ids)
    return Source(device.body, tuple(ids), literal)


def say_row(label: str, value: str) -> None:
    """Tell a person what `put_row` would print, where standard output is for something else."""
    say(f"{label}: {', '.join(value.splitlines())}")
