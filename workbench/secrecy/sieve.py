"""Owns the search: where in a text any of many forms stands, however many values are known.

Forms of digits are found through their first few characters, so that a look costs what the text is long and not what
is known. It never changes a text, and never keeps one.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from workbench.secrecy.forms import SHORTEST_BROKEN, Forms, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Final

    Span = tuple[int, int]

# Where base64 or a long number is broken: a line end, also one that is written out, as in JSON in a log line.
_line_end = re.compile(r"(?:[ \t]*(?:=?[\r\n]|\\+[rn])[ \t]*)+|\\+(?=/)")
# What quoting puts in front of characters, each time again: in JSON, in a repr, and in one inside the other.
_backslashes = re.compile(r"\\+")
# What else stands between the digits of a dump: \x61, \u0061, 0x61, %61, &#x61; and 61:62.
_between_bytes = re.compile(r"(?:\\+x|\\+u00|0x|%|&#x|[\s;:,.-]|\\+[rn])+")

_SHORTEST_IN_DUMP: Final = 12  # hex digits; fewer could be a time, a date or an address
_run_of_digits = re.compile(rf"[a-z0-9+/=_-]{{{SHORTEST_BROKEN},}}")
_run_of_hex = re.compile(rf"[0-9a-f]{{{_SHORTEST_IN_DUMP},}}")


class Sieve:
    """All the forms of all the values, ready to be looked for."""

    def __init__(self, values: Iterable[Forms]) -> None:
        self._texts: set[str] = set()
        self._bare: set[str] = set()
        self._digits: dict[str, set[str]] = {}
        self._hex: dict[str, set[str]] = {}
        for forms in values:
            self._texts.update(forms.texts)
            self._bare.update(forms.bare)
            _sort_in(self._digits, forms.digits)
            _sort_in(self._hex, (form for form in forms.hex if len(form) >= _SHORTEST_IN_DUMP))

    def spans(self, text: str) -> list[Span]:
        """Return where something stands that must not show: from, to; in order, apart from each other."""
        folded = fold(text)
        found = _each_of(self._texts, folded)
        if self._bare and "\\" in folded:
            found += _without(_backslashes, folded, lambda joined: _each_of(self._bare, joined))
        if self._digits:
            found += _without(_line_end, folded, lambda joined: _in_runs(_run_of_digits, joined, self._digits))
        if self._hex:
            found += _without(_between_bytes, folded, lambda joined: _in_runs(_run_of_hex, joined, self._hex))
        return _merged(found)


def _sort_in(index: dict[str, set[str]], forms: Iterable[str]) -> None:
    for form in forms:
        index.setdefault(form[:SHORTEST_BROKEN], set()).add(form)


def _everywhere(form: str, text: str) -> Iterator[Span]:
    at = text.find(form)
    while at >= 0:
        yield at, at + len(form)
        at = text.find(form, at + 1)


def _each_of(forms: Iterable[str], text: str) -> list[Span]:
    return [span for form in forms for span in _everywhere(form, text)]


def _in_runs(runs: re.Pattern[str], text: str, index: dict[str, set[str]]) -> list[Span]:
    return [
        (at, at + len(form))
        for run in runs.finditer(text)
        for at in range(run.start(), run.end() - SHORTEST_BROKEN + 1)
        for form in index.get(text[at : at + SHORTEST_BROKEN], ())
        if text.startswith(form, at)
    ]


def _without(gaps: re.Pattern[str], text: str, look: Callable[[str], list[Span]]) -> Iterator[Span]:
    """Yield what is found in the text without its gaps, in places of the whole text."""
    found = look(gaps.sub("", text))
    if not found:
        return
    starts, shifts, shift = [0], [0], 0  # from which place of the joined text on, how much was left out before it
    for gap in gaps.finditer(text):
        shift += gap.end() - gap.start()
        starts.append(gap.end() - shift)
        shifts.append(shift)
    for first, after in found:
        last = after - 1
        yield first + shifts[bisect_right(starts, first) - 1], last + shifts[bisect_right(starts, last) - 1] + 1


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
