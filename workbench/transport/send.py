"""One request, sent once, over a connection of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.transport.choices import DEADLINE, Choices

if TYPE_CHECKING:
    from workbench.exchange import Failure, Request, Response
    from workbench.transport.progress import Progress


async def send(
    request: Request,
    *,
    choices: Choices | None = None,
    deadline: float | None = None,
    progress: Progress | None = None,
) -> Response | Failure:
    """Send `request` once and return its outcome, as `Line.send` does; `deadline` in seconds overrides the choice."""
    from workbench.transport.line import Line

    chosen = choices or Choices()
    if deadline is not None and deadline != DEADLINE:
        chosen = replace(chosen, deadline=deadline)
    async with Line(chosen) as line:
        return await line.send(request, progress=progress)
