"""Cuts any bytes into JSON tokens that join up to the same bytes again. Never judges their order."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Token(NamedTuple):
    """One token: its kind and the byte offsets of its start and its end (exclusive).

    Kinds are ``{ } [ ] : ,`` for themselves, ``string``, ``number``, ``literal`` (true, false, null),
    ``space`` (a run of the four blanks of JSON) and ``other`` for what no JSON text holds.
    """

    kind: str
    start: int
    end: int


_TOKEN = re.compile(
    rb"(?P<space>[ \t\r\n]++)"
    # An unfinished string ends before the next line end, so that colours and folds recover there.
    rb'|(?P<string>"[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*(?:"|\\?))'
    rb"|(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![0-9A-Za-z_.]))"
    rb"|(?P<literal>(?:true|false|null)(?![0-9A-Za-z_]))"
    rb"|(?P<mark>[][{}:,])"
    rb"|(?P<other>[^][{}:, \t\r\n\"]++)"
)


def tokens(body: bytes) -> Iterator[Token]:
    """Yield the tokens of a body, in order and without a gap, whatever its bytes are."""
    for match in _TOKEN.finditer(body):
        kind = match.lastgroup or "other"
        start, end = match.span()
        yield Token(match.group().decode("ascii") if kind == "mark" else kind, start, end)
