"""One request, sent once, over a connection of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.transport.options import DEADLINE, TransportOptions

if TYPE_CHECKING:
    from workbench.exchange import Failure, Request, Response
    from workbench.transport.send_progress import SendProgress


async def send(
    request: Request,
    *,
    choices: TransportOptions | None = None,
    deadline: float | None = None,
    progress: SendProgress | None = None,
) -> Response | Failure:
    """Send `request` once and return its outcome, as `Line.send` does; `deadline` in seconds overrides the choice."""
    from workbench.transport.connection import Connection

    chosen = choices or TransportOptions()
    if deadline is not None and deadline != DEADLINE:
        chosen = replace(chosen, deadline=deadline)
    async with Connection(chosen) as line:
        return await line.send(request, progress=progress)
