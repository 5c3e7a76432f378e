"""The tests' own servers take a client that resets its connection, at whatever moment, as the end of that connection.

A thread that ended with an exception would fail the test that it ends in: pytest reports it as an error.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.answering import answering
from tests.faults.behaviours import OK, hanging, pouring
from tests.faults.behaviours import answering as answer_by
from tests.faults.server import FaultyServer
from tests.faults.table import FAULTS
from tests.journeys.servers import Hanging, OtherSandbox, Slow
from tests.loopback import PATIENCE_S
from tests.transport import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.transport.servers import Authority

ROOT = Path(__file__).parents[2]
BODY = b'{"id":"0123456789"}'
REQUEST = b"POST /track/json HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
MANY = 3  # clients at each stage
STAGES = {
    "connected": b"",
    "half a head": REQUEST[:30],
    "half a body": REQUEST[:-9],
    "being answered": REQUEST,
    "more than a request": REQUEST + REQUEST[:30],
}


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve what the tests of transport serve, on a loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    port: list[int] = []
    begun, ended = threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with servers.serving(servers.answering(OK), context) as here:
            port.append(here)
            begun.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), name="serving")
    thread.start()
    try:
        assert begun.wait(PATIENCE_S)
        yield port[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(PATIENCE_S)
        loop.close()


@contextmanager
def port_of(server: FaultyServer | Hanging | Slow | answering | OtherSandbox) -> Iterator[int]:
    with server:
        yield int(server.url.rpartition(":")[2].partition("/")[0])


Served = Callable[[ssl.SSLContext | None], AbstractContextManager[int]]
SERVERS: dict[str, Served] = {
    "faults, answering": lambda tls: port_of(FaultyServer(answer_by(OK), tls)),
    "faults, pouring": lambda tls: port_of(FaultyServer(pouring(b"", bytes(100_000), 1_000), tls)),
    "faults, hanging": lambda tls: port_of(FaultyServer(hanging(OK[:20]), tls)),
    "transport": serving,
    "terminal": lambda tls: port_of(answering(context=tls)),
}
PLAIN: dict[str, Served] = {
    "journeys, slow": lambda _tls: port_of(Slow()),
    "journeys, hanging": lambda _tls: port_of(Hanging()),
    "journeys, sandbox": lambda _tls: port_of(OtherSandbox()),
    "journeys, sandbox that drips": lambda _tls: port_of(OtherSandbox(fault="slow-body")),
}


def reset_after(port: int, sent: bytes, tls: ssl.SSLContext | None = None, *, wait: bool = False) -> None:
    """Connect, send so much, wait for something to come if there is to, and reset the connection.

    A server that is there to reset may be the first, on a busy machine even before connect() has returned.
    """
    with (
        suppress(ConnectionResetError, BrokenPipeError),
        socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection,
    ):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with tls.wrap_socket(connection, server_hostname="127.0.0.1") if tls else connection as line:
            line.sendall(sent)
            if wait:
                assert line.recv(1)


def answers(port: int, tls: ssl.SSLContext | None = None) -> bool:
    """Say whether a client that stays is answered."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection:
        line: socket.socket = tls.wrap_socket(connection, server_hostname="127.0.0.1") if tls else connection
        with line:
            line.sendall(REQUEST)
            return line.recv(4) == b"HTTP"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", [*SERVERS, *PLAIN])
def test_a_client_that_resets_ends_its_connection_and_nothing_else(name: str, stage: str) -> None:
    with (SERVERS | PLAIN)[name](None) as port:
        for _ in range(MANY):
            reset_after(port, STAGES[stage])
        if stage == "being answered" and name != "journeys, hanging":
            reset_after(port, REQUEST, wait=True)
        assert name == "journeys, hanging" or answers(port)


@pytest.mark.parametrize("stage", [*STAGES, "before TLS"])
@pytest.mark.parametrize("name", SERVERS)
def test_so_does_one_that_speaks_tls(name: str, stage: str, authority: Authority) -> None:
    trusting = ssl.create_default_context(cafile=str(authority.file))
    with SERVERS[name](authority.server("127.0.0.1")) as port:
        for _ in range(MANY):
            if stage == "before TLS":
                reset_after(port, b"\x16\x03\x01")
            else:
                reset_after(port, STAGES[stage], trusting)
        assert answers(port, trusting)


def test_the_servers_of_the_storm_outlive_it_too() -> None:
    command = [sys.executable, "-m", "tests.faults.storm_server"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        urls = json.loads(process.stdout.readline())
        places = {fault.name: fault.place for fault in FAULTS}
        for name, url in urls.items():
            if places.get(name, "served") == "served":
                for sent in STAGES.values():
                    reset_after(int(url.rpartition(":")[2].partition("/")[0]), sent)
        out, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, err) == (0, b"")
    assert "0123456789" in json.loads(out)


def test_what_a_hanging_server_saw_of_a_reset_is_told() -> None:
    with Hanging() as server:
        reset_after(server.port, REQUEST)
    assert server.events[-1] == "broken"
