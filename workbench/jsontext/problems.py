"""Finds the first syntax error of a JSON body.

The rules are RFC 8259 (grammar, UTF-8, no byte order mark), with a limit of nesting: that of PHP. Values are not
checked: repeated keys, lone surrogate escapes and huge numbers are valid. Never raises.
"""

import re
from functools import cache
from typing import NamedTuple

from workbench.jsontext import messages
from workbench.jsontext.grammar import KEYS, MOST_NESTED, VALUES, Expect, past_marks


class Problem(NamedTuple):
    """A message, and the byte offset at which to show it."""

    offset: int
    says: str


TOO_DEEP = f"more than {MOST_NESTED} nested brackets"

_BLANKS = rb"[ \t\r\n]*+"
_STRING = rb'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*"'
_SCALAR = (
    _STRING + rb"|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![0-9A-Za-z_.])"
    rb"|(?:true|false|null)(?![0-9A-Za-z_])"
)
_blanks = re.compile(_BLANKS)
_string = re.compile(_STRING)
_scalar = re.compile(_SCALAR)

_LARGE = 64 * 1024
"""Bytes; in a larger body, runs of small containers are matched at once too. Those patterns take 10 ms to compile."""

_CONTAINERS = 2
"""How deep the containers of those patterns are nested."""


def _or_container(value: bytes) -> bytes:
    """Return a pattern of `value`, or of a list or an object of a few such values."""
    items = rb"\[%b(?:(?:%b)%b(?:,%b(?:%b)%b){0,20})?\]" % (_BLANKS, value, _BLANKS, _BLANKS, value, _BLANKS)
    member = b"%b%b:%b(?:%b)%b" % (_STRING, _BLANKS, _BLANKS, value, _BLANKS)
    return value + rb"|%b|\{%b(?:%b(?:,%b%b){0,20})?\}" % (items, _BLANKS, member, _BLANKS, member)


@cache
def _runs(large: bool) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return patterns of runs of members and of items; matching a run at once is much faster than a loop.

    A run continues only if another member or item follows. Its length is limited because the engine stores each
    repetition. (Possessive groups do not store it, but Python 3.11.2 matches them wrongly.)
    """
    value = _or_container(_or_container(_SCALAR)) if large else _SCALAR
    member = b'(?:%b%b:%b(?:%b)%b,%b(?=")){0,500}' % (_STRING, _BLANKS, _BLANKS, value, _BLANKS, _BLANKS)
    item = rb'(?:(?:%b)%b,%b(?=[-0-9"tfn{\[])){0,500}' % (value, _BLANKS, _BLANKS)
    return re.compile(member), re.compile(item)


def first_problem(body: bytes) -> Problem | None:
    """Return the first problem of a body, or None if it is valid JSON."""
    if body.startswith(b"\xef\xbb\xbf"):
        return Problem(0, "byte order mark before the JSON")
    found = _first_in_grammar(body)
    problem = Problem(*found) if found else None
    if not body.isascii():
        try:
            body.decode("utf-8")
        except UnicodeDecodeError as error:
            if problem is None or problem.offset >= error.start:
                return Problem(error.start, f"byte {body[error.start]:02X} is not valid UTF-8")
    return problem


def _past(pattern: re.Pattern[bytes], body: bytes, position: int) -> int:
    match = pattern.match(body, position)
    return match.end() if match else position


def _first_in_grammar(body: bytes) -> tuple[int, str] | None:
    position, size = _past(_blanks, body, 0), len(body)
    if position == size:
        return position, "the body contains only white space" if body else "the body is empty"
    opened: list[int] = []
    expect = Expect.VALUE
    while position < size:
        members, items = _runs(size > _LARGE and len(opened) + _CONTAINERS <= MOST_NESTED)
        if expect is Expect.VALUE and opened and body[opened[-1]] == 0x5B:
            position = _past(items, body, position)
        start = position
        position, expect, is_refused = past_marks(body, position, expect, opened)
        if is_refused:
            if body[position] in b"[{" and expect in VALUES:
                return position, TOO_DEEP
            break
        if position > start:
            continue
        if expect in KEYS:
            if expect is Expect.KEY:
                start = _past(members, body, start)
            position, then = _past(_string, body, start), Expect.COLON
            if position > start and body[position : position + 1] == b":":  # the usual case
                position, then = position + 1, Expect.VALUE
        else:
            position = _past(_scalar, body, start) if expect in VALUES else start
            then = Expect.COMMA if opened else Expect.NOTHING
        if position == start:
            break
        expect = then
    if position == size and expect is Expect.NOTHING:
        return None
    if position < size:
        return messages.about(body, position, expect, opened)
    return size, messages.cut_short(body, opened)
