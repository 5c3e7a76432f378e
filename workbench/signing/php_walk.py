"""Computes what PHP would write for a body, and the places where it differs.

Equivalent to json_encode(json_decode(body, true)) of PHP 8. Processes tokens of valid JSON without recursion and
without building values; only objects are examined as a whole, for repeated keys, for keys 0, 1, 2, … and for being
empty.
"""

import json
import re
from collections import deque
from json.encoder import encode_basestring_ascii

from workbench.jsontext import first_problem
from workbench.signing.php_numbers import is_big_int, php_number
from workbench.signing.php_refusals import INFINITE, NotPhpJson, refusal, refused_string

Note = tuple[int, int, str]
"""Start, end and kind of a difference; kind "string" may contain several."""

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*"'
_PLAIN_STRING = rb'"[ !#-.0-\[\]-\x7f]*+"'
_BEFORE_COLON = rb"[ \t\r\n]*+:"
_piece = re.compile(
    rb"([ \t\r\n]*+)(?:"
    # Runs that PHP writes unchanged: plain strings, integers of up to 18 digits, literals, punctuation, lists.
    rb"((?:[][,:]++|%b(?!%b)|(?:0|-?[1-9][0-9]{0,17})(?![0-9.eE])|true|false|null){1,200})"
    rb"|((?:\{\}[][,:]*+){1,200})|(%b)(?=%b)|(\{)|(\})|(%b)(?=%b)|(%b)|([-+.0-9eE]++)|\Z)"
    % (_PLAIN_STRING, _BEFORE_COLON, _PLAIN_STRING, _BEFORE_COLON, _STRING, _BEFORE_COLON, _STRING)
)
_UNCHANGED, _EMPTY_OBJECTS, _PLAIN_KEY, _OPENING, _CLOSING, _KEY, _TEXT, _NUMBER = range(2, 10)
_empty_object = re.compile(rb"\{\}")
_too_large = re.compile(rb"\0([0-9]+)")
"""The mark of a number that is too large for a float, and its offset in the body."""


class _Object:
    """An object that is open: its keys as written, where they begin in the output, and in the body."""

    __slots__ = ("keys", "offsets", "place", "places", "start")

    def __init__(self, place: int, start: int) -> None:
        self.place, self.start = place, start
        self.keys: list[bytes] = []
        self.places: list[int] = []
        self.offsets: list[int] = []


def walk(body: bytes, notes: list[Note] | None = None, *, is_json: bool = False) -> bytes:
    """Return PHP's bytes for a body. Raises NotPhpJson.

    Args:
        body: the text.
        notes: a list to which the differences are added.
        is_json: whether the body is already known to be JSON.
    """
    problem = None if is_json else first_problem(body)
    if problem is not None:
        raise refusal(body, problem)
    found: list[Note] | deque[Note] = deque(maxlen=0) if notes is None else notes
    out = bytearray()
    opened: list[_Object] = []
    too_large = False
    for match in _piece.finditer(body):
        kind = match.lastindex or 1
        at = match.end(1)
        if notes is not None and at > match.start():
            notes.append((match.start(), at, "space"))
        if kind == 1:
            break
        text = match[kind]
        if kind == _UNCHANGED:
            pass
        elif kind == _EMPTY_OBJECTS:
            if notes is not None:
                places = (each.start() for each in _empty_object.finditer(body, at, match.end()))
                notes += ((place, place + 1, "empty-object") for place in places)
            text = text.replace(b"{}", b"[]")
        elif kind in (_PLAIN_KEY, _KEY, _TEXT):
            if kind != _PLAIN_KEY:
                written = php_string(text)
                if written is None:
                    raise refused_string(body, at)
                if written != text:
                    found.append((at, match.end(), "string"))
                    text = written
            if kind != _TEXT:
                inside = opened[-1]
                inside.keys.append(text)
                inside.places.append(len(out))
                inside.offsets.append(at)
        elif kind == _OPENING:
            opened.append(_Object(len(out), at))
        elif kind == _CLOSING:
            text = _close(opened.pop(), out, found)
        else:
            number = php_number(text)
            if number is None:
                too_large = True
                number = b"\0%d" % at
            if number != text:
                found.append((at, match.end(), "big-int" if is_big_int(text) else "number"))
                text = number
        out += text
    # Checked last, and only for values that remain: PHP decodes all, keeps the last values, then encodes.
    if too_large and (mark := _too_large.search(out)):
        raise NotPhpJson(int(mark[1]), INFINITE)
    return bytes(out)


def _close(ending: _Object, out: bytearray, notes: list[Note] | deque[Note]) -> bytes:
    """Finish an object as PHP would write the array, and return its closing bracket."""
    keys = ending.keys
    if not keys:
        out[ending.place :] = b"["
        notes.append((ending.start, ending.start + 1, "empty-object"))
        return b"]"
    is_list = keys[0] == b'"0"'
    if not is_list and len(set(keys)) == len(keys):
        return b"}"
    ends = [*ending.places[1:], len(out) + 1]
    members: dict[bytes, bytes] = {}
    for key, place, end, offset in zip(keys, ending.places, ends, ending.offsets, strict=True):
        if key in members:
            notes.append((offset, offset + len(key), "duplicate-key"))
        members[key] = bytes(out[place + len(key) + 1 : end - 1])  # without the colon before it and the comma after it
    is_list = is_list and all(key == b'"%d"' % number for number, key in enumerate(members))
    if is_list:
        notes.append((ending.start, ending.start + 1, "list"))
        out[ending.place :] = b"[" + b",".join(members.values())
        return b"]"
    out[ending.place + 1 :] = b",".join(b"%b:%b" % member for member in members.items())
    return b"}"


def php_string(text: bytes) -> bytes | None:
    """Return what PHP writes for a valid JSON string, or None if it contains an unpaired surrogate."""
    if b"\\" not in text and text.isascii():
        return text.replace(b"/", b"\\/")
    value = text[1:-1].decode("utf-8")
    if b"\\" in text:
        value = json.loads(text.decode("utf-8"))
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return None
    # Unlike Python, PHP does not escape DEL, and escapes the slash.
    parts = [encode_basestring_ascii(part)[1:-1] for part in value.split("\x7f")]
    return ('"' + "\x7f".join(parts).replace("/", "\\/") + '"').encode("ascii")
