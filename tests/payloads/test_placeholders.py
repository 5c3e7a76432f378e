"""Placeholders are replaced once; all other bytes stay."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.payloads.placeholders import expand, has_placeholders

FIXED = uuid.UUID("12345678-1234-4234-8234-123456789abc")


def test_each_placeholder_becomes_its_value() -> None:
    got = expand(
        b'{"id":"{{uuid}}","s":{{now_s}},"ms":{{ now_ms }},"n":{{n}}}', 7, now=1_764_000_000.5, make_uuid=lambda: FIXED
    )
    assert got.body == b'{"id":"12345678-1234-4234-8234-123456789abc","s":1764000000,"ms":1764000000500,"n":7}'
    assert [name for name, _value in got.values] == ["uuid", "now_s", "now_ms", "n"]
    assert got.unknown == ()


def test_every_uuid_is_another_and_every_time_the_same() -> None:
    got = expand(b"{{uuid}} {{uuid}} {{now_ms}} {{now_ms}}")
    one, two, then, now = got.body.split()
    assert one != two
    assert uuid.UUID(one.decode()).version == 4
    assert then == now


def test_what_means_nothing_here_stays_and_is_named() -> None:
    got = expand(b"{{uid}} {{n}} {{ uid }} {{}} {{a b}} { {n} }")
    assert got.body == b"{{uid}} 1 {{ uid }} {{}} {{a b}} { {n} }"
    assert got.unknown == ("uid",)


def test_a_placeholder_of_another_program_is_named() -> None:
    assert expand(b'"{{$guid}} {{user.id}} {{my-id}}"').unknown == ("$guid", "user.id", "my-id")


def test_nothing_is_expanded_twice() -> None:
    assert expand(b"{{{{n}}}}").body == b"{{1}}"


@pytest.mark.parametrize(
    ("body", "has"), [(b"{{n}}", True), (b"{{ uuid }}", True), (b"{{x}}", False), (b'{"a":{}}', False), (b"", False)]
)
def test_a_body_knows_whether_it_has_any(body: bytes, has: bool) -> None:
    assert has_placeholders(body) is has


@given(st.binary(max_size=200))
def test_a_body_without_placeholders_is_the_very_same_object(body: bytes) -> None:
    if not has_placeholders(body):
        assert expand(body).body == body
    if b"{{" not in body:
        assert expand(body).body is body
