"""What a body is, when a client sent something else than the JSON that was meant."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import zlib
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.signing.bodies import payloads
from workbench.jsontext import content_of, first_problem
from workbench.jsontext.content import LARGEST_INNER

JSON = '{"action":"install","note":"Zürich/€"}'.encode()
MULTIPART = b'--b7\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b7--\r\n'


@pytest.mark.parametrize(
    ("body", "kind", "inner"),
    [
        (JSON, "json", None),
        (b"[1]", "json", None),
        (b'"text"', "json", None),
        (b'"{broken"', "json", None),
        (b"", "empty", None),
        (b" \r\n", "blank", None),
        (b"\xef\xbb\xbf" + JSON, "bom", JSON),
        (json.dumps(JSON.decode()).encode(), "json-in-string", JSON),
        (gzip.compress(JSON, mtime=0), "gzip", JSON),
        (gzip.compress(JSON, mtime=0)[:-9], "gzip", None),
        (b"\x1f\x8b\x08\x00damaged", "gzip", None),
        (zlib.compress(JSON), "zlib", JSON),
        (zlib.compress(JSON, 1), "zlib", JSON),
        (b"x^2 + y^2", "not-json", None),
        (bz2.compress(JSON), "compressed", None),
        (JSON.decode().encode("utf-16"), "utf-16", JSON),
        (JSON.decode().encode("utf-16-be"), "utf-16", JSON),
        (JSON.decode().encode("utf-16-le")[:-1], "utf-16", None),
        (JSON.decode().encode("utf-32"), "utf-32", JSON),
        (JSON.decode().encode("utf-32-be"), "utf-32", JSON),
        (b"action=install&data=device_ids", "form", None),
        (urlencode({"payload": JSON}).encode(), "form", JSON),
        (JSON + b"=", "form", JSON),
        (quote(JSON).encode(), "percent-encoded", JSON),
        (MULTIPART, "multipart", None),
        (base64.b64encode(JSON), "base64", JSON),
        (base64.urlsafe_b64encode(JSON).rstrip(b"="), "base64", JSON),
        (b"[object Object]", "object-object", None),
        (b"<!DOCTYPE html><p>", "markup", None),
        (b"{'a':1}", "not-json", None),
        (b"[1,,2]", "not-json", None),
        (b'{"a":"1\n', "not-json", None),
        (b"[" * 5_000, "not-json", None),
        (b"hello", "not-json", None),
        (b"\x00\x01", "not-json", None),
    ],
)
def test_kind_and_meaning(body: bytes, kind: str, inner: bytes | None) -> None:
    content = content_of(body)
    assert (content.kind, content.inner) == (kind, inner)
    assert content.is_json == (kind in ("json", "json-in-string"))


@given(payloads(), st.data())
def test_a_payload_cut_anywhere_is_cut(body: bytes, data: st.DataObject) -> None:
    start = body.lstrip(b" \t\r\n")
    if start[:1] not in (b"{", b"["):
        return
    part = start[: data.draw(st.integers(1, len(start)))]
    problem = first_problem(part)
    content = content_of(part)
    assert content.kind == ("json" if problem is None else "cut")
    if problem:
        assert content.offset == problem.offset


@given(st.binary(max_size=60) | st.text(alphabet='{}[]"=&%7B\\ \n-<obj', max_size=40).map(str.encode))
def test_any_bytes_are_something(body: bytes) -> None:
    content = content_of(body)
    assert content.is_json == (first_problem(body) is None) or content.inner is not None
    assert 0 <= content.offset <= len(body)


def test_a_bomb_is_not_decompressed() -> None:
    content = content_of(gzip.compress(b"0" * (LARGEST_INNER + 1)))
    assert (content.kind, content.inner) == ("gzip", None)
