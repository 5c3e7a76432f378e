"""Tokens and positions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.signing.bodies import bodies, payloads
from workbench.jsontext import line_and_column, tokens

_BYTES = st.one_of(bodies(), st.lists(st.sampled_from([b'"', b"\\", b"\n", b"a", b"{", b"1", b"\xff"])).map(b"".join))


@given(_BYTES)
def test_tokens_join_up_to_the_body(body: bytes) -> None:
    end = 0
    for token in tokens(body):
        assert token.start == end < token.end
        end = token.end
    assert end == len(body)


@given(payloads())
def test_a_payload_has_no_other_tokens(body: bytes) -> None:
    kinds = [token.kind for token in tokens(body)]
    assert "other" not in kinds
    assert kinds.count("{") == kinds.count("}")
    assert kinds.count("[") == kinds.count("]")


def test_each_kind_is_told_apart() -> None:
    body = b'{"a\\"b": [-1.5e3, true ,null]} x\xff"open\n"end"'
    found = [(token.kind, body[token.start : token.end]) for token in tokens(body) if token.kind != "space"]
    assert found == [
        ("{", b"{"),
        ("string", b'"a\\"b"'),
        (":", b":"),
        ("[", b"["),
        ("number", b"-1.5e3"),
        (",", b","),
        ("literal", b"true"),
        (",", b","),
        ("literal", b"null"),
        ("]", b"]"),
        ("}", b"}"),
        ("other", b"x\xff"),
        ("string", b'"open'),
        ("string", b'"end"'),
    ]


@pytest.mark.parametrize("body", [b"01", b"1.", b"truer", b"True", b"1x", b"+1"])
def test_invalid_text_is_other(body: bytes) -> None:
    assert [token.kind for token in tokens(body)] == ["other"]


@pytest.mark.parametrize(
    ("body", "offset", "place"),
    [
        (b"", 0, (1, 1)),
        (b"ab", 1, (1, 2)),
        (b"a\nb", 2, (2, 1)),
        (b"a\rb", 2, (2, 1)),
        (b"a\r\nb", 3, (2, 1)),
        (b"a\r\nb", 2, (1, 3)),
        (b"a\n\rb", 3, (3, 1)),
        (b"a\nb\n", 4, (3, 1)),
        ("é😀x".encode(), 6, (1, 3)),
        (b"\xffx", 1, (1, 2)),
        (b"ab", 99, (1, 3)),
        (b"ab", -1, (1, 1)),
    ],
)
def test_lines_and_columns_are_counted_from_one(body: bytes, offset: int, place: tuple[int, int]) -> None:
    assert line_and_column(body, offset) == place


@given(st.lists(st.sampled_from(["a", "é", "😀", "\r", "\n"])).map("".join))
def test_positions_agree_with_splitlines(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert line_and_column(text.encode(), len(text.encode())) == (len(lines), len(lines[-1]) + 1)
