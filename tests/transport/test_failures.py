"""Every way a send can fail, caused on a real socket, and its message."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import re
import socket
import ssl
import threading
from pathlib import Path

import pytest

from tests.transport.servers import OK, Authority, answering, closed_port, read_request, reset, run, send, serving
from workbench.exchange import Cause, Failure, FailureKind, Request, Response
from workbench.transport import Phase, SendProgress, TransportOptions
from workbench.transport.failures import FailureFactory


def to(url: str, body: bytes = b"{}", *headers: tuple[str, str]) -> Request:
    return Request("POST", url, headers, body)


async def failure(request: Request, deadline: float = 15.0) -> Failure:
    outcome = await send(request, deadline=deadline)
    assert isinstance(outcome, Failure), outcome
    return outcome


def test_closed_port_is_refused() -> None:
    async def story() -> None:
        port = closed_port()
        failed = await failure(to(f"http://127.0.0.1:{port}/"))
        assert (failed.kind, failed.request_left, failed.sent_sha1) == (FailureKind.REFUSED, False, None)
        assert failed.says == (
            f"127.0.0.1:{port} refused the connection: no program is listening there. Nothing was sent."
        )

    run(story())


def test_name_without_an_address_is_a_dns_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    async def story() -> None:
        failed = await failure(to("http://control.kochava.test/track/json"))
        assert (failed.kind, failed.request_left) == (FailureKind.DNS, False)
        assert failed.says == (
            "The host name in control.kochava.test could not be resolved. Check the spelling. Nothing was sent."
        )
        assert failed.timing.dns_s is not None
        assert failed.timing.connect_s is None

    run(story())


def test_no_route_is_unreachable() -> None:
    async def story() -> None:
        failed = await failure(to("http://255.255.255.255:9/"))
        assert (failed.kind, failed.request_left) == (FailureKind.UNREACHABLE, False)

    run(story())


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.EHOSTUNREACH, FailureKind.UNREACHABLE, "host:1 cannot be reached"),
        (errno.EACCES, FailureKind.UNREACHABLE, "blocks connections"),
        (errno.ETIMEDOUT, FailureKind.TIMEOUT, "did not respond"),
        (errno.EMFILE, FailureKind.OTHER, "EMFILE"),
    ],
)
def test_system_errors_are_distinguished(number: int, kind: FailureKind, words: str) -> None:
    failed = FailureFactory("host:1", SendProgress()).network(OSError(number, "system's own words"))
    assert failed.kind is kind
    assert words in failed.says


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "host:1 requires a client certificate, and none was sent."),
        ("TLSV1_ALERT_INTERNAL_ERROR", "host:1 closed the TLS connection (tlsv1 alert internal error)."),
    ],
)
def test_tls_error_after_the_request_is_not_a_handshake_error(reason: str, words: str) -> None:
    error = ssl.SSLError(1, "the system's own words")
    error.reason = reason
    progress = SendProgress()
    progress.some_sent = progress.all_sent = True
    progress.enter(Phase.WAIT)
    failed = FailureFactory("host:1", progress).network(error)
    assert failed.kind is FailureKind.TLS
    assert failed.says == f"{words} The request was sent; the server may have processed it."


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def test_certificate_of_a_trusted_authority_is_accepted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))

    async def story() -> None:
        async with serving(answering(OK), authority.server("127.0.0.1")) as port:
            outcome = await send(to(f"https://127.0.0.1:{port}/", b"x" * 200_000))
        assert isinstance(outcome, Response), outcome
        assert outcome.timing.tls_s is not None
        assert outcome.body == b'{"success":"1"}'

    run(story())


@pytest.mark.parametrize(
    ("name", "days", "own", "known", "words", "cause"),
    [
        ("127.0.0.2", (-1, 30), False, True, "is for another IP address.", Cause.CERTIFICATE_NAME),
        ("other.test", (-1, 30), False, True, "is for another IP address.", Cause.CERTIFICATE_NAME),
        ("127.0.0.1", (-30, -1), False, True, "has expired.", Cause.CERTIFICATE_EXPIRED),
        (
            "127.0.0.1",
            (5, 30),
            False,
            True,
            "is not valid yet;",
            Cause.CERTIFICATE_NOT_YET_VALID,
        ),
        (
            "127.0.0.1",
            (-1, 30),
            False,
            False,
            "was issued by an authority",
            Cause.CERTIFICATE_AUTHORITY,
        ),
        (
            "127.0.0.1",
            (-1, 30),
            True,
            True,
            "is self-signed,",
            Cause.CERTIFICATE_SELF_SIGNED,
        ),
    ],
)
def test_certificate_error_names_the_reason(
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    days: tuple[int, int],
    own: bool,
    known: bool,
    words: str,
    cause: Cause,
) -> None:
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))

    async def story() -> None:
        async with serving(answering(OK), authority.server(name, days=days, own=own)) as port:
            failed = await failure(to(f"https://127.0.0.1:{port}/"))
        assert (failed.kind, failed.cause, failed.request_left) == (FailureKind.TLS, cause, False)
        assert failed.says.startswith(f"The certificate of 127.0.0.1:{port} {words}")

    run(story())


def test_host_name_and_ip_address_mismatch_are_distinguished(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))

    async def story() -> None:
        async with serving(answering(OK), authority.server("other.test")) as port:
            failed = await failure(to(f"https://localhost:{port}/"))
        assert "is for another host name." in failed.says

    run(story())


def test_certificate_of_an_authority_that_is_not_in_the_ca_file(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path)

    async def story() -> None:
        async with serving(answering(OK), authority.server("127.0.0.1")) as port:
            failed = await send(to(f"https://127.0.0.1:{port}/"), options=TransportOptions(ca_file=str(other.file)))
        assert isinstance(failed, Failure)
        assert (failed.kind, failed.cause) == (FailureKind.TLS, Cause.CERTIFICATE_CA_FILE)

    run(story())


def test_connection_closed_during_the_handshake_has_its_cause() -> None:
    async def handler(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(100)

    async def story() -> None:
        async with serving(handler) as port:
            failed = await failure(to(f"https://127.0.0.1:{port}/"))
        assert (failed.cause, failed.request_left) == (Cause.HANDSHAKE_ENDED, False)

    run(story())


def test_plain_server_at_https_url_is_named() -> None:
    async def story() -> None:
        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(100)
            writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()

        async with serving(handler) as port:
            failed = await failure(to(f"https://127.0.0.1:{port}/"))
        assert failed.kind is FailureKind.TLS
        assert "does not support TLS. Should the URL begin with http://?" in failed.says
        assert failed.cause is Cause.PLAIN_PORT

    run(story())


def test_tls_server_at_http_url_is_named(authority: Authority) -> None:
    async def story() -> None:
        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"\x15\x03\x01\x00\x02\x02\x46")
            await writer.drain()

        async with serving(handler) as port:
            failed = await failure(to(f"http://127.0.0.1:{port}/"))
        assert failed.kind is FailureKind.NOT_HTTP
        assert "expects TLS: the URL must begin with https://" in failed.says
        assert (failed.cause, failed.raw) == (Cause.TLS_PORT, b"\x15\x03\x01\x00\x02\x02\x46")

    run(story())


async def _hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("scheme", "handler", "phase", "left"),
    [
        (
            "http",
            _hang,
            "while waiting for the response. The request was sent; the server may have processed it.",
            True,
        ),
        (
            "http",
            _drip,
            "while receiving the response. Received: status 200, N bytes. "
            "The request was sent; the server may have processed it.",
            True,
        ),
        ("https", _hang, "while negotiating TLS. Nothing was sent.", False),
    ],
    ids=["no answer", "a dripping answer", "no handshake"],
)
def test_deadline_covers_the_whole_send_and_names_the_phase(
    scheme: str, handler: object, phase: str, left: bool
) -> None:
    async def story() -> None:
        async with serving(handler) as port:  # type: ignore[arg-type]
            failed = await failure(to(f"{scheme}://127.0.0.1:{port}/"), deadline=0.2)
        assert (failed.kind, failed.request_left) == (FailureKind.TIMEOUT, left)
        says = re.sub(r"\d+ bytes", "N bytes", failed.says)
        assert says == f"127.0.0.1:{port} did not finish within 0.2 s; the time limit expired {phase}"
        assert failed.timing.total_s >= 0.2

    run(story())


def test_server_that_stops_reading_times_out_while_sending() -> None:
    async def story() -> None:
        done = asyncio.Event()

        async def handler(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            await done.wait()

        async with serving(handler) as port:
            failed = await failure(to(f"http://127.0.0.1:{port}/", b"x" * 30_000_000), deadline=0.5)
            done.set()
        assert (failed.kind, failed.request_left) == (FailureKind.TIMEOUT, None)
        assert "while sending the request. Part of the request was sent." in failed.says

    run(story())


def test_hanging_name_server_delays_neither_deadline_nor_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def hanging(*_: object, **options: object) -> object:
        if not options.get("flags"):
            let_go.wait()
        raise socket.gaierror(socket.EAI_NONAME, "gone")

    monkeypatch.setattr(socket, "getaddrinfo", hanging)

    async def story() -> None:
        failed = await failure(to("http://slow.test/"), deadline=0.1)
        assert failed.kind is FailureKind.TIMEOUT
        assert "while resolving the host name. Nothing was sent." in failed.says

    try:
        run(story())
    finally:
        let_go.set()


def test_reset_after_the_request_says_it_was_sent() -> None:
    async def story() -> None:
        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await read_request(reader)
            reset(writer)

        async with serving(handler) as port:
            failed = await failure(to(f"http://127.0.0.1:{port}/"))
        assert (failed.kind, failed.request_left) == (FailureKind.RESET, True)
        assert failed.sent_sha1 == hashlib.sha1(b"{}", usedforsecurity=False).hexdigest()
        assert failed.says == (
            f"127.0.0.1:{port} closed the connection without a response. "
            "The request was sent; the server may have processed it."
        )

    run(story())


def test_close_after_the_request_gives_the_same_message() -> None:
    async def story() -> None:
        async with serving(answering(b"")) as port:
            failed = await failure(to(f"http://127.0.0.1:{port}/"))
        assert (failed.kind, failed.request_left) == (FailureKind.RESET, True)
        assert "closed the connection without a response." in failed.says

    run(story())


def test_reset_during_the_request_says_part_was_sent() -> None:
    async def story() -> None:
        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            reset(writer)

        async with serving(handler) as port:
            failed = await failure(to(f"http://127.0.0.1:{port}/", b"x" * 30_000_000))
        assert (failed.kind, failed.request_left) == (FailureKind.RESET, None)
        assert "before it received the whole request. Part of the request was sent." in failed.says

    run(story())


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 20",
    ],
    ids=["head", "head after a hint"],
)
def test_response_cut_in_its_head_is_a_reset(answer: bytes) -> None:
    async def story() -> None:
        async with serving(answering(answer)) as port:
            failed = await failure(to(f"http://127.0.0.1:{port}/"))
        assert (failed.kind, failed.request_left) == (FailureKind.RESET, True)
        assert "closed the connection in the middle of its response." in failed.says

    run(story())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "is not HTTP/1; it begins with “SSH-2.0-OpenSSH_9.2··”."),
        (b"220 mail.test ESMTP", "is not HTTP/1; it begins with “220 mail.test ESMTP”."),
        (b"\x00\x00\x12\x04\x00", "is not HTTP/1; it begins with “·····”."),
        (b"HTTP/1.1 two hundred\r\n\r\n", "is not valid HTTP."),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "is not valid HTTP."),
    ],
)
def test_response_that_is_not_http_is_reported(answer: bytes, words: str) -> None:
    async def story() -> None:
        async with serving(answering(answer)) as port:
            failed = await failure(to(f"http://127.0.0.1:{port}/"))
        assert (failed.kind, failed.request_left) == (FailureKind.NOT_HTTP, True)
        assert words in failed.says

    run(story())


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "must begin with http://"),
        ("control.kochava.com/track/json", "must begin with http://"),
        ("ftp://host/", "must begin with http://"),
        ("http:///track/json", "has no host"),
        ("http://host:notaport/", "URL is not valid"),
        ("http://host:99999/", "URL is not valid"),
        ("http://ho st/", "URL is not valid"),
        ("http://host/\n", "URL is not valid"),
        ("http://ada:lovelace@host/", "user name or password"),
        ("http://ada@host/", "user name or password"),
    ],
)
def test_invalid_url_is_refused_before_sending(url: str, words: str) -> None:
    async def story() -> None:
        failed = await failure(to(url))
        assert (failed.kind, failed.request_left) == (FailureKind.BAD_REQUEST, False)
        assert words in failed.says
        assert "lovelace" not in failed.says

    run(story())


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (("Kochava-Api-Key", "a\r\nX-Other: 1"), "Kochava-Api-Key contains a line break"),
        (("Kochava-Api-Key", "a\n"), "Kochava-Api-Key contains a line break"),
        (("Kochava-Api-Key", "a\x00"), "control character"),
        (("Kochava-Api-Key", " a"), "Kochava-Api-Key begins or ends with a space or tab"),
        (("Kochava-Api-Key", "a\t"), "Kochava-Api-Key begins or ends with a space or tab"),
        (("Kochava-Api-Key", "clé–1"), "Kochava-Api-Key contains characters outside Latin-1"),
        (("Kochava Api Key", "a"), "header name"),
        (("", "a"), "header name"),
    ],
)
def test_invalid_header_is_named_without_its_value(header: tuple[str, str], words: str) -> None:
    async def story() -> None:
        failed = await failure(to("http://127.0.0.1:9/", b"{}", header))
        assert (failed.kind, failed.request_left) == (FailureKind.BAD_REQUEST, False)
        assert words in failed.says
        assert "X-Other" not in failed.says

    run(story())


def test_invalid_method_is_refused() -> None:
    async def story() -> None:
        failed = await failure(Request("PO ST", "http://127.0.0.1:9/", (), b""))
        assert failed.kind is FailureKind.BAD_REQUEST

    run(story())


def test_latin_1_header_is_sent_as_latin_1() -> None:
    async def story() -> None:
        heads: list[bytes] = []

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heads.append((await read_request(reader))[0])
            writer.write(OK)
            await writer.drain()

        async with serving(handler) as port:
            await send(to(f"http://127.0.0.1:{port}/", b"{}", ("Kochava-Api-Key", "clé")))
        assert b"Kochava-Api-Key: cl\xe9\r\n" in heads[0]

    run(story())


def test_failure_stops_the_clock() -> None:
    async def story() -> None:
        progress = SendProgress()
        failed = await send(to(f"http://127.0.0.1:{closed_port()}/"), progress=progress)
        assert progress.timing() == failed.timing

    run(story())
