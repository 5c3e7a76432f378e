"""One prepared request, sent once, to one outcome.

Owns the life of an exchange: kept before its first byte leaves, completed after. Never retries, never changes the
request.
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

_DIGITS = 8  # of a token are kept: enough to find it again, far too few to replay it


def title_for(file: str) -> str:
    """Return the title of a send: the name of the payload's file, saved or not yet; `-` is standard input."""
    return "standard input" if file == "-" else PurePath(file).name


def begun(prepared: Prepared, *, title: str, again: str = "", run: str = "", number: int = 0) -> Exchange:
    """Return the exchange of a request that is about to leave."""
    return Exchange(
        id=uuid.uuid4().hex,
        started=datetime.now(UTC),
        title=title,
        profile=prepared.profile,
        endpoint=prepared.endpoint.title,
        wire_form=prepared.form.value,
        request=prepared.request,
        payload_hash=prepared.signature.payload_hash,
        token_prefix=prepared.signature.auth_token[:_DIGITS] if prepared.signed else "",
        pair=prepared.pair if prepared.signed else "",
        again=again,
        run=run,
        run_number=number,
        options=prepared.options.summary(),
    )


def new_line(options: TransportOptions) -> "Connection":
    """Return a connection, not yet opened."""
    # Not at the top: httpx and httpcore cost a tenth of a second and 20 MB, and are needed with the first send only.
    from workbench.transport.connection import Connection

    return Connection(options)


async def carry_out(exchange: Exchange, line: "Connection") -> Exchange:
    """Send over this line and return the finished exchange.

    Cancelling the task closes the socket and still returns: the outcome is then `Cancelled`.
    """
    progress = SendProgress()
    try:
        return replace(exchange, outcome=await line.send(exchange.request, progress=progress))
    except asyncio.CancelledError:
        outcome = Cancelled(progress.timing(), progress.request_left, progress.channel(), progress.sent_sha1)
        return replace(exchange, outcome=outcome)


async def perform(
    prepared: Prepared,
    *,
    title: str,
    keeper: ExchangeRecorder | None = None,
    again: str = "",
    on_started: Callable[[Exchange], None] | None = None,
) -> Exchange:
    """Send once and return the finished exchange.

    `on_started` is called, on the loop's thread, once the exchange is kept and before its first byte leaves.
    Cancelling the task closes the socket and still returns: the outcome is then `Cancelled`.
    """
    keeper = keeper or NullRecorder()
    exchange = begun(prepared, title=title, again=again)
    keeper.begin((exchange,))
    if on_started:
        on_started(exchange)
    async with new_line(prepared.options) as line:
        exchange = await carry_out(exchange, line)
    keeper.end((exchange,))
    return exchange
