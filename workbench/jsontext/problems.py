"""Finds the first syntax error of a JSON body.

The rules are RFC 8259 (grammar, UTF-8, no byte order mark), with a limit of nesting: that of PHP. Values are not
checked: repeated keys, lone surrogate escapes and huge numbers are valid. Never raises.
"""

import re
from functools import cache
from typing import NamedTuple

from workbench.jsontext import messages
from workbench.jsontext.messages import Expect


class Problem(NamedTuple):
    """A message, and the byte offset at which to show it."""

    offset: int
    says: str


MOST_NESTED = 511
"""The maximum number of brackets inside each other, as measured with PHP's default depth. More are not read."""

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
    members, items = _runs(size > _LARGE)
    expect = Expect.VALUE
    while position < size:
        byte = body[position : position + 1]
        if expect is Expect.COMMA:
            if byte == b",":
                expect = Expect.KEY if body[opened[-1]] == 0x7B else Expect.VALUE
            elif byte == (b"}" if body[opened[-1]] == 0x7B else b"]"):
                opened.pop()
                expect = Expect.COMMA if opened else Expect.NOTHING
            else:
                break
            position += 1
        elif expect is Expect.KEY or expect is Expect.KEY_OR_END:
            if byte == b'"':
                position = _past(members, body, position)
                end = _past(_string, body, position)
                if end == position:
                    break
                position = end
                expect = Expect.COLON
            elif byte == b"}" and expect is Expect.KEY_OR_END:
                opened.pop()
                position += 1
                expect = Expect.COMMA if opened else Expect.NOTHING
            else:
                break
        elif expect is Expect.COLON:
            if byte != b":":
                break
            position += 1
            expect = Expect.VALUE
        elif expect is Expect.NOTHING:
            break
        elif byte == b"{" or byte == b"[":
            if expect is Expect.VALUE and opened and body[opened[-1]] == 0x5B:
                end = _past(items, body, position)
                if end > position:
                    position = end
                    continue
            if len(opened) == MOST_NESTED:
                return position, TOO_DEEP
            opened.append(position)
            position += 1
            expect = Expect.KEY_OR_END if byte == b"{" else Expect.VALUE_OR_END
        elif byte == b"]" and expect is Expect.VALUE_OR_END:
            opened.pop()
            position += 1
            expect = Expect.COMMA if opened else Expect.NOTHING
        else:
            if opened and body[opened[-1]] == 0x5B:
                position = _past(items, body, position)
            end = _past(_scalar, body, position)
            if end == position:
                if body[position] in b"{[":
                    continue
                break
            position = end
            expect = Expect.COMMA if opened else Expect.NOTHING
        position = _past(_blanks, body, position)
    if position == size and expect is Expect.NOTHING:
        return None
    if position < size:
        return messages.about(body, position, expect, opened)
    return size, messages.cut_short(body, opened)
