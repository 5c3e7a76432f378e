"""The messages for JSON syntax errors; `problems` finds where they are."""

import re
from enum import Enum

from workbench.jsontext.positions import line_and_column

_plain = re.compile(rb'[^"\\\x00-\x1f]*+')
_escapes = re.compile(rb'(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+){1,500}')
_word = re.compile(rb"[A-Za-z_$][A-Za-z0-9_$]*+")
_curly = re.compile(rb"\xe2\x80[\x98-\x9f]")
_number_like = re.compile(rb"[-+.]?[0-9][-+.0-9A-Za-z_]*+|[-+.]++")
_good_number = re.compile(rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_OTHER_LITERALS = {b"true": "true", b"false": "false", b"null": "null", b"none": "null", b"nil": "null"}
_NAMES = {0x7B: "object", 0x5B: "list"}


class Expect(Enum):
    """What the grammar allows next."""

    VALUE = "a value"
    VALUE_OR_END = "a value or ]"
    KEY = "a key"
    KEY_OR_END = "a key or }"
    COLON = "a colon"
    COMMA = "a comma or an end"
    NOTHING = "nothing more"


def about(body: bytes, position: int, expect: Expect, opened: list[int]) -> tuple[int, str]:
    """Return the offset and message of an unexpected byte; the offset may be earlier, where the error began."""
    byte = body[position : position + 1]
    before = _last_non_space(body, position)
    after_comma = before >= 0 and body[before] == 0x2C
    if byte < b" ":
        return position, "control character outside a string"
    if body[position : position + 2] == b"\xc2\xa0":
        return position, "no-break space outside a string"
    if byte == b"/" and body[position + 1 : position + 2] in (b"/", b"*"):
        return position, "comments are not allowed in JSON"
    if byte == b"#":
        return position, "comments are not allowed in JSON"
    if byte in (b"]", b"}") and after_comma and expect in (Expect.KEY, Expect.VALUE):
        return before, "trailing comma"
    if byte == b"," and expect is not Expect.COMMA and expect is not Expect.NOTHING:
        if expect is Expect.COLON or (before >= 0 and body[before] == 0x3A):
            return position, "missing value before this comma"
        return position, "unexpected comma"
    if expect is Expect.NOTHING:
        return position, "unexpected text after the end of the JSON"
    if byte in (b"]", b"}") and opened and byte != (b"}" if body[opened[-1]] == 0x7B else b"]"):
        return position, f"mismatched bracket: {_named(body, opened[-1])} is not closed"
    if expect is Expect.KEY or expect is Expect.KEY_OR_END:
        return _about_key(body, position, byte)
    if expect is Expect.COLON:
        if byte == b"=":
            return position, "expected a colon, not an equals sign"
        return position, "missing colon"
    if expect is Expect.COMMA:
        if byte == b":":
            return position, "unexpected colon"
        if byte == b";":
            return position, "expected a comma, not a semicolon"
        return position, "missing comma"
    return _about_value(body, position, byte)


def cut_short(body: bytes, opened: list[int]) -> str:
    """Return the message for a body that ends too early."""
    if not opened:
        return "the body ends before a value"
    return f"the body ends before {_named(body, opened[-1])} is closed"


def in_string(body: bytes, start: int) -> tuple[int, str] | None:
    """Return the offset and message of an error in the string that starts at `start`; None if it is valid."""
    position = start + 1
    while True:
        match = _plain.match(body, position)
        position = match.end() if match else position
        byte = body[position : position + 1]
        if byte == b'"':
            return None
        if not byte:
            return start, "unterminated string"
        if byte == b"\\":
            match = _escapes.match(body, position)
            if match is None:
                return position, _about_escape(body, position)
            position = match.end()
        elif byte in (b"\n", b"\r"):
            return start, "unterminated string (write a line break in a string as \\n)"
        elif byte == b"\t":
            return position, "unescaped tab in a string (write \\t)"
        else:
            return position, f"unescaped control character in a string (write \\u{byte[0]:04x})"


def _about_escape(body: bytes, position: int) -> str:
    follows = body[position + 1 : position + 2]
    if follows == b"u":
        return "\\u must be followed by four hex digits"
    if not follows:
        return "the body ends inside a string"
    return "invalid escape in a string (write a backslash as \\\\)"


def _about_key(body: bytes, position: int, byte: bytes) -> tuple[int, str]:
    if byte == b'"':
        return in_string(body, position) or (position, "missing key")
    if _curly.match(body, position):
        return position, "keys need straight double quotes, not curly quotes"
    if byte == b"'":
        return position, "keys need double quotes, not single quotes"
    if _word.match(body, position) or _number_like.match(body, position):
        return position, "keys need double quotes"
    return position, "missing key in double quotes"


def _about_value(body: bytes, position: int, byte: bytes) -> tuple[int, str]:
    if byte == b'"':
        return in_string(body, position) or (position, "missing value")
    if _curly.match(body, position):
        return position, "strings need straight double quotes, not curly quotes"
    if byte == b"'":
        return position, "strings need double quotes, not single quotes"
    match = _word.match(body, position)
    if match:
        meant = _OTHER_LITERALS.get(match.group().lower())
        if meant and match.group() != meant.encode():
            return position, f"write {meant} in JSON"
        if match.group() in (b"NaN", b"Infinity", b"undefined"):
            return position, f"{match.group().decode()} is not allowed in JSON"
        return position, "strings need double quotes" if _bracketed(body) else "unexpected character"
    match = _number_like.match(body, position)
    if match:
        return position, _about_number(match.group())
    if byte in (b"}", b"]", b":"):
        return position, "missing value"
    return position, "unexpected character"


def _bracketed(body: bytes) -> bool:
    """Whether the body starts with a bracket, as payloads do."""
    return body.lstrip(b" \t\r\n")[:1] in (b"{", b"[")


def _about_number(text: bytes) -> str:
    digits = text.lstrip(b"-")
    if text.startswith(b"+"):
        return "numbers cannot start with +"
    if digits.startswith(b".") and digits[1:2].isdigit():
        return "numbers need a digit before the decimal point"
    if digits[:1] == b"0" and digits[1:2].isdigit():
        return "numbers cannot start with 0, unless they are less than 1"
    match = _good_number.match(text)
    rest = text[match.end() :] if match else text
    if match and rest[:1] == b"." and not rest[1:2].isdigit() and b"." not in match.group():
        return "numbers need a digit after the decimal point"
    return "invalid number"


def _last_non_space(body: bytes, position: int) -> int:
    """Return the offset of the last byte before a position that is not white space, or -1."""
    while position > 0 and body[position - 1] in b" \t\r\n":
        position -= 1
    return position - 1


def _named(body: bytes, offset: int) -> str:
    line, column = line_and_column(body, offset)
    return f"the {_NAMES[body[offset]]} opened at line {line}, column {column}"
