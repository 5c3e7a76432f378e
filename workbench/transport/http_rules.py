"""Names the rule of HTTP/1 (RFC 9112) that a response breaks, and the header that breaks it, never its value."""

from __future__ import annotations

import re

_HEAD_LIMIT = 100 * 1024  # bytes of a head that the HTTP parser accepts
_STATUS_LINE = re.compile(rb"HTTP/(\d)\.(\d) (\d\d\d)(?: [^\x00-\x08\x0a-\x1f\x7f]*)?")
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_UNALLOWED = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_INTERIM = re.compile(rb"HTTP/1\.\d 1(?!01)\d\d")
HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,20})[ \t]*(?:;[^\r\n]*)?")
_LONGEST_NAME = 40  # characters of a header's name that are shown

Line = tuple[bytes, bytes]


def broken_rule(received: bytes, size: int) -> str:
    """Return the first rule that the received bytes break, as a sentence; empty if none was found.

    `received` is the start of a response and `size` the number of bytes that came.
    """
    while interim := _INTERIM.match(received):
        end = HEAD_END.search(received, interim.end())
        if end is None:
            break
        received = received[end.end() :]
    end = HEAD_END.search(received)
    first, *lines = (received if end is None else received[: end.start()]).split(b"\n")
    problem = _in_status_line(first.removesuffix(b"\r"))
    if problem:
        return problem
    headers: list[Line] = []
    for number, line in enumerate(lines, 1):
        if end is None and number == len(lines):
            break  # cut off
        problem = _in_header(line.removesuffix(b"\r"), number, headers)
        if problem:
            return problem
    if end is None:
        return f"Its head has no end within {_HEAD_LIMIT // 1024} KB." if size >= _HEAD_LIMIT else ""
    return _in_lengths(headers) or _in_chunks(headers, received[end.end() :])


def _in_status_line(line: bytes) -> str:
    if not line.startswith(b"HTTP/"):
        return "The first line does not begin with HTTP/."
    found = _STATUS_LINE.fullmatch(line)
    if found is not None and found[1] == b"1":
        return ""
    if re.match(rb"HTTP/1\.\d +\d{3}(?!\d)", line) is None:
        if not line.startswith(b"HTTP/1."):
            return "The first line names a version other than HTTP/1."
        return "The first line has no status of three digits after the version."
    if _UNALLOWED.search(line):
        return "The reason in the first line contains a control character."
    return "The parts of the first line are not separated by one space each."


def _in_header(line: bytes, number: int, headers: list[Line]) -> str:
    if line[:1] in {b" ", b"\t"}:  # continues the line before
        return "" if headers else "The first header line begins with a space."
    name, colon, value = line.partition(b":")
    if not colon:
        return f"Header line {number} has no colon."
    if not name:
        return f"Header line {number} has no name before the colon."
    if name != name.rstrip(b" \t"):
        return f"There is a space between the name and the colon of the header {_shown(name)}."
    if not _NAME.fullmatch(name):
        return f"The name of the header {_shown(name)} contains a character that is not allowed."
    if _UNALLOWED.search(value):
        return f"The value of the header {_shown(name)} contains a control character."
    headers.append((name.lower(), value.strip(b" \t")))
    return ""


def _in_lengths(headers: list[Line]) -> str:
    codings = [value.lower() for name, value in headers if name == b"transfer-encoding"]
    if len(codings) > 1:
        return "The header Transfer-Encoding occurs more than once."
    if codings and codings[0] != b"chunked":
        return "The header Transfer-Encoding has a value other than chunked."
    lengths = {each.strip() for name, value in headers if name == b"content-length" for each in value.split(b",")}
    if not all(each.isdigit() for each in lengths):
        return "The value of the header Content-Length is not a number."
    if len(lengths) > 1:
        return "The header Content-Length occurs more than once, with different values."
    if any(len(each) > 20 for each in lengths):
        return "The value of the header Content-Length is too large."
    return ""


def _in_chunks(headers: list[Line], body: bytes) -> str:
    if (b"transfer-encoding", b"chunked") not in [(name, value.lower()) for name, value in headers]:
        return ""
    number = 0
    while body:
        number += 1
        line, mark, body = body.partition(b"\n")
        size = _CHUNK_SIZE.fullmatch(line.removesuffix(b"\r"))
        if size is None:
            return (
                f"The line with the size of chunk {number} is not a hexadecimal number."
                if mark or len(line) > 20
                else ""
            )
        length = int(size[1], 16)
        if length == 0:
            return ""
        after = body[length : length + 2]
        if len(after) == 2 and after != b"\r\n":
            return f"Chunk {number} is longer than its size says: no line end follows it."
        body = body[length + 2 :]
    return ""


def _shown(name: bytes) -> str:
    text = name.rstrip(b" \t").decode("latin-1")
    text = "".join(each if each.isprintable() else "\N{MIDDLE DOT}" for each in text)
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"
