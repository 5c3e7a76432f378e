"""PHP's reading against recorded PHP output, and the messages about differences."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given

from tests.signing.bodies import bodies
from tests.vectors import php_pairs, serializers
from workbench.signing import (
    NotPhpJson,
    WireForm,
    apply_wire_form,
    php_differences,
    php_reading,
    php_round_trip,
)


def round_trip_or_none(body: bytes) -> bytes | None:
    try:
        return php_round_trip(body)
    except NotPhpJson:
        return None


def test_the_recorded_pairs_are_all_there() -> None:
    assert len(php_pairs()) == 200


@pytest.mark.parametrize("pair", php_pairs(), ids=lambda pair: pair["input"][:40])
def test_a_recorded_pair_is_reproduced(pair: dict[str, str]) -> None:
    assert php_round_trip(pair["input"].encode()).decode() == pair["php_assoc"]


@pytest.mark.parametrize("name", sorted(serializers()))
def test_output_of_other_serializers_is_reencoded_as_by_php(name: str) -> None:
    row = serializers()[name]
    if name == "lone_surr":
        with pytest.raises(NotPhpJson, match="Single unpaired UTF-16 surrogate in unicode escape") as caught:
            php_round_trip(row["go_rawmessage"].encode())
        assert caught.value.offset == 6
        assert row["php_assoc"].endswith(caught.value.php_words)
    else:
        # Go's RawMessage keeps numbers and escapes as they were in the text that all of them read.
        assert php_round_trip(row["go_rawmessage"].encode()).decode() == row["php_assoc"]


@given(bodies())
def test_there_is_no_difference_if_and_only_if_php_changes_nothing(body: bytes) -> None:
    differences = php_differences(body)
    assert (not differences) == (round_trip_or_none(body) == body)
    assert all(0 <= difference.offset <= len(body) for difference in differences)
    assert list(differences) == sorted(differences, key=lambda difference: difference.offset)


@given(bodies())
def test_the_reading_agrees_with_the_round_trip_and_stays_short(body: bytes) -> None:
    reading = php_reading(body)
    round_trip = round_trip_or_none(body)
    assert reading.round_trip == round_trip
    assert reading.stable == (None if round_trip is None else round_trip == body)
    assert reading.differences == php_differences(body)[:1000]
    assert round_trip is None or len(reading.says) <= 90


@given(bodies())
def test_a_body_made_php_stable_is_stable(body: bytes) -> None:
    if round_trip_or_none(body) is not None:
        assert php_reading(apply_wire_form(body, WireForm.PHP)).stable is True


def test_minus_zero_needs_two_round_trips() -> None:
    assert php_round_trip(b"[-0.0]") == b"[-0]"
    assert php_round_trip(b"[-0]") == b"[0]"
    assert apply_wire_form(b"[-0.0]", WireForm.PHP) == b"[0]"


@pytest.mark.parametrize(
    ("body", "offset", "kind"),
    [
        (b'{"a": 1}', 5, "space"),
        (b'{"a":"/"}', 6, "slash"),
        ('{"a":"xé"}'.encode(), 7, "non-ascii"),
        (b'{"a":"\\u00E9"}', 6, "escape"),
        (b'{"a":"x\\u0041"}', 7, "escape"),
        (b'{"a":19.90}', 5, "number"),
        (b'{"a":-0}', 5, "number"),
        (b'{"a":9223372036854775808}', 5, "big-int"),
        (b'{"a":{}}', 5, "empty-object"),
        (b'{"a":{"0":1}}', 5, "list"),
        (b'{"a":1,"a":2}', 7, "duplicate-key"),
        (b'{"a":1,}', 6, "refused"),
        (b'["\\ud83d"]', 2, "refused"),
        (b"[1e999]", 1, "refused"),
        (b"", 0, "refused"),
    ],
)
def test_a_difference_has_its_offset_and_kind(body: bytes, offset: int, kind: str) -> None:
    (difference,) = php_differences(body)
    assert (difference.offset, difference.kind) == (offset, kind)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"a":1}', "PHP would hash the same bytes"),
        (b'{"a":1}\n', "PHP's json_encode would remove 1 line break"),
        (b'{ "a": 1 }', "PHP's json_encode would remove 3 spaces"),
        (b'{\r\n "a":"a/b/c"\r\n}', "PHP's json_encode would remove 3 spaces and line breaks, escape 2 slashes"),
        (
            '{"a":{},"b":12345678901234567890,"c": "é/"}'.encode(),
            "PHP's json_encode would round 1 integer beyond 64 bits and more",
        ),
        (
            b'{"a":1,\n   "b":tru}',
            "PHP would refuse this body: Syntax error: strings need double quotes (line 2, column 8)",
        ),
        (b"", "PHP would refuse this body: Syntax error: the body is empty"),
        (b" ", "PHP would refuse this body: Syntax error: the body contains only white space (line 1, column 2)"),
    ],
)
def test_the_reading_is_one_sentence(body: bytes, says: str) -> None:
    assert php_reading(body).says == says


def test_a_number_too_large_for_a_float_is_refused_unless_a_later_key_replaces_it() -> None:
    with pytest.raises(NotPhpJson, match="Inf and NaN cannot be JSON encoded") as caught:
        php_round_trip(b'{"a":[1e999]}')
    assert caught.value.offset == 6
    assert php_round_trip(b'{"a":[1e999],"b":2,"a":1}') == b'{"a":1,"b":2}'


@pytest.mark.parametrize(
    ("body", "offset"),
    [(b"[" * 511 + b"[" + b"]" * 512, 511), (b"[\xff]", 1), (b'["a\x00"]', 3), (b'{"a":1]', 6), (b'["a', 1)],
)
def test_a_refusal_has_the_offset_of_the_byte(body: bytes, offset: int) -> None:
    with pytest.raises(NotPhpJson) as caught:
        php_round_trip(body)
    assert caught.value.offset == offset


_UNITS = [b"[],", b"[[[]]],", b"{},", b"[{}],", b'{"":{"":{}}},', b'{"a":[]},', b'{"0":1},', b'{"a":1,"a":2},', b"1,"]


@pytest.mark.parametrize("unit", _UNITS)
@pytest.mark.parametrize("end", [b"0]", b"0", b'"\\ud800"]'], ids=["json", "cut", "surrogate"])
def test_many_small_containers_take_a_few_times_the_memory_of_the_body(unit: bytes, end: bytes) -> None:
    body = b"[" + unit * (60_000 // len(unit)) + end
    tracemalloc.start()
    try:
        with suppress(NotPhpJson):
            php_round_trip(body)
        assert tracemalloc.get_traced_memory()[1] < 12 * len(body)
    finally:
        tracemalloc.stop()


def test_differences_beyond_the_limit_are_counted_but_not_listed() -> None:
    reading = php_reading(b"[" + b"1, " * 5000 + b"1]")
    assert reading.says == "PHP's json_encode would remove 5,000 spaces"
    assert len(reading.differences) == 1000
