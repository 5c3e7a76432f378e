"""Finds where PHP 8's json_decode stops, and with which message. Called only for bodies that PHP refuses.

The messages are those of PHP's json_last_error_msg. PHP reads token by token: an error inside a string is reported
before an error in the string's position. The code is simple rather than fast.
"""

import re

from workbench.jsontext import MOST_NESTED, TOO_DEEP, first_problem

DEPTH = "Maximum stack depth exceeded"
MISMATCH = "State mismatch (invalid or malformed JSON)"
CONTROL = "Control character error, possibly incorrectly encoded"
SYNTAX = "Syntax error"
UTF8 = "Malformed UTF-8 characters, possibly incorrectly encoded"
SURROGATE = "Single unpaired UTF-16 surrogate in unicode escape"
INFINITE = "Inf and NaN cannot be JSON encoded"

_PLAIN = {
    DEPTH: TOO_DEEP,
    MISMATCH: "mismatched bracket",
    CONTROL: "control character or end of the body in a string",
    SYNTAX: "invalid JSON",
    UTF8: "invalid UTF-8",
    SURROGATE: "unpaired surrogate",
    INFINITE: "number too large for a float",
}

_token = re.compile(
    rb"(?P<space>[ \t\r\n]++)|(?P<mark>[][{}:,])"
    rb"|(?P<scalar>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|true|false|null)"
    rb'|(?P<string>")',
)
_character = re.compile(
    rb"[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}",
)
_escapes = re.compile(
    rb'(?:\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}'
    rb"|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})){1,500}",
)
_plain = re.compile(rb"[ !#-\[\]-\x7f]*+")
_half_pair = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class NotPhpJson(ValueError):  # noqa: N818 - an answer about a body, not a bug
    """PHP refuses this body: the byte offset, PHP's own message, and a reason that contains both messages."""

    def __init__(self, offset: int, php_words: str, plain: str | None = None) -> None:
        self.offset = offset
        self.php_words = php_words
        self.reason = f"{php_words}: {plain or _PLAIN[php_words]}"
        super().__init__(self.reason)


def refusal(body: bytes) -> NotPhpJson:
    """Return why PHP refuses a body. The body must be one that it refuses."""
    offset, words = _stop(body)
    problem = first_problem(body)
    if problem is not None and (words == SYNTAX or offset in (problem.offset, len(body))):
        return NotPhpJson(problem.offset, words, problem.says)
    return NotPhpJson(offset, words)


def _stop(body: bytes) -> tuple[int, str]:
    """Parse as PHP does, up to the first token that it refuses."""
    opened: list[bytes] = []
    may = "value"
    position = 0
    while position < len(body):
        match = _token.match(body, position)
        if match is None:
            return position, _stray(body, position)
        start, position = match.span()
        if match.lastgroup == "space":
            continue
        if match.lastgroup == "string":
            position, words = _string_end(body, start + 1)
            if words:
                return position, words
            if may.startswith("key"):
                may = "colon"
                continue
        mark = match.group() if match.lastgroup == "mark" else b""
        if mark in (b"]", b"}") and opened and may in ("comma", "value or end", "key or end"):
            if opened.pop() != (b"[" if mark == b"]" else b"{"):
                return start, MISMATCH
            may = "comma" if opened else "nothing"
        elif mark in (b"[", b"{") and may.startswith("value"):
            opened.append(mark)
            if len(opened) > MOST_NESTED:
                return start, DEPTH
            may = "value or end" if mark == b"[" else "key or end"
        elif mark == b":" and may == "colon":
            may = "value"
        elif mark == b"," and may == "comma":
            may = "value" if opened[-1] == b"[" else "key"
        elif not mark and may.startswith("value"):
            may = "comma" if opened else "nothing"
        else:
            return start, SYNTAX
    return len(body), SYNTAX


def _stray(body: bytes, position: int) -> str:
    if body[position] < 0x20:
        return CONTROL
    return SYNTAX if _character.match(body, position) else UTF8


def _past_plain(body: bytes, position: int) -> int:
    match = _plain.match(body, position)
    return match.end() if match else position


def _string_end(body: bytes, position: int) -> tuple[int, str]:
    """Return the offset after the closing quote and an empty message, or the offset and message of the error."""
    while (position := _past_plain(body, position)) < len(body) and body[position] >= 0x20:
        if body[position] == 0x22:
            return position + 1, ""
        match = (_escapes if body[position] == 0x5C else _character).match(body, position)
        if match is None:
            if body[position] != 0x5C:
                return position, UTF8
            return position, SURROGATE if _half_pair.match(body, position) else SYNTAX
        position = match.end()
    return position, CONTROL
