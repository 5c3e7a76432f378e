"""Connections over the limit: the one that has waited longest for its client is closed, never the newest."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.sandbox.talk import BODY, ask, line, request, run, sandbox, short

CHUNKED = request(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")


@pytest.mark.parametrize(
    "flood", [b"", b"\r\n\r\n", b"POST /track/json HTTP/1.1\r\nHost:", request()[:-10], CHUNKED + b"5;ext="]
)
def test_a_flood_of_waiting_connections_locks_nobody_out(flood: bytes) -> None:
    async def story() -> None:
        async with sandbox(limits=short(connections=5)) as served, AsyncExitStack() as opened:
            for _ in range(12):
                raw = await opened.enter_async_context(line(served))
                await raw.say(flood)
            assert (await ask(served, request())).status == 200

    run(story())


def test_the_oldest_idle_connection_goes_first_and_a_half_sent_request_later() -> None:
    async def story() -> None:
        async with sandbox(limits=short(connections=3)) as served, AsyncExitStack() as opened:
            half, oldest, newer = [await opened.enter_async_context(line(served)) for _ in range(3)]
            for raw in (half, oldest, newer):
                await raw.say(request())
                await raw.reply()
            await half.say(request()[:-10])
            assert (await ask(served, request())).status == 200
            assert await oldest.ended()
            await half.say(request()[-10:])
            assert (await half.reply()).status == 200
            await newer.say(request())
            assert (await newer.reply()).status == 200

    run(story())


def test_half_sent_bodies_give_way_to_newer_ones() -> None:
    begun = request(BODY + b" " * 20_000)[:-5]

    async def story() -> None:
        async with sandbox(limits=short(held_bytes=100_000)) as served, AsyncExitStack() as opened:
            first = await opened.enter_async_context(line(served))
            await first.say(begun)
            for _ in range(10):
                await (await opened.enter_async_context(line(served))).say(begun)
            assert (await ask(served, request())).status == 200
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await first.reply()

    run(story())


def test_a_request_that_alone_is_too_large_is_refused() -> None:
    async def story() -> None:
        async with sandbox(limits=short(held_bytes=50_000)) as served:
            assert (await ask(served, request(b" " * 200_000))).status == 503

    run(story())


@pytest.mark.parametrize(
    "framing",
    [b"1;" + b"e" * 9_000 + b"\r\nx\r\n", b"1\r\nx\r\n", b"1;a=" + b'"' + b"q" * 70_000],
    ids=["extensions", "one byte each", "endless extension"],
)
def test_chunk_framing_is_limited(framing: bytes) -> None:
    async def story() -> None:
        async with sandbox(limits=short()) as served, line(served) as raw:
            await raw.say(CHUNKED)
            try:
                for _ in range(1_000_000 // len(framing)):
                    await raw.say(framing)
            except ConnectionError:
                pass
            assert (await raw.reply()).status in (400, 413)
            assert served.requests[0].size < 400_000

    run(story())


def test_blank_lines_are_not_kept() -> None:
    async def story() -> None:
        async with sandbox(limits=short()) as served, line(served) as raw:
            for _ in range(200):
                await raw.say(b"\r\n" * 5_000)
            await raw.say(request())
            assert (await raw.reply()).status == 200
            assert len(served.requests[0].head) < 20_000

    run(story())
