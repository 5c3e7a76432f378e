"""Personal data are found by key, by position or by form, in any text."""

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.payloads import templates
from workbench.redaction import pii
from workbench.redaction.pii import MOST, SHORTEST, ScreenMask, hide, look, ranges, values

ID = "38400000-8CF0-41BD-b23e-10b96e40000d"
DOTS = "•" * len(ID)
PIECES = (
    '"idfa"', '"device_ids"', '"identifiers"', '"device_id"', '"data"', '"email"', "idfa", "user_id", "appUserId",
    "'adid'", '\\"imei\\"', ":", ": ", "=", ",", "{", "}", "[", "]", '"', "'", "\\", '\\"', "\\\\", "\n", "\r\n", " ",
    "a", "abcdef", "ABCDEF", '"abcdef"', "b@c.de", "bob%40example.com", "bob\\u0040example.com", "@", "%", "\\u00", "/",
    "\\/", "•", "••••••", "null", "1234567", "😀", "é", "İ", "\x00", "\ud800", "first_bytes_hex", "&", "(", ")",
    "1.2.3.4", "::", ":1", "．", "＠", "\\uff20", ID,
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=24).map("".join)


def folded(text: str) -> str:
    return "".join(character.lower() if character.isascii() else character for character in text)


@pytest.mark.parametrize(
    "key",
    [
        "kochava_device_id", "idfa", "idfv", "adid", "android_id", "imei", "mac", "odin", "openudid", "udid", "custom",
        "gaid", "oaid", "device_id", "origination_ip", "email", "e-mail", "app_userid", "fb_userid", "SGID", "user_id",
        "userId", "anonymousId", "appUserId", "phone", "IDFA", "idfa_md5", "email2", "rida", "tifa", "ifa", "afai",
        "RIDA", "lgudid", "vida", "fire_adid", "remote_addr", "REMOTE_ADDR", "remoteAddr", "ip_addr", "aaid",
        "x-forwarded-for",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{{"{}": "', '", "n": 1}}'),
        ('{{"{}":"', '"}}'),
        ("{{'{}': '", "'}}"),
        ("{}=", "&n=1"),
        ("?n=1&{}=", " HTTP/1.1"),
        ("{}: ", "\r\nHost: x"),
        ('"{}" : \n  "', '"'),
        ('{{"{}": "', ""),
        ('{{"{}": "', '\n"n": 1}}'),
        ('"text": "{{\\"{}\\":\\"', '\\"}}"'),
        ('{{"{}": ["', '"]}}'),
        ('{{"{}": {{"raw": "', '"}}}}'),
        ("{{{}: ", ", n: 1}}"),
    ],
)
def test_the_value_of_an_id_is_hidden_in_any_notation(key: str, before: str, after: str) -> None:
    before, after = before.format(key), after.format()
    assert hide(before + ID + after) == before + DOTS + after
    assert values(before + ID + after) == (ID,)


@pytest.mark.parametrize("holder", ["device_ids", "identifiers", "device_id", "traits", "identity_link"])
def test_everything_inside_a_list_or_object_of_ids_is_hidden_and_its_keys_stay(holder: str) -> None:
    text = json.dumps({"a": "install", holder: {"any": "x-1", "deep": [{"other": "y-2"}, 77, None]}, "n": "Annual"})
    shown = hide(text)
    assert shown == text.replace("x-1", "•••").replace("y-2", "•••").replace("77", "••")
    assert hide(text.replace(" ", "").replace("\n", "")) == shown.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        '{"action": "install", "kochava_app_id": "koconversionsdemo174ea19bc63928c", "app_ver": "3.3.0"}',
        '{"device_ids": {}, "event_name": "Purchase"}',
        '{"idfa": "", "adid": null, "udid": true}',
        '{"zip": 90210, "ship": "sea", "pharmac": "x", "msgid": "m", "customs": 1, "loadid": 2}',
        "one value in data.device_ids (or data.identifiers) must not be empty.",
        "Kochava-Auth-Token: 1dca41ba",
        "an @ alone, @name, name@ and @@",
        "http://127.0.0.1:8080/track/json and [::1]:80, 0.0.0.0",
        "at 12:34:56, 2026-12-01T12:34:56+01:00, 10:20:30:40",
        "version 1.2.3.4.5, 256.1.1.1, 17.4.1 and Chrome/120.0.0.0",
        "e34e502ecf03a87a475f5c95b707523bbb58e4fe",
        "std::vector, x=::, a:::b, 1::2::3",
        "d9e6e126828e95f6b02684ea87c3a5f596bd69c7a90452824e4ac8ec3140dbc",
        "",
    ],
)
def test_other_text_is_not_hidden(text: str) -> None:
    assert hide(text) == text
    assert look(text) == ((), ())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail bob.b+x@mail.example.com now", f"mail {'•' * 24} now"),
        ("q=bob%40example.com&n=1", "q=•••••••••••••••••&n=1"),
        ('"bob\\u0040example.com"', '"••••••••••••••••••••"'),
        ('"bob\\\\u0040example.com"', '"•••••••••••••••••••••"'),
        ("<zoë@example.org>", "<•••••••••••••••>"),
        ("typing bob@exa", "typing •••••••"),
        ("a@b.c,d@e.f", "•••••,•••••"),
    ],
)
def test_an_address_is_hidden_anywhere(text: str, shown: str) -> None:
    assert hide(text) == shown


TOKEN = "d9e6e126828e95f6b02684ea87c3a5f596bd69c7a90452824e4ac8ec3140dbcc"


@pytest.mark.parametrize(
    "value",
    [
        "203.0.113.24", "10.0.0.8", "255.255.255.255", "198.51.100.007", "2001:db8::1", "2001:DB8:0:0:0:0:0:1",
        "fe80::1", "::ffff:203.0.113.24", "1:2:3:4:5:6:7:8", "64:ff9b::198.51.100.7", ID, ID.upper(), f"3{ID[2:]}",
        TOKEN, TOKEN.upper(), ID.replace("-", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "around",
    ["{}", "Mozilla/5.0 (Linux; {}) Safari", '{{"n":"{}"}}', "x={}&y", "at {}.", "[{}]:443", "a,{},b", "„{}“"],
)
def test_addresses_uuids_and_tokens_are_hidden_by_their_form(value: str, around: str) -> None:
    shown = hide(around.format(value))
    assert shown == around.format("•" * len(value))


def test_versions_and_ports_around_an_address_do_not_save_it() -> None:
    assert hide("v198.51.100.7:8080/x a198.51.100.7") == "v••••••••••••:8080/x a••••••••••••"


@pytest.mark.parametrize(
    "text",
    ["pat＠example.com", "pat＠example．com", "pat\\uff20example.com", "pat%EF%BC%A0example.com", "pat﹫example。com"],
)
def test_full_width_characters_count_as_what_they_stand_for(text: str) -> None:
    assert hide(f"x {text} y") == f"x {'•' * len(text)} y"


def test_a_full_width_key_and_address_are_found() -> None:
    assert hide("ｉｄｆａ=abc ２０３.0.113.24") == "ｉｄｆａ=••• ••••••••••••"


def test_all_identifiers_of_an_identity_link_are_hidden() -> None:
    body = '{"device_id": {"idfa": "x"}, "data": {"club": "a-1", "level": 7}, "n": "a-1"}'
    assert hide(body) == '{"device_id": {"idfa": "•"}, "data": {"club": "•••", "level": •}, "n": "a-1"}'
    event = body.replace("device_id", "device_ids")
    assert '"club": "a-1", "level": 7' in hide(event)


def test_other_occurrences_of_a_value_are_hidden_in_any_case_and_escaped() -> None:
    text = f'{{"idfa": "{ID}", "note": "was {ID.lower()}"}} {ID.upper()} {ID.replace("-", "%2D")} x{ID}y'
    shown = hide(text)
    assert shown.count("•" * len(ID)) == 5
    assert not re.search("8cf0", shown, re.IGNORECASE)
    assert hide('{"custom": "a/b-12"} a\\/b-12') == '{"custom": "••••••"} •••••••'


def test_a_short_value_is_hidden_after_its_key_only() -> None:
    short, longer = "x" * (SHORTEST - 1), "x" * SHORTEST
    assert hide(f"idfa={short} {short}") == f"idfa={'•' * len(short)} {short}"
    assert hide(f"idfa={longer} {longer}") == f"idfa={'•' * len(longer)} {'•' * len(longer)}"
    assert values(f"idfa={short}") == ()


def test_values_of_other_texts_are_hidden() -> None:
    device = "kochava-test-idfa-2015"
    name, dots = f"/home/pat/{device}.json", "•" * len(device)
    assert hide(name) == name
    assert hide(name, values(f"idfa={device.upper()}")) == f"/home/pat/{dots}.json"
    assert ScreenMask(frozenset({device})).hide(f"{device} and secret-7", ["secret-7"]) == f"{dots} and ••••••••"
    assert ranges(name, (device, "ab", "\n", "••••••")) == ((10, 10 + len(device)),)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('adid:"b cdef" idfa=ab cdefg', 'adid:"••••••" idfa=••••••••'),
        ('idfa=adid:",imei:\'adid:",', "idfa=••••••••••••'•••••••"),
    ],
)
def test_values_found_after_hiding_others_are_hidden(text: str, shown: str) -> None:
    assert hide(text) == shown


def test_a_text_in_which_values_are_always_found_is_hidden_completely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pii, "_ROUNDS", 1)
    assert hide('{"idfa": "a",\n"n": 1}') == "•••••••• ••••\n•••• ••"
    assert hide('{"n": 1}') == '{"n": 1}'


def test_the_first_bytes_in_a_sandbox_response_are_hidden() -> None:
    shown = hide('{"computed": {"first_bytes_hex": "7b 22 69 64", "payload_hash_raw": "d4c1fbcb"}}')
    assert shown == '{"computed": {"first_bytes_hex": "•••••••••••", "payload_hash_raw": "d4c1fbcb"}}'


def test_in_the_built_in_payloads_only_ids_and_addresses_are_hidden() -> None:
    for each in templates():
        text = each.body.decode()
        before, after = json.loads(text), json.loads(hide(text))
        changed = {key for key, value in _leaves(before) if (key, value) not in set(_leaves(after))}
        assert changed
        assert changed <= {"idfa", "idfv", "adid", "android_id", "kochava_device_id", "origination_ip", "app_userid"}


def _leaves(found: dict[str, object]) -> list[tuple[str, object]]:
    leaves: list[tuple[str, object]] = []
    for key, value in found.items():
        leaves += _leaves(value) if isinstance(value, dict) else [(key, value)]
    return leaves


@given(TEXTS, st.lists(st.sampled_from(PIECES), max_size=2))
def test_hiding_keeps_length_and_lines_and_is_idempotent(text: str, known: list[str]) -> None:
    shown = hide(text, known)
    assert len(shown) == len(text)
    assert all(mine == its or mine == "•" != its for mine, its in zip(shown, text, strict=True))
    assert [at for at, each in enumerate(text) if each in "\r\n"] == [
        at for at, each in enumerate(shown) if each in "\r\n"
    ]
    assert hide(shown, known) == shown


@given(TEXTS)
def test_no_found_value_is_in_the_result(text: str) -> None:
    found = look(text)
    shown = hide(text)
    assert len(found.values) < MOST
    assert not [value for value in found.values if folded(value) in folded(shown)]


@given(TEXTS)
def test_ranges_are_in_order_and_do_not_overlap(text: str) -> None:
    edges = [edge for each in ranges(text) for edge in each]
    assert edges == sorted(set(edges))
    assert not edges or (edges[0] >= 0 and edges[-1] <= len(text))


@given(st.text(alphabet=st.characters(categories=("L", "N")), min_size=SHORTEST), st.sampled_from(("idfa", "email")))
def test_any_id_is_hidden_in_json(value: str, key: str) -> None:
    for ascii_only in (True, False):
        text = json.dumps({"n": 1, "data": {key: value}}, ensure_ascii=ascii_only)
        inside = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        assert hide(text) == f'{{"n": 1, "data": {{"{key}": "{"•" * len(inside)}"}}}}'


@pytest.mark.parametrize(
    "piece",
    ["x", "\\", "a@", "idfa:'", 'idfa:\\"', '"device_ids":{', "device_ids:[1,", "\\/", "idfa", " ", '"a":', f"{ID} "],
)
def test_the_time_is_linear_in_the_text(piece: str) -> None:
    def taken(size: int) -> float:
        text = f"idfa={ID} idfa:" + piece * (size // len(piece))
        began = time.process_time()
        look(text)
        return time.process_time() - began

    # Four times the text: four times the time, and room for what else the machine does; squares would be sixteen.
    assert min(taken(200_000) for _ in range(2)) < 10 * min(taken(50_000) for _ in range(3)) + 0.02
