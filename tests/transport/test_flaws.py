"""Responses with a valid head and a flawed body: the received part is kept, with the flaw."""

from __future__ import annotations

import asyncio

import pytest

from tests.transport.servers import OK, answering, read_request, reset, run, send, serving
from workbench.exchange import Flaw, Request, Response, judge
from workbench.transport.connection import MAX_BODY_SIZE


async def answer(port: int) -> Response:
    outcome = await send(Request("POST", f"http://127.0.0.1:{port}/", (), b"{}"))
    assert isinstance(outcome, Response), outcome
    return outcome


@pytest.mark.parametrize(
    ("wire", "flaw", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", Flaw.TRUNCATED, b"{"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", Flaw.TRUNCATED, b"ab"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n", Flaw.GARBLED, b"ab"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}surplus", Flaw.OVERLONG, b"{}"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", None, b"{}"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}!", Flaw.OVERLONG, b"{}"),
        (b"HTTP/1.0 200 OK\r\n\r\nto the end", None, b"to the end"),
        (OK, None, b'{"success":"1"}'),
    ],
    ids=["short", "short chunk", "no chunk", "long", "hint", "long after 100", "1.0 close", "right"],
)
def test_partial_body_is_kept_with_its_flaw(wire: bytes, flaw: Flaw | None, body: bytes) -> None:
    async def story() -> None:
        async with serving(answering(wire)) as port:
            got = await answer(port)
        assert (got.status, got.flaw, got.body) == (200, flaw, body)

    run(story())


def test_reset_during_the_body_keeps_the_received_part() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"succ')
        await writer.drain()
        await received.wait()
        reset(writer)

    received = asyncio.Event()

    async def story() -> None:
        async with serving(handler) as port:
            sending = asyncio.create_task(answer(port))
            await asyncio.sleep(0)
            received.set()
            got = await sending
        assert (got.status, got.flaw) == (200, Flaw.TRUNCATED)

    run(story())


def test_truncated_response_proves_no_success() -> None:
    async def story() -> None:
        wire = b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"success":"1"}'
        async with serving(answering(wire)) as port:
            verdict = judge(await answer(port))
        assert (verdict.sent, verdict.answered, verdict.success) == (True, True, None)

    run(story())


def test_endless_response_is_cut_at_the_limit() -> None:
    closed = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while not writer.is_closing():
                writer.write(b" " * 1_000_000)
                await writer.drain()
        finally:
            closed.set()

    async def story() -> None:
        async with serving(handler) as port:
            got = await answer(port)
            await closed.wait()
        assert (got.flaw, len(got.body)) == (Flaw.CUT, MAX_BODY_SIZE)

    run(story())


def test_early_response_is_read_and_the_rest_not_counted_as_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = asyncio.Event()

    def seen(_early: asyncio.Task[bytes]) -> None:
        heard.set()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1_000)
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
        await heard.wait()
        reset(writer)

    async def story() -> None:
        body = b"x" * 20_000_000
        async with serving(handler) as port:
            got = await send(Request("POST", f"http://127.0.0.1:{port}/", (), body))
        assert isinstance(got, Response), got
        assert (got.status, got.body, got.request_left, got.sent_sha1) == (413, b"no", None, None)
        assert got.channel is not None
        assert got.channel.bytes_sent < len(body)
        verdict = judge(got)
        assert (verdict.sent, verdict.answered, verdict.success) == (None, True, False)

    monkeypatch.setattr("workbench.transport.stream._ignore_result", seen)
    run(story())
