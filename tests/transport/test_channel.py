"""Connection properties after a send: address, TLS, certificate, byte counts."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.transport.servers import OK, Authority, answering, read_request, run, send, serving
from workbench.exchange import Cancelled, Failure, FailureKind, Request, Response
from workbench.transport import SendProgress, TransportOptions
from workbench.transport.stream import InstrumentedStream, SentBodyHash

if TYPE_CHECKING:
    from pathlib import Path

REQUEST_HEAD = "POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 2\r\n\r\n"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def to(port: int, scheme: str = "http") -> Request:
    return Request("POST", f"{scheme}://127.0.0.1:{port}/", (), b"{}")


def test_plain_http_reports_remote_address_and_byte_counts() -> None:
    async def story() -> None:
        async with serving(answering(OK)) as port:
            got = await send(to(port))
        assert isinstance(got, Response)
        assert got.channel is not None
        assert (got.channel.remote, got.channel.tls, got.channel.certificate) == (f"127.0.0.1:{port}", "", None)
        assert got.channel.bytes_sent == len(REQUEST_HEAD.format(port=port)) + 2
        assert got.channel.bytes_received == len(OK)

    run(story())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_chunk_counts_as_sent_once_the_system_accepted_it(
    scheme: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """asyncio keeps 64 KiB by itself, and what it keeps when the connection ends never leaves."""
    streams: list[InstrumentedStream] = []
    kept: list[int] = []
    feed, instrument = SentBodyHash.feed, InstrumentedStream.instrument

    def instrumented(stream: InstrumentedStream, progress: SendProgress) -> None:
        streams.append(stream)
        instrument(stream, progress)

    def fed(sent: SentBodyHash, data: bytes) -> None:
        writer, plain = streams[0]._writer, streams[0]._plain
        assert writer is not None
        assert plain is not None
        kept.append(writer.transport.get_write_buffer_size() + plain.get_write_buffer_size())
        feed(sent, data)

    monkeypatch.setattr(InstrumentedStream, "instrument", instrumented)
    monkeypatch.setattr(SentBodyHash, "feed", fed)

    async def story() -> None:
        context = authority.server("127.0.0.1") if scheme == "https" else None
        body = b"x" * 20_000_000  # far more than the system takes at once
        async with serving(answering(OK), context) as port:
            request = Request("POST", f"{scheme}://127.0.0.1:{port}/", (), body)
            got = await send(request, options=TransportOptions(ca_file=str(authority.file)))
        assert isinstance(got, Response), got
        assert got.request_left is True
        assert got.sent_sha1 == hashlib.sha1(body, usedforsecurity=False).hexdigest()

    run(story())
    assert len(kept) > 300
    assert set(kept) == {0}


def test_extra_ca_file_is_trusted_and_the_certificate_is_shown(authority: Authority) -> None:
    async def story() -> None:
        async with serving(answering(OK), authority.server("127.0.0.1", days=(-1, 7))) as port:
            got = await send(to(port, "https"), options=TransportOptions(ca_file=str(authority.file)))
        assert isinstance(got, Response), got
        assert got.channel is not None
        seen = got.channel.certificate
        assert seen is not None
        assert (seen.subject, seen.names, seen.issuer) == ("127.0.0.1", ("127.0.0.1",), "Test authority")
        assert (seen.not_after - seen.not_before).days == 8
        assert len(seen.sha256) == 64
        assert got.channel.tls == "TLSv1.3"
        assert got.channel.cipher
        assert got.channel.verified

    run(story())


def test_verification_can_be_turned_off_and_the_channel_says_so(authority: Authority) -> None:
    async def story() -> None:
        async with serving(answering(OK), authority.server("elsewhere.test", own=True)) as port:
            refused = await send(to(port, "https"))
            got = await send(to(port, "https"), options=TransportOptions(verify=False))
        assert isinstance(refused, Failure)
        assert refused.kind is FailureKind.TLS
        assert isinstance(got, Response), got
        assert got.channel is not None
        assert not got.channel.verified
        assert got.channel.certificate is not None
        assert got.channel.certificate.names == ("elsewhere.test",)

    run(story())


def test_client_certificate_is_shown_to_a_server_that_asks_for_one(authority: Authority, tmp_path: Path) -> None:
    authority.server("client.test")  # writes key and certificate into one file
    mine = tmp_path / "client.test-30-False.pem"

    async def story() -> None:
        context = authority.server("127.0.0.1")
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(authority.file)
        async with serving(answering(OK), context) as port:
            with_one = await send(
                to(port, "https"), options=TransportOptions(ca_file=str(authority.file), client_certificate=str(mine))
            )
            without = await send(to(port, "https"), options=TransportOptions(ca_file=str(authority.file)))
        assert isinstance(with_one, Response), with_one
        assert isinstance(without, Failure)

    run(story())


def test_client_certificate_errors_are_distinguished(authority: Authority, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def kept(name: str, key: ec.EllipticCurvePrivateKey, locked: serialization.KeySerializationEncryption) -> str:
        form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        (tmp_path / name).write_bytes(key.private_bytes(*form, locked))
        return str(tmp_path / name)

    authority.server("client.test")
    both = (tmp_path / "client.test-30-False.pem").read_bytes()
    alone = tmp_path / "alone.pem"
    alone.write_bytes(both[both.index(b"-----BEGIN CERTIFICATE") :])
    key = ec.generate_private_key(ec.SECP256R1())
    other = kept("other.pem", key, serialization.NoEncryption())
    locked = kept("locked.pem", key, serialization.BestAvailableEncryption(b"word"))
    missing = str(tmp_path / "missing.pem")
    said = {
        "": f"The client certificate file contains no key: {alone}. Specify the key file too.",
        missing: f"The key of the client certificate was not found: {missing}.",
        locked: f"The key of the client certificate is encrypted: {locked}. Use one without a password.",
        other: f"The client certificate does not match the key in {other}: {alone}.",
    }

    async def story() -> None:
        for given, words in said.items():
            got = await send(to(1, "https"), options=TransportOptions(client_certificate=str(alone), client_key=given))
            assert isinstance(got, Failure)
            assert got.says == f"{words} Nothing was sent."

    run(story())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (TransportOptions(ca_file="/nowhere/ca.pem"), "The CA file was not found: /nowhere/ca.pem."),
        (TransportOptions(client_certificate="/nowhere/me.pem"), "The client certificate was not found"),
        (TransportOptions(proxy="url", proxy_url="socks5://127.0.0.1:1080"), "not socks5://"),
        (TransportOptions(proxy="url", proxy_url="http://:99"), "has no host"),
        (TransportOptions(proxy="url", proxy_url="http://p:99999"), "must be a number up to 65535"),
        (TransportOptions(proxy="url", proxy_url="http://p:0"), "is not valid"),
        (TransportOptions(proxy="url", proxy_url="http://a b:1"), "is not valid"),
        (TransportOptions(proxy="url", proxy_url="http://münchen.test:1"), "is not valid"),
        (TransportOptions(proxy="url", proxy_url="http://[::1"), "is not valid"),
        (TransportOptions(ca_file="ca\0.pem"), "is not valid"),
    ],
    ids=["no CA", "no certificate", "socks", "no host", "port", "port 0", "blank", "letters", "bracket", "NUL"],
)
def test_invalid_option_fails_before_connecting(options: TransportOptions, words: str) -> None:
    async def story() -> None:
        got = await send(to(1, "https"), options=options)
        assert isinstance(got, Failure)
        assert (got.kind, got.request_left) == (FailureKind.OPTIONS, False)
        assert words in got.says

    run(story())


def test_invalid_certificate_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("hello\n")

    async def story() -> None:
        got = await send(to(1, "https"), options=TransportOptions(ca_file=str(file)))
        assert isinstance(got, Failure)
        assert "is not a valid PEM file" in got.says

    run(story())


def test_cancelled_send_knows_its_connection() -> None:
    hanging = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await read_request(reader)
        hanging.set()
        await reader.read()

    async def story() -> None:
        progress = SendProgress()
        async with serving(handler) as port:
            sending = asyncio.create_task(send(to(port), progress=progress))
            await hanging.wait()
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            cancelled = Cancelled(progress.timing(), progress.request_left, progress.channel())
        assert cancelled.channel is not None
        assert cancelled.channel.remote == f"127.0.0.1:{port}"
        assert cancelled.channel.bytes_sent > 2

    run(story())


def test_connect_timeout_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(host: str, port: int) -> list[object]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr("workbench.transport.stream.resolve", never)

    async def story() -> None:
        got = await send(to(80), options=TransportOptions(connect_s=0.05))
        assert isinstance(got, Failure)
        assert (got.kind, got.request_left, got.channel) == (FailureKind.TIMEOUT, False, None)
        assert "did not respond within 0.05 s while resolving the host name" in got.says

    run(story())


def test_summary_has_only_non_default_options() -> None:
    assert TransportOptions().summary() == ""
    said = TransportOptions(verify=False, proxy="system", ca_file="a", client_certificate="b", deadline=5).summary()
    assert said == "certificate NOT verified, system proxy, extra CA file, client certificate, deadline 5 s"


def test_client_certificate_in_another_format_is_named_with_how_to_convert_it(tmp_path: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
        load_pem_private_key,
    )
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

    Authority(tmp_path).server("client.test")
    pem = (tmp_path / "client.test-30-False.pem").read_bytes()
    certificate, key = x509.load_pem_x509_certificate(pem), load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    contents = {
        "me.p12": serialize_key_and_certificates(b"me", key, certificate, None, BestAvailableEncryption(b"word")),
        "me.pfx": serialize_key_and_certificates(b"me", key, certificate, None, NoEncryption()),
        "named.pem": serialize_key_and_certificates(None, key, certificate, None, NoEncryption()),
        "me.der": certificate.public_bytes(Encoding.DER),
        "key.der": key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        "me.jks": b"\xfe\xed\xfe\xed\x00\x00\x00\x02",
        "alone.pem": certificate.public_bytes(Encoding.PEM),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    tried = {
        ("me.p12", ""): "a PKCS#12 file",
        ("me.pfx", ""): "a PKCS#12 file",
        ("named.pem", ""): "a PKCS#12 file",
        ("me.p12", "alone.pem"): "a PKCS#12 file",
        ("me.der", ""): "openssl x509 -inform der",
        ("alone.pem", "key.der"): "openssl pkey -inform der",
        ("me.jks", ""): "a Java keystore",
    }

    async def story() -> None:
        for (given, key_file), words in tried.items():
            options = TransportOptions(
                client_certificate=str(tmp_path / given), client_key=str(tmp_path / key_file) if key_file else ""
            )
            got = await send(to(1, "https"), options=options)
            assert isinstance(got, Failure)
            assert (got.kind, got.request_left) == (FailureKind.OPTIONS, False)
            assert words in got.says
            assert "no key" not in got.says
        got = await send(to(1, "https"), options=TransportOptions(ca_file=str(tmp_path / "me.der")))
        assert isinstance(got, Failure)
        assert "The CA file is in DER format" in got.says

    run(story())
