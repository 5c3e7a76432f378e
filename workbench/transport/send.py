"""One request, sent once.

Owns the send from the first check to the last byte of the answer. httpx parses the address and writes the head;
the connection is httpcore's own, without httpx's client around it: a client would add headers, turn a user name in
the address into a header, and log the whole URL.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from workbench.exchange import Failure, FailureKind, Request, Response
from workbench.transport.failures import Teller
from workbench.transport.progress import Phase, Progress

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import httpcore
    import httpx

    from workbench.transport.stream import WitnessedNetwork

DEADLINE = 30.0
"""Seconds a whole send may take, from the name look-up to the last byte of the answer."""

LARGEST_ANSWER = 20_000_000
"""Bytes of an answer's body that are kept; a larger one ends the send."""

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_HOST = re.compile(r"[\w.~-]+|[0-9A-Fa-f:.]+(%25\w+)?")
_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


async def send(request: Request, *, deadline: float = DEADLINE, progress: Progress | None = None) -> Response | Failure:
    """Send `request` once over a connection of its own and return its outcome; `deadline` in seconds.

    Host, the request's own headers and Content-Length leave, and nothing else. Whatever goes wrong with the network
    is a Failure. Cancelling the task closes the socket at once and raises asyncio.CancelledError; `progress`, if
    given, then tells the timing and whether the request had left.
    """
    import anyio
    import httpcore
    import httpx

    from workbench.secrecy.logs import guard
    from workbench.transport import stream

    guard()  # httpx and httpcore log URLs and headers
    anyio.Lock()  # loads anyio for asyncio, as httpcore would within the first send: what is imported is not timed
    progress = progress or Progress()
    progress.begin()
    teller = Teller("the server", progress)
    wrong = _problem(request)
    if wrong is not None:
        return teller.failure(FailureKind.BAD_REQUEST, wrong)
    try:
        outgoing = httpx.Request(
            request.method,
            request.url,
            headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers],
            content=request.body,
        )
    except (httpx.InvalidURL, UnicodeError):
        return teller.failure(FailureKind.BAD_REQUEST, "The address is not a valid URL.")
    wrong = _address_problem(outgoing.url)
    if wrong is not None:
        return teller.failure(FailureKind.BAD_REQUEST, wrong)
    teller = Teller(outgoing.url.netloc.decode("ascii"), progress)
    limit = asyncio.timeout(deadline)
    try:
        async with limit:
            return await _exchange(outgoing, stream.WitnessedNetwork(progress), progress, teller)
    except httpcore.LocalProtocolError:
        return teller.failure(FailureKind.BAD_REQUEST, "The request breaks the rules of HTTP.")
    except (OSError, UnicodeError) as error:
        if limit.expired():
            return teller.timeout(deadline)
        return teller.network(error)
    finally:
        progress.end()


async def _exchange(
    outgoing: httpx.Request, network: WitnessedNetwork, progress: Progress, teller: Teller
) -> Response | Failure:
    import httpcore

    url = httpcore.URL(
        scheme=outgoing.url.raw_scheme,
        host=outgoing.url.raw_host,
        port=outgoing.url.port,
        target=outgoing.url.raw_path,
    )
    connection = httpcore.AsyncHTTPConnection(
        url.origin,
        ssl_context=_verifying_context() if url.scheme == b"https" else None,
        http1=True,
        http2=False,
        retries=0,
        network_backend=network,
    )

    async def trace(event: str, details: dict[str, Any]) -> None:
        if event == "http11.send_request_body.complete":
            progress.all_sent = True
            progress.enter(Phase.WAIT)
        elif event.endswith(".failed") and isinstance(details.get("exception"), httpcore.WriteError):
            progress.enter(Phase.WAIT)  # httpcore reads on: the server may have answered before it stopped listening

    head: httpcore.Response | None = None
    try:
        head = await connection.handle_async_request(
            httpcore.Request(
                outgoing.method,
                url,
                headers=outgoing.headers.raw,
                content=outgoing.stream,
                extensions={"trace": trace},
            )
        )
        received = bytearray()
        async with aclosing(cast("AsyncGenerator[bytes, None]", head.aiter_stream())) as chunks:
            async for chunk in chunks:
                received += chunk
                if len(received) > LARGEST_ANSWER:
                    return teller.too_large(LARGEST_ANSWER)
    except httpcore.RemoteProtocolError:
        return teller.protocol(head_read=head is not None)
    finally:
        if network.stream is not None:
            await network.stream.aclose()
    progress.end()
    return Response(
        status=head.status,
        reason=head.extensions["reason_phrase"].decode("latin-1"),
        http_version=head.extensions["http_version"].decode("ascii"),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers),
        body=bytes(received),
        timing=progress.timing(),
        sent_sha1=network.sent.hexdigest(),
    )


def _verifying_context() -> ssl.SSLContext:
    """Return a context that verifies against the operating system's own authorities."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _problem(request: Request) -> str | None:
    """Return why `request` cannot be sent, or None. The sentence names a header, never its value."""
    if not _TOKEN.fullmatch(request.method):
        return "The method is not a word that HTTP allows."
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name):
            return "The name of a header has characters that HTTP does not allow."
        if _UNSENDABLE.search(value):
            return f"The header {name} has a line end or another control character in it."
        if value != value.strip(" \t"):
            return f"The header {name} begins or ends with a blank."
        try:
            value.encode("latin-1")
        except UnicodeEncodeError:
            return f"The header {name} has characters beyond latin-1."
    return None


def _address_problem(url: httpx.URL) -> str | None:
    if url.scheme not in {"http", "https"}:
        return "The address must begin with http:// or https://."
    if not url.host:
        return "The address names no host."
    if not _HOST.fullmatch(url.host) or not 0 < (url.port or 1) <= 65_535:
        return "The address is not a valid URL."
    if url.userinfo:
        return "The address holds a user name or a password, which are never sent; leave them out."
    return None
