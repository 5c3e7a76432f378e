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

# Blanks and backslashes are taken from where they begin only: from each of a million of them on is too often.
# Where base64 or a long number is broken: a line end, also one that is written out, as in JSON in a log line.
_line_end = re.compile(r"(?:(?<![ \t])[ \t]++)?(?:(?:=?[\r\n]|(?<!\\)\\++[rn])[ \t]*)+|(?<!\\)\\++(?=/)")
# What quoting puts in front of characters, each time again: in JSON, in a repr, and in one inside the other.
_backslashes = re.compile(r"\\+")
# What else stands between the digits of a dump: \x61, \u0061, 0x61, %61, &#x61; and 61:62.
_between_bytes = re.compile(r"(?:(?<!\\)\\++(?:x|u00|[rn])|0x|%|&#x|[\s;:,.-])+")

_SHORTEST_IN_DUMP: Final = 12  # hex digits; fewer could be a time, a date or an address
_run_of_digits = re.compile(rf"[a-z0-9+/=_-]{{{SHORTEST_BROKEN},}}")
_run_of_hex = re.compile(rf"[0-9a-f]{{{_SHORTEST_IN_DUMP},}}")


class Sieve:
    """All the forms of all the values, ready to be looked for."""

    def __init__(self, values: Iterable[Forms] = ()) -> None:
        # To each form in how many values it is; digits by their beginning, as often as they are in one.
        self._texts: dict[str, int] = {}
        self._bare: dict[str, int] = {}
        self._digits: dict[str, tuple[str, ...]] = {}
        self._hex: dict[str, tuple[str, ...]] = {}
        for forms in values:
            self._add(forms)

    def changed(self, added: Iterable[Forms], dropped: Iterable[Forms]) -> Sieve:
        """Return a sieve with these values more and fewer; this one stays as it is, for who is looking through it."""
        other = Sieve()
        for field in ("_texts", "_bare", "_digits", "_hex"):
            setattr(other, field, getattr(self, field).copy())
        for forms in added:
            other._add(forms)
        for forms in dropped:
            other._drop(forms)
        return other

    def _add(self, forms: Forms) -> None:
        for counts, texts in ((self._texts, forms.texts), (self._bare, forms.bare)):
            for text in texts:
                counts[text] = counts.get(text, 0) + 1
        for index, digits in ((self._digits, forms.digits), (self._hex, forms.hex)):
            for form in digits:
                if index is self._digits or len(form) >= _SHORTEST_IN_DUMP:
                    beginning = form[:SHORTEST_BROKEN]
                    index[beginning] = (*index.get(beginning, ()), form)

    def _drop(self, forms: Forms) -> None:
        for counts, texts in ((self._texts, forms.texts), (self._bare, forms.bare)):
            for text in texts:
                counts[text] -= 1
                if not counts[text]:
                    del counts[text]
        for index, digits in ((self._digits, forms.digits), (self._hex, forms.hex)):
            for form in digits:
                left = list(index.pop(form[:SHORTEST_BROKEN], ()))
                if form in left:
                    left.remove(form)
                if left:
                    index[form[:SHORTEST_BROKEN]] = tuple(left)

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


def _everywhere(form: str, text: str) -> Iterator[Span]:
    at = text.find(form)
    while at >= 0:
        yield at, at + len(form)
        at = text.find(form, at + 1)


def _each_of(forms: Iterable[str], text: str) -> list[Span]:
    return [span for form in forms for span in _everywhere(form, text)]


def _in_runs(runs: re.Pattern[str], text: str, index: dict[str, tuple[str, ...]]) -> list[Span]:
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
