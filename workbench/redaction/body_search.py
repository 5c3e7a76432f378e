"""Searches the versions of a body for known values while it is edited; only what changed is searched again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

from workbench.redaction.matcher import OVERLAP
from workbench.redaction.redactor import SECRET_REMOVED, known_in, remembered_state


class BodySearch:
    """Remembers the last version of each body in which nothing was found. For one thread at a time."""

    def __init__(self) -> None:
        self._clean: dict[object, tuple[object, bytes]] = {}

    def contains_known(self, key: object, body: bytes) -> bool:
        """Return whether a body contains a known value; `key` is the same for all its versions."""
        state = remembered_state()
        before_state, before = self._clean.pop(key, (None, b""))
        changed = body if state != before_state else _changed(before, body)
        if known_in(changed):
            return True
        self._clean[key] = state, body
        return False

    def keep_only(self, keys: Iterable[object]) -> None:
        """Forget all other bodies."""
        kept = set(keys)
        self._clean = {key: value for key, value in self._clean.items() if key in kept}


def without_known(body: bytes) -> bytes:
    """Return the bytes with `SECRET_REMOVED` in place of each known value."""
    pieces, at = [], 0
    for start, length in known_in(body):
        pieces += [body[at:start], SECRET_REMOVED.encode()]
        at = start + length
    return b"".join((*pieces, body[at:])) if pieces else body


def _changed(before: bytes, after: bytes) -> bytes:
    """Return the part of `after` that differs from `before`, and so much around it that a value is complete."""
    shorter = min(len(before), len(after))
    head = _longest(shorter, lambda count: before[:count] == after[:count])
    tail = _longest(shorter - head, lambda count: before[len(before) - count :] == after[len(after) - count :])
    return after[max(head - OVERLAP, 0) : len(after) - max(tail - OVERLAP, 0)]


def _longest(most: int, is_equal: Callable[[int], bool]) -> int:
    """Return the largest number up to `most` for which `is_equal`, which holds for all smaller ones too."""
    return bisect_left(range(1, most + 1), True, key=lambda count: not is_equal(count))
