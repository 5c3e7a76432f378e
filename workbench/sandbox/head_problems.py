"""Says what is wrong with the head of a request, without quoting any value in it.

The names of headers are shown only if they cannot be a credential.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_HEADERS = 100

_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_NAME_SHOWN = re.compile(rb"[A-Za-z][A-Za-z-]{0,39}")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_NAMES = {0: "a NUL", 9: "a tab", 10: "a line feed (LF)", 13: "a carriage return (CR)", 32: "a space", 127: "a DEL"}


class HeadProblem(NamedTuple):
    """A sentence, and the status to answer with."""

    says: str
    status: int = 400


def head_problem(head: bytes) -> HeadProblem | None:
    """Return the first thing that is wrong with a head, which includes its blank line; None if nothing is."""
    lines = head.split(b"\n")[:-2]  # the blank line has two ends
    request_line, *headers = [line.removesuffix(b"\r") for line in lines]
    ends = [line.endswith(b"\r") for line in lines]
    if request_line.startswith(b"PRI * HTTP/2"):
        return HeadProblem("The client speaks HTTP/2 without asking. The sandbox uses HTTP/1.1.", 505)
    says = _request_line(request_line)
    if says is None and len(headers) > MOST_HEADERS:
        return HeadProblem(f"The head has more than {MOST_HEADERS} headers.", 431)
    if says is None and any(ends) and not all(ends):
        number = ends.index(False)
        where = f"The value of the {_named(headers[number - 1], number)}" if number else "The request line"
        says = f"{where} ends with a line feed (LF)"
    says = says or next(filter(None, (_header(line, number) for number, line in enumerate(headers, 1))), None)
    if says is not None:
        return HeadProblem(f"The head is not valid HTTP: {says[0].lower()}{says[1:]}.")
    return _framing([line for line in headers if line[:1] not in b" \t"], request_line.endswith(b"1.0"))


def _request_line(line: bytes) -> str | None:
    words = line.split(b" ")
    if found := _CONTROL.search(line):
        return f"The request line contains {_character(found.group())}"
    if len(words) != 3 or not words[1] or not _TOKEN.fullmatch(words[0]):
        return "The request line is not a method, a target and a version with one space between them"
    if not re.fullmatch(rb"HTTP/1\.[01]", words[2]):
        return "The version in the request line is neither HTTP/1.1 nor HTTP/1.0"
    if not words[1].isascii():
        return "The target in the request line contains a character that is not percent-encoded"
    return None


def _header(line: bytes, number: int) -> str | None:
    """Return what is wrong with one line of the headers; the first has number 1."""
    if line[:1] in (b" ", b"\t"):
        return f"Header {number} continues the one before, which is obsolete" if number == 1 else None
    name, colon, value = line.partition(b":")
    if not colon:
        return f"Header {number} has no colon"
    stray = re.search(rb"[^!#$%&'*+\-.^_`|~0-9A-Za-z]", name)
    if stray or not name:
        return f"The name of header {number} " + (f"contains {_character(stray.group())}" if stray else "is empty")
    if found := _CONTROL.search(value):
        place = "" if value[found.end() :].strip() else " at its end"
        return f"The value of the {_named(line, number)} contains {_character(found.group())}{place}"
    return None


def _framing(lines: list[bytes], is_http_1_0: bool) -> HeadProblem | None:
    """Return what is wrong with the headers that say where the request goes and how long it is."""
    pairs = [line.partition(b":") for line in lines]
    values = {key: [value.strip() for name, _, value in pairs if name.lower() == key] for key in _FRAMING}
    lengths = {part.strip() for value in values[b"content-length"] for part in value.split(b",")}
    encodings = values[b"transfer-encoding"]
    start = "The head is not valid HTTP: "
    if lengths and encodings:
        return HeadProblem(
            "The request has both Content-Length and Transfer-Encoding. A proxy and a server could read different "
            "bodies, so it is refused."
        )
    if any(not re.fullmatch(rb"[0-9]{1,18}", each) for each in lengths):
        return HeadProblem(f"{start}the value of Content-Length is not a number.")
    if len(lengths) > 1:
        return HeadProblem(f"{start}conflicting values of Content-Length.")
    if encodings and (len(encodings) > 1 or encodings[0].lower() != b"chunked"):
        return HeadProblem(f"{start}Transfer-Encoding has a value other than chunked.", 501)
    if len(values[b"host"]) != 1 and not (is_http_1_0 and not values[b"host"]):
        return HeadProblem(f"{start}{'two headers' if values[b'host'] else 'no header'} Host.")
    return None


_FRAMING = (b"content-length", b"transfer-encoding", b"host")


def _named(line: bytes, number: int) -> str:
    name = line.partition(b":")[0]
    return f"header {name.decode()}" if _NAME_SHOWN.fullmatch(name) else f"header number {number}"


def _character(byte: bytes) -> str:
    code = byte[0]
    named = f"“{byte.decode()}”" if 0x20 < code < 0x7F else f"the byte {code:02X}"
    return _NAMES.get(code, named)
