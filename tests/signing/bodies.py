"""Random bodies: JSON with everything that PHP writes differently, and damaged JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

_BLANKS = st.sampled_from([b"", b"", b"", b" ", b"\n", b"\r\n", b"\t", b"  "])
_TEXTS = [
    *[b"a", b"Z", b"0", b"<", b"&", b"{", b",", b":", b"\x7f", b"/", b"\\/", b"\\\\", b'\\"', b"\\n", b"\\b", b"\\t"],
    *[b"\\u0008", b"\\u00e9", b"\\u00E9", b"\\u0041", b"\\u002f", b"\\u007f", b"\\u2028", b"\\u0000", b"\\u001F"],
    *[b"\\ud83d\\ude00", b"\\uD83D\\uDE00", "é".encode(), "😀".encode(), "\u2028".encode(), "\uffff".encode()],
]
_NUMBERS = [
    *[b"0", b"-0", b"-0.0", b"0.0", b"0e0", b"-0e5", b"1e2", b"1E+2", b"19.90", b"150.0", b"1e15", b"1e16", b"1e17"],
    *[b"0.0001", b"0.00001", b"1e999", b"-1e400", b"1e-400", b"5e-324", b"9999999999999999.5", b"123456789012345678"],
    *[b"9223372036854775807", b"9223372036854775808", b"-9223372036854775808", b"-9223372036854775809", b"1" * 400],
]
_KEYS = [b'"a"', b'"b"', b'"-0"', b'"01"', b'"-5"', b'"\\u0030"', b'""', b'"9223372036854775808"', b'"\\u0000x"']
_JUNK = [
    *[b",", b'"', b"\\", b"}", b"]", b"{", b"[", b":", b"\x00", b"\x1f", b"\n", b"\x0b", b"\x0c", b"'", b"/", b"//"],
    *[b"\xff", b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\xc2\xa0", b"\xef\xbb\xbf"],
    *[b"\\ud83d", b"\\udc00", b"\\u12", b"\\x", b".", b"e", b"-", b"+", b"0", b"01", b"TRUE", b"nul", b"NaN", b"1 2"],
]


def _string() -> SearchStrategy[bytes]:
    return st.lists(st.sampled_from(_TEXTS), max_size=4).map(lambda parts: b'"' + b"".join(parts) + b'"')


@st.composite
def _decimal(draw: DrawFn) -> bytes:
    sign = draw(st.sampled_from([b"", b"-"]))
    whole = draw(st.one_of(st.integers(0, 99), st.integers(0, 10**22)))
    fraction = draw(st.from_regex(rb"(?:\.[0-9]{1,19})?", fullmatch=True))
    exponent = draw(st.from_regex(rb"(?:[eE][+-]?[0-9]{1,3})?", fullmatch=True))
    return b"%b%d%b%b" % (sign, whole, fraction, exponent)


def _number() -> SearchStrategy[bytes]:
    floats = st.floats(allow_nan=False, allow_infinity=False).map(lambda value: repr(value).encode())
    return st.one_of(st.sampled_from(_NUMBERS), _decimal(), floats, st.integers(-(2**65), 2**65).map(b"%d".__mod__))


@st.composite
def _joined(draw: DrawFn, ends: bytes, members: list[bytes]) -> bytes:
    inner = b",".join(draw(_BLANKS) + member + draw(_BLANKS) for member in members)
    return ends[:1] + (inner or draw(_BLANKS)) + ends[1:]


@st.composite
def _object(draw: DrawFn, values: SearchStrategy[bytes]) -> bytes:
    members = []
    for number, value in enumerate(draw(st.lists(values, max_size=4))):
        key = draw(st.one_of(st.just(b'"%d"' % number), st.sampled_from(_KEYS), _string()))
        members.append(key + draw(_BLANKS) + b":" + draw(_BLANKS) + value)
    return draw(_joined(b"{}", members))


@st.composite
def _list(draw: DrawFn, values: SearchStrategy[bytes]) -> bytes:
    return draw(_joined(b"[]", draw(st.lists(values, max_size=4))))


def payloads() -> SearchStrategy[bytes]:
    """Return JSON documents, as bytes, of any shape."""
    scalars = st.one_of(st.sampled_from([b"true", b"false", b"null"]), _number(), _string())
    values = st.recursive(scalars, lambda inner: st.one_of(_object(inner), _list(inner)), max_leaves=12)
    return st.tuples(_BLANKS, values, _BLANKS).map(b"".join)


@st.composite
def damaged(draw: DrawFn) -> bytes:
    """Return a JSON document with one to three bytes or pieces put in, taken out or cut off."""
    body = draw(payloads())
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(body)))
        what = draw(st.sampled_from(["put in", "put in", "take out", "cut off", "overwrite"]))
        if what == "put in":
            body = body[:at] + draw(st.sampled_from(_JUNK)) + body[at:]
        elif what == "take out":
            body = body[:at] + body[at + draw(st.integers(1, 4)) :]
        elif what == "cut off":
            body = body[:at]
        else:
            body = body[:at] + draw(st.binary(min_size=1, max_size=1)) + body[at + 1 :]
    return body


def bodies() -> SearchStrategy[bytes]:
    """Return bodies of every sort: JSON, damaged JSON, and plain bytes."""
    return st.one_of(payloads(), damaged(), st.binary(max_size=30))
