"""A response that breaks a rule of HTTP: the rule, the header's name but not its value, and the bytes that came."""

from __future__ import annotations

import asyncio

import pytest

from tests.transport.servers import answering, read_request, reset, run, send, serving
from workbench.exchange import Cause, Failure, FailureKind, Flaw, Request, Response

HEAD = b"HTTP/1.1 200 OK\r\n"


async def outcome(port: int) -> Response | Failure:
    return await send(Request("POST", f"http://127.0.0.1:{port}/", (), b"{}"))


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (HEAD + b"X-Powered-By : Kept/1\r\n\r\n", "space between the name and the colon of the header X-Powered-By."),
        (HEAD + b"X-Powered-By\t: Kept/1\r\n\r\n", "space between the name and the colon of the header X-Powered-By."),
        (b"HTTP/1.1 200 OK\nX-Odd : Kept/1\n\n", "space between the name and the colon of the header X-Odd."),
        (HEAD + b"A: b\r\nKept without\r\n\r\n", "Header line 2 has no colon."),
        (HEAD + b": Kept\r\n\r\n", "Header line 1 has no name"),
        (HEAD + b"X(A: Kept\r\n\r\n", "The name of the header X(A contains"),
        (HEAD + b"X\x1b[2J: Kept\r\n\r\n", "The name of the header X·[2J contains"),
        (HEAD + b"X-A: Kept\x00\r\n\r\n", "The value of the header X-A contains a control character."),
        (HEAD + b" X-A: Kept\r\n\r\n", "The first header line begins with a space."),
        (HEAD + b"Content-Length: Kept\r\n\r\n", "The value of the header Content-Length is not a number."),
        (HEAD + b"Content-Length: -1\r\n\r\n", "The value of the header Content-Length is not a number."),
        (HEAD + b"Content-Length: 2, 3\r\n\r\n{}", "Content-Length occurs more than once, with different values."),
        (HEAD + b"content-length: 2\r\nContent-Length: 3\r\n\r\n", "Content-Length occurs more than once"),
        (HEAD + b"Transfer-Encoding: Kept\r\n\r\n", "Transfer-Encoding has a value other than chunked."),
        (b"HTTP/1.1 OK Kept\r\n\r\n", "no status of three digits"),
        (b"HTTP/1.1 20 Kept\r\n\r\n", "no status of three digits"),
        (b"HTTP/1.1  200 Kept\r\n\r\n", "not separated by one space"),
        (b"HTTP/1.1 103 Early\r\nA: b\r\n\r\n" + HEAD + b"B : Kept\r\n\r\n", "the colon of the header B."),
        (HEAD + b"A: Kept\r\n" * 20_000, "Its head has no end within 100 KB."),
        (HEAD + b"N" * 200 + b" : Kept\r\n\r\n", f"the header {'N' * 40}…."),
    ],
)
def test_broken_rule_is_named_and_the_bytes_are_kept(answer: bytes, rule: str) -> None:
    async def story() -> None:
        async with serving(answering(answer)) as port:
            failed = await outcome(port)
        assert isinstance(failed, Failure), failed
        assert (failed.kind, failed.cause, failed.request_left) == (FailureKind.NOT_HTTP, Cause.BROKEN_RULE, True)
        assert rule in failed.says
        assert "Kept" not in failed.says
        assert failed.raw == answer[: len(failed.raw)]
        assert len(failed.raw) == min(len(answer), 64 * 1024)

    run(story())


@pytest.mark.parametrize(
    ("body", "rule", "kept"),
    [
        (b"2\r\nab\r\nzz\r\n", "chunk 2 is not a hexadecimal number", b"ab"),
        (b"2\r\nabcd\r\n0\r\n\r\n", "Chunk 1 is longer than its size says", b"ab"),
        (b"-2\r\nab\r\n", "chunk 1 is not a hexadecimal number", b""),
    ],
)
def test_broken_chunk_is_named_and_the_bytes_are_kept(body: bytes, rule: str, kept: bytes) -> None:
    answer = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body

    async def story() -> None:
        async with serving(answering(answer)) as port:
            got = await outcome(port)
        assert isinstance(got, Response), got
        assert (got.flaw, got.body, got.raw) == (Flaw.GARBLED, kept, answer)
        assert rule in got.broken_rule

    run(story())


def test_part_of_a_head_is_kept_however_the_connection_ends() -> None:
    part = HEAD + b"Content-Le"

    async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(part)
        await writer.drain()
        reset(writer)

    async def story() -> None:
        for handler in (answering(part), resetting):
            async with serving(handler) as port:
                failed = await outcome(port)
            assert isinstance(failed, Failure), failed
            assert failed.kind is FailureKind.RESET
            assert failed.raw in (part, b"")  # a reset may overtake the bytes
        async with serving(answering(b"SSH-2.0-x\r\n")) as port:
            failed = await outcome(port)
        assert isinstance(failed, Failure), failed
        assert (failed.kind, failed.raw) == (FailureKind.NOT_HTTP, b"SSH-2.0-x\r\n")

    run(story())


def test_values_of_credential_headers_are_not_kept() -> None:
    answer = HEAD + b"Set-Cookie : session=1\r\nkochava-auth-token:abcdef\r\nX: y\r\n\r\n"

    async def story() -> None:
        async with serving(answering(answer)) as port:
            failed = await outcome(port)
        assert isinstance(failed, Failure), failed
        assert failed.raw == HEAD + b"Set-Cookie : *********\r\nkochava-auth-token:******\r\nX: y\r\n\r\n"

    run(story())
