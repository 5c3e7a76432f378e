"""From a host and a port to a connected socket.

Owns the name look-up and the choice among a name's addresses. Must never outlive its task: whatever ends the task
closes every socket it opened, and a name server that hangs holds up neither a cancel nor the end of the program.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import threading
from collections import deque
from typing import Any

HEAD_START = 0.25
"""Seconds an address has to itself before the next is tried beside it (RFC 8305, section 5)."""

Address = tuple[socket.AddressFamily, Any]

_LESSER = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


async def look_up(host: str, port: int) -> list[Address]:
    """Return the addresses of `host`, best first. Raises socket.gaierror or UnicodeError for a name without one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        found = await _in_thread(host, port)
    return [(family, address) for family, _, _, _, address in found]


async def connect(addresses: list[Address]) -> socket.socket:
    """Return a socket connected to the first of `addresses` that answers. Raises the most telling OSError if none."""
    if len(addresses) == 1:  # with nothing to choose between there is nothing to wait for beside it
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
                trying, timeout=HEAD_START if waiting else None, return_when=asyncio.FIRST_COMPLETED
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
    telling = [error for error in errors if error.errno not in _LESSER]
    raise (telling or errors or [OSError(errno.EADDRNOTAVAIL, "the name has no address")])[0]


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
    """Close what a beaten attempt opened after all."""
    if not task.cancelled() and task.exception() is None:
        task.result().close()


async def _in_thread(host: str, port: int) -> list[Any]:
    """Ask the system's resolver in a thread of its own.

    The loop's executor would be joined when the program ends, so that one dead name server could hold it up.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Any]] = loop.create_future()

    def tell(found: list[Any] | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found or [])

    def ask() -> None:
        found: list[Any] | None = None
        failed: BaseException | None = None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            failed = error
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
            loop.call_soon_threadsafe(tell, found, failed)

    threading.Thread(target=ask, name="name look-up", daemon=True).start()
    return await answer
