"""Resolves a host name and opens a connected socket.

Never outlives its task: whatever ends the task closes every socket it opened, and a name server that hangs delays
neither a cancellation nor the program's exit.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import threading
from collections import deque
from typing import Any

ATTEMPT_DELAY_S = 0.25
"""Seconds before the next address is tried in parallel (RFC 8305, section 5)."""

Address = tuple[socket.AddressFamily, Any]

_UNINFORMATIVE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


async def resolve(host: str, port: int) -> list[Address]:
    """Return the addresses of `host`, best first. Raises socket.gaierror or UnicodeError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        found = await _in_thread(host, port)
    return [(family, address) for family, _, _, _, address in found]


async def connect(addresses: list[Address]) -> socket.socket:
    """Return a socket connected to the first address that answers (RFC 8305). Raises the most useful OSError."""
    if len(addresses) == 1:  # no need for parallel attempts
        return await _open(addresses[0])
    waiting = deque(addresses)
    trying: set[asyncio.Task[socket.socket]] = set()
    errors: list[OSError] = []
    winner: socket.socket | None = None
    try:
        while winner is None and (waiting or trying):
            if waiting:
                trying.add(asyncio.create_task(_open(waiting.popleft())))
            done, trying = await asyncio.wait(
                trying, timeout=ATTEMPT_DELAY_S if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                try:
                    opened = task.result()
                except OSError as error:
                    errors.append(error)
                    continue
                if winner is None:
                    winner = opened
                else:
                    opened.close()
    finally:
        for task in trying:
            task.add_done_callback(_discard)
            task.cancel()
    if winner is not None:
        return winner
    useful = [error for error in errors if error.errno not in _UNINFORMATIVE]
    raise (useful or errors or [OSError(errno.EADDRNOTAVAIL, "the name has no address")])[0]


async def _open(address: Address) -> socket.socket:
    family, where = address
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(opened, where)
    except BaseException:
        opened.close()
        raise
    return opened


def _discard(task: asyncio.Task[socket.socket]) -> None:
    """Close the socket of a losing attempt."""
    if not task.cancelled() and task.exception() is None:
        task.result().close()


async def _in_thread(host: str, port: int) -> list[Any]:
    """Call getaddrinfo in a daemon thread.

    The loop's executor is joined at exit, so that one dead name server could delay it.
    """
    loop = asyncio.get_running_loop()
    result: asyncio.Future[list[Any]] = loop.create_future()

    def set_result(found: list[Any] | None, error: BaseException | None) -> None:
        if result.done():
            return
        if error is not None:
            result.set_exception(error)
        else:
            result.set_result(found or [])

    def run() -> None:
        found: list[Any] | None = None
        failed: BaseException | None = None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            failed = error
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(set_result, found, failed)

    threading.Thread(target=run, name="name resolution", daemon=True).start()
    return await result
