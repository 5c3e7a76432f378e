"""Cancelling closes the socket at once, in every phase."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from tests.transport.servers import closed_port, read_request, run, send, serving
from workbench.exchange import Request
from workbench.transport import Phase, SendProgress


def to(url: str, body: bytes = b"{}") -> Request:
    return Request("POST", url, (), body)


async def cancelled(request: Request, when: asyncio.Event, progress: SendProgress) -> None:
    """Send, cancel once `when` is set, and see the cancel come out."""
    task = asyncio.create_task(send(request, progress=progress))
    await when.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_cancel_closes_the_connection_of_a_hanging_server() -> None:
    async def story() -> None:
        hanging, gone = asyncio.Event(), asyncio.Event()

        async def handler(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await read_request(reader)
            hanging.set()
            assert await reader.read() == b""
            gone.set()

        progress = SendProgress()
        async with serving(handler) as port:
            await cancelled(to(f"http://127.0.0.1:{port}/"), hanging, progress)
            await gone.wait()
        assert progress.phase is Phase.WAIT
        assert progress.request_left is True
        timing = progress.timing()
        assert timing.wait_s is not None
        assert timing.receive_s is None
        assert progress.timing() == timing

    run(story())


def test_cancel_during_the_response_closes() -> None:
    async def story() -> None:
        begun, gone = asyncio.Event(), asyncio.Event()

        class Told(SendProgress):
            def enter(self, phase: Phase) -> None:
                super().enter(phase)
                if phase is Phase.RECEIVE:
                    begun.set()

        progress = Told()

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await read_request(reader)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
            await writer.drain()
            try:
                assert await reader.read() == b""
            finally:
                gone.set()

        async with serving(handler) as port:
            await cancelled(to(f"http://127.0.0.1:{port}/"), begun, progress)
            await gone.wait()
        assert progress.timing().receive_s is not None

    run(story())


def test_cancel_during_the_request_leaves_request_left_unknown() -> None:
    async def story() -> None:
        stuck, gone = asyncio.Event(), asyncio.Event()
        let_go = asyncio.Event()
        progress = SendProgress()

        async def handler(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            stuck.set()
            await let_go.wait()
            try:
                while await reader.read(1_000_000):
                    pass
            finally:
                gone.set()

        async with serving(handler) as port:
            await cancelled(to(f"http://127.0.0.1:{port}/", b"x" * 30_000_000), stuck, progress)
            let_go.set()
            await gone.wait()
        assert progress.request_left is None
        assert progress.bytes_sent < 30_000_000

    run(story())


def test_cancel_during_the_handshake_closes() -> None:
    async def story() -> None:
        greeted, gone = asyncio.Event(), asyncio.Event()

        async def handler(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await reader.read(1)
            greeted.set()
            try:
                await reader.read()
            finally:
                gone.set()

        progress = SendProgress()
        async with serving(handler) as port:
            await cancelled(to(f"https://127.0.0.1:{port}/"), greeted, progress)
            await gone.wait()
        assert progress.phase is Phase.TLS
        assert progress.request_left is False

    run(story())


def test_cancel_does_not_wait_for_name_resolution(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    async def story() -> None:
        asked = asyncio.Event()
        loop = asyncio.get_running_loop()

        def hanging(*_: object, **options: object) -> object:
            if not options.get("flags"):
                loop.call_soon_threadsafe(asked.set)
                let_go.wait()
            raise socket.gaierror(socket.EAI_NONAME, "gone")

        monkeypatch.setattr(socket, "getaddrinfo", hanging)
        progress = SendProgress()
        await cancelled(to("http://slow.test/"), asked, progress)
        assert progress.phase is Phase.DNS
        assert progress.request_left is False

    try:
        run(story())
    finally:
        let_go.set()


def test_cancel_while_connecting_closes_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        dialling = asyncio.Event()
        opened: list[socket.socket] = []

        async def never(sock: socket.socket, _: object) -> None:
            opened.append(sock)
            dialling.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", never)
        progress = SendProgress()
        await cancelled(to(f"http://127.0.0.1:{closed_port()}/"), dialling, progress)
        await asyncio.sleep(0)
        assert [sock.fileno() for sock in opened] == [-1]
        assert progress.phase is Phase.CONNECT

    run(story())


def test_unstarted_progress_has_no_times() -> None:
    progress = SendProgress()
    assert progress.timing().total_s == 0.0
    assert progress.request_left is False
