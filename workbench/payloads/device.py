"""Replaces the ids in a payload with those of a new test device, marked so that they can be told from real ones.

Every new id begins with `7e57` (or `test-` in free text), which resembles the word "test" in hexadecimal. All other
bytes of the body are unchanged. Formats follow Kochava's fraud console, which accepts UUIDs of version 4, and Android
ids and hashes of their usual lengths.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from workbench.jsontext import Token, tokens
from workbench.payloads.placeholders import has_placeholders

MARK: Final = "7e57"
"""The beginning of a new hexadecimal id."""

_PARENTS: Final = frozenset({"device_ids", "identifiers", "device_id"})
_UUIDS: Final = frozenset({"idfa", "idfv", "adid", "gaid", "oaid", "waid", "vida"})
_HASHES: Final = frozenset({"odin", "openudid", "udid"})
_NAMED: Final = _UUIDS | _HASHES | {"android_id", "imei", "mac", "custom", "kochava_device_id"}
_HEX: Final = re.compile(r"[0-9a-fA-F]+")


class NewDevice(Struct, frozen=True):
    """A body with new ids.

    Attributes:
        ids: name, previous value and new value of each replaced id.
    """

    body: bytes
    ids: tuple[tuple[str, str, str], ...]


def new_device(body: bytes, random: Callable[[int], str] = secrets.token_hex) -> NewDevice | None:
    """Return a body with new, marked ids in place of all non-empty ids; None if it has none.

    Equal ids stay equal; placeholders stay. `random` returns that many bytes as hex digits.
    """
    pieces: list[bytes] = []
    made: dict[tuple[str, str], str] = {}
    ids: list[tuple[str, str, str]] = []
    end = 0
    for name, token in _ids(body):
        try:
            before = json.loads(body[token.start : token.end])
        except ValueError:
            continue
        if not before:
            continue  # unused ids are sent empty
        if has_placeholders(before.encode("utf-8", "surrogatepass")):
            continue  # it is new for each send already
        kind = name if name in _NAMED else "custom"
        now = made.setdefault((kind, before), _made(kind, before, random))
        ids.append((name, before, now))
        pieces += [body[end : token.start], json.dumps(now).encode("ascii")]
        end = token.end
    if not ids:
        return None
    return NewDevice(b"".join((*pieces, body[end:])), tuple(ids))


def _ids(body: bytes) -> Iterator[tuple[str, Token]]:
    """Yield name and token of every string that is an id, by its own name or by that of the enclosing object."""
    opened: list[str] = []  # the name of each open object or list
    name = ""
    before: Token | None = None
    for token in tokens(body):
        if token.kind == "space":
            continue
        if token.kind in "{[":
            opened.append(name if token.kind == "{" else (opened[-1] if opened else ""))
            name = ""
        elif token.kind in "}]":
            if opened:
                opened.pop()
            name = ""
        elif token.kind == ":" and before is not None and before.kind == "string":
            name = _text(body[before.start : before.end])
        elif token.kind == ",":
            name = "" if not opened else name
        elif token.kind == "string" and name and before is not None and before.kind == ":":
            inside = bool(opened) and opened[-1] in _PARENTS
            if inside or name in _NAMED:
                yield name, token
            name = ""
        before = token


def _text(literal: bytes) -> str:
    try:
        found = json.loads(literal)
    except ValueError:
        return ""
    return found if isinstance(found, str) else ""


def _made(kind: str, before: str, random: Callable[[int], str]) -> str:
    if kind in _UUIDS:
        digits = MARK * 2 + random(12)
        variant = "89ab"[int(digits[16], 16) % 4]  # RFC 9562, section 4.1
        made = "-".join((digits[:8], digits[8:12], "4" + digits[13:16], variant + digits[17:20], digits[20:]))
    elif kind == "android_id":
        made = MARK + random(6)
    elif kind in _HASHES:
        made = MARK + random(18)
    elif kind == "mac":
        digits = MARK + random(4)  # 7e: locally administered, unicast
        made = ":".join(digits[at : at + 2] for at in range(0, 12, 2))
    elif kind == "imei":
        made = _imei(random)
    else:
        return f"test-{MARK}{random(8)}"
    upper = before.upper() == before and any(character.isalpha() for character in before)
    return made.upper() if upper and _HEX.search(before) else made


def _imei(random: Callable[[int], str]) -> str:
    """Return 15 digits beginning with 00, which is for test devices (3GPP TS 23.003), with the check digit."""
    digits = "00" + str(int(random(6), 16) % 10**12).zfill(12)
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(digits))
    return digits + str(-total % 10)
