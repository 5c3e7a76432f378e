"""One connection, over which requests are sent one after another.

httpx parses the URL and writes the head; httpcore makes the connection. httpx's client is not used: it would add
headers, turn user information in the URL into a header, and log the whole URL. Never retries.
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
from workbench.transport.failures import FailureFactory, without_credentials
from workbench.transport.http_rules import broken_rule
from workbench.transport.options import BadTransportOption, TransportOptions
from workbench.transport.proxies import proxy_for
from workbench.transport.send_progress import Phase, SendProgress
from workbench.transport.stream import InstrumentedNetwork, InstrumentedStream

MAX_BODY_SIZE = 5_000_000
"""Bytes of a response body that are read; the rest of a longer one is not."""

_Key = tuple[bytes, bytes, int | None]
_Headers = list[tuple[bytes, bytes]]
_OURS = {"host", "content-length", "transfer-encoding"}


class Connection:
    """A connection that stays open between sends if the server agrees: `async with Connection(options) as connection`.

    One send at a time. Any failure, or cancelling the send, closes the connection at once; the next send opens a new
    one. A connection that the server has closed is not reused. If the server closes it during a send, that send fails,
    because nothing is ever sent twice.
    """

    def __init__(self, options: TransportOptions | None = None) -> None:
        self._options = options or TransportOptions()
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
            stream.abort()

    async def send(self, request: Request, *, progress: SendProgress | None = None) -> Response | Failure:
        """Send `request` once and return its outcome.

        Sends Host, the request's own headers and Content-Length, and nothing else. Every network error is returned as a
        Failure. Cancelling the task closes the socket at once and raises asyncio.CancelledError; `progress` then has
        the timing and whether the request was sent.
        """
        guard()  # httpx and httpcore log URLs and headers
        # Loads anyio's backend now; otherwise the first send would be timed with it.
        anyio.Lock()
        progress = progress or SendProgress()
        progress.begin()
        failures = FailureFactory("the server", progress)
        problem = request_problem(request)
        if problem is not None:
            return failures.failure(FailureKind.BAD_REQUEST, problem)
        try:
            address = _read(request.url)
            headers = _head(request, address)
        except (httpx.InvalidURL, UnicodeError):
            return failures.failure(FailureKind.BAD_REQUEST, "The URL is not valid.")
        problem = address_problem(address)
        if problem is not None:
            return failures.failure(FailureKind.BAD_REQUEST, problem)
        failures = FailureFactory(address.netloc.decode("ascii"), progress, self._options)
        limit = asyncio.timeout(self._options.deadline)
        reusable = False
        try:
            async with limit:
                response = await self._exchange(request, address, headers, progress, failures)
        except BadTransportOption as error:
            return failures.failure(FailureKind.OPTIONS, str(error))
        except httpcore.LocalProtocolError:
            return failures.failure(FailureKind.BAD_REQUEST, "The request is not valid HTTP.")
        except httpcore.ProxyError as error:
            return failures.proxy_refused(str(error))
        except (OSError, UnicodeError) as error:
            if limit.expired():
                return failures.timeout(self._options.deadline)
            return failures.network(error, connect_s=self._options.connect_s)
        else:
            reusable = isinstance(response, Response) and response.flaw is None and response.request_left is True
            return response
        finally:
            progress.end()
            if not reusable:
                await self.aclose()

    async def _exchange(
        self, request: Request, address: httpx.URL, headers: _Headers, progress: SendProgress, failures: FailureFactory
    ) -> Response | Failure:
        url = httpcore.URL(scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path)
        connection, network = self._connected(url, progress, failures)

        async def trace(event: str, details: dict[str, Any]) -> None:
            stream = self._stream or (network.stream if network else None)
            if stream is None or stream.tunnelling:
                return
            if event == "http11.send_request_body.complete":
                progress.all_sent = True
                progress.enter(Phase.WAIT)
            elif event.endswith(".failed") and isinstance(details.get("exception"), httpcore.WriteError):
                progress.enter(
                    Phase.WAIT
                )  # httpcore still reads: the server may have responded before it stopped reading

        message = httpcore.Request(
            request.method.upper(), url, headers=headers, content=request.body, extensions={"trace": trace}
        )
        head: httpcore.Response | None = None
        received = bytearray()
        rule = ""
        flaw: Flaw | None = None
        try:
            head = await connection.handle_async_request(message)
            progress.status = head.status
            async with aclosing(cast("AsyncGenerator[bytes, None]", head.aiter_stream())) as chunks:
                async for chunk in chunks:
                    received += chunk
                    if len(received) > MAX_BODY_SIZE:
                        del received[MAX_BODY_SIZE:]
                        flaw = Flaw.CUT
                        break
        except httpcore.RemoteProtocolError:
            if head is None and network is not None and network.proxy_refused_tunnel:
                return failures.proxy_refused("")
            if head is None:
                return failures.invalid_response()
            flaw = Flaw.TRUNCATED if progress.ended_by_peer else Flaw.GARBLED
            if flaw is Flaw.GARBLED:
                rule = broken_rule(bytes(progress.received), progress.bytes_received)
        except ConnectionError:
            if head is None:
                raise
            flaw = Flaw.TRUNCATED
        finally:
            if network is not None:
                self._stream = network.stream
        stream = cast("InstrumentedStream", self._stream)  # the head was read from it
        if flaw is None:
            flaw = _surplus(head, len(received), stream.received.body_bytes)
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
            broken_rule=rule,
            raw=without_credentials(progress.received) if flaw is Flaw.GARBLED else b"",
        )

    def _connected(
        self, url: httpcore.URL, progress: SendProgress, failures: FailureFactory
    ) -> tuple[httpcore.AsyncConnectionInterface, InstrumentedNetwork | None]:
        """Return the connection to use, and the network on which it is yet to be opened; None for an open one."""
        key = (url.scheme, url.host, url.port)
        connection, stream = self._connection, self._stream
        if connection is not None and stream is not None and self._key == key:
            if connection.is_available() and not connection.has_expired():
                stream.instrument(progress)
                failures.proxy, failures.forwards = stream.connection_info.proxy, url.scheme == b"http"
                return connection, None
            self._stream = None
            stream.abort()
        elif stream is not None:
            self._stream = None
            stream.abort()
        secure = url.scheme == b"https"
        proxy = proxy_for(self._options, url.scheme.decode("ascii"), url.host.decode("ascii"), url.port)
        failures.proxy, failures.forwards = proxy.netloc if proxy else "", not secure
        if secure and self._context is None:
            self._context = context_for(self._options)
        network = InstrumentedNetwork(
            progress,
            self._options.connect_s,
            tunnelled=secure and proxy is not None,
            verified=self._options.verify,
            proxy=failures.proxy,
            proxy_login=proxy is not None and proxy.login is not None,
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
    """Parse the URL; cached, because parsing is slow and a run repeats it. Raises httpx.InvalidURL."""
    return httpx.URL(url)


def _head(request: Request, address: httpx.URL) -> _Headers:
    """Return the headers as sent: Host, the request's own, Content-Length. Raises UnicodeError."""
    own = [(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers]
    if request.body and not any(name.lower() in _OURS for name, _value in request.headers):
        return [(b"Host", address.netloc), *own, (b"Content-Length", b"%d" % len(request.body))]
    return httpx.Request(request.method, address, headers=own, content=request.body).headers.raw


def _surplus(head: httpcore.Response, length: int, received: int) -> Flaw | None:
    """Return OVERLONG if more bytes were received than Content-Length allows."""
    names = {name.lower() for name, _value in head.headers}
    if b"transfer-encoding" in names or b"content-length" not in names:
        return None
    return Flaw.OVERLONG if received > length else None


def _base64(text: str) -> bytes:
    return base64.b64encode(text.encode("utf-8"))
