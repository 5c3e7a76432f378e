"""Requests through a proxy on a real socket: forwarded for http, tunnelled for https, only if chosen."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from tests.transport.servers import OK, Authority, answering, closed_port, read_request, run, send, serving
from workbench.evidence.raw import head_lines
from workbench.exchange import Cause, Failure, FailureKind, Request, Response
from workbench.redaction import Secret
from workbench.transport import TransportOptions
from workbench.transport.connection import Connection

if TYPE_CHECKING:
    from pathlib import Path


class Proxy:
    """Forwards and tunnels; records the heads it received."""

    def __init__(self, refuse: bytes = b"") -> None:
        self.heads: list[bytes] = []
        self._refuse = refuse

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        if self._refuse:
            writer.write(self._refuse)
            await writer.drain()
            return
        if not head.startswith(b"CONNECT"):
            writer.write(OK)
            await writer.drain()
            return
        host, port = head.split()[1].decode().rsplit(":", 1)
        there, beyond = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        try:
            with contextlib.suppress(ConnectionError):
                await asyncio.gather(_pump(reader, beyond), _pump(there, writer))
        finally:
            beyond.transport.abort()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65_536):
        sink.write(data)
        await sink.drain()
    sink.close()


def through(port: int, login: str = "") -> TransportOptions:
    return TransportOptions(
        proxy="url", proxy_url=f"http://127.0.0.1:{port}", proxy_login=Secret(login) if login else None
    )


def test_http_is_forwarded_with_absolute_url_and_login() -> None:
    async def story() -> None:
        proxy = Proxy()
        async with serving(proxy) as port:
            got = await send(Request("POST", "http://kochava.test/track/json", (), b"{}"), options=through(port, "a:b"))
        assert isinstance(got, Response), got
        head = proxy.heads[0]
        assert head.startswith(b"POST http://kochava.test/track/json HTTP/1.1\r\n")
        shown = head_lines(Request("POST", "http://kochava.test/track/json", (), b"{}"), through(port, "a:b"))
        given = base64.b64encode(b"a:b").decode()
        assert "\r\n".join([*shown, "", ""]).replace("••••", given).encode() == head
        assert b"Proxy-Authorization: Basic " + base64.b64encode(b"a:b") in head
        assert got.channel is not None
        assert got.channel.proxy == f"127.0.0.1:{port}"
        assert got.sent_sha1 == hashlib.sha1(b"{}", usedforsecurity=False).hexdigest()

    run(story())


def test_https_is_tunnelled_unseen_by_the_proxy(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    bodies: list[bytes] = []

    async def origin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            bodies.append((await read_request(reader))[1])
            writer.write(OK)
            await writer.drain()

    async def story() -> None:
        proxy = Proxy()
        async with serving(origin, authority.server("127.0.0.1")) as there, serving(proxy) as port:
            options = TransportOptions(
                proxy="url",
                proxy_url=f"http://127.0.0.1:{port}",
                ca_file=str(authority.file),
                proxy_login=Secret("a:b"),
            )
            request = Request("POST", f"https://127.0.0.1:{there}/", (("Kochava-Auth-Token", "ab" * 32),), b"{}")
            async with Connection(options) as connection:
                first = await connection.send(request)
                second = await connection.send(request)
        assert isinstance(first, Response), first
        assert isinstance(second, Response), second
        assert bodies == [b"{}", b"{}"]
        assert len(proxy.heads) == 1
        assert proxy.heads[0].startswith(b"CONNECT ")
        assert b"Kochava" not in proxy.heads[0]
        assert first.channel is not None
        assert first.channel.tls
        assert first.sent_sha1 == hashlib.sha1(b"{}", usedforsecurity=False).hexdigest()

    run(story())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "it requires a user name and password"),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "it responded 403"),
    ],
)
def test_refused_tunnel_is_a_proxy_failure(answer: bytes, words: str) -> None:
    async def story() -> None:
        async with serving(Proxy(refuse=answer)) as port:
            got = await send(Request("POST", "https://kochava.test/", (), b"{}"), options=through(port))
        assert isinstance(got, Failure)
        assert (got.kind, got.request_left) == (FailureKind.PROXY, False)
        assert words in got.says

    run(story())


async def _hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("scheme", "left", "words"),
    [("https", False, "before it received the whole request"), ("http", True, "without a response")],
)
def test_closed_proxy_connection_names_the_proxy(scheme: str, left: bool, words: str) -> None:
    async def story() -> None:
        async with serving(_hang_up) as port:
            got = await send(Request("POST", f"{scheme}://kochava.test/", (), b""), options=through(port))
        assert isinstance(got, Failure)
        assert got.says.startswith(f"The proxy 127.0.0.1:{port} closed the connection {words}.")
        assert (got.kind, got.request_left) == (FailureKind.RESET, left)

    run(story())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_unreachable_proxy_is_named(scheme: str) -> None:
    async def story() -> None:
        port = closed_port()
        got = await send(Request("POST", f"{scheme}://kochava.test/", (), b"{}"), options=through(port))
        assert isinstance(got, Failure)
        assert got.says.startswith(f"The proxy 127.0.0.1:{port} refused the connection")
        assert "kochava.test" not in got.says
        assert got.cause is Cause.PROXY_CONNECT

    run(story())


def test_failure_behind_the_tunnel_names_the_server(tmp_path: Path) -> None:
    authority = Authority(tmp_path)

    async def story() -> None:
        proxy = Proxy()
        async with serving(proxy) as port, serving(answering(OK), authority.server("elsewhere.test")) as there:
            request = Request("POST", f"https://127.0.0.1:{there}/", (), b"{}")
            got = await send(request, options=replace(through(port), ca_file=str(authority.file)))
        assert isinstance(got, Failure)
        assert got.says.startswith(f"The certificate of 127.0.0.1:{there} is for another")

    run(story())


def test_proxy_that_is_not_http_is_reported() -> None:
    held = asyncio.Event()

    async def banner(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-proxy\r\n\r\n")
        await held.wait()

    async def story() -> None:
        async with serving(banner) as port:
            got = await send(Request("POST", "https://kochava.test/", (), b"{}"), options=through(port))
            held.set()
        assert isinstance(got, Failure)
        assert (got.kind, got.request_left) == (FailureKind.PROXY, False)
        assert "its response is not HTTP" in got.says

    run(story())


def test_system_proxy_is_used_only_if_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        proxy = Proxy()
        async with serving(proxy) as port, serving(answering(OK)) as there:
            monkeypatch.setenv("http_proxy", f"http://user:word@127.0.0.1:{port}")
            request = Request("POST", f"http://127.0.0.1:{there}/", (), b"{}")
            await send(request)
            assert proxy.heads == []
            got = await send(request, options=TransportOptions(proxy="system"))
        assert isinstance(got, Response)
        assert b"Basic " + base64.b64encode(b"user:word") in proxy.heads[0]

    run(story())


@pytest.mark.parametrize("exception", ["127.0.0.1", "127.0.0.1:{port}", "*"])
def test_host_excluded_by_the_system_bypasses_the_proxy(exception: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    async def story() -> None:
        async with serving(answering(OK)) as there:
            monkeypatch.setenv("no_proxy", exception.format(port=there))
            got = await send(
                Request("POST", f"http://127.0.0.1:{there}/", (), b"{}"), options=TransportOptions(proxy="system")
            )
        assert isinstance(got, Response)

    run(story())


def test_proxy_login_is_redacted() -> None:
    from workbench.redaction import redact
    from workbench.transport.proxies import proxy_for

    options = TransportOptions(proxy="url", proxy_url="http://p:1", proxy_login=Secret("someone:a-long-word"))
    assert proxy_for(options, "http", "h") is not None
    assert "a-long-word" not in redact("it said a-long-word") + repr(options)


PAGE = b"<html>Blocked by the proxy</html>"


def refusing(status: str, *headers: str, page: bytes = PAGE) -> bytes:
    lines = (f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(page)}")
    return "\r\n".join((*lines, "", "")).encode() + page


@pytest.mark.parametrize(
    ("answer", "login", "cause", "words"),
    [
        (refusing("407 No", "Proxy-Authenticate: NTLM"), "", Cause.PROXY_LOGIN_SCHEME, "by NTLM only"),
        (
            refusing("407 No", "Proxy-Authenticate: Negotiate", "Proxy-Authenticate: NTLM"),
            "a:b",
            Cause.PROXY_LOGIN_SCHEME,
            "by Negotiate or NTLM only",
        ),
        (
            refusing("407 No", 'proxy-authenticate: Basic realm="x"'),
            "",
            Cause.PROXY_LOGIN_MISSING,
            "requires a user",
        ),
        (refusing("407 No", "Proxy-Authenticate: NTLM, Basic"), "a:b", Cause.PROXY_LOGIN_REFUSED, "did not accept"),
        (refusing("407 No"), "", Cause.PROXY_LOGIN_MISSING, "requires a user"),
        (refusing("403 Forbidden"), "", Cause.PROXY_PAGE, "it responded 403 itself"),
        (refusing("302 Found", "Location: http://login.test/"), "", Cause.PROXY_PAGE, "it responded 302 itself"),
        (refusing("503 Unavailable"), "", Cause.PROXY_UNREACHABLE, "could not reach the server"),
        (refusing("200 OK"), "", Cause.PROXY_PAGE, "answered with a page of its own"),
    ],
)
def test_refused_tunnel_has_its_cause_and_the_answer(answer: bytes, login: str, cause: Cause, words: str) -> None:
    async def story() -> None:
        async with serving(Proxy(answer)) as port:
            got = await send(Request("POST", "https://kochava.test/", (), b"{}"), options=through(port, login))
        assert isinstance(got, Failure), got
        assert (got.kind, got.cause, got.request_left) == (FailureKind.PROXY, cause, False)
        assert words in got.says
        assert got.raw == answer

    run(story())


def test_page_of_a_proxy_that_keeps_the_connection_open_is_recognised() -> None:
    held = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(refusing("200 OK"))
        await held.wait()

    async def story() -> None:
        async with serving(handler) as port:
            request = Request("POST", "https://kochava.test/", (), b"{}")
            got = await send(request, options=through(port), deadline=0.5)
            held.set()
        assert isinstance(got, Failure), got
        assert (got.kind, got.cause) == (FailureKind.PROXY, Cause.PROXY_PAGE)
        assert PAGE in got.raw

    run(story())


def test_plain_server_behind_the_tunnel_is_not_taken_for_the_proxy() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async def story() -> None:
        async with serving(Proxy()) as port, serving(plain) as there:
            request = Request("POST", f"https://127.0.0.1:{there}/", (), b"{}")
            got = await send(request, options=through(port))
        assert isinstance(got, Failure), got
        assert (got.kind, got.cause, got.raw) == (FailureKind.TLS, Cause.PLAIN_PORT, b"")
        assert got.says.startswith(f"127.0.0.1:{there} does not support TLS.")

    run(story())
