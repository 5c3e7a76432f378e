"""The responses of /track/json: token first, then JSON, then a device id."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.sandbox.talk import BODY, OTHER, ask, list_request, request, run, sandbox
from workbench.payloads import template
from workbench.signing import SAMPLE, Credentials, php_round_trip, sign

if TYPE_CHECKING:
    from collections.abc import Callable

SPACED = b'{ "action": "install", "data": { "identifiers": { "custom": "a/b" } } }'


def sha1(body: bytes) -> str:
    return hashlib.sha1(body).hexdigest()  # noqa: S324 - the signature's own hash


@pytest.mark.parametrize(
    "path", ["/track/json", "/track/json/", "/track/json.php", "/track/json?x=1", "http://127.0.0.1/track/json"]
)
@pytest.mark.parametrize("name", ["documented-node", "documented-python", "install-ios", "post-install-event"])
def test_correct_token_is_accepted(path: str, name: str) -> None:
    body = php_round_trip(template(name).body)

    async def story() -> None:
        async with sandbox(strict=True) as served:
            reply = await ask(served, request(body, path=path))
        assert (reply.status, reply.body) == (200, b'{"success":"1"}')
        assert reply.headers["Sandbox-Payload-Hash-Raw"] == sha1(body)
        assert reply.headers["Sandbox-Payload-Hash-Php"] == sha1(body)
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
            assert "but this sandbox accepts" in reply.document["says"]

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
        assert reply.document["mistakes"] == []
        assert reply.document["says"].startswith("The token is wrong for the received body.")
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
        assert before.document["says"] == "The sandbox does not accept this API key."
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
        assert words in reply.document["says"]

    run(story())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"action=install&data=device_ids", "form-encoded, not JSON"),
        (b"{'a':1}", "not JSON: "),
        (b'{"a":\n  1,}', "(line 2, column"),
        (b"\xef\xbb\xbf{}", "not JSON: byte order mark"),
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
        assert words in wrong.document["says"]
        assert right.document["says"].startswith("The token is correct, but the body is ")
        assert words in right.document["says"]

    run(story())


def test_body_rejected_by_php_has_no_php_hash() -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(b"not json"))
        assert reply.headers["Sandbox-Payload-Hash-Php"] == "none"
        assert reply.headers["Sandbox-Token-Match"] == "raw"

    run(story())


def payload(data: object, **more: object) -> bytes:
    return json.dumps({"action": "install", "kochava_app_id": "ko-test", "data": data, **more}).encode()


ZERO = "00000000-0000-0000-0000-000000000000"
NOBODY: list[object] = [
    None,
    True,
    "",
    "  ",
    ZERO,
    ZERO.replace("-", ""),
    "0",
    0,
    "null",
    "NULL",
    "undefined",
    "None",
    "(null)",
]
NOBODY += ["[object Object]", "{{idfa}}", "${idfa}", "%{idfa}", "{idfa}", "<idfa>", "N/A", "unknown", "NaN", ["x"], {}]


@pytest.mark.parametrize("value", NOBODY)
@pytest.mark.parametrize("place", ["device_ids", "identifiers"])
def test_an_id_of_nobody_does_not_count(place: str, value: object) -> None:
    async def story() -> None:
        async with sandbox() as served:
            alone = await ask(served, request(payload({place: {"idfa": value}})))
            beside = await ask(served, request(payload({place: {"idfa": value, "custom": "x"}})))
        assert (alone.status, beside.status) == (400, 200)
        assert f"data.{place}" in alone.document["says"]

    run(story())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (payload({"device_ids": ["x"]}), "data.device_ids is a list, not an object"),
        (payload({"device_ids": "x"}), "data.device_ids is a text, not an object"),
        (payload({"identifiers": 5}), "data.identifiers is a number, not an object"),
        (payload({"device_ids": '{"idfa":"x"}'}), "a text that contains JSON"),
        (payload({"device_id": {"idfa": "x"}}), "data.device_id stands where data.device_ids belongs"),
        (payload({}, device_ids={"idfa": "x"}), "device_ids stands where data.device_ids belongs"),
        (payload({}), "data has no device_ids"),
        (payload([]), "data is a list, not an object"),
        (payload('{"device_ids":{"idfa":"x"}}'), "data is a text that contains JSON"),
        (b'{"action":"install","device_ids":{"idfa":"x"}}', "it has no data. device_ids stands beside data"),
        (b'{"data":{"device_ids":{"idfa":"x"}}}', "has no action"),
        (payload({"device_ids": {"idfa": "x"}}, action=None), "The action is null"),
        (payload({"device_ids": {"idfa": "x"}}, action=" "), "The action is an empty text"),
        (payload({"device_ids": {"idfa": "x"}}, action=1), "The action is a number"),
        (b'{"payload":{"action":"install"}}', "inside another object"),
        (b'{"events":[{"action":"install"}]}', "in a list; a request takes one payload"),
        (json.dumps({"body": BODY.decode()}).encode(), "inside a string: it was encoded twice"),
        (json.dumps(BODY.decode()).encode(), "The payload is a text that contains JSON: it was encoded twice"),
        (b"[" + BODY + b"]", "The payload is a list"),
        (b"1", "The payload is a number"),
        (b"null", "The payload is null"),
        (b"[" * 400 + b"]" * 400, "The payload is a list"),
        (b"[" * 50_000 + b"]" * 50_000, "more than 511 nested brackets"),
    ],
)
def test_another_shape_is_refused_and_named(body: bytes, words: str) -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(body))
        assert reply.status == 400
        assert words in reply.document["says"]

    run(story())


@pytest.mark.parametrize(
    ("body", "warnings"),
    [
        (payload({"device_ids": {"custom": "x"}}), []),
        (payload({"device_ids": {"custom": 12}}), []),
        (payload({"device_ids": {"custom": "x"}}, kochava_app_id=""), ["no-app-id"]),
        (payload({"device_ids": {"idfa": "x"}}), ["id-form"]),
        (payload({"device_ids": {"custom": "x", "adid": ZERO, "idfv": ""}}), ["placeholder-id"]),
        (payload({"device_ids": {"custom": "x"}, "identifiers": []}), ["ids-shape"]),
        (payload({"device_ids": {"custom": "x"}}, action="instal"), ["unknown-action"]),
        (payload({"device_ids": {"custom": "x"}}, action="event"), ["no-event-name"]),
        (payload({"idfa": "64a57f21-6f56-48a5-972b-57375c34c10a"}, action="update"), []),
        (BODY, ["no-app-id", "id-form"]),
    ],
)
def test_what_no_source_refuses_is_a_warning_or_refused_strictly(body: bytes, warnings: list[str]) -> None:
    async def story() -> None:
        async with sandbox() as served, sandbox(strict=True) as strict:
            reply = await ask(served, request(body))
            strictly = await ask(strict, request(body))
            (logged,) = served.requests
        assert (reply.status, strictly.status) == (200, 400 if warnings else 200)
        assert reply.document["success"] == "1"
        assert [each["id"] for each in reply.document.get("warnings", [])] == warnings
        assert [each["id"] for each in strictly.document.get("warnings", [])] == warnings
        assert [each.id for each in logged.warnings] == warnings

    run(story())


@pytest.mark.parametrize(
    ("encode", "kind"),
    [
        (gzip.compress, "compressed with gzip"),
        (zlib.compress, "compressed with zlib"),
        (lambda body: body.decode().encode("utf-16"), "UTF-16 text"),
        (lambda body: b"\xef\xbb\xbf" + body, "byte order mark"),
        (lambda body: json.dumps(body.decode()).encode(), "encoded twice"),
        (base64.b64encode, "in base64"),
    ],
    ids=["gzip", "zlib", "UTF-16", "BOM", "string", "base64"],
)
def test_a_token_of_what_is_inside_is_named(encode: Callable[[bytes], bytes], kind: str) -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(encode(BODY), token=sign(BODY, SAMPLE).auth_token))
            other = await ask(served, request(encode(BODY), token="0" * 64))
        assert (reply.status, other.status) == (401, 401)
        assert kind in reply.document["says"]
        assert "The token is correct for what is inside" in reply.document["says"]
        assert "The token is not correct for what is inside either" in other.document["says"]

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
        (request(path="/track/jsn"), 404),
        (request(b"", method="GET"), 405),
        (request(method="PUT"), 405),
        (list_request(), 200),
        (list_request().replace(b"GET", b"POST"), 405),
        (request(path="/_sandbox/requests"), 404),
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
