"""Sends a prepared request once and records the exchange.

The exchange is saved before its first byte is sent, and its outcome afterwards. Never retries.
"""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.exchange import Cancelled, Exchange
from workbench.operations.prepare import Prepared
from workbench.operations.recorder import ExchangeRecorder, NullRecorder
from workbench.transport import SendProgress, TransportOptions

if TYPE_CHECKING:  # see `new_line`
    from workbench.transport.connection import Connection

_PREFIX = 8  # digits of a token that are saved: enough to find it, too few to replay it


def title_for(file: str) -> str:
    """Return the title of a send: the name of the payload's file; `-` is standard input."""
    return "standard input" if file == "-" else PurePath(file).name


def new_exchange(prepared: Prepared, *, title: str, resend_of: str = "", run: str = "", number: int = 0) -> Exchange:
    """Return the exchange of a request that is about to be sent.

    Args:
        prepared: the request.
        title: the title of the exchange.
        resend_of: the id of the exchange whose bytes are sent again; empty if there is none.
        run: the id of the repeat run; empty if there is none.
        number: the number within the run, from 1.
    """
    return Exchange(
        id=uuid.uuid4().hex,
        started=datetime.now(UTC),
        title=title,
        profile=prepared.profile,
        endpoint=prepared.endpoint.title,
        wire_form=prepared.form.value,
        request=prepared.request,
        payload_hash=prepared.signature.payload_hash,
        token_prefix=prepared.signature.auth_token[:_PREFIX] if prepared.signed else "",
        pair=prepared.pair if prepared.signed else "",
        again=resend_of,
        run=run,
        run_number=number,
        options=prepared.transport.summary(),
    )


def new_connection(transport: TransportOptions) -> "Connection":
    """Return a connection that is not open yet."""
    # Imported here: httpx and httpcore cost 0.1 s and 20 MB, and are needed for the first send only.
    from workbench.transport.connection import Connection

    return Connection(transport)


async def send_over(exchange: Exchange, connection: "Connection") -> Exchange:
    """Send the request of an exchange over a connection and return the exchange with its outcome.

    Cancelling the task closes the socket; the function then returns the outcome `Cancelled`.
    """
    progress = SendProgress()
    try:
        return replace(exchange, outcome=await connection.send(exchange.request, progress=progress))
    except asyncio.CancelledError:
        outcome = Cancelled(progress.timing(), progress.request_left, progress.channel(), progress.sent_sha1)
        return replace(exchange, outcome=outcome)


async def perform(
    prepared: Prepared,
    *,
    title: str,
    recorder: ExchangeRecorder | None = None,
    resend_of: str = "",
    on_started: Callable[[Exchange], None] | None = None,
) -> Exchange:
    """Send a request once and return the exchange with its outcome.

    `on_started` is called on the loop's thread, after the exchange is saved and before its first byte is sent.
    Cancelling the task closes the socket; the function then returns the outcome `Cancelled`.
    """
    recorder = recorder or NullRecorder()
    exchange = new_exchange(prepared, title=title, resend_of=resend_of)
    recorder.begin((exchange,))
    if on_started:
        on_started(exchange)
    async with new_connection(prepared.transport) as connection:
        exchange = await send_over(exchange, connection)
    recorder.end((exchange,))
    return exchange
