"""The plain sentences about JSON that is none. Finds no problem itself: it is told where one is."""

import re
from enum import Enum

from workbench.jsontext.positions import line_and_column

_plain = re.compile(rb'[^"\\\x00-\x1f]*+')
_escape = re.compile(rb'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_word = re.compile(rb"[A-Za-z_$][A-Za-z0-9_$]*+")
_curly = re.compile(rb"\xe2\x80[\x98-\x9f]")
_number_like = re.compile(rb"[-+.]?[0-9][-+.0-9A-Za-z_]*+|[-+.]++")
_good_number = re.compile(rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_OTHER_LITERALS = {b"true": "true", b"false": "false", b"null": "null", b"none": "null", b"nil": "null"}
_CALLED = {0x7B: "object", 0x5B: "list"}


class Expect(Enum):
    """What may come next in a JSON text."""

    VALUE = "a value"
    VALUE_OR_END = "a value or ]"
    KEY = "a key"
    KEY_OR_END = "a key or }"
    COLON = "a colon"
    COMMA = "a comma or an end"
    NOTHING = "nothing more"


def about(body: bytes, position: int, expect: Expect, opened: list[int]) -> tuple[int, str]:
    """Say what is wrong where something else was expected; the offset may lie earlier, where it began."""
    byte = body[position : position + 1]
    before = _last_ink(body, position)
    after_comma = before >= 0 and body[before] == 0x2C
    if byte < b" ":
        return position, "a control character stands outside a string"
    if body[position : position + 2] == b"\xc2\xa0":
        return position, "a no-break space stands where JSON allows only a plain one"
    if byte == b"/" and body[position + 1 : position + 2] in (b"/", b"*"):
        return position, "JSON has no comments"
    if byte == b"#":
        return position, "JSON has no comments"
    if byte in (b"]", b"}") and after_comma and expect in (Expect.KEY, Expect.VALUE):
        return before, "extra comma: nothing follows it"
    if byte == b"," and expect is not Expect.COMMA and expect is not Expect.NOTHING:
        if expect is Expect.COLON or (before >= 0 and body[before] == 0x3A):
            return position, "a value is missing before this comma"
        return position, "extra comma: nothing stands before it"
    if expect is Expect.NOTHING:
        return position, "something follows the end of the JSON"
    if byte in (b"]", b"}") and opened and byte != (b"}" if body[opened[-1]] == 0x7B else b"]"):
        return position, f"this does not close {_named(body, opened[-1])}"
    if expect is Expect.KEY or expect is Expect.KEY_OR_END:
        return _about_key(body, position, byte)
    if expect is Expect.COLON:
        if byte == b"=":
            return position, "a colon belongs here, not an equals sign"
        return position, "a colon is missing before this"
    if expect is Expect.COMMA:
        if byte == b":":
            return position, "no colon belongs here"
        if byte == b";":
            return position, "a comma belongs here, not a semicolon"
        return position, "a comma is missing before this"
    return _about_value(body, position, byte)


def cut_short(body: bytes, opened: list[int]) -> str:
    """Say what is still open where the body ends."""
    if not opened:
        return "the body ends where a value is missing"
    return f"the body ends before {_named(body, opened[-1])} is closed"


def in_string(body: bytes, start: int) -> tuple[int, str] | None:
    """Say what is wrong inside the string that opens at start; None if it is well formed."""
    position = start + 1
    while True:
        match = _plain.match(body, position)
        position = match.end() if match else position
        byte = body[position : position + 1]
        if byte == b'"':
            return None
        if not byte:
            return start, "this string has no end"
        if byte == b"\\":
            match = _escape.match(body, position)
            if match is None:
                return position, _about_escape(body, position)
            position = match.end()
        elif byte in (b"\n", b"\r"):
            return start, "this string has no end on its line (inside a string a line end is written \\n)"
        elif byte == b"\t":
            return position, "a tab inside a string is written \\t"
        else:
            return position, f"this control character is written \\u{byte[0]:04x} inside a string"


def _about_escape(body: bytes, position: int) -> str:
    follows = body[position + 1 : position + 2]
    if follows == b"u":
        return "four hex digits must follow \\u"
    if not follows:
        return "the body ends inside a string"
    return "a backslash in a string is written \\\\, unless it starts one of the escapes of JSON"


def _about_key(body: bytes, position: int, byte: bytes) -> tuple[int, str]:
    if byte == b'"':
        return in_string(body, position) or (position, "a key is missing here")
    if _curly.match(body, position):
        return position, "a key stands in straight double quotes, not curly ones"
    if byte == b"'":
        return position, "a key stands in double quotes, not single ones"
    if _word.match(body, position) or _number_like.match(body, position):
        return position, "a key stands in double quotes"
    return position, "a key in double quotes is missing before this"


def _about_value(body: bytes, position: int, byte: bytes) -> tuple[int, str]:
    if byte == b'"':
        return in_string(body, position) or (position, "a value is missing here")
    if _curly.match(body, position):
        return position, "a string stands in straight double quotes, not curly ones"
    if byte == b"'":
        return position, "a string stands in double quotes, not single ones"
    match = _word.match(body, position)
    if match:
        meant = _OTHER_LITERALS.get(match.group().lower())
        if meant and match.group() != meant.encode():
            return position, f"JSON writes this {meant}"
        if match.group() in (b"NaN", b"Infinity", b"undefined"):
            return position, f"JSON has no {match.group().decode()}"
        return position, "a string stands in double quotes" if _bracketed(body) else "this does not begin as JSON does"
    match = _number_like.match(body, position)
    if match:
        return position, _about_number(match.group())
    if byte in (b"}", b"]", b":"):
        return position, "a value is missing before this"
    return position, "this is not how a JSON value begins"


def _bracketed(body: bytes) -> bool:
    """Whether the body at least begins with a bracket, as payloads do."""
    return body.lstrip(b" \t\r\n")[:1] in (b"{", b"[")


def _about_number(text: bytes) -> str:
    digits = text.lstrip(b"-")
    if text.startswith(b"+"):
        return "a number does not begin with +"
    if digits.startswith(b".") and digits[1:2].isdigit():
        return "a number needs a digit before its point"
    if digits[:1] == b"0" and digits[1:2].isdigit():
        return "a number does not begin with 0, unless it is below 1"
    match = _good_number.match(text)
    rest = text[match.end() :] if match else text
    if match and rest[:1] == b"." and not rest[1:2].isdigit() and b"." not in match.group():
        return "a number needs a digit after its point"
    return "this is not how JSON writes a number"


def _last_ink(body: bytes, position: int) -> int:
    """Return the offset of the last byte before a position that is no blank, or -1."""
    while position > 0 and body[position - 1] in b" \t\r\n":
        position -= 1
    return position - 1


def _named(body: bytes, offset: int) -> str:
    line, column = line_and_column(body, offset)
    return f"the {_CALLED[body[offset]]} opened at line {line}, column {column}"
