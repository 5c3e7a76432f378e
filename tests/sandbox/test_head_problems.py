"""What is wrong with a head is said by the name of the header and of the character, never with a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.talk import BODY, ask, line, request, run, sandbox, short
from workbench.sandbox.head_problems import MOST_HEADERS, head_problem
from workbench.signing import SAMPLE, sign

TOKEN = sign(BODY, SAMPLE).auth_token.encode()
KEY = SAMPLE.api_key.encode()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            b"Kochava-Auth-Token: " + TOKEN + b"\r",
            "header Kochava-Auth-Token contains a carriage return (CR) at its end",
        ),
        (b"Kochava-Auth-Token: " + TOKEN + b"\n", "header Kochava-Auth-Token ends with a line feed (LF)"),
        (b"Kochava-Api-Key: " + KEY + b"\nX", "header Kochava-Api-Key ends with a line feed (LF)"),
        (b"Kochava-Api-Key: " + KEY[:9] + b"\r" + KEY[9:], "header Kochava-Api-Key contains a carriage return (CR)."),
        (b"Kochava-Api-Key: \x00" + KEY, "header Kochava-Api-Key contains a NUL"),
        (b"Kochava-Auth-Token: \x1b" + TOKEN, "header Kochava-Auth-Token contains the byte 1B"),
        (b"Kochava-Auth-Token: " + TOKEN + b"\x7f", "header Kochava-Auth-Token contains a DEL"),
        (b"X-Token : " + TOKEN, "name of header 3 contains a space"),
        (KEY + b" " + TOKEN + b": x", "name of header 3 contains a space"),
        (KEY + b": " + TOKEN + b"\x01", "header number 3 contains the byte 01"),
        (TOKEN, "header 3 has no colon"),
        (b": " + TOKEN, "name of header 3 is empty"),
        (b"Content-Length: " + TOKEN, "value of Content-Length is not a number"),
        (b"Content-Length: 1", "conflicting values of Content-Length"),
        (b"Transfer-Encoding: chunked", "both Content-Length and Transfer-Encoding"),
        (b"Host: " + TOKEN, "two headers Host"),
    ],
)
def test_a_faulty_header_is_named_and_not_quoted(header: bytes, words: str) -> None:
    sent = b"POST /track/json HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n" + header + b"\r\n\r\n"

    async def story() -> None:
        async with sandbox(limits=short()) as served:
            reply = await ask(served, sent)
            logged = str(served.requests[0].as_json())
        assert reply.status == 400
        assert words in reply.document["says"]
        for text in (reply.body.decode(), logged):
            for value in (TOKEN, KEY):
                assert value.decode() not in text

    run(story())


@pytest.mark.parametrize(
    ("head", "status", "words"),
    [
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "The client speaks HTTP/2"),
        (b"POST  / HTTP/1.1\r\n\r\n", 400, "a method, a target and a version"),
        (b"POST / a HTTP/1.1\r\n\r\n", 400, "a method, a target and a version"),
        (b"POST /\x7f HTTP/1.1\r\n\r\n", 400, "request line contains a DEL"),
        ("POST /ä HTTP/1.1\r\n\r\n".encode(), 400, "not percent-encoded"),
        (b"POST / HTTP/9.9\r\n\r\n", 400, "version in the request line"),
        (b"POST / HTTP/1.1\r\n\r\n", 400, "no header Host"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "other than chunked"),
        (b"POST / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * MOST_HEADERS + b"\r\n", 431, "more than 100 headers"),
    ],
)
def test_another_protocol_or_request_line_is_named(head: bytes, status: int, words: str) -> None:
    async def story() -> None:
        async with sandbox(limits=short()) as served:
            reply = await ask(served, head)
        assert reply.status == status
        assert words in reply.document["says"]

    run(story())


@pytest.mark.parametrize("pause", [False, True])
@pytest.mark.parametrize("version", [b"1.1", b"1.0"])
def test_a_request_without_a_length_has_no_body(pause: bool, version: bytes) -> None:
    head = request(b"").replace(b"Content-Length: 0\r\n", b"").replace(b"HTTP/1.1", b"HTTP/" + version)

    async def story() -> None:
        async with sandbox(limits=short(stray_s=0.2)) as served, line(served) as raw:
            if pause:
                await raw.say(head)
                await raw.say(BODY)
            else:
                await raw.say(head + BODY)
            reply = await raw.reply()
            assert reply.status == 411
            assert "gives no length" in reply.document["says"]
            assert f"it has no body; {len(BODY)} bytes followed" in reply.document["says"]

    run(story())


def test_a_request_without_a_length_and_a_body_is_read_as_empty() -> None:
    head = request(b"").replace(b"Content-Length: 0\r\n", b"")

    async def story() -> None:
        async with sandbox(limits=short(stray_s=0.05)) as served, line(served) as raw:
            for _ in range(2):
                await raw.say(head)
                reply = await raw.reply()
                assert reply.status == 400
                assert "empty: the request gives no length" in reply.document["says"]
            await raw.say(head + request())
            assert [(await raw.reply()).status for _ in range(2)] == [400, 200]

    run(story())


def test_a_preflight_of_a_web_page_is_named() -> None:
    more = ("Origin: https://page.test", "Access-Control-Request-Method: POST")

    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(b"", method="OPTIONS", more=more))
        assert reply.status == 405
        assert "CORS preflight" in reply.document["says"]
        assert not [name for name in reply.headers if name.lower().startswith("access-control")]

    run(story())


@given(st.binary(max_size=80).map(lambda middle: middle.replace(b"\n\n", b"").replace(b"\n\r\n", b"")))
def test_no_value_is_quoted(middle: bytes) -> None:
    problem = head_problem(b"POST / HTTP/1.1\r\nHost: a\r\nX: secretvalue" + middle + b"secretvalue\r\n\r\n")
    assert problem is None or "secretvalue" not in problem.says
