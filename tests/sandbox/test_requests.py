"""What the request log stores, and how much of it is shown."""

from __future__ import annotations

import base64
import dataclasses
import json
from datetime import UTC, datetime

import pytest

from tests.sandbox.talk import BODY, ask, line, list_request, request, run, sandbox, short
from workbench.sandbox.addresses import LIST_KEY_VARIABLE
from workbench.sandbox.request_log import LoggedRequest, RequestLog
from workbench.sandbox.server import Limits
from workbench.sandbox.verification import MistakeSearch
from workbench.signing import SAMPLE, sign

LIST = list_request()


def test_request_is_listed_byte_exactly() -> None:
    odd = request(more=("x-ODD:   two  blanks ", "X-Odd: again")).replace(b"Host: ", b"hOST:")

    async def story() -> None:
        async with sandbox() as served:
            await ask(served, odd)
            (listed,) = (await ask(served, LIST)).document
        assert base64.b64decode(listed["raw_base64"]) == odd
        assert base64.b64decode(listed["body_base64"]) == BODY
        assert [name for name, _ in listed["headers"]] == [
            "hOST", "Content-Length", "x-ODD", "X-Odd", "Kochava-Api-Key", "Kochava-Auth-Token",
        ]  # fmt: skip
        assert (listed["status"], listed["verified"], listed["reading"], listed["recorded"]) == (
            200,
            True,
            "both",
            True,
        )

    run(story())


def test_chunked_body_is_kept_with_and_without_framing() -> None:
    head = request(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    wire = b"3\r\n{}\n\r\n0\r\n\r\n"

    async def story() -> None:
        async with sandbox() as served:
            await ask(served, head + wire)
            (listed,) = (await ask(served, LIST)).document
        assert base64.b64decode(listed["raw_base64"]) == head + wire
        assert base64.b64decode(listed["body_base64"]) == b"{}\n"

    run(story())


def test_key_and_token_are_masked_in_what_is_printed() -> None:
    async def story() -> None:
        seen: list[LoggedRequest] = []
        async with sandbox(on_request=seen.append) as served:
            await ask(served, request(more=("Authorization: Basic abcdefgh", "Cookie: a=b")))
        printed = json.dumps(seen[0].as_json(), ensure_ascii=False)
        for hidden in (SAMPLE.api_key, SAMPLE.secret, sign(BODY, SAMPLE).auth_token, "abcdefgh", "a=b"):
            assert hidden not in printed
            assert hidden not in repr(seen[0])
        assert sign(BODY, SAMPLE).auth_token[:8] + "••••" in printed
        assert "raw_base64" not in printed

    run(story())


def test_list_is_not_itself_listed_and_keeps_its_order() -> None:
    async def story() -> None:
        async with sandbox() as served:
            for path in ("/a", "/b", "/c"):
                await ask(served, request(path=path))
                await ask(served, LIST)
            listed = (await ask(served, LIST)).document
        assert [(each["number"], each["target"]) for each in listed] == [(1, "/a"), (2, "/b"), (3, "/c")]

    run(story())


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost:8080", 200),
        ("LOCALHOST", 200),
        ("[::1]:8080", 200),
        ("evil.test", 421),
        ("evil.test:8080", 421),
        ("127.0.0.1.evil.test:8080", 421),
    ],
)
def test_list_is_available_at_loopback_names_only(host: str, status: int) -> None:
    async def story() -> None:
        async with sandbox() as served:
            await ask(served, request())
            reply = await ask(served, LIST.replace(b"Host: 127.0.0.1", f"Host: {host}".encode()))
        assert reply.status == status
        assert (b"raw_base64" in reply.body) == (status == 200)

    run(story())


@pytest.mark.parametrize("key", ["", "another key", "sandbox key of the tests, and more", "Sandbox key of the tests"])
def test_list_is_not_there_without_its_key(key: str) -> None:
    async def story() -> None:
        async with sandbox() as served:
            await ask(served, request())
            replies = [await ask(served, data) for data in (list_request(key), LIST.replace(b"Sandbox-Key", b"Key"))]
            assert [each.status for each in served.requests] == [200, 404, 404]
            assert key not in json.dumps(served.requests[1].as_json()) or not key
        for reply in replies:
            assert reply.status == 404
            assert b"raw_base64" not in reply.body

    run(story())


@pytest.mark.parametrize("value", [None, ""])
def test_list_is_not_there_unless_the_starter_set_a_key(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LIST_KEY_VARIABLE)
    if value is not None:
        monkeypatch.setenv(LIST_KEY_VARIABLE, value)

    async def story() -> None:
        async with sandbox() as served:
            for data in (LIST, list_request(""), request(b"", path="/_sandbox/requests", method="GET", pair=None)):
                assert (await ask(served, data)).status == 404

    run(story())


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Origin: http://127.0.0.1:8765", 403),
        ("Origin: null", 403),
        ("Sec-Fetch-Site: cross-site", 403),
        ("Sec-Fetch-Site: same-origin", 403),
        ("Sec-Fetch-Site: none", 200),
    ],
)
def test_list_is_not_available_to_web_pages_but_payloads_are_taken_from_them(header: str, status: int) -> None:
    async def story() -> None:
        async with sandbox() as served:
            assert (await ask(served, request(more=(header,)))).status == 200
            assert (await ask(served, LIST.replace(b"Host:", header.encode() + b"\r\nHost:"))).status == status

    run(story())


def test_callback_runs_before_the_response() -> None:
    async def story() -> None:
        told: list[int | None] = []
        async with sandbox(on_request=lambda received: told.append(received.status)) as served, line(served) as raw:
            await raw.say(request())
            await raw.reply()
            assert told == [200]
            assert [each.number for each in served.requests] == [1]

    run(story())


def received(number: int, size: int = 10) -> LoggedRequest:
    body = b"x" * size
    now = datetime.now(UTC)
    return LoggedRequest(
        number,
        now,
        "POST",
        "/",
        "HTTP/1.1",
        (),
        b"",
        body,
        body,
        None,
        (),
        MistakeSearch(),
        200,
        "",
        "",
        None,
        "none",
        None,
        True,
        None,
    )


def test_log_is_limited_in_number_and_bytes() -> None:
    memory = RequestLog(Limits(log_size=3, log_bytes=100))
    for number in range(10):
        memory.add(received(number))
    assert [each.number for each in memory.all()] == [7, 8, 9]
    memory.add(received(10, 95))
    assert [each.number for each in memory.all()] == [10]
    memory.add(received(11, 1_000))
    assert [each.number for each in memory.all()] == [11]


def test_unchunked_body_is_stored_once() -> None:
    async def story() -> None:
        async with sandbox(limits=short()) as served:
            await ask(served, request())
            (kept,) = served.requests
        assert kept.wire_body is kept.body
        assert kept.size == len(kept.head) + len(BODY)

    run(story())


def test_logged_request_is_immutable() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        received(1).status = 500  # type: ignore[misc]
