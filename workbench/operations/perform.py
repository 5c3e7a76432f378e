"""One prepared request, sent once, to one outcome.

Owns the life of an exchange; never retries, never changes the request.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from workbench.exchange import Cancelled, Exchange
from workbench.operations.prepare import Prepared

DEADLINE = 30.0
"""Seconds a whole send may take, from the name look-up to the last byte of the answer."""


async def perform(
    prepared: Prepared,
    *,
    title: str,
    on_started: Callable[[Exchange], None] | None = None,
    deadline: float = DEADLINE,
) -> Exchange:
    """Send once and return the finished exchange.

    `on_started` is called, on the loop's thread, before the first byte leaves. Cancelling the task closes the
    socket and still returns: the outcome is then `Cancelled`.
    """
    import asyncio

    from workbench.transport import Progress, send

    exchange = Exchange(
        id=uuid.uuid4().hex,
        started=datetime.now(UTC),
        title=title,
        profile=prepared.profile,
        endpoint=prepared.endpoint.title,
        wire_form=prepared.form.value,
        request=prepared.request,
        payload_hash=prepared.signature.payload_hash,
        outcome=None,
    )
    if on_started:
        on_started(exchange)
    progress = Progress()
    try:
        outcome = await send(prepared.request, deadline=deadline, progress=progress)
    except asyncio.CancelledError:
        return replace(exchange, outcome=Cancelled(progress.timing(), progress.request_left))
    return replace(exchange, outcome=outcome)
