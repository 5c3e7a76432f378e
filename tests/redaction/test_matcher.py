"""Values are found in everything that bytes can be decoded to, in a time that depends on the length only."""

import base64
import gzip
import hashlib
import html
import json
import string
import time
import urllib.parse
import zlib
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.redaction import decoding
from workbench.redaction.matcher import Matcher, forms

MARKER = 'Mark/er "q" <é> ü+?&=\\ 7'
PLAIN = "plainMarker0123456789"


def _json(value: str) -> bytes:
    return json.dumps(value)[1:-1].encode()


def _in_lines(digits: bytes, end: bytes) -> bytes:
    return end.join(digits[at : at + 10] for at in range(0, len(digits), 10))


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "JSON": _json,
    "JSON in UTF-8": lambda value: json.dumps(value, ensure_ascii=False)[1:-1].encode(),
    "JSON with slashes escaped": lambda value: _json(value).replace(b"/", rb"\/"),
    "JSON in JSON": lambda value: _json(_json(value).decode()),
    "all escaped": lambda value: rb"\u" + value.encode("utf-16-be").hex("?", 2).encode().replace(b"?", rb"\u"),
    "URL": lambda value: urllib.parse.quote(value, safe="").encode(),
    "form": lambda value: urllib.parse.quote_plus(value).encode(),
    "HTML": lambda value: html.escape(value).encode(),
    "HTML, numbers": lambda value: "".join(f"&#{ord(each)};" for each in value).encode(),
    "HTML, names": lambda value: html.escape(value).replace("é", "&eacute;").encode(),
    "hex": lambda value: value.encode().hex().encode(),
    "hex in lines": lambda value: _in_lines(value.encode().hex().upper().encode(), b"\n"),
    "base64": lambda value: base64.b64encode(value.encode()),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(value.encode()).rstrip(b"="),
    "base64 in lines": lambda value: _in_lines(base64.b64encode(value.encode()), b"\r\n"),
    "base32": lambda value: base64.b32encode(value.encode()),
    "base32 in lower case": lambda value: base64.b32encode(value.encode()).lower().rstrip(b"="),
    "base32 in lines": lambda value: _in_lines(base64.b32encode(value.encode()), b"\n  "),
    "UTF-16 LE": lambda value: value.encode("utf-16-le"),
    "UTF-16 BE": lambda value: value.encode("utf-16-be"),
    "gzip": lambda value: gzip.compress(value.encode()),
    "zlib": lambda value: zlib.compress(value.encode()),
    "zlib, stored": lambda value: zlib.compress(value.encode(), 0),
}
INSIDE: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.b64encode,
    "base64 in JSON": lambda data: base64.b64encode(data).replace(b"/", rb"\/"),
    "base64 in a form": lambda data: urllib.parse.quote_plus(base64.b64encode(data)).encode(),
    "base64 in lines in JSON": lambda data: _json(base64.encodebytes(data).decode()),
    "hex": lambda data: data.hex().encode(),
    "gzip": gzip.compress,
}


def matcher(*values: str) -> Matcher:
    found = Matcher()
    for value in values:
        found.add(forms(value))
    return found


def masked(data: bytes, *values: str) -> bytes:
    clean = bytearray(data)
    for start, end in matcher(*values).spans(data):
        clean[start:end] = b"*" * (end - start)
    return bytes(clean)


@pytest.mark.parametrize("value", [MARKER, PLAIN])
@pytest.mark.parametrize("name", ENCODINGS)
def test_a_value_is_found_where_it_is_encoded(name: str, value: str) -> None:
    written = ENCODINGS[name](value)
    assert matcher(value).spans(b"before, " + written + b" after") == [(8, 8 + len(written))]


@pytest.mark.parametrize("outer", INSIDE)
@pytest.mark.parametrize("name", ["plain", "base64", "base64 for URLs", "UTF-16 LE", "gzip", "zlib"])
def test_a_value_is_found_in_digits_or_compressed_data_inside_another_encoding(name: str, outer: str) -> None:
    written = INSIDE[outer](b"{" + ENCODINGS[name](MARKER) + b"}")
    ((start, end),) = matcher(MARKER).spans(b"<" + written + b">")
    assert start <= 3
    assert end >= len(written) - 8  # padding that is escaped again may be left


@given(st.text(st.characters(codec="utf-8"), min_size=4), st.sampled_from(sorted(ENCODINGS)), st.binary(), st.binary())
def test_no_encoded_value_is_left_between_any_bytes(value: str, name: str, before: bytes, after: bytes) -> None:
    if name.startswith("UTF-16"):
        value += "key1"  # four Latin letters at least
    written = ENCODINGS[name](value)
    assume("*" not in value)
    assume(written not in before + b" " + after)
    clean = masked(before + b" " + written + b" " + after, value)
    assert written not in clean
    assert value.encode() not in clean


@given(st.text() | st.text(string.printable, min_size=50) | st.text("abcdefghijk=\n\\%&;u0123", min_size=50))
def test_text_that_hides_no_value_has_no_places(text: str) -> None:
    assert matcher(MARKER, PLAIN, "F5BF7338-04CA-4E07-97C8-49E20C409E91").spans(text.encode("utf-8", "replace")) == []


@given(st.binary())
def test_bytes_that_hide_no_value_have_no_places(data: bytes) -> None:
    assert matcher(MARKER, PLAIN).spans(data) == []


def test_values_that_share_their_beginning_are_found_among_many() -> None:
    values = [f"a-value-of-more-than-32-characters-{number:03}" for number in range(100)]
    for before in range(30):
        data = b"-" * before + "\n".join(values[20:60]).encode()
        assert len(matcher(*values).spans(data)) == 40


def test_a_value_is_found_wherever_a_long_text_is_cut() -> None:
    written = base64.b64encode(PLAIN.encode())
    for at in (499_980, 500_000, 515_990, 999_990):
        data = b" " * at + written + b" " * 30_000
        assert matcher(PLAIN).spans(data) == [(at, at + len(written))]


def test_two_words_across_a_line_end_are_not_a_short_value() -> None:
    assert matcher("forever").spans(b"he waited for\never") == []


def test_of_compressed_data_only_so_much_is_decompressed() -> None:
    bomb = gzip.compress(bytes(3_000_000)) * 20
    assert sum(len(view) for view, _origin in decoding.decompressed(bomb, 6_000_000)) <= 12_000_000


_TO_LETTERS = (string.ascii_letters.encode() * 5)[:256]
TEXTS: dict[str, Callable[[int], bytes]] = {
    "letters": lambda length: hashlib.shake_128().digest(length).translate(_TO_LETTERS),
    "one letter": lambda length: b"a" * length,
    "bytes": lambda length: hashlib.shake_128().digest(length),
    "blanks": lambda length: b" " * length,
    "backslashes": lambda length: b"\\" * length,
    "escapes": lambda length: b"%41" * (length // 3),
    "line ends": lambda length: b"\n" * length,
    "starts of streams": lambda length: b"x\x9c" * (length // 2),
    "streams": lambda length: zlib.compress(b"stream") * (length // 14),
    "values": lambda length: (PLAIN + " ").encode() * (length // 22),
}


@pytest.mark.parametrize("name", TEXTS)
def test_time_grows_with_the_length_only(name: str) -> None:
    search = matcher(MARKER, PLAIN, *(f"a-value-of-more-than-32-characters-{number:03}" for number in range(50)))

    def seconds(length: int) -> float:
        data, took = TEXTS[name](length), []
        for _again in range(3):
            begun = time.process_time()
            search.spans(data)
            took.append(time.process_time() - begun)
        return min(took)

    assert seconds(400_000) < 12 * seconds(100_000)


@pytest.mark.parametrize(
    "value", ["00<\\", '&lt;"key', '%41"key', "a'%20key", "%3C&amp;key", '\\u0041&"key', "&#65;'key"]
)
@pytest.mark.parametrize("name", ["JSON", "JSON in JSON", "URL", "HTML", "HTML, numbers"])
def test_a_value_with_signs_of_another_kind_of_escape_is_found(name: str, value: str) -> None:
    written = ENCODINGS[name](value)
    assert written not in masked(b"- " + written + b" -", value)
