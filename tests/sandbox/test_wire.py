"""HTTP as it occurs in practice: persistent, fragmented, malformed, endless."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from tests.sandbox.talk import BODY, ask, line, request, run, sandbox, short
from tests.transport.servers import send
from workbench.exchange import Request, Response
from workbench.sandbox.verification import verify_request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.sandbox.request_reader import ReceivedRequest
    from workbench.sandbox.verification import Verification
    from workbench.signing import Credentials


def test_connection_is_kept_open_for_the_next_request() -> None:
    async def story() -> None:
        async with sandbox() as served, line(served) as raw:
            for _ in range(3):
                await raw.say(request())
                reply = await raw.reply()
                assert (reply.status, reply.headers["Connection"]) == (200, "keep-alive")
            assert len(served.requests) == 3

    run(story())


def test_pipelined_requests_are_answered_in_order() -> None:
    async def story() -> None:
        async with sandbox() as served, line(served) as raw:
            await raw.say(request() + b"\r\n" + request(path="/nowhere") + request(b"{}"))
            assert [(await raw.reply()).status for _ in range(3)] == [200, 404, 400]

    run(story())


def test_request_may_come_byte_by_byte() -> None:
    async def story() -> None:
        async with sandbox() as served, line(served) as raw:
            for byte in request():
                await raw.say(bytes([byte]))
            assert (await raw.reply()).status == 200

    run(story())


@pytest.mark.parametrize("ending", ["Connection: close", ""])
def test_connection_close_is_honoured(ending: str) -> None:
    async def story() -> None:
        data = request(more=(ending,)) if ending else request().replace(b"HTTP/1.1", b"HTTP/1.0")
        async with sandbox(limits=short()) as served, line(served) as raw:
            await raw.say(data)
            reply = await raw.reply()
            assert (reply.status, reply.headers["Connection"]) == (200, "close")
            assert await raw.ended()

    run(story())


def test_lf_line_ends_are_read_and_preserved() -> None:
    async def story() -> None:
        head = request(b"").replace(b"\r\n", b"\n")
        async with sandbox() as served:
            assert (await ask(served, head)).status == 400
            assert served.requests[0].head == head

    run(story())


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"rubbish\r\n\r\n", 400, "is not valid HTTP"),
        (b"POST /track/json HTTP/1.1\r\n\r\n", 400, "Host"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nBad Header: 1\r\n\r\n", 400, "is not valid HTTP"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400, "is not valid HTTP"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400, "is not valid HTTP"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "conflicting"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "is not valid HTTP"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "The body is not valid"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "TLS handshake, but the sandbox uses plain HTTP"),
        (b"\x00\x00\x00", 400, "does not begin with a method"),
        (b"POST /" + b"a" * 70_000, 431, "larger than 64 KiB"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431, "larger than 64 KiB"),
    ],
)
def test_unparsable_request_is_reported_and_logged(data: bytes, status: int, words: str) -> None:
    async def story() -> None:
        async with sandbox(limits=short()) as served:
            reply = await ask(served, data)
            (kept,) = served.requests
        assert (reply.status, reply.headers["Connection"]) == (status, "close")
        assert words in reply.document["says"]
        assert kept.problem == reply.document["says"]
        assert data.startswith(kept.head)
        assert kept.head

    run(story())


def test_unfinished_head_is_answered_and_logged() -> None:
    async def story() -> None:
        async with sandbox(limits=short(head_s=0.1)) as served, line(served) as raw:
            await raw.say(b"POST /track/json HTTP/1.1\r\nHost: a\r\n")
            assert (await raw.reply()).status == 408
            assert await raw.ended()
            assert served.requests[0].head == b"POST /track/json HTTP/1.1\r\nHost: a\r\n"
            assert served.requests[0].target == "/track/json"

    run(story())


def test_truncated_head_is_logged() -> None:
    async def story() -> None:
        async with sandbox(limits=short()) as served, line(served) as raw:
            await raw.say(b"POST /track/json HTTP/1.1\r\nHost")
            raw.writer.write_eof()
            assert (await raw.reply()).status == 400
            assert "closed before the blank line" in (served.requests[0].problem or "")

    run(story())


def test_idle_connection_is_closed_and_not_logged() -> None:
    async def story() -> None:
        async with sandbox(limits=short(idle_s=0.1)) as served, line(served) as raw:
            assert await raw.ended()
            assert served.requests == ()

    run(story())


def test_too_large_content_length_is_reported() -> None:
    data = request(more=()).replace(b"Content-Length: 60", b"Content-Length: 75")

    async def story() -> None:
        async with sandbox(limits=short(pause_s=0.1)) as served, line(served) as raw:
            await raw.say(data)
            reply = await raw.reply()
            assert reply.status == 400
            assert "cut short: received 60 of the 75 bytes in Content-Length" in reply.document["says"]
            assert served.requests[0].body == BODY

    assert b"Content-Length: 75" in data
    run(story())


def test_truncated_body_is_refused_by_its_token() -> None:
    whole = request()

    async def story() -> None:
        async with sandbox(limits=short()) as served, line(served) as raw:
            await raw.say(whole[:-10])
            raw.writer.write_eof()
            reply = await raw.reply()
            assert reply.status == 401
            assert reply.document["computed"]["body_is"] == ("cut short: received 50 of the 60 bytes in Content-Length")
            assert reply.headers["Connection"] == "close"

    run(story())


def test_length_in_characters_is_reported() -> None:
    body = '{"data":{"device_ids":{"custom":"Zürich"}}}'.encode()
    data = request(body).replace(b"Content-Length: %d" % len(body), b"Content-Length: %d" % (len(body) - 1))

    async def story() -> None:
        async with sandbox(limits=short()) as served:
            reply = await ask(served, data)
            assert len(served.requests) == 1
        assert reply.status == 401
        assert "cut short by its own Content-Length: 43 bytes were read" in reply.document["says"]
        assert "length in characters" in reply.document["says"]

    run(story())


def test_expect_100_continue_is_answered() -> None:
    head, _, body = request(more=("Expect: 100-continue",)).partition(b"\r\n\r\n")

    async def story() -> None:
        async with sandbox() as served, line(served) as raw:
            await raw.say(head + b"\r\n\r\n")
            assert await raw.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            await raw.say(body)
            assert (await raw.reply()).status == 200

    run(story())


def test_body_over_2_mib_is_refused_and_not_stored() -> None:
    async def story() -> None:
        async with sandbox(limits=short()) as served:
            declared = await ask(served, request(b" " * 3_000_000))
            chunk = b"186a0\r\n" + b" " * 100_000 + b"\r\n"
            head = request(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
            chunked = await ask(served, head + chunk * 30)
            kept = served.requests
        assert (declared.status, chunked.status) == (413, 413)
        assert "2 MiB" in declared.document["says"]
        assert [each.body for each in kept] == [b"", b""]

    run(story())


def test_body_of_two_mebibytes_is_verified() -> None:
    start, end = b'{"action":"install","data":{"device_ids":{"custom":"', b'"}}}'
    body = start + b"x" * (2 * 1024 * 1024 - len(start) - len(end)) + end

    async def story() -> None:
        async with sandbox() as served:
            assert (await ask(served, request(body))).status == 200

    run(story())


def test_verifying_a_large_body_does_not_block_others(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def slow(arrival: ReceivedRequest, pairs: Iterable[Credentials]) -> Verification:
        if len(arrival.body) > 100_000:
            go.wait(30)
        return verify_request(arrival, pairs)

    monkeypatch.setattr("workbench.sandbox.server.verify_request", slow)

    async def story() -> None:
        async with sandbox() as served, line(served) as large:
            await large.say(request(b" " * 200_000))
            assert (await ask(served, request())).status == 200
            assert len(served.requests) == 1
            go.set()
            assert (await large.reply()).status == 400

    try:
        run(story())
    finally:
        go.set()


def test_head_request_gets_a_head() -> None:
    async def story() -> None:
        async with sandbox() as served, line(served) as raw:
            await raw.say(request(b"", method="HEAD"))
            reply = await raw.reply(body=False)
            assert reply.status == 405
            await raw.say(request())
            assert (await raw.reply()).status == 200

    run(story())


def test_stopping_ends_every_connection_and_the_socket() -> None:
    async def story() -> None:
        async with sandbox(fault="slow-head") as served:
            async with line(served) as idle, line(served) as half, line(served) as dripping:
                await idle.say(request(more=("Sandbox-Fault: http-400",)))
                await half.say(b"POST /")
                await dripping.say(request())
                await dripping.reader.readexactly(1)
                await served.stop()
                for raw in (half, dripping):
                    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                        await raw.reader.readexactly(1_000_000)
            with pytest.raises(ConnectionError):
                await asyncio.open_connection("127.0.0.1", served.port)
            assert len(asyncio.all_tasks()) <= 2

    run(story())


def test_unstarted_sandbox_can_be_stopped() -> None:
    from workbench.sandbox import bind
    from workbench.sandbox.server import Sandbox

    listening = bind()
    asyncio.run(Sandbox(listening).stop())
    assert listening.fileno() == -1


def test_connection_made_before_the_start_is_served_after_it() -> None:
    import socket

    from workbench.sandbox import bind
    from workbench.sandbox.server import Sandbox

    async def story() -> None:
        listening = bind()
        with socket.create_connection(listening.getsockname()) as early:
            early.sendall(request())
            served = Sandbox(listening)
            await served.start()
            early.setblocking(False)
            assert (await asyncio.get_running_loop().sock_recv(early, 15)) == b"HTTP/1.1 200 OK"
            await served.stop()

    run(story())


def test_serve_forever_ends_with_its_task() -> None:
    from workbench.sandbox import bind
    from workbench.sandbox.server import serve_forever

    async def story() -> None:
        listening = bind()
        port = listening.getsockname()[1]
        seen: list[str] = []
        task = asyncio.create_task(serve_forever(listening, on_request=lambda each: seen.append(each.target)))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request())
        assert (await reader.readuntil(b"\r\n")) == b"HTTP/1.1 200 OK\r\n"
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert seen == ["/track/json"]
        writer.transport.abort()
        with pytest.raises(ConnectionError):
            await asyncio.open_connection("127.0.0.1", port)

    run(story())


def test_refusal_reaches_a_client_that_is_still_sending() -> None:
    async def story() -> None:
        async with sandbox() as served:
            for _ in range(5):
                outcome = await send(Request("POST", served.url, (), b" " * 30_000_000))
                assert isinstance(outcome, Response), outcome
                assert outcome.status == 413

    run(story())
