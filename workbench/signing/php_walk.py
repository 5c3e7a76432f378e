"""Computes what PHP would write for a body, and the places where it differs.

Equivalent to json_encode(json_decode(body, true)) of PHP 8. Processes tokens of valid JSON without recursion and
without building values; only objects are examined as a whole, for repeated keys, for keys 0, 1, 2, … and for being
empty.
"""

import json
import re

from workbench.jsontext import first_problem
from workbench.signing.php_numbers import is_big_int, php_number
from workbench.signing.php_refusals import INFINITE, NotPhpJson, refusal

Note = tuple[int, int, str]
"""Start, end and kind of a difference; kind "string" may contain several."""

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*"'
_PLAIN_STRING = rb'"[ !#-.0-\[\]-\x7f]*+"'
_BEFORE_COLON = rb"[ \t\r\n]*+:"
_piece = re.compile(
    rb"([ \t\r\n]*+)(?:"
    # Runs that PHP writes unchanged: plain strings, integers of up to 18 digits, literals, punctuation.
    rb"((?:[,:]|%b(?!%b)|(?:0|-?[1-9][0-9]{0,17})(?![0-9.eE])|true|false|null){1,200})"
    rb"|(%b)(?=%b)|([{\[])|([}\]])|(%b)(?=%b)|(%b)|([-+.0-9eE]++)|\Z)"
    % (_PLAIN_STRING, _BEFORE_COLON, _PLAIN_STRING, _BEFORE_COLON, _STRING, _BEFORE_COLON, _STRING)
)
_UNCHANGED, _PLAIN_KEY, _OPENING, _CLOSING, _KEY, _TEXT, _NUMBER = range(2, 9)


class _Object:
    __slots__ = ("keys", "offsets", "place", "places", "start")

    def __init__(self, place: int, start: int) -> None:
        self.place, self.start = place, start
        self.keys: list[bytes] = []
        self.places: list[int] = []
        self.offsets: list[int] = []


def walk(body: bytes) -> tuple[bytes, list[Note]]:
    """Return PHP's bytes for a body, and the differences. Raises NotPhpJson."""
    if first_problem(body) is not None:
        raise refusal(body)
    out: list[bytes] = []
    notes: list[Note] = []
    opened: list[_Object | None] = []
    too_large = False
    for match in _piece.finditer(body):
        kind = match.lastindex or 1
        at = match.end(1)
        if at > match.start():
            notes.append((match.start(), at, "space"))
        if kind == 1:
            break
        text = match[kind]
        if kind == _UNCHANGED:
            pass
        elif kind in (_PLAIN_KEY, _KEY, _TEXT):
            if kind != _PLAIN_KEY:
                written = php_string(text)
                if written is None:
                    raise refusal(body)
                if written != text:
                    notes.append((at, match.end(), "string"))
                    text = written
            if kind != _TEXT and (inside := opened[-1]) is not None:
                inside.keys.append(text)
                inside.places.append(len(out))
                inside.offsets.append(at)
        elif kind == _OPENING:
            opened.append(_Object(len(out), at) if text == b"{" else None)
        elif kind == _CLOSING:
            ending = opened.pop()
            if ending is not None:
                text = _close(ending, out, notes)
        else:
            number = php_number(text)
            if number is None:
                too_large = True
                number = b"!%d" % at
            if number != text:
                notes.append((at, match.end(), "big-int" if is_big_int(text) else "number"))
                text = number
        out.append(text)
    if too_large:
        # Checked last, and only for values that remain: PHP decodes all, keeps the last values, then encodes.
        for text in out:
            if text.startswith(b"!"):
                raise NotPhpJson(int(text[1:]), INFINITE)
    return b"".join(out), notes


def _close(ending: _Object, out: list[bytes], notes: list[Note]) -> bytes:
    """Finish an object as PHP would write the array, and return its closing bracket."""
    keys = ending.keys
    if not keys:
        out[ending.place] = b"["
        notes.append((ending.start, ending.start + 1, "empty-object"))
        return b"]"
    places = ending.places
    if len(set(keys)) != len(keys):
        places = _keep_last_values(ending, out, notes)
        keys = list(dict.fromkeys(keys))
    if keys[0] == b'"0"' and all(key == b'"%d"' % number for number, key in enumerate(keys)):
        out[ending.place] = b"["
        for place in places:
            out[place] = b""
            out[place + 1] = out[place + 1].removeprefix(b":")
        notes.append((ending.start, ending.start + 1, "list"))
        return b"]"
    return b"}"


def _keep_last_values(ending: _Object, out: list[bytes], notes: list[Note]) -> list[int]:
    """Give each repeated key its last value at its first position; return the new positions of the keys."""
    ends = [*ending.places[1:], len(out)]
    members: dict[bytes, list[bytes]] = {}
    for key, place, end, offset in zip(ending.keys, ending.places, ends, ending.offsets, strict=True):
        if key in members:
            notes.append((offset, offset + len(key), "duplicate-key"))
        rest = out[place + 1 : end]
        rest[-1] = rest[-1].removesuffix(b",")
        members[key] = rest
    del out[ending.place + 1 :]
    places: list[int] = []
    for key, rest in members.items():
        if places:
            out.append(b",")
        places.append(len(out))
        out += (key, *rest)
    return places


def php_string(text: bytes) -> bytes | None:
    """Return what PHP writes for a valid JSON string, or None if it contains an unpaired surrogate."""
    if b"\\" not in text and text.isascii():
        return text.replace(b"/", b"\\/")
    value = json.loads(text.decode("utf-8"))
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return None
    # Unlike Python, PHP does not escape DEL, and escapes the slash.
    parts = [json.dumps(part)[1:-1] for part in value.split("\x7f")]
    return ('"' + "\x7f".join(parts).replace("/", "\\/") + '"').encode("ascii")
