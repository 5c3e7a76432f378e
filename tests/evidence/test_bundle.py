"""A share bundle has what its reader needs to verify it with their own secret, and no secret itself."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from msgspec.structs import replace as replace_in

from tests.evidence.exchanges import ANSWER, BODY, PAIR, exchange, token
from workbench.evidence.bundle import BadBundle, Fingerprints, bundle, check, read_bundle
from workbench.exchange import Flaw
from workbench.redaction import fingerprint
from workbench.signing import Credentials

PRINTS = Fingerprints(fingerprint(PAIR.api_key), fingerprint(PAIR.secret))


@given(st.binary(max_size=200))
def test_bundle_round_trips_and_verifies_with_the_readers_credentials(body: bytes) -> None:
    (shared,) = read_bundle(bundle([exchange(body)], PRINTS)).exchanges
    assert shared.body == body
    checked = check(shared, PAIR)
    assert (checked.hash_matches, checked.same_key, checked.same_secret, checked.token_matches) == (
        True,
        True,
        True,
        True,
    )
    assert checked.message == "Your credentials produce this token from these bytes."


def test_token_is_whole_only_on_request() -> None:
    assert token() not in bundle([exchange()]).decode()
    assert token() in bundle([exchange()], with_token=True).decode()
    (whole,) = read_bundle(bundle([exchange()], with_token=True)).exchanges
    assert check(whole, PAIR).token_matches


def test_stored_exchange_verifies_by_the_first_digits() -> None:
    headers = tuple((name, "[redacted]" if "Token" in name else value) for name, value in exchange().request.headers)
    kept = replace(exchange(), request=replace(exchange().request, headers=headers))
    (shared,) = read_bundle(bundle([kept])).exchanges
    assert shared.token == token()[:8]
    assert check(shared, PAIR).token_matches
    assert check(shared, Credentials(PAIR.api_key, "other")).token_matches is False


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (Credentials(PAIR.api_key, "another"), "your secret differs"),
        (Credentials("another", PAIR.secret), "your API key differs"),
        (Credentials("a", "b"), "your API key and secret differ"),
    ],
)
def test_wrong_credentials_are_named(pair: Credentials, words: str) -> None:
    (shared,) = read_bundle(bundle([exchange()], PRINTS)).exchanges
    checked = check(shared, pair)
    assert checked.token_matches is False
    assert words in checked.message


def test_changed_bytes_are_detected() -> None:
    document = json.loads(bundle([exchange()]))
    document["exchanges"][0]["payload_hash"] = "0" * 40
    (shared,) = read_bundle(json.dumps(document).encode()).exchanges
    assert not check(shared, PAIR).hash_matches
    assert "was changed" in check(shared).message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "not JSON"),
        (b"{}", "not a share bundle"),
        (b'{"format":"payload-workbench-exchanges","version":2}', "newer version"),
        (b'{"format":"payload-workbench-exchanges","version":1}', "damaged"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_invalid_bundle_gives_a_message(data: bytes, words: str) -> None:
    with pytest.raises(BadBundle) as raised:
        read_bundle(data)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("started", "2026-11-22T12:00:00"),
        ("started", "0001-01-01T00:00:00Z"),
        ("started", "9999-12-31T23:59:59-11:00"),
        ("url", "javascript:alert(1)"),
        ("url", "http://host:99999/"),
        ("url", "http://[::1/"),
        ("url", "https:///track/json"),
        ("method", "POST / HTTP/1.1"),
        ("status", 70000),
        ("times_ms", {"total": 1e300}),
        ("times_ms", {"total": -1}),
        ("flaw", "none"),
        ("headers", [["X", "a\r\nKochava-Auth-Token: b"]]),
        ("response_headers", [["X\n", "a"]]),
    ],
)
def test_impossible_value_is_reported_with_its_field(name: str, value: object) -> None:
    document = json.loads(bundle([exchange()]))
    document["exchanges"][0][name] = value
    with pytest.raises(BadBundle) as raised:
        read_bundle(json.dumps(document).encode())
    assert f".{name}" in str(raised.value).replace("[...]", ".times_ms")


@pytest.mark.parametrize("program", ["x" * 101, "a\nb", "\u202egnp"])
def test_program_name_is_one_short_line(program: str) -> None:
    document = json.loads(bundle([exchange()])) | {"program": program}
    with pytest.raises(BadBundle) as raised:
        read_bundle(json.dumps(document).encode())
    assert ".program" in str(raised.value)


def test_time_of_another_zone_is_the_same_instant() -> None:
    document = json.loads(bundle([exchange()]))
    document["exchanges"][0]["started"] = "2026-11-22T14:00:00.123456+02:00"
    (shared,) = read_bundle(json.dumps(document).encode()).exchanges
    assert shared.started == exchange().started
    assert shared.started.utcoffset() == timedelta(0)


def test_truncated_response_keeps_its_flaw() -> None:
    cut = replace(ANSWER, flaw=Flaw.TRUNCATED, http_version="HTTP/1.0", request_left=None)
    (shared,) = read_bundle(bundle([replace(exchange(outcome=cut), options="certificate NOT verified")])).exchanges
    assert (shared.flaw, shared.http_version, shared.request_left) == (Flaw.TRUNCATED, "HTTP/1.0", None)
    assert shared.options == "certificate NOT verified"


def test_few_digits_of_a_token_prove_nothing() -> None:
    document = json.loads(bundle([exchange()]))
    document["exchanges"][0]["token"] = token()[:3]
    (shared,) = read_bundle(json.dumps(document).encode()).exchanges
    assert check(shared, PAIR).token_matches is None


def test_bundle_has_versions() -> None:
    made = read_bundle(bundle([exchange()]))
    assert made.program.startswith("Payload Workbench ")
    assert made.versions.keys() == {"python", "system"}


@given(st.binary(max_size=100))
def test_any_bytes_can_be_read_without_a_crash(data: bytes) -> None:
    with pytest.raises(BadBundle):
        read_bundle(data)


def test_redacted_body_cannot_be_verified() -> None:
    (shared,) = read_bundle(bundle([replace(exchange(), replaced=((2, 4),))])).exchanges
    assert shared.redacted_bytes == 4
    assert "cannot be verified" in check(shared, PAIR).message
    assert shared.body == BODY


@pytest.mark.parametrize("name", ["api_key_fingerprint", "secret_fingerprint"])
def test_wrong_fingerprints_with_a_right_token_are_detected(name: str) -> None:
    (shared,) = read_bundle(bundle([exchange()], PRINTS)).exchanges
    assert check(shared, PAIR).valid
    checked = check(replace_in(shared, **{name: "0" * 8}), PAIR)
    assert checked.token_matches and not checked.valid
    assert "was changed" in checked.message


def test_different_token_in_the_headers_is_detected() -> None:
    (shared,) = read_bundle(bundle([exchange()], PRINTS, with_token=True)).exchanges
    assert check(shared, PAIR).valid
    headers = [(name, "0" * 64 if name == "Kochava-Auth-Token" else value) for name, value in shared.headers]
    assert not check(replace_in(shared, headers=headers), PAIR).valid


def test_empty_bundle_is_rejected() -> None:
    document = json.loads(bundle([exchange()])) | {"exchanges": []}
    with pytest.raises(BadBundle, match="no exchange"):
        read_bundle(json.dumps(document).encode())
