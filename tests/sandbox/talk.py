"""A raw socket client for the sandbox."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.sandbox import bind
from workbench.sandbox.addresses import LIST_KEY_VARIABLE
from workbench.sandbox.server import Limits, Sandbox
from workbench.signing import SAMPLE, Credentials, sign

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

PATIENCE = 60.0
"""Seconds after which a test that waits for an event gives up; only a failing test gets there."""

BODY = b'{"action":"install","data":{"device_ids":{"idfa":"test-1"}}}'
OTHER = Credentials("OTHER-KEY", "other secret")


def run(story: Coroutine[object, object, None]) -> None:
    """Run `story` in a new event loop, with a time limit."""

    async def bounded() -> None:
        async with asyncio.timeout(PATIENCE):
            await story

    asyncio.run(bounded())


@asynccontextmanager
async def sandbox(**options: Any) -> AsyncIterator[Sandbox]:  # noqa: ANN401 - the options of Sandbox
    """Serve a sandbox on a free port."""
    served = Sandbox(bind(), **options)
    await served.start()
    try:
        yield served
    finally:
        await served.stop()


@dataclass(frozen=True)
class Reply:
    """A parsed response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)


class Line:
    """One raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self, *, body: bool = True) -> Reply:
        head = await self.reader.readuntil(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")[:-2]
        headers = dict(line.split(": ", 1) for line in lines)
        length = int(headers.get("Content-Length", "0")) if body else 0
        return Reply(int(status_line.split()[1]), headers, await self.reader.readexactly(length))

    async def ended(self) -> bool:
        return await self.reader.read() == b""


@asynccontextmanager
async def line(served: Sandbox) -> AsyncIterator[Line]:
    """Open a raw connection to `served`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


def request(
    body: bytes = BODY,
    *,
    path: str = "/track/json",
    pair: Credentials | None = SAMPLE,
    token: str | None = None,
    method: str = "POST",
    more: tuple[str, ...] = (),
) -> bytes:
    """Return a complete request, signed with `pair` unless `token` is given."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}", *more]
    if pair is not None:
        lines.append(f"Kochava-Api-Key: {pair.api_key}")
        lines.append(f"Kochava-Auth-Token: {token or sign(body, pair).auth_token}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def list_request(key: str | None = None) -> bytes:
    """Return a request for the list of requests, with the key of the tests unless another one is given."""
    header = f"Sandbox-Key: {os.environ[LIST_KEY_VARIABLE] if key is None else key}"
    return request(b"", path="/_sandbox/requests", method="GET", pair=None, more=(header,))


async def ask(served: Sandbox, data: bytes) -> Reply:
    """Send `data` on a new connection and return the response."""
    async with line(served) as raw:
        await raw.say(data)
        return await raw.reply()


def short(**changed: Any) -> Limits:  # noqa: ANN401 - the fields of Limits
    """Return limits that keep tests fast."""
    return Limits(**{"idle_s": 10.0, "linger_s": 0.2, **changed})
