"""Each fault by name, as seen by our own transport."""

from __future__ import annotations

import asyncio

import pytest

from tests.sandbox.talk import BODY, ask, line, list_request, request, run, sandbox, short
from tests.transport.servers import send
from workbench.exchange import Cancelled, Failure, FailureKind, Flaw, Request, Response, judge, sandbox_view
from workbench.sandbox import FAULTS
from workbench.sandbox.server import Sandbox
from workbench.signing import SAMPLE, sign
from workbench.transport import Phase, SendProgress


def signed(served: Sandbox, *more: tuple[str, str], body: bytes = BODY) -> Request:
    headers = (("Content-Type", "application/json"), *sign(body, SAMPLE).headers().items(), *more)
    return Request("POST", served.url, headers, body)


@pytest.mark.parametrize("by_header", [False, True], ids=["by start", "by header"])
@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("http-400", 400),
        ("http-401", 401),
        ("http-429", 429),
        ("http-500", 500),
        ("redirect-301", 301),
        ("dropped", 200),
    ],
)
def test_response_fault(fault: str, status: int, by_header: bool) -> None:
    async def story() -> None:
        more = (("Sandbox-Fault", fault),) if by_header else ()
        async with sandbox(fault=None if by_header else fault) as served:
            outcome = await send(signed(served, *more))
            (kept,) = served.requests
            origin = served.url.removesuffix("/track/json")
        assert isinstance(outcome, Response)
        assert outcome.status == status
        view = sandbox_view(outcome)
        assert view is not None
        assert view.token_match == "both"
        assert (kept.fault, kept.recorded, kept.status) == (fault, False, status)
        assert judge(outcome).success is (status == 200)
        if status == 301:
            assert outcome.header("Location") == f"{origin}/track/elsewhere"
        if status == 429:
            assert outcome.header("Retry-After") == "1"

    run(story())


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("reset-after", FailureKind.RESET),
        ("garbage", FailureKind.NOT_HTTP),
    ],
)
def test_silent_fault_is_a_failure_after_sending(fault: str, kind: FailureKind) -> None:
    async def story() -> None:
        async with sandbox(fault=fault) as served:
            outcome = await send(signed(served))
            (kept,) = served.requests
        assert isinstance(outcome, Failure), outcome
        assert (outcome.kind, outcome.request_left) == (kind, True)
        assert (kept.fault, kept.body) == (fault, BODY)
        assert kept.status is None

    run(story())


def test_truncated_response_is_kept_with_its_flaw() -> None:
    async def story() -> None:
        async with sandbox(fault="truncated") as served:
            outcome = await send(signed(served))
            (kept,) = served.requests
        assert isinstance(outcome, Response), outcome
        assert (outcome.status, outcome.flaw) == (200, Flaw.TRUNCATED)
        assert (kept.fault, kept.status, kept.body) == ("truncated", 200, BODY)

    run(story())


def test_reset_before_happens_while_the_body_is_sent() -> None:
    async def story() -> None:
        async with sandbox(fault="reset-before") as served:
            outcome = await send(signed(served, body=b" " * 30_000_000))
            (kept,) = served.requests
        assert isinstance(outcome, Failure), outcome
        assert (outcome.kind, outcome.request_left) == (FailureKind.RESET, None)
        assert (kept.status, kept.body) == (None, b"")

    run(story())


@pytest.mark.parametrize(("fault", "phase"), [("slow-head", "receiving"), ("slow-body", "receiving")])
def test_slow_fault_outlasts_the_deadline(fault: str, phase: str) -> None:
    async def story() -> None:
        async with sandbox(fault=fault) as served:
            outcome = await send(signed(served), deadline=0.3)
        assert isinstance(outcome, Failure), outcome
        assert outcome.kind is FailureKind.TIMEOUT
        assert phase in outcome.says

    run(story())


@pytest.mark.parametrize("fault", ["slow-head", "slow-body"])
def test_slow_response_is_complete(fault: str) -> None:
    async def story() -> None:
        async with sandbox(fault=fault, limits=short(drip_s=0.0)) as served:
            outcome = await send(signed(served))
        assert isinstance(outcome, Response), outcome
        assert judge(outcome).success is True

    run(story())


def test_slow_response_can_be_cancelled() -> None:
    async def story() -> None:
        begun = asyncio.Event()

        class Told(SendProgress):
            def enter(self, phase: Phase) -> None:
                super().enter(phase)
                if phase is Phase.RECEIVE:
                    begun.set()

        async with sandbox(fault="slow-body") as served:
            progress = Told()
            task = asyncio.create_task(send(signed(served), progress=progress))
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            verdict = judge(Cancelled(progress.timing(), progress.request_left))
        assert verdict.text == "✓ sent ▸ ✗ answered ▸ ? success ▸ ? recorded"

    run(story())


def test_dropped_fault_still_verifies_the_token() -> None:
    async def story() -> None:
        async with sandbox(fault="dropped") as served:
            assert (await ask(served, request(token="0" * 64))).status == 401

    run(story())


def test_fault_header_overrides_the_option() -> None:
    async def story() -> None:
        async with sandbox(fault="http-500") as served:
            assert (await ask(served, request(more=("Sandbox-Fault: http-429",)))).status == 429

    run(story())


def test_unknown_fault_is_refused_with_the_names() -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(more=("Sandbox-Fault: http-418",)))
        assert reply.status == 400
        assert reply.document["faults"] == list(FAULTS)

    run(story())


def test_list_of_requests_stays_readable_under_a_fault() -> None:
    async def story() -> None:
        async with sandbox(fault="reset-before") as served:
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await ask(served, request())
            async with line(served) as raw:
                await raw.say(list_request())
                (listed,) = (await raw.reply()).document
        assert (listed["fault"], listed["status"]) == ("reset-before", None)

    run(story())
