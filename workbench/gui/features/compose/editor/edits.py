"""Finds the smallest edit that turns one text into another. No Qt; positions are in characters."""

import re

_WORD = re.compile(r"\S+")


def _common(first: str, second: str, limit: int, *, at_end: bool) -> int:
    """Return how many characters two texts share at one end, at most `limit`."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        same = (
            first[len(first) - middle : len(first) - low] == second[len(second) - middle : len(second) - low]
            if at_end
            else first[low:middle] == second[low:middle]
        )
        if same:
            low = middle
        else:
            high = middle - 1
    return low


def changed_middle(old: str, new: str) -> tuple[int, int, int]:
    """Return where two texts start to differ, and where the difference ends in the old and in the new one."""
    shorter = min(len(old), len(new))
    start = _common(old, new, shorter, at_end=False)
    tail = _common(old, new, shorter - start, at_end=True)
    return start, len(old) - tail, len(new) - tail


def mapped_position(old: str, new: str, place: int) -> int:
    """Return the position in a new text with as many visible characters before it as `place` has in the old one."""
    wanted = len("".join(old[:place].split()))
    at = 0
    for match in _WORD.finditer(new):
        if wanted <= len(match[0]):
            return match.start() + wanted if wanted else at
        wanted -= len(match[0])
        at = match.end()
    return len(new)
