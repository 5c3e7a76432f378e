"""Splits bytes into JSON tokens without loss. Their order is not checked."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Token(NamedTuple):
    """One token: its kind and the byte offsets of its start and end (exclusive).

    Kinds are ``{ } [ ] : ,`` for themselves, ``string``, ``number``, ``literal`` (true, false, null), ``space`` (a run
    of white space) and ``other`` for bytes that no JSON text contains.
    """

    kind: str
    start: int
    end: int


_TOKEN = re.compile(
    rb"(?P<space>[ \t\r\n]++)"
    # An unterminated string ends at the end of the line, so that highlighting recovers there.
    rb'|(?P<string>"[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*(?:"|\\?))'
    rb"|(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![0-9A-Za-z_.]))"
    rb"|(?P<literal>(?:true|false|null)(?![0-9A-Za-z_]))"
    rb"|(?P<mark>[][{}:,])"
    rb"|(?P<other>[^][{}:, \t\r\n\"]++)"
)


def tokens(body: bytes) -> Iterator[Token]:
    """Yield the tokens of a body, in order and without gaps, for any bytes."""
    for match in _TOKEN.finditer(body):
        kind = match.lastgroup or "other"
        start, end = match.span()
        yield Token(match.group().decode("ascii") if kind == "mark" else kind, start, end)
