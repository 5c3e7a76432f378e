"""Says what the bytes of a body are: JSON, or what a client sent in place of it.

A compressed, differently encoded or twice encoded body is decoded once, so that its meaning can be compared. Pure
functions, linear in the length of the body.
"""

import binascii
import json
import re
import zlib
from typing import NamedTuple

from workbench.jsontext.positions import line_and_column
from workbench.jsontext.problems import Problem, first_problem

LARGEST_INNER = 4 * 1024 * 1024
"""Bytes; of compressed data, no more is decompressed: it may be a bomb."""

FORM_ENCODED = (
    "form-encoded, not JSON. HTTP clients encode a dictionary in this way, as in the documented Python sample with "
    "data=json.loads(payload). The token signs the JSON text: send that text as the body"
)

_MULTIPART = re.compile(rb"\s*--[^\r\n]{1,200}\r?\nContent-(?:Disposition|Type):", re.IGNORECASE)
_FORM = re.compile(rb"[A-Za-z0-9_%][\w.%\[\]+*-]{0,100}=")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_PERCENT_JSON = re.compile(rb"%(?:7B|5B)", re.IGNORECASE)
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}={0,2}\s*")
_OBJECT = re.compile(rb"\s*(?:\[object [A-Z]\w{0,30}\],?)+\s*")
_MARKUP = re.compile(rb"\s*<[!?A-Za-z]")
_CUT_TOKEN = re.compile(
    rb"t|tr|tru|f|fa|fal|fals|n|nu|nul|-|-?[0-9]+\.|-?[0-9]+(?:\.[0-9]+)?[eE][+-]?"
    rb"|\\u?[0-9A-Fa-f]{0,3}|[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2}"
)
_OTHER_COMPRESSION = {b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"PK\x03\x04": "zip"}


class Content(NamedTuple):
    """What a body is.

    Kinds: json, json-in-string (JSON text in a JSON string), empty, blank, bom, utf-16, utf-32, gzip, zlib, compressed
    (in another way), form, multipart, percent-encoded, base64, object-object, markup, cut (JSON that ends too early),
    not-json. `says` follows the words "the body is". `offset` is where the problem is, 0 for the whole body. `inner` is
    the text that was compressed or encoded; None if there is none. `problem` is the first syntax error of text that was
    meant as JSON.
    """

    kind: str
    says: str
    offset: int = 0
    inner: bytes | None = None
    problem: Problem | None = None

    @property
    def is_json(self) -> bool:
        """Whether the body is a JSON text."""
        return self.kind in {"json", "json-in-string"}


def content_of(body: bytes) -> Content:
    """Return what a body is. Takes as long as `first_problem`."""
    found = _not_text(body)
    if found is not None:
        return found
    problem = first_problem(body)
    if problem is None:
        return _in_string(body) or Content("json", "JSON")
    if not body.strip(b" \t\r\n"):
        kind, says = ("blank", "only white space") if body else ("empty", "empty")
        return Content(kind, says, problem.offset, None, problem)
    return _other_text(body) or _broken_json(body, problem)


def _not_text(body: bytes) -> Content | None:
    """Return what a body is whose bytes are not UTF-8 text."""
    if body.startswith(b"\x1f\x8b"):
        return _compressed(body, "gzip", 31)
    if body[:1] == b"\x78" and int.from_bytes(body[:2]) % 31 == 0 and (found := _compressed(body, "zlib", 15)):
        return found
    for start, name in _OTHER_COMPRESSION.items():
        if body.startswith(start):
            return Content("compressed", f"compressed with {name}, not JSON")
    encoding = _wide_encoding(body)
    if encoding is None:
        return None
    try:
        inner: bytes | None = body.decode(encoding).removeprefix("\ufeff").encode()
    except UnicodeError:
        inner = None
    title = f"UTF-{encoding[4:6]}"
    return Content(f"utf-{encoding[4:6]}", f"{title} text, not UTF-8{_of_inner(inner)}", 0, inner)


def _compressed(body: bytes, kind: str, bits: int) -> Content | None:
    decoder = zlib.decompressobj(bits)
    try:
        inner: bytes | None = decoder.decompress(body, LARGEST_INNER)
    except zlib.error:
        # Text may begin as zlib's data does.
        return Content(kind, f"compressed with {kind}, and damaged") if kind == "gzip" else None
    if not decoder.eof:
        cut = "" if decoder.unconsumed_tail else ", and cut short"
        return Content(kind, f"compressed with {kind}{cut}, not JSON")
    return Content(kind, f"compressed with {kind}{_of_inner(inner)}", 0, inner)


def _wide_encoding(body: bytes) -> str | None:
    """Return the encoding of a text in UTF-16 or UTF-32, told by its byte order mark or by the zeros at its start."""
    start = body[:4]
    if start in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "utf-32"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    zeros = [byte == 0 for byte in start]
    layouts = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    return layouts.get((zeros[0], zeros[1], zeros[2], zeros[3])) if len(zeros) == 4 else None


def _in_string(body: bytes) -> Content | None:
    if body.lstrip(b" \t\r\n")[:1] != b'"':
        return None
    inner = json.loads(body).encode("utf-8", "surrogatepass")
    if inner.lstrip()[:1] not in (b"{", b"[") or first_problem(inner) is not None:
        return None
    return Content("json-in-string", "a JSON string that contains JSON: the payload was encoded twice", 0, inner)


def _other_text(body: bytes) -> Content | None:
    """Return what a text is that was not meant as JSON, or was encoded further."""
    if _MULTIPART.match(body):
        return Content("multipart", "multipart form data, not JSON")
    if _OBJECT.fullmatch(body):
        return Content(
            "object-object", "“[object Object]”: JavaScript's text for an object that was not converted to JSON"
        )
    if _MARKUP.match(body):
        return Content("markup", "HTML or XML, not JSON")
    if _BASE64.fullmatch(body):
        plain = body.strip().rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        try:
            inner = binascii.a2b_base64(plain + b"=" * (-len(plain) % 4))
        except binascii.Error:
            inner = b""
        if inner[:1] == b"{" and first_problem(inner) is None:
            return Content("base64", f"in base64{_of_inner(inner)}", 0, inner)
    if _PERCENT_JSON.match(body):
        inner = _percent_decoded(body.rstrip(b"=\r\n"))
        return Content("percent-encoded", f"percent-encoded{_of_inner(inner)}", 0, inner)
    if body.endswith(b"=") and body[:1] == b"{" and first_problem(body[:-1]) is None:
        return Content("form", "form-encoded, with the JSON as the name of a field", len(body) - 1, body[:-1])
    if form := _FORM.match(body):
        value = _percent_decoded(body[form.end() :].replace(b"+", b" ").rstrip(b"\r\n"))
        if value[:1] == b"{" and first_problem(value) is None:
            return Content("form", "form-encoded, with the JSON in a field", 0, value)
        return Content("form", FORM_ENCODED)
    return None


def _broken_json(body: bytes, problem: Problem) -> Content:
    line, column = line_and_column(body, problem.offset)
    where = f"{problem.says} (line {line}, column {column})"
    if body.startswith(b"\xef\xbb\xbf"):
        return Content("bom", f"not JSON: {where}", 0, body[3:], problem)
    if body.lstrip(b" \t\r\n")[:1] in (b"{", b"[") and _is_cut(body, problem):
        return Content("cut", f"JSON that is cut short: {where}", problem.offset, None, problem)
    return Content("not-json", f"not JSON: {where}", problem.offset, None, problem)


def _is_cut(body: bytes, problem: Problem) -> bool:
    """Whether the body ends inside a token or before a bracket is closed, and has no other problem."""
    if problem.offset == len(body) or problem.says in ("unterminated string", "the body ends inside a string"):
        return True
    return bool(_CUT_TOKEN.fullmatch(body, problem.offset))


def _percent_decoded(text: bytes) -> bytes:
    return _PERCENT.sub(lambda match: bytes.fromhex(match[1].decode()), text)


def _of_inner(inner: bytes | None) -> str:
    if inner is None:
        return ", not JSON"
    json_inside = first_problem(inner) is None
    return f", with {len(inner):,} bytes {'of JSON' if json_inside else 'that are not JSON'} inside"
