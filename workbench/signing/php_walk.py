"""One walk over a body: what PHP would write for it, and where that parts from what is there.

Stands for json_encode(json_decode(body, true)) of PHP 8. Walks token by token over text that is
known to be JSON, without recursion and without building PHP's values: only an object has to be
looked at as a whole, for repeated keys, for keys 0, 1, 2, … and for being empty.
"""

import json
import re

from workbench.jsontext import first_problem
from workbench.signing.php_numbers import is_big_int, php_number
from workbench.signing.php_refusals import INFINITE, MOST_NESTED, NotPhpJson, refusal

Note = tuple[int, int, str]
"""Start, end and kind of a place where the readings part; kind "string" holds finer ones."""

_token = re.compile(
    rb"([ \t\r\n]++)"
    rb"|([,:])"
    # What PHP writes back as it stands: plain strings, integers of up to 18 digits, the three words.
    rb'|("[ !#-.0-\[\]-\x7f]*+")|(true|false|null|(?:0|-?[1-9][0-9]{0,17})(?![0-9.eE]))'
    rb"|([{\[])|([}\]])"
    rb'|("[^"\\]*+(?:\\.[^"\\]*+)*+")'
    rb"|([-+.0-9eE]++)",
)
_BLANK, _MARK, _PLAIN_STRING, _PLAIN_SCALAR, _OPEN, _CLOSE, _STRING, _NUMBER = range(1, 9)


class _Object:
    __slots__ = ("keys", "offsets", "place", "places", "start")

    def __init__(self, place: int, start: int) -> None:
        self.place, self.start = place, start
        self.keys: list[bytes] = []
        self.places: list[int] = []
        self.offsets: list[int] = []


def walk(body: bytes) -> tuple[bytes, list[Note]]:
    """Return PHP's bytes for a body and the notes on where they part from it. Raises NotPhpJson."""
    if first_problem(body) is not None:
        raise refusal(body)
    out: list[bytes] = []
    notes: list[Note] = []
    opened: list[_Object | None] = []
    inside: _Object | None = None
    key_next = False
    too_large = False
    for match in _token.finditer(body):
        kind = match.lastindex
        text = match.group()
        if kind == _BLANK:
            notes.append((*match.span(), "space"))
            continue
        if kind in (_PLAIN_STRING, _STRING):
            if kind == _STRING:
                written = php_string(text)
                if written is None:
                    raise refusal(body)
                if written != text:
                    notes.append((*match.span(), "string"))
                    text = written
            if key_next and inside is not None:
                inside.keys.append(text)
                inside.places.append(len(out))
                inside.offsets.append(match.start())
                key_next = False
        elif kind == _MARK:
            key_next = inside is not None and text == b","
        elif kind == _OPEN:
            if len(opened) == MOST_NESTED:
                raise refusal(body)
            inside = _Object(len(out), match.start()) if text == b"{" else None
            opened.append(inside)
            key_next = inside is not None
        elif kind == _CLOSE:
            ending = opened.pop()
            if ending is not None:
                text = _close(ending, out, notes)
            inside = opened[-1] if opened else None
            key_next = False
        elif kind == _NUMBER:
            number = php_number(text)
            if number is None:
                too_large = True
                number = b"!%d" % match.start()
            if number != text:
                notes.append((*match.span(), "big-int" if is_big_int(text) else "number"))
                text = number
        out.append(text)
    if too_large:
        # Only now, and only if it is still there: PHP decodes all, keeps last values, and then encodes.
        for text in out:
            if text.startswith(b"!"):
                raise NotPhpJson(int(text[1:]), INFINITE)
    return b"".join(out), notes


def _close(ending: _Object, out: list[bytes], notes: list[Note]) -> bytes:
    """Finish an object in place, as PHP's array would be written, and return its closing bracket."""
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
            out[place] = out[place + 1] = b""
        notes.append((ending.start, ending.start + 1, "list"))
        return b"]"
    return b"}"


def _keep_last_values(ending: _Object, out: list[bytes], notes: list[Note]) -> list[int]:
    """Give each repeated key its last value at its first place; return where the keys stand now."""
    ends = [place - 1 for place in ending.places[1:]] + [len(out)]
    members: dict[bytes, list[bytes]] = {}
    for key, place, end, offset in zip(ending.keys, ending.places, ends, ending.offsets, strict=True):
        if key in members:
            notes.append((offset, offset + len(key), "duplicate-key"))
        members[key] = out[place:end]
    del out[ending.place + 1 :]
    places: list[int] = []
    for member in members.values():
        if places:
            out.append(b",")
        places.append(len(out))
        out.extend(member)
    return places


def php_string(text: bytes) -> bytes | None:
    """Return what PHP writes for a well-formed JSON string, or None if half a surrogate pair is in it."""
    if b"\\" not in text and text.isascii():
        return text.replace(b"/", b"\\/")
    value = json.loads(text.decode("utf-8"))
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return None
    # PHP leaves DEL as it is, where Python escapes it; and it escapes the slash.
    parts = [json.dumps(part)[1:-1] for part in value.split("\x7f")]
    return ('"' + "\x7f".join(parts).replace("/", "\\/") + '"').encode("ascii")
