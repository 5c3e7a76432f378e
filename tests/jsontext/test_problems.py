"""The first syntax error of a text, and no error in valid JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.signing.bodies import bodies, payloads
from tests.vectors import vectors
from workbench.jsontext import MOST_NESTED, TOO_DEEP, Problem, first_problem

_FAULTY = [
    (b"", 0, "the body is empty"),
    (b" \n", 2, "the body contains only white space"),
    (b"\xef\xbb\xbf{}", 0, "byte order mark before the JSON"),
    (b'{"a":"\xff"}', 6, "byte FF is not valid UTF-8"),
    (b'{"a":1 "b":2}', 7, "missing comma"),
    (b"[1 2]", 3, "missing comma"),
    (b'{"a":1;"b":2}', 6, "expected a comma, not a semicolon"),
    (b'{"a" 1}', 5, "missing colon"),
    (b'{"a"="b"}', 4, "expected a colon, not an equals sign"),
    (b'["a":1]', 4, "unexpected colon"),
    (b'{"a":1, }', 6, "trailing comma"),
    (b"[1,\n]", 2, "trailing comma"),
    (b"[1,,2]", 3, "unexpected comma"),
    (b"{,}", 1, "unexpected comma"),
    (b'{"a":,"b":1}', 5, "missing value before this comma"),
    (b'{"a":}', 5, "missing value"),
    (b'{"a', 1, "unterminated string"),
    (b'{"a":"b\n}', 5, "unterminated string (write a line break in a string as \\n)"),
    (b'["a\tb"]', 3, "unescaped tab in a string (write \\t)"),
    (b'["a\x01b"]', 3, "unescaped control character in a string (write \\u0001)"),
    (b'["a\\x"]', 3, "invalid escape in a string (write a backslash as \\\\)"),
    (b'["\\u12"]', 2, "\\u must be followed by four hex digits"),
    (b"{'a':1}", 1, "keys need double quotes, not single quotes"),
    (b"{a:1}", 1, "keys need double quotes"),
    ("{“a”:1}".encode(), 1, "keys need straight double quotes, not curly quotes"),
    (b"{1:2}", 1, "keys need double quotes"),
    (b"{[1]}", 1, "missing key in double quotes"),
    (b"['a']", 1, "strings need double quotes, not single quotes"),
    ("[“a”]".encode(), 1, "strings need straight double quotes, not curly quotes"),
    (b"[abc]", 1, "strings need double quotes"),
    (b"action=install&x=1", 0, "unexpected character"),
    (b"<html>", 0, "unexpected character"),
    (b"[True]", 1, "write true in JSON"),
    (b"[None]", 1, "write null in JSON"),
    (b"[NaN]", 1, "NaN is not allowed in JSON"),
    (b"[undefined]", 1, "undefined is not allowed in JSON"),
    (b"[01]", 1, "numbers cannot start with 0, unless they are less than 1"),
    (b"[+1]", 1, "numbers cannot start with +"),
    (b"[.5]", 1, "numbers need a digit before the decimal point"),
    (b"[1.]", 1, "numbers need a digit after the decimal point"),
    (b"[1.e5]", 1, "numbers need a digit after the decimal point"),
    (b"[1e]", 1, "invalid number"),
    (b"[-]", 1, "invalid number"),
    (b"[0x1F]", 1, "invalid number"),
    (b"[1] // x", 4, "comments are not allowed in JSON"),
    (b"[/* x */1]", 1, "comments are not allowed in JSON"),
    (b"# x\n[1]", 0, "comments are not allowed in JSON"),
    (b"[1]]", 3, "unexpected text after the end of the JSON"),
    (b"{} {}", 3, "unexpected text after the end of the JSON"),
    (b"[1\x00]", 2, "control character outside a string"),
    (b"[\xc2\xa01]", 1, "no-break space outside a string"),
    (b'\n {"a":[1}', 9, "mismatched bracket: the list opened at line 2, column 7 is not closed"),
    (b'{"a":1]', 6, "mismatched bracket: the object opened at line 1, column 1 is not closed"),
    (b'{"a":\n [1, 2', 12, "the body ends before the list opened at line 2, column 2 is closed"),
    (b'{"a":', 5, "the body ends before the object opened at line 1, column 1 is closed"),
]


@pytest.mark.parametrize(("body", "offset", "says"), _FAULTY)
def test_an_error_has_its_offset_and_message(body: bytes, offset: int, says: str) -> None:
    assert first_problem(body) == Problem(offset, says)


def is_json(body: bytes) -> bool:
    def refuse(word: str) -> object:
        raise ValueError(word)

    try:
        json.loads(body.decode("utf-8"), parse_constant=refuse, parse_int=str)
    except ValueError:
        return False
    return True


@given(bodies())
def test_a_problem_is_found_if_and_only_if_the_body_is_not_json(body: bytes) -> None:
    problem = first_problem(body)
    assert (problem is None) == is_json(body)
    assert problem is None or 0 <= problem.offset <= len(body)


@given(payloads(), st.data())
def test_every_prefix_of_a_payload_is_checked_without_raising(body: bytes, data: st.DataObject) -> None:
    part = body[: data.draw(st.integers(0, len(body)))]
    assert (first_problem(part) is None) == is_json(part)


@pytest.mark.parametrize(
    "body", [b'"\\ud83d"', b"1e999", b'{"a":1,"a":2}', b" \t\r\n1 ", b'{"":{}}', b"-0.0e-0", b"null"]
)
def test_unusual_values_are_valid_json(body: bytes) -> None:
    assert first_problem(body) is None


@pytest.mark.parametrize(("opening", "ending"), [(b"[", b"]"), (b'{"a":', b"}"), (b"[1,2,", b"]")])
@pytest.mark.parametrize("padding", [b"", b" " * 100_000], ids=["small", "large"])
def test_nesting_is_checked_up_to_a_limit(opening: bytes, ending: bytes, padding: bytes) -> None:
    depth = MOST_NESTED
    assert first_problem(padding + opening * depth + b"1" + ending * depth) is None
    problem = first_problem(padding + opening * depth)
    assert problem is not None
    assert problem.offset - len(padding) in (len(opening) * depth, len(opening) * depth - 1)
    for too_deep in (opening * (depth + 1) + b"1" + ending * (depth + 1), opening * 100_000):
        assert first_problem(padding + too_deep) == Problem(len(padding + opening * depth), TOO_DEEP)


def documents() -> st.SearchStrategy[bytes]:
    """Lists and objects of many small containers, sound or with one byte changed."""
    values = st.recursive(
        st.sampled_from([1, -2.5, True, None, "a", '\\\u20ac"/']),
        lambda inner: st.one_of(st.lists(inner, max_size=25), st.dictionaries(st.text(max_size=3), inner, max_size=4)),
        max_leaves=40,
    )
    return st.builds(
        lambda value, indent, count: json.dumps([value] * count, indent=indent).encode(),
        values, st.sampled_from([None, 1]), st.integers(1, 30),
    )  # fmt: skip


@given(documents(), st.data())
def test_large_bodies_have_the_problems_of_small_ones(body: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(body)))
    put = data.draw(st.sampled_from([b"", b",", b"]", b"}", b"[", b"{", b'"', b"x", b"1", b":", b"\\"]))
    changed = body[:at] + put + body[at + data.draw(st.integers(0, 1)) :]
    padding = b" " * 70_000
    small, large = first_problem(changed), first_problem(padding + changed)
    assert (small is None) == (large is None)
    if small and large:
        assert large.offset == small.offset + len(padding)
        assert re.sub(r"\d+", "", large.says) == re.sub(r"\d+", "", small.says)


@pytest.mark.parametrize("count", [499, 500, 501, 1001])
def test_long_runs_are_checked_to_the_end(count: int) -> None:
    members = b"{" + b'"a" : "\\n/x" , ' * count
    items = b"[" + b'-1.5e3 ,"a",' * count
    assert first_problem(members + b'"b":1}') is None
    assert first_problem(items + b"true]") is None
    assert first_problem(members + b"}") == Problem(len(members) - 2, "trailing comma")
    assert first_problem(items + b"]") == Problem(len(items) - 1, "trailing comma")
    assert first_problem(items + b"01]") == Problem(len(items), _says(b"[01]"))
    assert first_problem(members + b'"b" 1}') == Problem(len(members) + 4, _says(b'{"a" 1}'))


def _says(body: bytes) -> str:
    return next(says for faulty, _, says in _FAULTY if faulty == body)


def test_the_vectors_that_are_not_json() -> None:
    assert {v["name"] for v in vectors() if first_problem(v["body"].encode())} == {
        "seed-python-sample-actual-wire-body",
        "unicode-smart-quotes",
        "empty-body",
        "bom",
        "trailing-nul",
        "not-json",
        "block-boundary-55",
        "block-boundary-56",
        "block-boundary-64",
    }


def test_no_pattern_has_a_possessive_group() -> None:
    # Python before 3.11.5, Debian 12's among them, matches possessive groups wrongly.
    root = Path(__file__).parents[2] / "workbench"
    files = [*root.glob("jsontext/*.py"), *root.glob("signing/*.py")]
    assert len(files) > 10
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not any(mark in text for mark in (")*+", ")++", ")?+", "}+", "(?>")), file
