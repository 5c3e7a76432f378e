"""What would leave the machine, in place of the network: no test may reach a host that is not its own."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from workbench.exchange import Exchange, Failure, FailureKind, Outcome, Response, Timing
from workbench.operations import Prepared
from workbench.operations import perform as performing

TIMING = Timing(total_s=0.01)


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[Prepared]:
    """What would have left; a host that begins with `nowhere.` has no address."""
    performed: list[Prepared] = []

    async def perform(prepared: Prepared, *, on_started: Callable[[Exchange], None], **_how: object) -> Exchange:
        performed.append(prepared)
        answer: Outcome = Response(200, "OK", "HTTP/1.1", (), b'{"success":"1"}', TIMING, None)
        if prepared.request.url.startswith("https://nowhere."):
            answer = Failure(FailureKind.DNS, "There is no such name.", TIMING, request_left=False)
        exchange = Exchange(
            id=str(len(performed)),
            started=datetime.now(UTC),
            title=prepared.send.title,
            profile=prepared.send.profile,
            endpoint=prepared.send.endpoint.title,
            wire_form=prepared.send.form.value,
            request=prepared.request,
            payload_hash=prepared.signature.payload_hash,
            outcome=answer,
        )
        on_started(exchange)
        return exchange

    monkeypatch.setattr(performing, "perform", perform)
    return performed
