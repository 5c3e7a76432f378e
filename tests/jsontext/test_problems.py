"""What is wrong with a text that is no JSON, and that nothing is wrong with one that is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.signing.bodies import bodies, payloads
from tests.vectors import vectors
from workbench.jsontext import Problem, first_problem

_FAULTY = [
    (b"", 0, "the body is empty"),
    (b" \n", 2, "the body holds nothing but blanks"),
    (b"\xef\xbb\xbf{}", 0, "a byte order mark stands before the JSON"),
    (b'{"a":"\xff"}', 6, "the byte FF here is not UTF-8 text"),
    (b'{"a":1 "b":2}', 7, "a comma is missing before this"),
    (b"[1 2]", 3, "a comma is missing before this"),
    (b'{"a":1;"b":2}', 6, "a comma belongs here, not a semicolon"),
    (b'{"a" 1}', 5, "a colon is missing before this"),
    (b'{"a"="b"}', 4, "a colon belongs here, not an equals sign"),
    (b'["a":1]', 4, "no colon belongs here"),
    (b'{"a":1, }', 6, "extra comma: nothing follows it"),
    (b"[1,\n]", 2, "extra comma: nothing follows it"),
    (b"[1,,2]", 3, "extra comma: nothing stands before it"),
    (b"{,}", 1, "extra comma: nothing stands before it"),
    (b'{"a":,"b":1}', 5, "a value is missing before this comma"),
    (b'{"a":}', 5, "a value is missing before this"),
    (b'{"a', 1, "this string has no end"),
    (b'{"a":"b\n}', 5, "this string has no end on its line (inside a string a line end is written \\n)"),
    (b'["a\tb"]', 3, "a tab inside a string is written \\t"),
    (b'["a\x01b"]', 3, "this control character is written \\u0001 inside a string"),
    (b'["a\\x"]', 3, "a backslash in a string is written \\\\, unless it starts one of the escapes of JSON"),
    (b'["\\u12"]', 2, "four hex digits must follow \\u"),
    (b"{'a':1}", 1, "a key stands in double quotes, not single ones"),
    (b"{a:1}", 1, "a key stands in double quotes"),
    ("{“a”:1}".encode(), 1, "a key stands in straight double quotes, not curly ones"),
    (b"{1:2}", 1, "a key stands in double quotes"),
    (b"{[1]}", 1, "a key in double quotes is missing before this"),
    (b"['a']", 1, "a string stands in double quotes, not single ones"),
    ("[“a”]".encode(), 1, "a string stands in straight double quotes, not curly ones"),
    (b"[abc]", 1, "a string stands in double quotes"),
    (b"action=install&x=1", 0, "this does not begin as JSON does"),
    (b"<html>", 0, "this is not how a JSON value begins"),
    (b"[True]", 1, "JSON writes this true"),
    (b"[None]", 1, "JSON writes this null"),
    (b"[NaN]", 1, "JSON has no NaN"),
    (b"[undefined]", 1, "JSON has no undefined"),
    (b"[01]", 1, "a number does not begin with 0, unless it is below 1"),
    (b"[+1]", 1, "a number does not begin with +"),
    (b"[.5]", 1, "a number needs a digit before its point"),
    (b"[1.]", 1, "a number needs a digit after its point"),
    (b"[1.e5]", 1, "a number needs a digit after its point"),
    (b"[1e]", 1, "this is not how JSON writes a number"),
    (b"[-]", 1, "this is not how JSON writes a number"),
    (b"[0x1F]", 1, "this is not how JSON writes a number"),
    (b"[1] // x", 4, "JSON has no comments"),
    (b"[/* x */1]", 1, "JSON has no comments"),
    (b"# x\n[1]", 0, "JSON has no comments"),
    (b"[1]]", 3, "something follows the end of the JSON"),
    (b"{} {}", 3, "something follows the end of the JSON"),
    (b"[1\x00]", 2, "a control character stands outside a string"),
    (b"[\xc2\xa01]", 1, "a no-break space stands where JSON allows only a plain one"),
    (b'\n {"a":[1}', 9, "this does not close the list opened at line 2, column 7"),
    (b'{"a":1]', 6, "this does not close the object opened at line 1, column 1"),
    (b'{"a":\n [1, 2', 12, "the body ends before the list opened at line 2, column 2 is closed"),
    (b'{"a":', 5, "the body ends before the object opened at line 1, column 1 is closed"),
]


@pytest.mark.parametrize(("body", "offset", "says"), _FAULTY)
def test_a_fault_is_named_at_its_place(body: bytes, offset: int, says: str) -> None:
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
def test_a_problem_is_found_exactly_in_what_is_no_json(body: bytes) -> None:
    problem = first_problem(body)
    assert (problem is None) == is_json(body)
    assert problem is None or 0 <= problem.offset <= len(body)


@given(payloads(), st.data())
def test_every_beginning_of_a_payload_is_judged_without_raising(body: bytes, data: st.DataObject) -> None:
    part = body[: data.draw(st.integers(0, len(body)))]
    assert (first_problem(part) is None) == is_json(part)


@pytest.mark.parametrize(
    "body", [b'"\\ud83d"', b"1e999", b'{"a":1,"a":2}', b" \t\r\n1 ", b'{"":{}}', b"-0.0e-0", b"null"]
)
def test_unwise_values_are_json_all_the_same(body: bytes) -> None:
    assert first_problem(body) is None


@pytest.mark.parametrize(("opening", "ending"), [(b"[", b"]"), (b'{"a":', b"}"), (b"[1,[2],", b"]")])
def test_nesting_of_any_depth_is_judged(opening: bytes, ending: bytes) -> None:
    depth = 20_000
    assert first_problem(opening * depth + b"1" + ending * depth) is None
    problem = first_problem(opening * depth)
    assert problem is not None
    assert problem.offset in (len(opening) * depth, len(opening) * depth - 1)


@pytest.mark.parametrize("count", [499, 500, 501, 1001])
def test_long_runs_are_judged_to_their_last_member(count: int) -> None:
    members = b"{" + b'"a" : "\\n/x" , ' * count
    items = b"[" + b'-1.5e3 ,"a",' * count
    assert first_problem(members + b'"b":1}') is None
    assert first_problem(items + b"true]") is None
    assert first_problem(members + b"}") == Problem(len(members) - 2, "extra comma: nothing follows it")
    assert first_problem(items + b"]") == Problem(len(items) - 1, "extra comma: nothing follows it")
    assert first_problem(items + b"01]") == Problem(len(items), _says(b"[01]"))
    assert first_problem(members + b'"b" 1}') == Problem(len(members) + 4, _says(b'{"a" 1}'))


def _says(body: bytes) -> str:
    return next(says for faulty, _, says in _FAULTY if faulty == body)


def test_the_vectors_that_are_no_json_are_known() -> None:
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
