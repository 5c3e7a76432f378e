"""A new test device changes only the ids, and every new id can be told from a real one."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.payloads import templates
from workbench.payloads.device import NewDevice, new_device


def made(body: bytes) -> NewDevice:
    found = new_device(body)
    assert found is not None
    return found


@pytest.mark.parametrize("key", [each.key for each in templates()])
def test_every_template_gets_new_ids_and_keeps_all_other_bytes(key: str) -> None:
    body = next(each.body for each in templates() if each.key == key)
    got = made(body)
    back = got.body
    for _name, before, now in got.ids:
        back = back.replace(json.dumps(now).encode(), json.dumps(before).encode())
    assert back == body
    assert got.body != body


@pytest.mark.parametrize("name", ["idfa", "idfv", "adid"])
def test_advertising_ids_are_uuids_of_version_4_that_begin_with_the_mark(name: str) -> None:
    ((_name, _before, now),) = made(json.dumps({"device_ids": {name: "x1"}}).encode()).ids
    assert (uuid.UUID(now).version, uuid.UUID(now).variant) == (4, uuid.RFC_4122)
    assert now.startswith("7e577e57-")


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("android_id", "7e57[0-9a-f]{12}"),
        ("odin", "7e57[0-9a-f]{36}"),
        ("udid", "7e57[0-9a-f]{36}"),
        ("mac", "7e:57(:[0-9a-f]{2}){4}"),
        ("imei", "00[0-9]{13}"),
        ("custom", "test-7e57[0-9a-f]{16}"),
        ("my_own_id", "test-7e57[0-9a-f]{16}"),
    ],
)
def test_other_ids_have_their_usual_shape(name: str, shape: str) -> None:
    ((_name, _before, now),) = made(json.dumps({"data": {"device_ids": {name: "-"}}}).encode()).ids
    assert re.fullmatch(shape, now)


def test_an_imei_has_its_check_digit() -> None:
    ((_name, _before, now),) = made(b'{"imei":"1"}').ids
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(now)]
    assert sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def test_empty_ids_stay_empty_and_the_same_id_stays_the_same() -> None:
    got = made(b'{"data":{"device_ids":{"idfa":"A-1","idfv":"","adid":"B"},"identifiers":{"idfa":"A-1"}}}')
    document = json.loads(got.body)["data"]
    assert document["device_ids"]["idfv"] == ""
    assert document["device_ids"]["idfa"] == document["identifiers"]["idfa"]
    assert len({now for _name, _before, now in got.ids}) == 2


def test_upper_case_stays_upper_case() -> None:
    ((_name, _before, now),) = made(b'{"idfa":"333BA75F-FE08-AAA4-9EF0-98A6AD293FEC"}').ids
    assert now == now.upper()


def test_other_strings_are_unchanged() -> None:
    assert new_device(b'{"data":{"event_data":{"id":"sku-1"},"note":"idfa","list":["idfa"]}}') is None
    assert new_device(b'{"idfa":7,"adid":null,"idfv":["x"]}') is None


def test_ids_in_an_incomplete_body_are_replaced() -> None:
    got = made(b'{"device_ids":{"idfa":"a"')
    assert got.body.startswith(b'{"device_ids":{"idfa":"7e57')


@given(st.binary(max_size=300))
def test_any_bytes_are_accepted(body: bytes) -> None:
    new_device(body)


def test_an_id_that_is_a_placeholder_is_unchanged() -> None:
    got = made(b'{"device_ids":{"idfa":"{{uuid}}","idfv":"x1"}}')
    assert [name for name, _before, _now in got.ids] == ["idfv"]
    assert b'"idfa":"{{uuid}}"' in got.body
    assert new_device(b'{"device_ids":{"custom":"dev-{{n}}"}}') is None
