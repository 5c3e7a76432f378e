"""Known values are found in bytes, in every form, and nothing else is."""

import base64
import json
import urllib.parse
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.redaction import Redactor, Secret, known_in

MARKER = 'Mark/er "q" <é> ü+?&=\\ 7'


@pytest.fixture(autouse=True)
def redaction(monkeypatch: pytest.MonkeyPatch) -> Iterator[Redactor]:
    redaction = Redactor()
    monkeypatch.setattr("workbench.redaction.redactor.shared", redaction)
    yield redaction


def hidden(data: bytes, places: tuple[tuple[int, int], ...]) -> bytes:
    for at, length in places:
        data = data[:at] + b"*" * length + data[at + length :]
    return data


def test_a_known_value_is_found_where_it_stands_each_time(redaction: Redactor) -> None:
    redaction.remember(Secret("plainMarker0123"))
    data = b'{"key":"plainMarker0123","again":"PLAINMARKER0123"}'
    assert known_in(data) == ((8, 15), (34, 15))
    assert hidden(data, known_in(data)) == b'{"key":"***************","again":"***************"}'


HEADER_NOTATION: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "upper case": lambda v: v.upper().encode(),
    "lower case": lambda v: v.lower().encode(),
    "JSON": lambda v: json.dumps(v)[1:-1].encode(),
    "JSON, UTF-8": lambda v: json.dumps(v, ensure_ascii=False)[1:-1].encode(),
    "JSON, slashes escaped": lambda v: json.dumps(v)[1:-1].replace("/", r"\/").encode(),
    "JSON in JSON": lambda v: json.dumps(json.dumps(v))[3:-3].encode(),
    "URL": lambda v: urllib.parse.quote(v, safe="").encode(),
    "base64": lambda v: base64.b64encode(v.encode()),
    "hex": lambda v: v.encode().hex().upper().encode(),
}


@pytest.mark.parametrize("form", HEADER_NOTATION)
def test_a_known_value_is_found_in_every_form(redaction: Redactor, form: str) -> None:
    redaction.remember(Secret(MARKER))
    written = HEADER_NOTATION[form](MARKER)
    assert known_in(b"\xff before " + written + b" after \x00") == ((9, len(written)),)


def test_in_a_long_body_a_value_is_found_once_wherever_it_stands(redaction: Redactor) -> None:
    redaction.remember(Secret("plainMarker0123"))
    places = [*range(31_980, 32_020, 20), 39_990, 64_000, 99_985]
    body = bytearray("é".encode() * 50_000)
    for at in places:
        body[at : at + 15] = b"plainMarker0123"
    assert known_in(bytes(body)) == tuple((at, 15) for at in places)


def test_values_that_overlap_or_touch_are_one_place(redaction: Redactor) -> None:
    redaction.remember(Secret("abcdefgh"), Secret("efghijkl"), Secret("mnopqrst"))
    assert known_in(b"..abcdefghijklmnopqrst..") == ((2, 20),)
    assert known_in(b"..abcdefgh.mnopqrst..") == ((2, 8), (11, 8))


def test_a_value_given_along_is_found_as_it_is_written() -> None:
    assert known_in(b'{"echo":"ABCDEF0123"}', ["abcdef0123", ""]) == ((9, 10),)


def test_where_nothing_is_known_nothing_is_found() -> None:
    assert known_in(b"anything") == ()


def test_very_short_values_are_not_hunted_for(redaction: Redactor) -> None:
    redaction.remember(Secret("abc"), Secret(""))
    assert known_in(b"the abc of it") == ()


@given(
    # Half a character cannot be signed with, nor sent: it has no UTF-8.
    st.text(st.characters(codec="utf-8", exclude_characters="*"), min_size=4, max_size=30),
    st.binary(max_size=40),
    st.binary(max_size=40),
)
def test_no_known_value_is_left_between_any_neighbours(value: str, before: bytes, after: bytes) -> None:
    redaction = Redactor()
    redaction.remember(Secret(value))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.redaction.redactor.shared", redaction)
        raw = value.encode("utf-8", "surrogatepass")
        data = before + raw + after
        clean = hidden(data, known_in(data))
    assert len(clean) == len(data)
    assert raw not in clean
