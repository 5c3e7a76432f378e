"""The open connections of a sandbox: their number and the memory of their requests are limited.

A new connection is always accepted. If there are too many, the one is closed that has waited longest for its client:
those without a request first, then half-sent requests, then answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from enum import IntEnum
from time import monotonic

from workbench.sandbox.limits import Limits


class State(IntEnum):
    """What a connection does, in the order in which they are closed."""

    IDLE = 0
    RECEIVING = 1
    ANSWERING = 2


class Connection:
    """One open connection.

    Attributes:
        state: what it does.
        since: when that began.
        held: how many bytes of its request are in memory.
    """

    def __init__(self, make_room: Callable[[Connection], bool]) -> None:
        self._make_room = make_room
        self.state = State.IDLE
        self.since = monotonic()
        self.held = 0

    def idle(self) -> None:
        """Wait for the next request."""
        self._enter(State.IDLE)
        self.held = 0

    def receive(self, held: int) -> bool:
        """Receive a request of which `held` bytes are in memory; return False if that is too much for the sandbox."""
        self._enter(State.RECEIVING)
        self.held = held
        return self._make_room(self)

    def answer(self) -> None:
        """Verify and answer the request."""
        self._enter(State.ANSWERING)

    def _enter(self, state: State) -> None:
        if self.state is not state:
            self.state, self.since = state, monotonic()


class Connections:
    """The open connections, each served by a task."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tasks: dict[Connection, asyncio.Task[None]] = {}

    def open(
        self, writer: asyncio.StreamWriter, serve: Callable[[Connection], Coroutine[object, object, None]]
    ) -> None:
        """Serve a new connection in a task, which is cancelled if its place is needed."""
        if len(self._tasks) >= self._limits.connections:
            self._close(min(self._tasks, key=lambda each: (each.state, each.since)))
        connection = Connection(self._make_room)
        task = asyncio.create_task(serve(connection))
        self._tasks[connection] = task
        task.add_done_callback(lambda _: self._ended(connection, writer))

    async def close(self) -> None:
        """Close all."""
        tasks = tuple(self._tasks.values())
        for connection in tuple(self._tasks):
            self._close(connection)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, connection: Connection, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()  # also of a task that was cancelled before it began
        self._tasks.pop(connection, None)

    def _close(self, connection: Connection) -> None:
        self._tasks.pop(connection).cancel()

    def _make_room(self, wanted: Connection) -> bool:
        """Close connections with half-sent requests, oldest first, until all fit into memory."""
        held = sum(each.held for each in self._tasks)
        others = (each for each in self._tasks if each is not wanted and each.state is State.RECEIVING and each.held)
        for each in sorted(others, key=lambda other: other.since):
            if held <= self._limits.held_bytes:
                break
            held -= each.held
            self._close(each)
        return held <= self._limits.held_bytes
