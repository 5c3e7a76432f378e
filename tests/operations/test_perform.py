"""One send: the exchange before and after, cancellation, deadline."""

import asyncio
import socket

import pytest
from msgspec.structs import replace

from workbench.exchange import Cancelled, Exchange, Failure, FailureKind, Response
from workbench.operations import Prepared, SendRequest, endpoint_from, prepare, title_for
from workbench.operations.perform import perform
from workbench.sandbox.listen import bind
from workbench.sandbox.server import Sandbox
from workbench.signing import SAMPLE, WireForm
from workbench.transport import TransportOptions

BODY = b'{"action":"install","data":{"device_ids":{"idfa":"x"}}}'


def prepared(url: str) -> Prepared:
    made = prepare(SendRequest(BODY, WireForm.AS_TYPED, "sample", SAMPLE, endpoint_from(url), title="install"))
    assert isinstance(made, Prepared)
    return made


def test_on_started_is_called_before_anything_is_sent() -> None:
    async def whole() -> tuple[list[tuple[Exchange, int]], Exchange, tuple[bytes, ...]]:
        sandbox = Sandbox(bind())
        await sandbox.start()
        started: list[tuple[Exchange, int]] = []
        finished = await perform(
            prepared(sandbox.url), on_started=lambda exchange: started.append((exchange, len(sandbox.requests)))
        )
        bodies = tuple(each.body for each in sandbox.requests)
        await sandbox.stop()
        return started, finished, bodies

    started, finished, bodies = asyncio.run(whole())
    [(before, arrived)] = started
    assert (before.outcome, arrived) == (None, 0)
    assert isinstance(finished.outcome, Response)
    assert finished.outcome.status == 200
    assert bodies == (BODY,)
    assert (finished.id, finished.started, finished.request) == (before.id, before.started, before.request)
    assert (finished.title, finished.profile, finished.wire_form) == ("install", "sample", "as-typed")
    assert finished.started.utcoffset() is not None


def test_a_cancelled_task_returns_an_exchange() -> None:
    async def whole() -> Exchange:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
            new_exchange = asyncio.Event()
            task = asyncio.create_task(perform(prepared(url), on_started=lambda _exchange: new_exchange.set()))
            await new_exchange.wait()
            connection, _address = await asyncio.to_thread(silent.accept)
            with connection:
                connection.settimeout(5)
                await asyncio.to_thread(connection.recv, 65536)
                task.cancel()
                return await task

    assert isinstance(asyncio.run(whole()).outcome, Cancelled)


def test_a_failure_is_an_outcome_and_every_exchange_has_its_own_id() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/x"
    first, second = (asyncio.run(perform(prepared(url))) for _ in range(2))
    assert isinstance(first.outcome, Failure)
    assert first.outcome.kind is FailureKind.REFUSED
    assert first.id != second.id


def test_the_deadline_applies_to_the_whole_send() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        made = prepared(url)
        limited = replace(made, send=replace(made.send, transport=TransportOptions(deadline=0.2)))
        exchange = asyncio.run(perform(limited))
    assert isinstance(exchange.outcome, Failure)
    assert exchange.outcome.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize(
    ("file", "title"), [("a/b c.json", "b c.json"), ("install-ios.json", "install-ios.json"), ("-", "standard input")]
)
def test_the_title_is_the_name_of_the_payload_file(file: str, title: str) -> None:
    assert title_for(file) == title
