"""Two bodies beside each other: the first byte that differs, what it means as JSON, and which headers differ."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.history.making import answer, done, exchange
from workbench.cli import history_compare
from workbench.gui.features.log.comparison import compare_two
from workbench.operations.diff import (
    LARGEST_READ,
    WRITTEN,
    BodyDiff,
    contrast_answers,
    contrast_requests,
    diff_bodies,
    diff_headers,
)
from workbench.operations.json_diff import Change
from workbench.redaction import Secret, remember, remember_derived

if TYPE_CHECKING:
    from workbench.exchange import Response

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def test_no_part_of_a_known_secret_stands_beside_the_first_difference() -> None:
    secret = "s3cr3t-that-is-longer-than-what-is-shown-of-a-difference"
    remember_derived(Secret(secret))
    found = diff_bodies(b'{"a":"' + b"*" * len(secret) + b'"}', b'{"a":"' + secret.encode() + b'"}').first
    assert found is not None
    assert found.offset == 6
    assert found.before == found.after == b'{"a":"' + b"*" * 16
    end = diff_bodies(f'{{"a":"{secret}"}}'.encode(), f'{{"a":"{secret}","b":1}}'.encode()).first
    assert end is not None
    assert end.before == b"*" * 15 + b'"}'


def test_the_same_bytes_are_the_same() -> None:
    assert diff_bodies(b"{}", b"{}") == BodyDiff("same bytes", "The same 2 bytes.")


@pytest.mark.parametrize(
    ("before", "after", "ways"),
    [
        (b'{"a":1,"b":2}', b'{"b":2,"a":1}', ("key order",)),
        (b'{"a":1}', b'{ "a": 1 }', ("spaces",)),
        (b'{"a":1,"b":2}', b'{"b": 2, "a": 1}', ("key order", "spaces")),
        (b'{"a":"x/y"}', b'{"a":"x\\/y"}', ("escapes in strings",)),
        (b'{"a":"\xc3\xa9"}', b'{"a":"\\u00e9"}', ("escapes in strings",)),
        (b'{"a":1.50}', b'{"a":1.5}', ("number spelling",)),
        (b'{"a":100}', b'{"a":1e2}', ("number spelling",)),
        (b'\xef\xbb\xbf{"a":1}', b'{"a":1}', ("byte order mark",)),
        (b"[1]", b"[1]\n", ("spaces",)),
        (b'{"a":-0.0}', b'{"a":0}', ("number spelling",)),
        (b'{"a":1e400}', b'{"a":10e399}', ("number spelling",)),
        (b'{"a":1,"a":2}', b'{"a":2}', ("repeated keys",)),
        (b'{"a":1,"a":2}', b'{"a":2,"a":2}', ("repeated keys",)),
        (b'[{"a":{"b":1},"a":2}]', b'[{"a":{"b":"1"},"a":2}]', ("repeated keys",)),
        (b'{"a":1,"b":1.0}', b'{"a":1.0,"b":1}', ("number spelling",)),
        (b'["/","\\/"]', b'["\\/","/"]', ("escapes in strings",)),
    ],
)
def test_the_same_json_in_other_bytes_says_in_which_way(before: bytes, after: bytes, ways: tuple[str, ...]) -> None:
    got = diff_bodies(before, after)
    assert (got.meaning, got.ways) == ("same JSON", ways)
    assert got.says == f"The same JSON in other bytes: {' and '.join(ways)}."


def test_values_that_differ_are_listed_by_pointer() -> None:
    before = b'{"data":{"device_ids":{"idfa":"A"},"x":[1,2]},"a/b":1,"gone":true}'
    after = b'{"data":{"device_ids":{"idfa":"B"},"x":[1,2,3]},"a/b":2,"new":null}'
    got = diff_bodies(before, after)
    assert got.meaning == "other JSON"
    assert got.changes == (
        Change("/data/device_ids/idfa", '"A"', '"B"'),
        Change("/data/x/2", None, "3"),
        Change("/a~1b", "1", "2"),
        Change("/gone", "true", None),
        Change("/new", None, "null"),
    )
    assert got.says == "Other JSON: 5 values differ."


@pytest.mark.parametrize(("before", "after"), [(b'{"a":1}', b'{"a":"1"}'), (b'{"a":1}', b'{"a":true}'), (b"[]", b"{}")])
def test_values_of_another_kind_differ(before: bytes, after: bytes) -> None:
    assert diff_bodies(before, after).meaning == "other JSON"


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
def test_numbers_are_compared_and_shown_digit_by_digit(one: str, other: str) -> None:
    got = diff_bodies(f'{{"a":{one}}}'.encode(), f'{{"a":{other}}}'.encode())
    assert got.meaning == "other JSON"
    if len(one) < 2000:
        assert got.changes == (Change("/a", one, other),)


def test_a_value_that_is_told_is_as_it_was_written() -> None:
    value = '{"k": 1.50, "k": 2e3, "l": [], "m": {}, "n": ["x", null]}'
    got = diff_bodies(b'{"a":0}', f'{{"a":{value}}}'.encode())
    assert got.changes == (Change("/a", "0", value),)


@pytest.mark.parametrize("depth", [480, 700, 940, 990, 20_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_whatever_is_nested_deep_is_compared_by_its_bytes_at_least(depth: int, opening: str, closing: str) -> None:
    deep = f"{opening * depth}1{closing * depth}".encode()
    for other in (deep.replace(b"1", b" 1"), deep.replace(b"1", b"2"), b"[[]]", b'{"a":{}}'):
        got = diff_bodies(deep, other)
        assert got.first is not None
        assert got.meaning in ("same JSON", "other JSON", "not compared")


def test_a_body_too_long_to_be_read_is_not_called_no_json() -> None:
    long = b"[" + b" " * LARGEST_READ + b"]"
    got = diff_bodies(long, long + b"\n")
    assert got.meaning == "not compared"
    assert got.says == "Other bytes; over 2,000,000 bytes only the bytes are compared, not what they mean as JSON."


def test_of_very_many_values_that_differ_it_says_at_least_how_many() -> None:
    got = diff_bodies(json.dumps([0] * 600).encode(), json.dumps([1] * 600).encode())
    assert got.says == "Other JSON: at least 500 values differ."


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(b"x", b"y", "neither is"), (b"{}", b"{", "the second is not"), (b"NaN", b"{}", "the first is not")],
)
def test_what_is_not_json_is_compared_by_its_bytes(before: bytes, after: bytes, words: str) -> None:
    got = diff_bodies(before, after)
    assert got.meaning == "not JSON"
    assert words in got.says


def test_the_first_difference_is_found_by_place_and_shown_with_what_is_around_it() -> None:
    got = diff_bodies(b'{\n "a": 1\n}', b'{\n "a": 2\n}').first
    assert got is not None
    assert (got.offset, got.line, got.column) == (8, 2, 7)
    assert got.before != got.after
    assert got.before[:8] == got.after[:8] == b'{\n "a": '


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_the_first_difference_is_where_a_byte_by_byte_search_finds_it(before: bytes, after: bytes) -> None:
    got = diff_bodies(before, after)
    if before == after:
        assert got.first is None
        return
    pairs = zip(before, after, strict=False)
    expected = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))
    assert got.first is not None
    assert got.first.offset == expected


@given(json_values, st.sampled_from([None, 1, "\t"]), st.booleans(), st.booleans())
def test_a_document_written_in_another_way_is_the_same_json(
    document: object, indent: int | str | None, ascii_only: bool, sort: bool
) -> None:
    before = json.dumps(document).encode()
    after = json.dumps(document, indent=indent, ensure_ascii=ascii_only, sort_keys=sort)
    assert diff_bodies(before, after.encode("utf-8", "surrogatepass")).meaning in ("same bytes", "same JSON")


@given(json_values, json_values)
def test_json_is_the_same_exactly_when_python_reads_it_the_same(one: object, other: object) -> None:
    got = diff_bodies(json.dumps(one).encode(), json.dumps(other).encode())
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (got.meaning in ("same bytes", "same JSON")) == same


def test_headers_are_compared_by_name_without_case_and_secret_ones_are_masked() -> None:
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
def test_headers_of_another_order_case_or_number_are_not_the_same(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> None:
    names, others = (", ".join(name for name, _value in each) for each in (before, after))
    assert diff_headers(before, after) == ((WRITTEN, names, others),)
    assert diff_headers(before, before) == ()


def packed_answer(body: bytes, level: int = 9) -> Response:
    """Return an answer whose body is packed."""
    return answer(200, gzip.compress(body, level), headers=(("Content-Encoding", "gzip"),))


ONE, OTHER = b'{"success":"1"}', b'{"success":"0"}'


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (answer(200, ONE), packed_answer(ONE), "The same 15 bytes."),
        (packed_answer(ONE, level=1), packed_answer(ONE, level=9), "The same 15 bytes."),
        (packed_answer(ONE), packed_answer(OTHER), "Other JSON: 1 value differs."),
        (packed_answer(ONE), packed_answer(b'{ "success":"1"}'), "The same JSON in other bytes: spaces."),
        (packed_answer(ONE), answer(200, b"x"), "Other bytes; the second is not JSON that can be compared."),
    ],
)
def test_window_and_terminal_say_the_same_of_packed_answers(
    before: Response, after: Response, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = done(exchange(), before), done(exchange(), after)
    window = compare_two(first, second).answer
    assert window is not None
    history_compare.put_answers(first, second)
    assert window.says == says
    assert says in capsys.readouterr().out
    told = history_compare.answers_json(first, second)
    assert (told["says"], told["meaning"], told["same"]) == (says, window.meaning, window.meaning == "same bytes")


def test_bodies_that_differ_in_a_secret_only_are_not_called_the_same() -> None:
    remember(Secret("secret-of-acme-1"), Secret("secret-of-acme-2"))
    bodies = [b'{"p":"secret-of-acme-%d"}' % number for number in (1, 2)]
    first, second = (exchange(body).request for body in bodies)
    assert contrast_requests(first, second).says == "Other bytes, which differ in known secrets only."
    assert contrast_answers(*(answer(200, body) for body in bodies)).meaning == "not compared"
    assert contrast_requests(first, first).meaning == "same bytes"
