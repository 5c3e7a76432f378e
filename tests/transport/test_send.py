"""What is sent and received, read from the raw socket."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.transport.servers import OK, answering, closed_port, read_request, run, send, serving
from workbench.exchange import Request, Response
from workbench.transport import SendProgress

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "ab" * 32
HEADERS = (
    ("Content-Type", "application/json"),
    ("Kochava-Api-Key", "K-1"),
    ("Kochava-Auth-Token", TOKEN),
)


def request(port: int, body: bytes = b"{}", path: str = "/track/json") -> Request:
    return Request("POST", f"http://127.0.0.1:{port}{path}", HEADERS, body)


async def answer_of(port: int, body: bytes = b"{}", path: str = "/track/json") -> Response:
    outcome = await send(request(port, body, path))
    assert isinstance(outcome, Response), outcome
    return outcome


async def arrived(body: bytes, path: str = "/track/json") -> tuple[bytes, bytes, Response, int]:
    """Send `body` and return the head and body that arrived, the answer, and the server's port."""
    seen: list[tuple[bytes, bytes]] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(OK)
        await writer.drain()

    async with serving(handler) as port:
        answer = await answer_of(port, body, path)
    ((head, got),) = seen
    return head, got, answer, port


def test_head_is_host_given_headers_and_length() -> None:
    async def story() -> None:
        head, _, _, port = await arrived(b'{"a":1}')
        assert head == (
            b"POST /track/json HTTP/1.1\r\n"
            b"Host: 127.0.0.1:" + str(port).encode() + b"\r\n"
            b"Content-Type: application/json\r\n"
            b"Kochava-Api-Key: K-1\r\n"
            b"Kochava-Auth-Token: " + TOKEN.encode() + b"\r\n"
            b"Content-Length: 7\r\n"
            b"\r\n"
        )

    run(story())


def test_environment_is_not_sent(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    proxy = f"http://127.0.0.1:{closed_port()}"
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    (home / ".netrc").write_text("machine 127.0.0.1 login ada password lovelace\n")

    async def story() -> None:
        head, _, answer, _ = await arrived(b"{}")
        assert answer.status == 200
        assert b"Authorization" not in head
        assert head.count(b"\r\n") == 7

    run(story())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe\r\n\r\n\n",
        b"\xef\xbb\xbf{}",
        '{"a":"Z\u00fcrich \u2028 \U0001f600"}'.encode(),
        b"x" * 300_000 + b"/\r\n",
    ],
    ids=["empty", "binary", "bom", "unicode", "large"],
)
def test_body_is_sent_exactly_and_hashed_at_the_socket(body: bytes) -> None:
    async def story() -> None:
        _, got, answer, _ = await arrived(body)
        assert got == body
        assert answer.sent_sha1 == hashlib.sha1(body).hexdigest()  # noqa: S324 - the signature's own hash

    run(story())


def test_target_is_sent_as_written() -> None:
    async def story() -> None:
        head, _, _, _ = await arrived(b"{}", "/track%2Fjson?a=%20+b")
        assert head.startswith(b"POST /track%2Fjson?a=%20+b HTTP/1.1\r\n")

    run(story())


def test_response_keeps_reason_case_order_and_repeats() -> None:
    answer = b"HTTP/1.1 500 Tea Is Over\r\nX-ONE: 1\r\nx-two: 2\r\nX-ONE: 3\r\nContent-Length: 4\r\n\r\nbusy"

    async def story() -> None:
        async with serving(answering(answer)) as port:
            response = await answer_of(port)
        assert (response.status, response.reason, response.http_version) == (500, "Tea Is Over", "HTTP/1.1")
        assert response.headers == (("X-ONE", "1"), ("x-two", "2"), ("X-ONE", "3"), ("Content-Length", "4"))
        assert response.body == b"busy"

    run(story())


def test_compressed_body_is_not_decompressed() -> None:
    async def story() -> None:
        async with serving(
            answering(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8bz")
        ) as port:
            assert (await answer_of(port)).body == b"\x1f\x8bz"

    run(story())


def test_chunked_and_unlimited_bodies_are_read_to_the_end() -> None:
    async def story() -> None:
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
        async with serving(answering(chunked)) as port:
            assert (await answer_of(port)).body == b"abc"
        async with serving(answering(b"HTTP/1.0 200 OK\r\n\r\nto the end")) as port:
            response = await answer_of(port)
        assert (response.body, response.http_version) == (b"to the end", "HTTP/1.0")

    run(story())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_shown_and_not_followed(status: int) -> None:
    async def story() -> None:
        heads: list[bytes] = []

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head, _ = await read_request(reader)
            heads.append(head)
            writer.write(b"HTTP/1.1 %d Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n" % status)
            await writer.drain()

        async with serving(handler) as port:
            response = await answer_of(port)
        assert (response.status, response.header("location")) == (status, "/elsewhere")
        assert len(heads) == 1

    run(story())


def test_phases_are_timed_in_order_within_the_total() -> None:
    async def story() -> None:
        _, _, answer, _ = await arrived(b"{}")
        timing = answer.timing
        parts = [timing.dns_s, timing.connect_s, timing.send_s, timing.wait_s, timing.receive_s]
        assert timing.tls_s is None
        known = [part for part in parts if part is not None]
        assert len(known) == 5
        assert all(part >= 0 for part in known)
        assert sum(known) <= timing.total_s

    run(story())


def test_current_phase_is_timed_until_now() -> None:
    async def story() -> None:
        hanging, go = asyncio.Event(), asyncio.Event()
        progress = SendProgress()

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await read_request(reader)
            hanging.set()
            await go.wait()
            writer.write(OK)
            await writer.drain()

        async with serving(handler) as port:
            task = asyncio.create_task(send(request(port), progress=progress))
            await hanging.wait()
            meanwhile = progress.timing()
            go.set()
            response = await task
        assert isinstance(response, Response)
        assert meanwhile.wait_s is not None
        assert response.timing.wait_s is not None
        assert response.timing.wait_s > meanwhile.wait_s
        assert meanwhile.receive_s is None

    run(story())


def test_no_log_record_holds_the_query_or_a_header(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def story() -> None:
        await arrived(b'{"idfa":"private"}', "/track/json?key=hush")

    run(story())
    everything = caplog.text + "".join(repr(record.__dict__) for record in caplog.records)
    assert "httpcore" in everything
    for hidden in ("hush", TOKEN, "K-1", "private"):
        assert hidden not in everything


def test_next_address_is_tried_when_the_first_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    real = socket.getaddrinfo

    def two(host: str, port: int, *args: int, **options: int) -> list[object]:
        if host != "twofold.test":
            return list(real(host, port, *args, **options))
        if options.get("flags"):
            raise socket.gaierror(socket.EAI_NONAME, "not a number")
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("127.0.0.1", closed_port())), (*kind, ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", two)

    async def story() -> None:
        async with serving(answering(OK)) as port:
            outcome = await send(Request("POST", f"http://twofold.test:{port}/", (), b"{}"))
        assert isinstance(outcome, Response)

    run(story())


def test_importing_the_package_loads_no_client() -> None:
    dear = {"httpx", "httpcore", "anyio", "cryptography", "truststore"}
    code = f"import sys, workbench.transport; print({dear} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
