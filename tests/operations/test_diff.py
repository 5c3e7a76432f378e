"""Comparison of bodies and headers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.operations.diff import HEADER_NOTATION, LARGEST_READ, BodyDiff, diff_bodies, diff_headers
from workbench.operations.json_diff import Change
from workbench.redaction import Secret, remember_derived

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def test_the_context_of_the_first_difference_contains_no_part_of_a_known_secret() -> None:
    secret = "s3cr3t-that-is-longer-than-what-is-shown-of-a-difference"
    remember_derived(Secret(secret))
    found = diff_bodies(f'{{"b":1,"a":"{secret}"}}'.encode(), f'{{"b":2,"a":"{secret}"}}'.encode()).first
    assert found is not None
    assert (found.offset, found.before) == (5, b'{"b":1,"a":"' + b"*" * 9)
    hidden = diff_bodies(b'{"a":"' + b"*" * len(secret) + b'"}', f'{{"a":"{secret}"}}'.encode())
    assert (hidden.meaning, hidden.first) == ("not compared", None)
    end = diff_bodies(f'{{"a":"{secret}"}}'.encode(), f'{{"a":"{secret}","b":1}}'.encode()).first
    assert end is not None
    assert end.before == b"*" * 15 + b'"}'


def test_identical_bytes() -> None:
    assert diff_bodies(b"{}", b"{}") == BodyDiff("same bytes", "2 identical bytes.")


@pytest.mark.parametrize(
    ("before", "after", "notation"),
    [
        (b'{"a":1,"b":2}', b'{"b":2,"a":1}', ("key order",)),
        (b'{"a":1}', b'{ "a": 1 }', ("whitespace",)),
        (b'{"a":1,"b":2}', b'{"b": 2, "a": 1}', ("key order", "whitespace")),
        (b'{"a":"x/y"}', b'{"a":"x\\/y"}', ("escapes in strings",)),
        (b'{"a":"\xc3\xa9"}', b'{"a":"\\u00e9"}', ("escapes in strings",)),
        (b'{"a":1.50}', b'{"a":1.5}', ("number spelling",)),
        (b'{"a":100}', b'{"a":1e2}', ("number spelling",)),
        (b'\xef\xbb\xbf{"a":1}', b'{"a":1}', ("byte order mark",)),
        (b"[1]", b"[1]\n", ("whitespace",)),
        (b'{"a":-0.0}', b'{"a":0}', ("number spelling",)),
        (b'{"a":1e400}', b'{"a":10e399}', ("number spelling",)),
        (b'{"a":1,"a":2}', b'{"a":2}', ("duplicate keys",)),
        (b'{"a":1,"a":2}', b'{"a":2,"a":2}', ("duplicate keys",)),
        (b'[{"a":{"b":1},"a":2}]', b'[{"a":{"b":"1"},"a":2}]', ("duplicate keys",)),
        (b'{"a":1,"b":1.0}', b'{"a":1.0,"b":1}', ("number spelling",)),
        (b'["/","\\/"]', b'["\\/","/"]', ("escapes in strings",)),
    ],
)
def test_equal_json_is_described_by_how_it_is_written(before: bytes, after: bytes, notation: tuple[str, ...]) -> None:
    got = diff_bodies(before, after)
    assert (got.meaning, got.notation) == ("same JSON", notation)
    assert got.message == f"Same JSON, written differently: {', '.join(notation)}."


def test_different_values_are_listed_with_json_pointers() -> None:
    before = b'{"data":{"device_ids":{"idfa":"A"},"x":[1,2]},"a/b":1,"gone":true}'
    after = b'{"data":{"device_ids":{"idfa":"B"},"x":[1,2,3]},"a/b":2,"new":null}'
    got = diff_bodies(before, after)
    assert got.meaning == "different JSON"
    assert got.changes == (
        Change("/data/device_ids/idfa", '"A"', '"B"'),
        Change("/data/x/2", None, "3"),
        Change("/a~1b", "1", "2"),
        Change("/gone", "true", None),
        Change("/new", None, "null"),
    )
    assert got.message == "JSON differs in 5 values."


@pytest.mark.parametrize(("before", "after"), [(b'{"a":1}', b'{"a":"1"}'), (b'{"a":1}', b'{"a":true}'), (b"[]", b"{}")])
def test_values_of_different_types_differ(before: bytes, after: bytes) -> None:
    assert diff_bodies(before, after).meaning == "different JSON"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("123456789012345678901234567890123", "123456789012345678901234567890124"),
        ("0.1", "0.1000000000000000055"),
        ("1e1000000", "1e1000001"),
        ("1e999", "-1e999"),
        ("1e99999999999999999999", "1"),
        ("1" * 5000, "1" * 4999 + "2"),
    ],
)
def test_numbers_are_compared_without_loss_of_digits(one: str, other: str) -> None:
    got = diff_bodies(f'{{"a":{one}}}'.encode(), f'{{"a":{other}}}'.encode())
    assert got.meaning == "different JSON"
    if len(one) < 2000:
        assert got.changes == (Change("/a", one, other),)


def test_values_are_reported_as_written() -> None:
    value = '{"k": 1.50, "k": 2e3, "l": [], "m": {}, "n": ["x", null]}'
    got = diff_bodies(b'{"a":0}', f'{{"a":{value}}}'.encode())
    assert got.changes == (Change("/a", "0", value),)


@pytest.mark.parametrize("depth", [480, 700, 940, 990, 20_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deeply_nested_bodies_are_compared_as_bytes(depth: int, opening: str, closing: str) -> None:
    deep = f"{opening * depth}1{closing * depth}".encode()
    for other in (deep.replace(b"1", b" 1"), deep.replace(b"1", b"2"), b"[[]]", b'{"a":{}}'):
        got = diff_bodies(deep, other)
        assert got.first is not None
        assert got.meaning in ("same JSON", "different JSON", "not compared")


def test_a_large_body_is_not_reported_as_invalid_json() -> None:
    long = b"[" + b" " * LARGEST_READ + b"]"
    got = diff_bodies(long, long + b"\n")
    assert got.meaning == "not compared"
    assert got.message == "The bytes differ; bodies over 2,000,000 bytes are not compared as JSON."


def test_a_truncated_list_of_changes_is_reported_as_at_least() -> None:
    got = diff_bodies(json.dumps([0] * 600).encode(), json.dumps([1] * 600).encode())
    assert got.message == "JSON differs in at least 500 values."


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b"x", b"y", "neither body is"),
        (b"{}", b"{", "the second body is not"),
        (b"NaN", b"{}", "the first body is not"),
    ],
)
def test_invalid_json_is_compared_as_bytes(before: bytes, after: bytes, words: str) -> None:
    got = diff_bodies(before, after)
    assert got.meaning == "not JSON"
    assert words in got.message


def test_the_first_difference_has_a_position_and_context() -> None:
    got = diff_bodies(b'{\n "a": 1\n}', b'{\n "a": 2\n}').first
    assert got is not None
    assert (got.offset, got.line, got.column) == (8, 2, 7)
    assert got.before != got.after
    assert got.before[:8] == got.after[:8] == b'{\n "a": '


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_the_first_difference_equals_a_byte_by_byte_search(before: bytes, after: bytes) -> None:
    got = diff_bodies(before, after)
    if before == after:
        assert got.first is None
        return
    pairs = zip(before, after, strict=False)
    expected = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))
    assert got.first is not None
    assert got.first.offset == expected


@given(json_values, st.sampled_from([None, 1, "\t"]), st.booleans(), st.booleans())
def test_a_reformatted_document_is_the_same_json(
    document: object, indent: int | str | None, ascii_only: bool, sort: bool
) -> None:
    before = json.dumps(document).encode()
    after = json.dumps(document, indent=indent, ensure_ascii=ascii_only, sort_keys=sort)
    assert diff_bodies(before, after.encode("utf-8", "surrogatepass")).meaning in ("same bytes", "same JSON")


@given(json_values, json_values)
def test_json_is_equal_if_and_only_if_python_parses_equal_values(one: object, other: object) -> None:
    got = diff_bodies(json.dumps(one).encode(), json.dumps(other).encode())
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (got.meaning in ("same bytes", "same JSON")) == same


def test_headers_are_compared_case_insensitively_and_secrets_are_masked() -> None:
    token, other = "ab" * 32, "cd" * 32
    got = diff_headers(
        (("Content-Type", "a"), ("Kochava-Auth-Token", token), ("X", "1"), ("Same", "s")),
        (("content-type", "b"), ("Kochava-Auth-Token", other), ("Same", "s"), ("Y", "2")),
    )
    assert got == (
        ("Content-Type", "a", "b"),
        ("Kochava-Auth-Token", "abab••••abab", "cdcd••••cdcd"),
        ("X", "1", None),
        ("Y", None, "2"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((("A", "1"), ("B", "2")), (("B", "2"), ("A", "1"))),
        ((("Accept", "1"),), (("accept", "1"),)),
        ((("A", "1"), ("A", "2")), (("A", "1, 2"),)),
    ],
)
def test_header_order_case_and_number_are_compared(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> None:
    names, others = (", ".join(name for name, _value in each) for each in (before, after))
    assert diff_headers(before, after) == ((HEADER_NOTATION, names, others),)
    assert diff_headers(before, before) == ()
