"""A body is decompressed and decoded within limits, and each problem is reported."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.exchange import Flaw, Response, Timing
from workbench.exchange.decoding import MAX_DECOMPRESSED, decompressed, shown


def answer(body: bytes, *headers: tuple[str, str], flaw: Flaw | None = None) -> Response:
    return Response(200, "OK", "HTTP/1.1", headers, body, Timing(0.1), flaw=flaw)


def bare(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"plain", mtime=0)),
        ("x-gzip", gzip.compress(b"plain", mtime=0)),
        ("deflate", zlib.compress(b"plain")),
        ("deflate", bare(b"plain")),
        ("deflate, gzip", gzip.compress(zlib.compress(b"plain"), mtime=0)),
    ],
)
def test_a_compressed_body_is_decompressed_with_a_note(coding: str, packed: bytes) -> None:
    got = shown(answer(packed, ("Content-Encoding", coding)))
    assert got.body == b"plain"
    assert any("was compressed with" in note for note in got.notes)


@pytest.mark.parametrize(
    ("coding", "body", "words"),
    [
        ("br", b"\x0b\x02", "compression br is not supported"),
        ("gzip", b"plain", "is not compressed with gzip as announced"),
        ("gzip", gzip.compress(b"plain" * 99, mtime=0)[:-12], "is incomplete"),
    ],
)
def test_a_body_that_cannot_be_decompressed_is_shown_as_received(coding: str, body: bytes, words: str) -> None:
    got = shown(answer(body, ("Content-Encoding", coding)))
    assert any(words in note for note in got.notes)


def test_decompression_is_limited() -> None:
    bomb = gzip.compress(bytes(300_000_000), compresslevel=9)
    tracemalloc.start()
    try:
        got = shown(answer(bomb, ("Content-Encoding", "gzip")))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(got.body) == MAX_DECOMPRESSED
    assert peak < 60_000_000
    assert "more than 5 MB" in got.notes[0]


@pytest.mark.parametrize(
    ("kind", "body", "text", "note"),
    [
        ("application/json", "é".encode(), "é", None),
        ("text/html; charset=ISO-8859-1", b"\xe9", "é", None),
        ('text/html; charset="utf-8"', b"\xe9", "\\xe9", "is not valid UTF-8"),
        ("text/html; charset=klingon", b"e", "e", "“klingon” is unknown"),
        ("text/html; charset=unicode_escape", b"!", "!", "“unicode_escape” is unknown"),
        ("text/html; charset=base64", b"!", "!", "“base64” is unknown"),
    ],
)
def test_the_charset_is_used_and_problems_are_reported(kind: str, body: bytes, text: str, note: str | None) -> None:
    got = shown(answer(body, ("Content-Type", kind)))
    assert got.text == text
    assert (note in got.notes[0]) if note else not got.notes


@pytest.mark.parametrize("flaw", list(Flaw))
def test_every_flaw_is_reported(flaw: Flaw) -> None:
    assert shown(answer(b"x", flaw=flaw)).notes


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "", "gzip,gzip"]), st.text(max_size=20))
def test_any_body_can_be_shown(body: bytes, coding: str, charset: str) -> None:
    headers = (("Content-Encoding", coding), ("Content-Type", f"text/plain; charset={charset}"))
    assert isinstance(shown(answer(body, *headers)).text, str)


def encoded(body: bytes, encoding: str) -> Response:
    return Response(200, "OK", "HTTP/1.1", (("Content-Encoding", encoding),), body, Timing(0.0))


def test_x_gzip_and_gzip_of_several_members_are_decompressed() -> None:
    two = gzip.compress(b"one ") + gzip.compress(b"two")
    for encoding in ("x-gzip", "gzip", "X-GZip"):
        assert decompressed(encoded(two, encoding))[::2] == (b"one two", True)
    followed = decompressed(encoded(two + b"more", "gzip"))
    assert (followed.body, followed.whole) == (b"one two", False)
    assert "Other bytes follow" in followed.notes[0]


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b"0" * 9_000_000), "gzip"),
        (gzip.compress(b"0" * 2_000_000) * 5, "x-gzip"),
        (gzip.compress(gzip.compress(b"0" * 9_000_000)), "gzip, gzip"),
        (zlib.compress(b"0" * 9_000_000), "deflate"),
        (zlib.compress(b"0" * 9_000_000, wbits=-15), "deflate"),
    ],
)
def test_decompressed_size_is_limited_while_decompressing(body: bytes, encoding: str) -> None:
    found = decompressed(encoded(body, encoding))
    assert (len(found.body), found.whole) == (MAX_DECOMPRESSED, False)
    assert "more than 5 MB" in found.notes[-1]


def test_number_of_codings_and_of_members_is_limited() -> None:
    body = b"{}"
    for _ in range(200):
        body = gzip.compress(body)
    found = decompressed(encoded(body, ", ".join(["gzip"] * 200)))
    assert (found.body, found.whole) == (body, False)
    assert not decompressed(encoded(gzip.compress(b"") * 200_000, "gzip")).whole
