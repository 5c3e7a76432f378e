"""Deviations of the bytes that are hashed: line ends, escapes, encodings, and other texts in place of the body."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Callable
from functools import partial
from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote_to_bytes

from workbench.jsontext import content_of
from workbench.signing.findings import Mistake
from workbench.signing.mistakes.json_text import Node, parse
from workbench.signing.mistakes.printed import FIELDS

Edit = Callable[[bytes], bytes | None]
"""Returns the bytes that were hashed, or None if the deviation does not apply to a body."""


class Change(NamedTuple):
    """A deviation of one stage: its rank (1 common, 2 seldom), the mistake, and what it does."""

    rank: int
    mistake: Mistake
    apply: Edit


_FIX_BYTES = "Hash exactly the bytes that are sent: serialise once, keep the bytes, hash them and send them."
_FIX_NEWLINE = "Hash the body without that line end (printf '%s' or echo -n in a shell; read files as bytes)."
_FIX_ESCAPES = "Hash the text after its last change, and send that same text."
_FIX_UTF8 = "Encode the text as UTF-8 once, and hash and send these bytes."
_FIX_BODY = "Pass the request body to the hash function, as the bytes that are sent."


def _change(rank: int, slug: str, says: str, fix: str, apply: Edit) -> Change:
    return Change(rank, Mistake(slug, f"The client hashed {says}.", fix), apply)


def _only(pattern: bytes, apply: Edit) -> Edit:
    """Return an edit that applies only to a body in which the pattern occurs."""
    sought = re.compile(pattern)
    return lambda body: apply(body) if sought.search(body) else None


def _replaced(old: bytes, new: bytes, count: int = -1) -> Edit:
    return lambda body: body.replace(old, new, count) if old in body else None


def _escaped(pattern: bytes, new: Callable[[re.Match[bytes]], bytes] | bytes) -> Edit:
    sought = re.compile(pattern)
    return lambda body: sought.sub(new, body)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _on_text(apply: Callable[[str], str]) -> Edit:
    return lambda body: apply(_text(body)).encode("utf-8", "surrogatepass")


def _put_before(text: bytes) -> Edit:
    return lambda body: text + body


def _in_place(text: bytes) -> Edit:
    return lambda _: text


def _decoded_base64(body: bytes) -> bytes | None:
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return None


def _unpacked(body: bytes) -> bytes | None:
    content = content_of(body)
    return content.inner if content.kind in {"gzip", "zlib"} else None


def _lower_percent(text: str) -> str:
    return re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), text)


def _component(text: str) -> str:
    """Percent-encode as JavaScript's encodeURIComponent does."""
    return quote(text, safe="!'()*~", errors="replace")


def _outside_strings(body: bytes) -> bytes:
    return re.sub(rb'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+', lambda match: match[1] or b"", body, flags=re.DOTALL)


def _opened(body: bytes) -> bytes | None:
    """Return the text inside a JSON string."""
    if not body.lstrip().startswith(b'"'):
        return None
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else None


def _as_field(name: str, text: str) -> str:
    return f"{name}={quote_plus(text)}"


def _as_percent_field(name: str, text: str) -> str:
    return f"{name}={_component(text)}"


def _as_printed(write: Callable[[Node], str | None]) -> Edit:
    def apply(body: bytes) -> bytes | None:
        root = parse(_text(body))
        text = None if root is None else write(root)
        return None if text is None else text.encode("utf-8", "surrogatepass")

    return apply


def _gzipped(system: int) -> Edit:
    """Compress at the usual level; the header tells the operating system."""

    def apply(body: bytes) -> bytes:
        packed = gzip.compress(body, 6, mtime=0)
        return packed[:9] + bytes([system]) + packed[10:]

    return apply


EDITS: tuple[Change, ...] = (
    _change(1, "final-line-feed", "the body followed by a line feed that was not sent (echo adds one)", _FIX_NEWLINE,
            lambda body: body + b"\n"),
    _change(1, "final-line-feed-missing", "the body without the line feed at its end", _FIX_BYTES,
            lambda body: body[:-1] if body.endswith(b"\n") else None),
    _change(1, "trimmed", "the body without the white space around it", _FIX_BYTES, bytes.strip),
    _change(1, "final-crlf", "the body followed by CRLF, which was not sent", _FIX_NEWLINE,
        lambda body: body + b"\r\n"),
    _change(2, "final-space", "the body followed by a space, which was not sent", _FIX_BYTES, lambda body: body + b" "),
    _change(2, "final-line-feed-added-twice", "the body followed by two line feeds", _FIX_NEWLINE,
        lambda body: body + b"\n\n"),
    _change(2, "first-line-feed", "the body after a line feed", _FIX_NEWLINE, lambda body: b"\n" + body),
    _change(1, "crlf", "the body with CRLF line ends, and sent it with LF", _FIX_BYTES,
            _only(rb"\n", lambda body: body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))),
    _change(1, "lf", "the body with LF line ends, and sent it with CRLF", _FIX_BYTES, _replaced(b"\r\n", b"\n")),
    _change(1, "lines-joined", "the body without line breaks (curl -d @file removes them; --data-binary keeps them)",
        _FIX_BYTES,
            _only(rb"[\r\n]", lambda body: body.replace(b"\r", b"").replace(b"\n", b""))),
    _change(2, "cr", "the body with CR line ends", _FIX_BYTES,
            _only(rb"\n", lambda body: body.replace(b"\r\n", b"\n").replace(b"\n", b"\r"))),
    _change(2, "lines-joined-by-spaces", "the body with spaces in place of line breaks", _FIX_BYTES,
            _only(rb"\n", lambda body: body.replace(b"\r\n", b"\n").replace(b"\n", b" "))),
    _change(1, "minified", "the body without white space between its tokens", _FIX_BYTES, _outside_strings),
    _change(1, "byte-order-mark", "the body with a byte order mark (UTF-8 with BOM), which was not sent", _FIX_UTF8,
            lambda body: b"\xef\xbb\xbf" + body),
    _change(1, "byte-order-mark-missing", "the body without the byte order mark that it was sent with", _FIX_UTF8,
            lambda body: body[3:] if body.startswith(b"\xef\xbb\xbf") else None),
    _change(2, "final-nul", "the body followed by a NUL byte", _FIX_BYTES, lambda body: body + b"\0"),
    _change(1, "quoted-body", "the body inside double quotes", _FIX_BYTES, lambda body: b'"' + body + b'"'),
    _change(2, "single-quoted-body", "the body inside single quotes", _FIX_BYTES, lambda body: b"'" + body + b"'"),
    _change(1, "json-string", "the JSON text serialised once more, as a JSON string", _FIX_BYTES,
            lambda body: json.dumps(_text(body), ensure_ascii=False).encode("utf-8", "surrogatepass")),
    _change(1, "json-string-ascii", "the JSON text serialised once more, as a JSON string with \\u escapes", _FIX_BYTES,
            lambda body: json.dumps(_text(body)).encode() if not body.isascii() else None),
    _change(1, "json-string-php", "the JSON text serialised once more by PHP's json_encode", _FIX_BYTES,
            lambda body: json.dumps(_text(body)).replace("/", "\\/").encode()),
    _change(1, "json-string-opened", "the JSON inside the JSON string that was sent", _FIX_BYTES,
        _opened),
    _change(1, "spaces-removed", "the body with every space removed, in strings too", _FIX_ESCAPES, _replaced(b" ",
        b"")),
    _change(1, "white-space-removed", "the body with all white space removed, in strings too", _FIX_ESCAPES,
            _only(rb"\s", lambda body: re.sub(rb"\s+", b"", body))),
    _change(2, "white-space-collapsed", "the body with each run of white space as one space", _FIX_ESCAPES,
            _only(rb"\s", lambda body: re.sub(rb"\s+", b" ", body))),
    _change(2, "lines-trimmed", "the body without white space at the beginning and end of its lines", _FIX_ESCAPES,
            _only(rb"\n", lambda body: b"\n".join(line.strip() for line in body.split(b"\n")))),
    _change(2, "lines-read", "the body without white space around its lines, and without its final line end",
            _FIX_ESCAPES, _only(rb"\n", lambda body: b"\n".join(line.strip() for line in body.splitlines()))),
    _change(2, "lines-read-joined", "the lines of the body, trimmed and joined", _FIX_ESCAPES,
            _only(rb"\n", lambda body: b"".join(line.strip() for line in body.splitlines()))),
    _change(2, "lines-trimmed-right", "the body without white space at the end of its lines", _FIX_ESCAPES,
            _only(rb"\n", lambda body: b"\n".join(line.rstrip() for line in body.split(b"\n")))),
    _change(2, "tabs-expanded", "the body with tabs as 4 spaces", _FIX_ESCAPES, _replaced(b"\t", b"    ")),
    _change(2, "tabs-expanded-2", "the body with tabs as 2 spaces", _FIX_ESCAPES, _replaced(b"\t", b"  ")),
    _change(1, "slashes-escaped", "the body with / written as \\/, and sent it without", _FIX_ESCAPES,
            _escaped(rb"(\\.)|/", lambda match: match[1] or b"\\/")),
    _change(1, "slashes-unescaped", "the body with / unescaped, and sent it as \\/", _FIX_ESCAPES, _replaced(b"\\/",
        b"/")),
    _change(1, "slashes-escaped-twice", "the body with every / escaped once more, those that were escaped already too",
            _FIX_ESCAPES, _replaced(b"/", b"\\/")),
    _change(1, "first-slash-escaped",
        "the body with only its first / escaped (JavaScript's replace without the g flag)",
            _FIX_ESCAPES, _replaced(b"/", b"\\/", 1)),
    _change(1, "first-slash-unescaped", "the body with only its first \\/ unescaped", _FIX_ESCAPES, _replaced(b"\\/",
        b"/", 1)),
    _change(1, "slashes-backslashed-twice", "the body with / written as \\\\/ (an escape too many in the source code)",
            _FIX_ESCAPES, _replaced(b"/", b"\\\\/")),
    _change(2, "slashes-as-unicode", "the body with / written as \\u002f", _FIX_ESCAPES, _replaced(b"/", b"\\u002f")),
    _change(2, "slashes-as-backslashes", "the body with / written as a backslash", _FIX_ESCAPES, _replaced(b"/",
        b"\\")),
    _change(2, "slashes-removed", "the body without any /", _FIX_ESCAPES, _replaced(b"/", b"")),
    _change(1, "backslashes-removed", "the body without any backslash (stripslashes)", _FIX_ESCAPES, _replaced(b"\\",
        b"")),
    _change(1, "backslashes-doubled", "the body with every backslash doubled", _FIX_ESCAPES, _replaced(b"\\", b"\\\\")),
    _change(1, "quotes-escaped", 'the body with every " written as \\"', _FIX_ESCAPES, _replaced(b'"', b'\\"')),
    _change(1, "addslashes", "the body with quotes and backslashes escaped (addslashes)", _FIX_ESCAPES,
            _escaped(rb"[\"'\\]", rb"\\\g<0>")),
    _change(1, "single-quotes", "the body with single quotes in place of double quotes", _FIX_ESCAPES, _replaced(b'"',
        b"'")),
    _change(2, "double-quotes", "the body with double quotes in place of single quotes", _FIX_ESCAPES, _replaced(b"'",
        b'"')),
    _change(1, "quotes-removed", "the body without double quotes (a shell removed them)", _FIX_ESCAPES, _replaced(b'"',
        b"")),
    _change(2, "quotes-doubled", "the body with double quotes doubled, as in CSV", _FIX_ESCAPES, _replaced(b'"',
        b'""')),
    _change(2, "lower-case-body", "the body in lower case", _FIX_BYTES, _on_text(str.lower)),
    _change(2, "upper-case-body", "the body in upper case", _FIX_BYTES, _on_text(str.upper)),
    _change(2, "lower-case-ascii", "the body with its ASCII letters in lower case", _FIX_BYTES, bytes.lower),
    _change(2, "upper-case-ascii", "the body with its ASCII letters in upper case", _FIX_BYTES, bytes.upper),
    _change(1, "percent-encoded", "the percent-encoded body", _FIX_BYTES, _on_text(lambda text: quote(text, safe=""))),
    _change(1, "percent-encoded-component", "the body percent-encoded by encodeURIComponent", _FIX_BYTES,
        _on_text(_component)),
    _change(1, "form-encoded-text", "the form-encoded body, with + for spaces", _FIX_BYTES, _on_text(quote_plus)),
    _change(2, "percent-encoded-path", "the percent-encoded body, with / kept", _FIX_BYTES, _on_text(quote)),
    _change(2, "percent-encoded-uri", "the body percent-encoded by encodeURI", _FIX_BYTES,
            _on_text(lambda text: quote(text, safe=";,/?:@&=+$-_.!~*'()#"))),
    _change(2, "percent-encoded-lower", "the percent-encoded body with lower-case digits", _FIX_BYTES,
            _on_text(lambda text: _lower_percent(quote(text, safe="")))),
    _change(2, "form-encoded-lower", "the form-encoded body with lower-case digits (.NET's UrlEncode)", _FIX_BYTES,
            _on_text(lambda text: _lower_percent(quote_plus(text, safe="!()*")))),
    _change(1, "percent-decoded", "the body percent-decoded, and sent it encoded", _FIX_BYTES,
            _only(rb"%[0-9A-Fa-f]{2}", unquote_to_bytes)),
    _change(1, "form-decoded", "the body decoded as a form field, and sent it encoded", _FIX_BYTES,
            _only(rb"%[0-9A-Fa-f]{2}|\+", lambda body: unquote_to_bytes(body.replace(b"+", b" ")))),
    _change(1, "html-escaped", "the body escaped for HTML", _FIX_BYTES, _on_text(html.escape)),
    _change(1, "html-escaped-php", "the body escaped for HTML (PHP's htmlspecialchars)", _FIX_BYTES,
            _on_text(lambda text: html.escape(text).replace("&#x27;", "&#039;"))),
    _change(2, "html-escaped-marks", "the body with &, < and > escaped for HTML", _FIX_BYTES,
            _on_text(lambda text: html.escape(text, quote=False))),
    _change(1, "html-unescaped", "the body with HTML entities decoded, and sent it with them", _FIX_BYTES,
            _only(rb"&[#a-z]", _on_text(html.unescape))),
    _change(1, "base64-body", "the body in base64", _FIX_BYTES, base64.b64encode),
    _change(2, "python-bytes-body", "the body as Python prints bytes (str() or repr() of bytes)", _FIX_BODY,
            lambda body: repr(body).encode()),
    _change(2, "python-text-body", "the body as Python prints a string (repr())", _FIX_BODY,
            _on_text(repr)),
    _change(2, "cut-at-characters", "as many bytes of the body as it has characters", _FIX_BYTES,
            lambda body: body[: len(_text(body))] if not body.isascii() else None),
    _change(2, "cut-at-utf-16-units", "as many bytes of the body as it has UTF-16 units (a string's length)",
            _FIX_BYTES, lambda body: body[: len(_text(body).encode("utf-16-le", "surrogatepass")) // 2]),
    *[_change(2, "form-field", f"the body form-encoded as the field “{name}”", _FIX_BODY,
              _on_text(partial(_as_field, name)))
      for name in ("data", "payload", "body", "json")],
    *[_change(2, "form-field-percent", f"the percent-encoded body as the field “{name}”", _FIX_BODY,
              _on_text(partial(_as_percent_field, name)))
      for name in ("data", "payload", "body", "json")],
    _change(2, "form-key", "the form-encoded body as a field without value", _FIX_BODY,
            _on_text(lambda text: quote_plus(text) + "=")),
    *[_change(2, slug, f"the payload {says}, not the JSON that was sent", _FIX_BODY, _as_printed(write))
      for slug, says, write in FIELDS],
    *[_change(2, slug, f"the body compressed by {says}", _FIX_BODY, write) for slug, says, write in (
        ("gzip-body", "gzip", _gzipped(3)),
        ("gzip-body-java", "gzip (Java)", _gzipped(0)),
        ("gzip-body-unknown", "gzip (without a mark of the system)", _gzipped(255)),
        ("gzip-body-best", "gzip -9", lambda body: gzip.compress(body, mtime=0)),
        ("deflate-body", "deflate", zlib.compress))],
    _change(2, "base64-body-lines", "the body in base64, with line breaks", _FIX_BYTES, base64.encodebytes),
    _change(2, "base64-url-body", "the body in base64url", _FIX_BYTES,
        lambda body: base64.urlsafe_b64encode(body).rstrip(b"=")),
    _change(1, "base64-decoded-body", "the body decoded from base64, and sent it in base64", _FIX_BYTES,
        _decoded_base64),
    _change(2, "hex-body", "the body as hex digits", _FIX_BYTES, lambda body: body.hex().encode()),
    _change(2, "hex-body-upper", "the body as upper-case hex digits", _FIX_BYTES,
        lambda body: body.hex().upper().encode()),
    _change(1, "hashed-before-compression", "the body before compression, and sent it compressed", _FIX_BYTES,
        _unpacked),
    *[_change(rank, "field-name-hashed", f"“{name}=” before the body", _FIX_BODY, _put_before(f"{name}=".encode()))
      for rank, name in ((1, "payload"), (1, "data"), (1, "body"), (1, "json"), (2, "request"), (2, "message"))],
    *[_change(2, "address-hashed", "the request's address or method before the body", _FIX_BODY, _put_before(text))
      for text in (b"/track/json", b"POST/track/json", b"POST\n/track/json\n", b"POST /track/json\n", b"POST",
          b"POST\n",
                   b"https://control.kochava.com/track/json", b"http://control.kochava.com/track/json",
                   b"/track/json\n", b"POST&/track/json&", b"application/json", b"POST\napplication/json\n")],
    *[_change(1, "nothing-hashed", f"{says}, not the body", _FIX_BODY, _in_place(text))
      for text, says in (
          (b"", "nothing (an empty text: the body was read already, or never passed to the hash)"),
          (b"[object Object]", "the text “[object Object]” (an object in place of its JSON)"),
          (b"Array", "the text “Array” (a PHP array in place of its JSON)"),
          (b"null", "the text “null”"),
          (b"undefined", "the text “undefined”"),
          (b"None", "the text “None”"),
          (b"nil", "the text “nil”"),
          (b"true", "the text “true”"),
          (b"{}", "an empty object"),
          (b"[]", "an empty list"),
          (b"\n", "an empty line"),
          (b'""', "an empty string"),
          (b"[object Promise]", "a promise (await is missing)"),
          (b"System.Collections.Generic.Dictionary`2[System.String,System.Object]", "the name of a .NET type"),
          (b"System.Net.Http.StringContent", "the name of a .NET type"),
          (b"System.Byte[]", "the name of a .NET type"),
          (b"Newtonsoft.Json.Linq.JObject", "the name of a .NET type"))],
)  # fmt: skip


def _encoded(encoding: str, errors: str = "replace") -> Edit:
    def apply(body: bytes) -> bytes | None:
        try:
            return _text(body).encode(encoding, errors)
        except UnicodeError:
            return None

    return apply


def _normal(form: str) -> Edit:
    return _on_text(lambda text: unicodedata.normalize(form, text))  # type: ignore[arg-type]


def _misread(encoding: str) -> Edit:
    """Return the body read in another encoding and written in UTF-8."""
    return lambda body: body.decode(encoding, "replace").encode() if not body.isascii() else None


def _misread_undone(encoding: str) -> Edit:
    def apply(body: bytes) -> bytes | None:
        try:
            return body.decode().encode(encoding) if not body.isascii() else None
        except UnicodeError:
            return None

    return apply


def _low_bytes(body: bytes) -> bytes:
    return _text(body).encode("utf-16-le", "surrogatepass")[::2]


def _java_utf8(body: bytes) -> bytes:
    """Encode as Java's DataOutputStream does: each half of a surrogate pair in three bytes."""
    units = _text(body).encode("utf-16-be", "surrogatepass")
    return "".join(chr(units[at] << 8 | units[at + 1]) for at in range(0, len(units), 2)).encode(
        "utf-8", "surrogatepass"
    )


def _percent_u(text: str) -> str:
    """Escape as JavaScript's old escape() does, which knows UTF-16 units only."""
    units = text.encode("utf-16-be", "surrogatepass")
    codes = [units[at] << 8 | units[at + 1] for at in range(0, len(units), 2)]
    return "".join(
        chr(code) if code < 128 and chr(code) in _UNESCAPED else f"%{code:02X}" if code < 256 else f"%u{code:04X}"
        for code in codes
    )


_UNESCAPED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@*_+-./"


def _encoding(rank: int, slug: str, says: str, apply: Edit) -> Change:
    return _change(rank, slug, says, _FIX_UTF8, apply)


def _from_utf_16(body: bytes) -> bytes | None:
    marks = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
    encoding = marks.get(body[:2]) or (
        "utf-16-le" if body[1:2] == b"\0" else "utf-16-be" if body[:1] == b"\0" else None
    )
    return body.decode(encoding, "replace").removeprefix("\ufeff").encode() if encoding else None


def _sent_as_latin_1(body: bytes) -> bytes | None:
    try:
        body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1").encode()
    return None


ENCODINGS: tuple[Change, ...] = (
    _encoding(1, "latin-1", "the body encoded as Latin-1 (ISO-8859-1), and sent it as UTF-8", _encoded("latin-1")),
    _encoding(1, "sent-as-latin-1", "the body encoded as UTF-8, and sent it as Latin-1",
        _sent_as_latin_1),
    _encoding(1, "utf-16-le", "the body encoded as UTF-16, low byte first (.NET's Encoding.Unicode)",
        _encoded("utf-16-le")),
    _encoding(1, "utf-16-be", "the body encoded as UTF-16, high byte first", _encoded("utf-16-be")),
    _encoding(1, "utf-16-be-mark", "the body encoded as UTF-16 with a byte order mark (Java's UTF-16)",
              lambda body: b"\xfe\xff" + _text(body).encode("utf-16-be", "replace")),
    _encoding(1, "utf-16-le-mark", "the body encoded as UTF-16 with a byte order mark",
              lambda body: b"\xff\xfe" + _text(body).encode("utf-16-le", "replace")),
    _encoding(2, "utf-32", "the body encoded as UTF-32", _encoded("utf-32-le")),
    _encoding(2, "utf-32-be", "the body encoded as UTF-32, high byte first", _encoded("utf-32-be")),
    _encoding(1, "sent-as-utf-16", "the body encoded as UTF-8, and sent it as UTF-16", _from_utf_16),
    _encoding(1, "windows-1252", "the body encoded as Windows-1252, and sent it as UTF-8", _encoded("cp1252")),
    _encoding(1, "ascii-question-marks", "the body with ? in place of each letter that is not ASCII",
        _encoded("ascii")),
    _encoding(1, "ascii-dropped", "the body without the letters that are not ASCII", _encoded("ascii", "ignore")),
    _encoding(1, "utf-8-twice", "the body encoded as UTF-8 twice (its bytes were read as Latin-1 in between)",
        _misread("latin-1")),
    _encoding(1, "utf-8-twice-windows",
        "the body encoded as UTF-8 twice (its bytes were read as Windows-1252 in between)",
              _misread("cp1252")),
    _encoding(1, "sent-as-utf-8-twice", "the body encoded as UTF-8 once, and sent it encoded twice",
        _misread_undone("latin-1")),
    _encoding(1, "ascii-replaced", "the body with U+FFFD in place of each byte that is not ASCII", _misread("ascii")),
    _encoding(1, "nfc", "the body with composed letters (Unicode form NFC)", _normal("NFC")),
    _encoding(1, "nfd", "the body with decomposed letters (Unicode form NFD)", _normal("NFD")),
    _encoding(2, "nfkc", "the body in Unicode form NFKC", _normal("NFKC")),
    _encoding(2, "nfkd", "the body in Unicode form NFKD", _normal("NFKD")),
    _encoding(1, "low-bytes", "the low byte of each UTF-16 unit (a binary string)", _low_bytes),
    _encoding(1, "emoji-in-six-bytes", "the body with characters above U+FFFF in six bytes (Java's modified UTF-8)",
        _java_utf8),
    _encoding(2, "javascript-escape", "the body escaped by JavaScript's escape()", _on_text(_percent_u)),
    _encoding(2, "character-references", "the body with letters that are not ASCII as &#…;", _encoded("ascii",
        "xmlcharrefreplace")),
    *[_encoding(2, name, f"the body encoded as {says}, and sent it as UTF-8", _encoded(name)) for name, says in (
        ("iso8859-15", "ISO-8859-15"), ("iso8859-2", "ISO-8859-2"), ("cp1250", "Windows-1250"), ("cp1251",
            "Windows-1251"),
        ("koi8-r", "KOI8-R"), ("cp1254", "Windows-1254"), ("cp850", "code page 850"), ("cp437", "code page 437"),
        ("mac-roman", "Mac Roman"), ("shift-jis", "Shift JIS"), ("cp932", "code page 932"), ("gbk", "GBK"), ("gb18030",
            "GB 18030"),
        ("big5", "Big5"), ("euc-kr", "EUC-KR"), ("euc-jp", "EUC-JP"))],
)  # fmt: skip
