"""One connection that requests go over, one after another.

httpx parses the address and writes the head; the connection is httpcore's own, without httpx's client around it: a
client would add headers, turn a user name in the address into a header, and log the whole URL. Never retries.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import lru_cache
from typing import Any, cast

import anyio
import httpcore
import httpx

from workbench.exchange import Failure, FailureKind, Flaw, Request, Response
from workbench.redaction.log_redaction import guard
from workbench.transport.checks import address_problem, request_problem
from workbench.transport.contexts import context_for
from workbench.transport.failures import FailureFactory
from workbench.transport.options import BadTransportOption, TransportOptions
from workbench.transport.proxies import proxy_for
from workbench.transport.send_progress import Phase, SendProgress
from workbench.transport.stream import InstrumentedNetwork, InstrumentedStream

KEPT = 5_000_000
"""Bytes of an answer's body that are read and kept; the rest of a longer one is left unread."""

_Key = tuple[bytes, bytes, int | None]
_Headers = list[tuple[bytes, bytes]]
_OURS = {"host", "content-length", "transfer-encoding"}


class Connection:
    """A connection that is kept between sends, if the server agrees: `async with Line(choices) as line`.

    One send at a time. Whatever ends one badly, a cancel too, closes the connection at once; the next send opens
    another. A connection that the server has ended in the meantime is not used again, but nobody can know of one
    that it is about to end: then the send fails and says so, for nothing is ever sent twice.
    """

    def __init__(self, choices: TransportOptions | None = None) -> None:
        self._choices = choices or TransportOptions()
        self._key: _Key | None = None
        self._connection: httpcore.AsyncConnectionInterface | None = None
        self._stream: InstrumentedStream | None = None
        self._context: ssl.SSLContext | None = None

    async def __aenter__(self) -> Connection:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection, if there is one."""
        stream, self._stream, self._connection, self._key = self._stream, None, None, None
        if stream is not None:
            await stream.aclose()

    async def send(self, request: Request, *, progress: SendProgress | None = None) -> Response | Failure:
        """Send `request` once and return its outcome.

        Host, the request's own headers and Content-Length leave, and nothing else. Whatever goes wrong with the
        network is a Failure. Cancelling the task closes the socket at once and raises asyncio.CancelledError;
        `progress`, if given, then tells the timing and whether the request had left.
        """
        guard()  # httpx and httpcore log URLs and headers
        # What is imported is not timed: httpcore would load anyio's backend within the first send.
        anyio.Lock()
        progress = progress or SendProgress()
        progress.begin()
        teller = FailureFactory("the server", progress)
        wrong = request_problem(request)
        if wrong is not None:
            return teller.failure(FailureKind.BAD_REQUEST, wrong)
        try:
            address = _read(request.url)
            headers = _head(request, address)
        except (httpx.InvalidURL, UnicodeError):
            return teller.failure(FailureKind.BAD_REQUEST, "The address is not a valid URL.")
        wrong = address_problem(address)
        if wrong is not None:
            return teller.failure(FailureKind.BAD_REQUEST, wrong)
        teller = FailureFactory(address.netloc.decode("ascii"), progress)
        limit = asyncio.timeout(self._choices.deadline)
        kept = False
        try:
            async with limit:
                answer = await self._exchange(request, address, headers, progress, teller)
        except BadTransportOption as bad:
            return teller.failure(FailureKind.CHOICES, bad.says)
        except httpcore.LocalProtocolError:
            return teller.failure(FailureKind.BAD_REQUEST, "The request breaks the rules of HTTP.")
        except httpcore.ProxyError as error:
            return teller.no_tunnel(str(error))
        except (OSError, UnicodeError) as error:
            if limit.expired():
                return teller.timeout(self._choices.deadline)
            return teller.network(error, connect_s=self._choices.connect_s)
        else:
            kept = isinstance(answer, Response) and answer.flaw is None and answer.request_left is True
            return answer
        finally:
            progress.end()
            if not kept:
                await self.aclose()

    async def _exchange(
        self, request: Request, address: httpx.URL, headers: _Headers, progress: SendProgress, teller: FailureFactory
    ) -> Response | Failure:
        url = httpcore.URL(scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path)
        connection, network = self._connected(url, progress, teller)

        async def trace(event: str, details: dict[str, Any]) -> None:
            stream = self._stream or (network.stream if network else None)
            if stream is None or stream.tunnelling:
                return
            if event == "http11.send_request_body.complete":
                progress.all_sent = True
                progress.enter(Phase.WAIT)
            elif event.endswith(".failed") and isinstance(details.get("exception"), httpcore.WriteError):
                progress.enter(Phase.WAIT)  # httpcore reads on: the server may have answered before it stopped

        message = httpcore.Request(
            request.method.upper(), url, headers=headers, content=request.body, extensions={"trace": trace}
        )
        head: httpcore.Response | None = None
        received = bytearray()
        flaw: Flaw | None = None
        try:
            head = await connection.handle_async_request(message)
            progress.status = head.status
            async with aclosing(cast("AsyncGenerator[bytes, None]", head.aiter_stream())) as chunks:
                async for chunk in chunks:
                    received += chunk
                    if len(received) > KEPT:
                        del received[KEPT:]
                        flaw = Flaw.CUT
                        break
        except httpcore.RemoteProtocolError:
            if head is None and network is not None and network.is_refused_by_proxy:
                return teller.no_tunnel("")
            if head is None:
                return teller.protocol()
            flaw = Flaw.TRUNCATED if progress.ended_by_peer else Flaw.GARBLED
        except ConnectionError:
            if head is None:
                raise
            flaw = Flaw.TRUNCATED
        finally:
            if network is not None:
                self._stream = network.stream
        stream = cast("InstrumentedStream", self._stream)  # the head came over it
        if flaw is None:
            flaw = _surplus(head, len(received), stream.surplus.after_head)
            await head.aclose()
        progress.end()
        return Response(
            status=head.status,
            reason=head.extensions["reason_phrase"].decode("latin-1"),
            http_version=head.extensions["http_version"].decode("ascii"),
            headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers),
            body=bytes(received),
            timing=progress.timing(),
            sent_sha1=progress.sent_sha1,
            flaw=flaw,
            channel=progress.channel(),
            request_left=progress.request_left,
        )

    def _connected(
        self, url: httpcore.URL, progress: SendProgress, teller: FailureFactory
    ) -> tuple[httpcore.AsyncConnectionInterface, InstrumentedNetwork | None]:
        """Return the connection to use, and the network it has yet to be opened on; None for one that is open."""
        key = (url.scheme, url.host, url.port)
        connection, stream = self._connection, self._stream
        if connection is not None and stream is not None and self._key == key:
            if connection.is_available() and not connection.has_expired():
                stream.witness(progress)
                teller.proxy, teller.forwards = stream.link.proxy, url.scheme == b"http"
                return connection, None
            self._stream = None
            stream.abort()
        elif stream is not None:
            self._stream = None
            stream.abort()
        secure = url.scheme == b"https"
        proxy = proxy_for(self._choices, url.scheme.decode("ascii"), url.host.decode("ascii"), url.port)
        teller.proxy, teller.forwards = proxy.netloc if proxy else "", not secure
        if secure and self._context is None:
            self._context = context_for(self._choices)
        network = InstrumentedNetwork(
            progress,
            self._choices.connect_s,
            tunnelled=secure and proxy is not None,
            verified=self._choices.verify,
            proxy=teller.proxy,
        )
        if proxy is None:
            made: httpcore.AsyncConnectionInterface = httpcore.AsyncHTTPConnection(
                url.origin, ssl_context=self._context if secure else None, retries=0, network_backend=network
            )
        else:
            login = proxy.login
            headers = [] if login is None else [(b"Proxy-Authorization", b"Basic " + _base64(login.reveal()))]
            made = httpcore.AsyncHTTPProxy(
                f"http://{proxy.netloc}",
                proxy_headers=headers,
                ssl_context=self._context if secure else None,
                network_backend=network,
            ).create_connection(url.origin)
        self._connection, self._key = made, key
        return made, network


@lru_cache(maxsize=64)
def _read(url: str) -> httpx.URL:
    """Return the address as httpx reads it: dear, and in a repeat run the same each time. Raises httpx.InvalidURL."""
    return httpx.URL(url)


def _head(request: Request, address: httpx.URL) -> _Headers:
    """Return the headers as they leave: Host, the request's own, Content-Length. Raises UnicodeError."""
    own = [(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers]
    if request.body and not any(name.lower() in _OURS for name, _value in request.headers):
        return [(b"Host", address.netloc), *own, (b"Content-Length", b"%d" % len(request.body))]
    return httpx.Request(request.method, address, headers=own, content=request.body).headers.raw


def _surplus(head: httpcore.Response, length: int, came: int) -> Flaw | None:
    """Say whether more bytes came than the answer announced; only a Content-Length can be gone beyond."""
    names = {name.lower() for name, _value in head.headers}
    if b"transfer-encoding" in names or b"content-length" not in names:
        return None
    return Flaw.OVERLONG if came > length else None


def _base64(text: str) -> bytes:
    return base64.b64encode(text.encode("utf-8"))
