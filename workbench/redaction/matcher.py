"""Finds where any encoding of any known value occurs in a text.

Encodings made of digits are indexed by their first characters, so that the time depends on the length of the text and
not on the number of values. Texts are neither changed nor stored.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final

from workbench.redaction.encodings import SHORTEST_BROKEN, Encodings, fold

Span = tuple[int, int]


# White space and backslashes are matched from their start only; trying each position of a long run is too slow.
# A line break in base64 or a long number, including an escaped one, as in JSON in a log line.
_line_end = re.compile(r"(?:(?<![ \t])[ \t]++)?(?:(?:=?[\r\n]|(?<!\\)\\++[rn])[ \t]*)+|(?<!\\)\\++(?=/)")
# Backslashes added by quoting: JSON, a repr, and one inside the other.
_backslashes = re.compile(r"\\+")
# Separators between the digits of a dump: \x61, \u0061, 0x61, %61, &#x61; and 61:62.
_between_bytes = re.compile(r"(?:(?<!\\)\\++(?:x|u00|[rn])|0x|%|&#x|[\s;:,.-])+")

# The two patterns above are slow only with these, which are rare; without them, the simpler ones below are used.
_blank_before = re.compile(r"[ \t][\r\n=\\]")
_line_end_alone = re.compile(
    r"(?:\n|\r|=[\r\n]|\\(?<!\\\\)\\*+[rn])[ \t]*(?:(?:=?[\r\n]|\\(?<!\\\\)\\*+[rn])[ \t]*)*|\\(?<!\\\\)\\*+(?=/)"
)
_written_out = re.compile(r"\\[xurn]|0x|&#x")
_single: Final = str.maketrans("", "", " \t\n\r\v\f\x1c\x1d\x1e\x1f%;:,.-")

_SHORTEST_IN_DUMP: Final = 12  # hex digits; fewer could be a time, a date or an address


class Matcher:
    """An index of the encodings of all values."""

    def __init__(self, values: Iterable[Encodings] = ()) -> None:
        # Number of values with each encoding; digits by their first characters.
        self._texts: dict[str, int] = {}
        self._bare: dict[str, int] = {}
        self._digits: dict[str, tuple[str, ...]] = {}
        self._hex: dict[str, tuple[str, ...]] = {}
        # Number of encodings of each length: a run shorter than the shortest contains none.
        self._digits_long: dict[int, int] = {}
        self._hex_long: dict[int, int] = {}
        for forms in values:
            self._add(forms)

    def changed(self, added: Iterable[Encodings], dropped: Iterable[Encodings]) -> Matcher:
        """Return a matcher with values added and removed; this one is unchanged, as another thread may use it."""
        other = Matcher()
        for field in ("_texts", "_bare", "_digits", "_hex", "_digits_long", "_hex_long"):
            setattr(other, field, getattr(self, field).copy())
        for forms in added:
            other._add(forms)
        for forms in dropped:
            other._drop(forms)
        return other

    def _add(self, forms: Encodings) -> None:
        for counts, texts in ((self._texts, forms.texts), (self._bare, forms.bare)):
            for text in texts:
                counts[text] = counts.get(text, 0) + 1
        for index, digits in ((self._digits, forms.digits), (self._hex, forms.hex)):
            for form in digits:
                if index is self._digits or len(form) >= _SHORTEST_IN_DUMP:
                    beginning = form[:SHORTEST_BROKEN]
                    index[beginning] = (*index.get(beginning, ()), form)
        for times, lengths in self._lengths(forms):
            for length in lengths:
                times[length] = times.get(length, 0) + 1

    def _drop(self, forms: Encodings) -> None:
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
        for times, lengths in self._lengths(forms):
            for length in lengths:
                times[length] -= 1
                if not times[length]:
                    del times[length]

    def _lengths(self, forms: Encodings) -> tuple[tuple[dict[int, int], list[int]], ...]:
        in_dump = [length for length in map(len, forms.hex) if length >= _SHORTEST_IN_DUMP]
        return (self._digits_long, list(map(len, forms.digits))), (self._hex_long, in_dump)

    def spans(self, text: str) -> list[Span]:
        """Return the positions (start, end) of known values, in order and not overlapping."""
        folded = fold(text)
        found = _each_of(self._texts, folded)
        if self._bare and "\\" in folded:
            bare = _without(_backslashes, _joined_bare, folded, lambda joined: _each_of(self._bare, joined))
            found += (span for span in bare if _was_quoted(folded, *span))
        if self._digits:
            digits = _runs_of("a-z0-9+/=_-", min(self._digits_long))
            found += _without(_line_end, _joined_lines, folded, lambda joined: _in_runs(digits, joined, self._digits))
        if self._hex:
            in_hex = _runs_of("0-9a-f", min(self._hex_long))
            found += _without(_between_bytes, _joined_bytes, folded, lambda joined: _in_runs(in_hex, joined, self._hex))
        return _merged(found)


def _everywhere(form: str, text: str) -> Iterator[Span]:
    at = text.find(form)
    while at >= 0:
        yield at, at + len(form)
        at = text.find(form, at + 1)


def _each_of(forms: Iterable[str], text: str) -> list[Span]:
    return [span for form in forms for span in _everywhere(form, text)]


@cache
def _runs_of(digits: str, least: int) -> re.Pattern[str]:
    """Return a pattern for runs of at least `least` of these digits."""
    return re.compile(rf"[{digits}]{{{least},}}")


def _in_runs(runs: re.Pattern[str], text: str, index: dict[str, tuple[str, ...]]) -> list[Span]:
    return [
        (at, at + len(form))
        for run in runs.finditer(text)
        for at in range(run.start(), run.end() - SHORTEST_BROKEN + 1)
        for form in index.get(text[at : at + SHORTEST_BROKEN], ())
        if text.startswith(form, at)
    ]


def _was_quoted(text: str, start: int, end: int) -> bool:
    """Whether a short match without backslashes was quoted in the text; otherwise it is a coincidence."""
    return end - start >= SHORTEST_BROKEN or "\\" in text[max(start - 1, 0) : end]


def _joined_bare(text: str) -> str:
    """Return the text without its backslashes."""
    return text.replace("\\", "")


def _joined_lines(text: str) -> str:
    """Return the text without the matches of `_line_end`."""
    if "\n" not in text and "\r" not in text and "\\" not in text:
        return text
    return (_line_end if _blank_before.search(text) else _line_end_alone).sub("", text)


def _joined_bytes(text: str) -> str:
    """Return the text without the matches of `_between_bytes`."""
    if text.isascii() and not _written_out.search(text):
        return text.translate(_single)
    return _between_bytes.sub("", text)


def _without(
    gaps: re.Pattern[str], join: Callable[[str], str], text: str, look: Callable[[str], list[Span]]
) -> Iterator[Span]:
    """Yield matches of the text without its gaps, as positions in the whole text; `join` removes the gaps."""
    found = look(join(text))
    if not found:
        return
    starts, shifts, shift = [0], [0], 0  # start in the joined text, characters removed before it
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
