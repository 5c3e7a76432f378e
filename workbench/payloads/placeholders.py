"""Replaces `{{uuid}}`, `{{now_s}}`, `{{now_ms}}` and `{{n}}` in a body, once, before it is signed.

There are no other placeholders, and inserted values are not expanded again.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Final
from uuid import UUID

from msgspec import Struct

NAMES: Final = ("uuid", "now_s", "now_ms", "n")
"""A version 4 UUID, new at each place; the time in seconds and in milliseconds since 1970; the number of the send."""

_PLACEHOLDER = re.compile(rb"\{\{\s*([A-Za-z_$][A-Za-z0-9_.$-]{0,40})\s*\}\}")
"""Also matches placeholders of other programs, such as `{{$guid}}`, which are reported as unknown."""


class Expanded(Struct, frozen=True):
    """A body with its placeholders replaced.

    Attributes:
        body: the bytes to sign and send.
        values: name and value of each placeholder, in order.
        unknown: names of unknown placeholders, which are sent unchanged.
    """

    body: bytes
    values: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()


def has_placeholders(body: bytes) -> bool:
    """Whether a body has anything to expand."""
    return b"{{" in body and any(found[1].decode("ascii") in NAMES for found in _PLACEHOLDER.finditer(body))


def _uuid4() -> UUID:
    return uuid.uuid4()


def expand(
    body: bytes, number: int = 1, *, now: float | None = None, make_uuid: Callable[[], UUID] = _uuid4
) -> Expanded:
    """Return a body with its placeholders replaced; `number` counts sends from 1, `now` is in seconds.

    All times in one body are equal.
    """
    if b"{{" not in body:
        return Expanded(body)
    moment = time.time() if now is None else now
    values: list[tuple[str, str]] = []
    unknown: list[str] = []

    def value(found: re.Match[bytes]) -> bytes:
        name = found[1].decode("ascii")
        if name not in NAMES:
            unknown.append(name)
            return found[0]
        made = {
            "uuid": lambda: str(make_uuid()),
            "now_s": lambda: str(int(moment)),
            "now_ms": lambda: str(int(moment * 1000)),
            "n": lambda: str(number),
        }[name]()
        values.append((name, made))
        return made.encode("ascii")

    return Expanded(_PLACEHOLDER.sub(value, body), tuple(values), tuple(dict.fromkeys(unknown)))


def typed_offset(typed: bytes, expanded: Expanded, offset: int) -> int:
    """Convert an offset in the expanded body to one in the typed body; inside a value, that of its placeholder."""
    if not expanded.values:
        return offset
    values = iter(expanded.values)
    ahead = 0  # bytes by which the expanded body is longer so far
    for found in _PLACEHOLDER.finditer(typed):
        if found[1].decode("ascii") not in NAMES:
            continue
        _name, value = next(values)
        if offset < found.start() + ahead:
            break
        if offset < found.start() + ahead + len(value):
            return found.start()
        ahead += len(value) - len(found[0])
    return offset - ahead
