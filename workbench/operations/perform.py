"""Sends a prepared request once and records the exchange.

The exchange is saved before its first byte is sent, and its outcome afterwards. Never retries. Importing this module
loads asyncio, a tenth of the start of the window, which therefore imports it with the first send.
"""

import asyncio
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from workbench.exchange import Cancelled, Exchange
from workbench.operations.prepare import Prepared
from workbench.operations.recorder import ExchangeRecorder
from workbench.transport import SendProgress, TransportOptions

if TYPE_CHECKING:  # see `new_connection`
    from workbench.transport.connection import Connection

_PREFIX = 8  # digits of a token that are saved: enough to find it, too few to replay it


def new_exchange(prepared: Prepared, *, run: str = "", number: int = 0) -> Exchange:
    """Return the exchange of a request that is about to be sent.

    `run` is the id of the repeat run, empty if there is none, and `number` the number within it, from 1.
    """
    send = prepared.send
    return Exchange(
        id=uuid.uuid4().hex,
        started=datetime.now(UTC),
        title=send.title,
        profile=send.profile,
        endpoint=send.endpoint.title,
        wire_form=send.form.value,
        request=prepared.request,
        payload_hash=prepared.signature.payload_hash,
        token_prefix=prepared.signature.auth_token[:_PREFIX] if prepared.signed else "",
        pair=prepared.pair,
        again=send.resend_of.id if send.resend_of else "",
        run=run,
        run_number=number,
        options=send.transport.summary(),
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
    recorder: ExchangeRecorder | None = None,
    on_started: Callable[[Exchange], None] | None = None,
) -> Exchange:
    """Send a request once and return the exchange with its outcome.

    `on_started` is called on the loop's thread, after the exchange is saved and before its first byte is sent.
    Cancelling the task closes the socket; the function then returns the outcome `Cancelled`.
    """
    recorder = recorder or ExchangeRecorder()
    exchange = new_exchange(prepared)
    recorder.begin((exchange,))
    if on_started:
        on_started(exchange)
    async with new_connection(prepared.send.transport) as connection:
        exchange = await send_over(exchange, connection)
    recorder.end((exchange,))
    return exchange
