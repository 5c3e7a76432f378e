"""One connection for several sends: reused while both sides agree, never after the server has closed it."""

from __future__ import annotations

import asyncio

import pytest

from tests.transport.servers import OK, read_request, run, serving
from workbench.exchange import Failure, FailureKind, Flaw, Request, Response
from workbench.transport.connection import Connection


class Server:
    """Answers each request with the next of its responses, and counts connections."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.connections = 0
        self.bodies: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:
            try:
                _, body = await read_request(reader)
            except asyncio.IncompleteReadError:
                return
            self.bodies.append(body)
            answer = self.answers.pop(0) if self.answers else OK
            writer.write(answer)
            await writer.drain()
            if b"Connection: close" in answer:
                return


def to(port: int, body: bytes = b"{}") -> Request:
    return Request("POST", f"http://127.0.0.1:{port}/", (), body)


async def answered(connection: Connection, request: Request) -> Response:
    outcome = await connection.send(request)
    assert isinstance(outcome, Response), outcome
    return outcome


def test_sends_share_a_connection_with_separate_hashes_and_counts() -> None:
    async def story() -> None:
        server = Server()
        async with serving(server) as port, Connection() as connection:
            got = [await answered(connection, to(port, body)) for body in (b"one", b"two", b"three")]
        assert server.connections == 1
        assert server.bodies == [b"one", b"two", b"three"]
        assert len({each.sent_sha1 for each in got}) == 3
        assert [each.channel.bytes_received for each in got if each.channel] == [len(OK)] * 3
        assert got[0].timing.connect_s is not None
        assert got[1].timing.connect_s is None

    run(story())


def test_server_that_closes_gets_a_new_connection() -> None:
    closing = OK.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")

    async def story() -> None:
        server = Server(closing, closing, closing)
        async with serving(server) as port, Connection() as connection:
            for body in (b"one", b"two", b"three"):
                await answered(connection, to(port, body))
        assert server.connections == 3

    run(story())


@pytest.mark.parametrize("wire", [OK + b"surplus", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"])
def test_connection_is_not_reused_after_a_flawed_response(wire: bytes) -> None:
    async def story() -> None:
        server = Server(wire)
        async with serving(server) as port, Connection() as connection:
            first = await answered(connection, to(port))
            second = await answered(connection, to(port))
        assert first.flaw in (Flaw.OVERLONG, Flaw.GARBLED)
        assert second.flaw is None
        assert server.connections == 2

    run(story())


def test_connection_closed_while_idle_is_not_reused() -> None:
    ended = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(OK)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        ended.set()

    async def story() -> None:
        async with serving(handler) as port, Connection() as connection:
            await answered(connection, to(port))
            await ended.wait()
            stream = connection._stream
            assert stream is not None
            assert stream._reader is not None
            await stream._reader.read()  # until the loop has seen the end
            await answered(connection, to(port))

    run(story())


def test_cancelled_send_is_followed_by_a_new_connection() -> None:
    seen = asyncio.Event()
    gone = asyncio.Event()
    hang = True

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal hang
        await read_request(reader)
        if hang:
            hang = False
            seen.set()
            await reader.read()
            gone.set()
            return
        writer.write(OK)
        await writer.drain()

    async def story() -> None:
        async with serving(handler) as port, Connection() as connection:
            sending = asyncio.create_task(connection.send(to(port)))
            await seen.wait()
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            await gone.wait()
            await answered(connection, to(port))

    run(story())


def test_nothing_is_resent_when_a_reused_connection_breaks() -> None:
    async def story() -> None:
        arrived = 0

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal arrived
            await read_request(reader)
            arrived += 1
            writer.write(OK)
            await writer.drain()
            await read_request(reader)
            arrived += 1
            writer.transport.abort()

        async with serving(handler) as port, Connection() as connection:
            await answered(connection, to(port))
            second = await connection.send(to(port))
        assert isinstance(second, Failure)
        assert (second.kind, second.request_left, arrived) == (FailureKind.RESET, True, 2)

    run(story())


def test_another_host_gets_another_connection() -> None:
    async def story() -> None:
        one, other = Server(), Server()
        async with serving(one) as here, serving(other) as there, Connection() as connection:
            for port in (here, there, here):
                await answered(connection, to(port))
        assert (one.connections, other.connections) == (2, 1)

    run(story())


def test_head_and_small_body_are_sent_together() -> None:
    async def story() -> None:
        first: list[bytes] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            first.append(await reader.read(65_536))
            writer.write(OK)
            await writer.drain()

        async with serving(serve) as port, Connection() as connection:
            await answered(connection, to(port, b'{"a":1}'))
        assert first[0].endswith(b'\r\n\r\n{"a":1}')

    run(story())
