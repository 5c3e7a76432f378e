"""The search itself: it finds values in every encoding."""

import base64
import gzip
import html
import json
import quopri
import urllib.parse
import zlib
from collections.abc import Callable

import pytest

from tests.hunt.search import Search, planted

VALUE = planted("hk/+", '"%&=\\é ', "=?z")
TOKEN = "0123abcd9e6a7f5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3ffeed"

ENCODINGS: dict[str, Callable[[str], bytes | str]] = {
    "plain": lambda value: value,
    "upper case": str.upper,
    "lower case": str.lower,
    "JSON": json.dumps,
    "JSON in JSON": lambda value: json.dumps(json.dumps(value)),
    "PHP's JSON": lambda value: json.dumps(value).replace("/", "\\/"),
    "a JSON of nothing but escapes": lambda value: "".join(f"\\u{ord(each):04X}" for each in value),
    "a URL": lambda value: urllib.parse.quote(value, safe=""),
    "a URL in a URL": lambda value: urllib.parse.quote(urllib.parse.quote(value)),
    "a form": urllib.parse.quote_plus,
    "a URL of nothing but escapes": lambda value: "".join(f"%{each:02X}" for each in value.encode()),
    "HTML": html.escape,
    "HTML entities": lambda value: "".join(f"&#{ord(each)};" for each in value),
    "base64": lambda value: base64.b64encode(value.encode()),
    "base64 one byte later": lambda value: base64.b64encode(b"u" + value.encode()),
    "base64 two bytes later": lambda value: base64.b64encode(b"us" + value.encode() + b"er"),
    "base64url": lambda value: base64.urlsafe_b64encode(value.encode()),
    "base64 in lines": lambda value: base64.encodebytes(b"x" * 50 + value.encode()),
    "base64 in lines, in JSON": lambda value: json.dumps(base64.encodebytes(b"x" * 50 + value.encode()).decode()),
    "base64 of UTF-16": lambda value: base64.b64encode(value.encode("utf-16-le")),
    "quoted-printable": lambda value: quopri.encodestring(b"x" * 60 + value.encode()),
    "hexadecimal": lambda value: value.encode().hex(),
    "hexadecimal, capitals": lambda value: value.encode().hex().upper(),
    "a dump": lambda value: value.encode().hex(" "),
    "a Python literal": lambda value: "".join(f"\\x{each:02x}" for each in value.encode()),
    "repr of bytes": lambda value: repr(value.encode()),
    "numbers": lambda value: str(list(value.encode())),
    "UTF-16": lambda value: value.encode("utf-16"),
    "UTF-16, the other order": lambda value: value.encode("utf-16-be"),
    "UTF-32": lambda value: value.encode("utf-32"),
    "Latin-1": lambda value: value.encode("latin-1"),
    "gzip": lambda value: gzip.compress(value.encode()),
    "zlib": lambda value: zlib.compress(value.encode()),
    "the second half": lambda value: value[len(value) // 2 :],
    "all but the ends": lambda value: value[6:-6],
    "lines of 20": lambda value: "\n".join(value[at : at + 20] for at in range(0, len(value), 20)),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_a_value_is_found_in_every_encoding(encode: Callable[[str], bytes | str]) -> None:
    search = Search({"the secret": VALUE})
    encoded = encode(VALUE)
    # Where it stands in a longer text; what is compressed is a file of its own.
    padding = b"" if isinstance(encoded, bytes) and encoded[:1] in (b"\x1f", b"\x78") else b'{"a": "'
    content = encoded.encode() if isinstance(encoded, str) else encoded
    assert {trace.name for trace in search.traces(padding + content)} == {"the secret"}


@pytest.mark.parametrize(
    "written",
    [TOKEN, TOKEN.upper(), base64.b64encode(bytes.fromhex(TOKEN)), base64.b64encode(TOKEN.encode()), TOKEN[10:60]],
    ids=["as it is", "capitals", "its bytes in base64", "its digits in base64", "cut"],
)
def test_a_token_is_found(written: str | bytes) -> None:
    assert [trace.name for trace in Search({}, [TOKEN]).traces(written)] != []


def test_what_masks_may_show_is_no_trace() -> None:
    search = Search({"the secret": VALUE}, [TOKEN])
    assert search.traces(f"{VALUE[:4]}••••{VALUE[-3:]} {TOKEN[:8]}••••{TOKEN[-4:]}") == []


def test_other_values_are_no_trace() -> None:
    search = Search({"the secret": VALUE}, [TOKEN])
    others = " ".join(planted("hk/+", "-", "z") + TOKEN[::-1] for _ in range(200))
    assert search.traces(others) == []


def test_a_trace_says_what_was_found_and_where() -> None:
    (trace,) = Search({"the secret": VALUE}).traces(f"user {VALUE} logged in")
    assert (trace.name, trace.form) == ("the secret", "plain")
    assert trace.around.startswith("user hk/+")
