"""Damages a file at random, as disks, editors and other programs do."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

_ODD: tuple[Any, ...] = (None, True, -1, 10**400, 1e308, "", "\ud800", "\0", "../../x", "x" * 200_000, [], {}, [[]])


def _truncate(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _flip(content: bytes, chance: Random) -> bytes:
    flipped = bytearray(content)
    for _ in range(chance.choice((1, 1, 10, 100))):
        if flipped:
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _empty(_content: bytes, _chance: Random) -> bytes:
    return b""


def _retype(content: bytes, chance: Random) -> bytes:
    """Put an odd value in place of one anywhere in a JSON document."""
    try:
        document = json.loads(content)
    except ValueError:
        return _flip(content, chance)
    places: list[tuple[Any, Any]] = [({"": document}, "")]
    for holder, key in places:
        value = holder[key]
        if isinstance(value, dict | list):
            places += [(value, each) for each in (value if isinstance(value, dict) else range(len(value)))]
    holder, key = chance.choice(places[1:] or places)
    holder[key] = chance.choice(_ODD)
    return json.dumps(places[0][0][""]).encode()


def _nest(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice((b"[", b'{"a":')) * 100_000 + content[at:]


def _duplicate(content: bytes, chance: Random) -> bytes:
    """Repeat a part, for example a member of an object."""
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[at : at + chance.randrange(1, 100)] + content[at:]


_CHANGES: tuple[Callable[[bytes, Random], bytes], ...] = (_truncate, _flip, _empty, _retype, _retype, _nest, _duplicate)


def seeded(seed: int) -> Random:
    """Return a source of chance that repeats itself."""
    return Random(seed)  # noqa: S311


def changed(content: bytes, chance: Random) -> bytes:
    """Return a file's content, damaged."""
    return chance.choice(_CHANGES)(content, chance)


def damage(path: Path, chance: Random) -> None:
    """Damage a file: its bytes, its permissions, or what stands in its place."""
    kind = chance.randrange(9)
    if kind < 7:
        path.write_bytes(changed(path.read_bytes(), chance))
    elif kind == 7:
        path.chmod(0)
    else:
        path.unlink()
        path.mkdir()
