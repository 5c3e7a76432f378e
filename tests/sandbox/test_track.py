"""The responses of /track/json: token first, then JSON, then a device id."""

from __future__ import annotations

import hashlib

import pytest

from tests.sandbox.talk import BODY, OTHER, ask, request, run, sandbox
from workbench.signing import SAMPLE, Credentials, php_round_trip, sign

SPACED = b'{ "data": { "identifiers": { "idfa": "a/b" } } }'


def sha1(body: bytes) -> str:
    return hashlib.sha1(body).hexdigest()  # noqa: S324 - the signature's own hash


@pytest.mark.parametrize("path", ["/track/json", "/track/json.php", "/track/json?x=1", "http://127.0.0.1/track/json"])
def test_correct_token_is_accepted(path: str) -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(path=path))
        assert (reply.status, reply.body) == (200, b'{"success":"1"}')
        assert reply.headers["Sandbox-Payload-Hash-Raw"] == sha1(BODY)
        assert reply.headers["Sandbox-Payload-Hash-Php"] == sha1(BODY)
        assert reply.headers["Sandbox-Token-Match"] == "both"

    run(story())


@pytest.mark.parametrize(
    ("reading", "signed", "status", "match"),
    [
        ("raw", SPACED, 200, "raw"),
        ("raw", php_round_trip(SPACED), 401, "php"),
        ("php", SPACED, 401, "raw"),
        ("php", php_round_trip(SPACED), 200, "php"),
        ("both", SPACED, 200, "raw"),
        ("both", php_round_trip(SPACED), 200, "php"),
    ],
)
def test_reading_decides_which_token_is_correct(reading: str, signed: bytes, status: int, match: str) -> None:
    async def story() -> None:
        async with sandbox(reading=reading) as served:
            reply = await ask(served, request(SPACED, token=sign(signed, SAMPLE).auth_token))
        assert reply.status == status
        assert reply.headers["Sandbox-Token-Match"] == match
        assert reply.headers["Sandbox-Payload-Hash-Raw"] == sha1(SPACED)
        assert reply.headers["Sandbox-Payload-Hash-Php"] == sha1(php_round_trip(SPACED))
        if status == 401:
            assert "but this sandbox accepts" in reply.document["error"]

    run(story())


def test_wrong_token_response_has_the_computed_values() -> None:
    async def story() -> None:
        wrong = sign(BODY, Credentials(SAMPLE.api_key, "another secret")).auth_token
        async with sandbox() as served:
            reply = await ask(served, request(token=wrong))
        right = sign(BODY, SAMPLE).auth_token
        assert reply.status == 401
        assert reply.headers["Sandbox-Token-Match"] == "none"
        assert reply.document["success"] == "0"
        assert reply.document["error"] == "The token is wrong for the received body."
        assert "How Kochava responds to a bad token is not public." in reply.document["note"]
        assert reply.document["computed"] == {
            "body_length": len(BODY),
            "body_is": "JSON",
            "first_bytes_hex": BODY[:32].hex(" "),
            "payload_hash_raw": sha1(BODY),
            "payload_hash_php": sha1(BODY),
            "expected_token_raw": right[:8] + "••••",
            "expected_token_php": right[:8] + "••••",
            "token_match": "none",
            "reading": "both",
        }
        assert reply.document["received"]["Kochava-Auth-Token"] == wrong[:8] + "••••"
        text = reply.body.decode()
        for hidden in (right, wrong, SAMPLE.secret, SAMPLE.api_key):
            assert hidden not in text

    run(story())


def test_only_accepted_credentials_verify() -> None:
    async def story() -> None:
        known: list[Credentials] = []
        async with sandbox(pairs=lambda: known) as served:
            before = await ask(served, request(pair=OTHER))
            known.append(OTHER)
            after = await ask(served, request(pair=OTHER))
            sample = await ask(served, request())
        assert before.status == 401
        assert before.document["error"] == "The sandbox does not accept this API key."
        assert before.document["computed"]["expected_token_raw"] is None
        assert (after.status, sample.status) == (200, 200)

    run(story())


def test_key_with_two_secrets_accepts_both() -> None:
    async def story() -> None:
        twin = Credentials(SAMPLE.api_key, "second secret")
        async with sandbox(pairs=lambda: [twin]) as served:
            assert (await ask(served, request(pair=twin))).status == 200
            assert (await ask(served, request(pair=SAMPLE))).status == 200

    run(story())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (request(pair=None), "no header Kochava-Api-Key"),
        (request(pair=None, more=(f"Kochava-Api-Key: {SAMPLE.api_key}",)), "no header Kochava-Auth-Token"),
        (request(token=sign(BODY, SAMPLE).auth_token.upper()), "wrong for the received body"),
        (request(more=("Kochava-Auth-Token: " + "0" * 64,)), "wrong for the received body"),
    ],
    ids=["no key", "no token", "capitals", "two tokens"],
)
def test_reasons_of_refusal_are_distinguished(data: bytes, words: str) -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, data)
        assert reply.status == 401
        assert words in reply.document["error"]

    run(story())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"action=install&data=device_ids", "form-encoded, not JSON"),
        (b"{'a':1}", "not JSON: "),
        (b'{"a":\n  1,}', "(line 2, column"),
        (b"\xef\xbb\xbf{}", "not JSON: a byte order mark"),
        (b'{"a":"\xff"}', "not JSON: "),
    ],
)
def test_token_is_checked_before_json(body: bytes, words: str) -> None:
    async def story() -> None:
        async with sandbox() as served:
            wrong = await ask(served, request(body, token="0" * 64))
            right = await ask(served, request(body))
        assert (wrong.status, right.status) == (401, 400)
        assert words in wrong.document["computed"]["body_is"]
        assert words in wrong.document["error"]
        assert right.document["error"].startswith("The token is correct, but the body is ")
        assert words in right.document["error"]

    run(story())


def test_body_rejected_by_php_has_no_php_hash() -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(b"not json"))
        assert reply.headers["Sandbox-Payload-Hash-Php"] == "none"
        assert reply.headers["Sandbox-Token-Match"] == "raw"

    run(story())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"data":{"device_ids":{"idfa":"x","adid":""}}}', 200),
        (b'{"data":{"identifiers":{"idfa":"x"}}}', 200),
        (b'{"data":{"device_ids":{"custom":12}}}', 200),
        (b'{"data":{"device_ids":{"idfa":"","adid":" "}}}', 400),
        (b'{"data":{"device_ids":{"idfa":null,"adid":true}}}', 400),
        (b'{"data":{"device_ids":["x"]}}', 400),
        (b'{"data":{"device_ids":"x"}}', 400),
        (b'{"data":{}}', 400),
        (b'{"data":[]}', 400),
        (b'{"device_ids":{"idfa":"x"}}', 400),
        (b"[]", 400),
        (b"1", 400),
        (b"[" * 400 + b"]" * 400, 400),
        (b"[" * 50_000 + b"]" * 50_000, 400),
    ],
)
def test_accepted_payload_needs_a_device_id(body: bytes, status: int) -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(body))
        assert reply.status == status
        if status == 400:
            assert "contains no device ID" in reply.document["error"]

    run(story())


def test_form_content_type_on_json_is_reported() -> None:
    async def story() -> None:
        more = ("Content-Type: application/x-www-form-urlencoded",)
        async with sandbox() as served:
            reply = await ask(served, request(token="0" * 64, more=more))
        assert reply.document["computed"]["body_is"] == "JSON, although its Content-Type is form-encoded"

    run(story())


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (request(path="/"), 404),
        (request(path="/track/json/"), 404),
        (request(b"", method="GET"), 405),
        (request(method="PUT"), 405),
        (request(b"", path="/_sandbox/requests", method="GET"), 200),
        (request(path="/_sandbox/requests"), 405),
        (b"rubbish\r\n\r\n", 400),
    ],
)
def test_every_response_has_the_computed_headers(data: bytes, status: int) -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, data)
        assert reply.status == status
        assert len(reply.headers["Sandbox-Payload-Hash-Raw"]) == 40
        assert reply.headers["Sandbox-Payload-Hash-Php"]
        assert reply.headers["Sandbox-Token-Match"] in {"raw", "php", "both", "none"}
        if status == 405:
            assert reply.headers["Allow"] in {"POST", "GET"}
        if status == 404:
            assert "/track/json" in reply.document["addresses"]

    run(story())
