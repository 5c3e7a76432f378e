"""Owns one send from the terminal: to an address, or to a sandbox that lives for that send only.

It must never send twice, and never send what `operations.prepare` refused.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager, suppress

from workbench.cli.report import SLASH_ADVICE
from workbench.cli.statuses import CommandError, Status
from workbench.cli.terminal import printable, put_row, say
from workbench.exchange import Cancelled, Failure, Response, judge, sandbox_view
from workbench.jsontext import line_and_column
from workbench.operations import Asks, Endpoint, Refused, known_pairs, perform, prepare, sandbox_endpoints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Literal

    from workbench.exchange import Exchange, Outcome, SandboxView
    from workbench.operations import Prepared
    from workbench.signing import Credentials, WireForm

    OwnSandbox = Literal["sandbox", "sandbox-identitylink"]
    """A sandbox that lives for one send: its address for payloads, or the one for IdentityLink."""


def deliver(
    body: bytes, form: WireForm, profile: str, credentials: Credentials, to: Endpoint | OwnSandbox, *, title: str
) -> tuple[Prepared, Exchange]:
    """Send once, to an address or to a sandbox of its own; Ctrl+C makes the outcome `Cancelled`.

    Raises:
        CommandError: the send was refused before anything left.
    """

    async def send() -> tuple[Prepared, Exchange]:
        _cancel_on_interrupt()
        async with _destination(to, credentials) as endpoint:
            prepared = _prepared(body, form, profile, credentials, endpoint)
            return prepared, await perform(prepared, title=title)

    try:
        return asyncio.run(send())
    except asyncio.CancelledError:  # interrupted where nothing was under way yet
        raise KeyboardInterrupt from None


def _cancel_on_interrupt() -> None:
    """Let Ctrl+C cancel the task from the loop, where it waits, and not in the middle of what it does."""
    task = asyncio.current_task()
    if task is not None:
        with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or not on the main thread
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, task.cancel)


@asynccontextmanager
async def _destination(to: Endpoint | OwnSandbox, credentials: Credentials) -> AsyncIterator[Endpoint]:
    if isinstance(to, Endpoint):
        yield to
        return
    from workbench.sandbox import Sandbox, bind

    pairs = known_pairs([credentials])
    sandbox = Sandbox(bind(), pairs=lambda: pairs)
    await sandbox.start()
    try:
        yield next(each for each in sandbox_endpoints(sandbox.url) if each.key == to)
    finally:
        await sandbox.stop()


def _prepared(body: bytes, form: WireForm, profile: str, credentials: Credentials, endpoint: Endpoint) -> Prepared:
    answer = prepare(body, form, profile, credentials, endpoint)
    if isinstance(answer, Asks) and answer.offset is not None:
        line, column = line_and_column(body, answer.offset)  # it asks about a body as typed only
        say(f"workbench: warning: {answer.says} It stands at line {line}, column {column}. {SLASH_ADVICE}")
        answer = prepare(body, form, profile, credentials, endpoint, agreed={answer.key})
    if isinstance(answer, Refused | Asks):
        raise CommandError(Status.BAD_INPUT, answer.says)
    for warning in answer.warnings:
        say(f"workbench: warning: {warning}")
    return answer


def status_of(outcome: Outcome | None) -> Status:
    """Return the exit status that an outcome means."""
    if isinstance(outcome, Cancelled):
        return Status.INTERRUPTED
    if isinstance(outcome, Response):
        return Status.YES if judge(outcome).success is True else Status.NO
    return Status.TRANSPORT_FAILED


def put_outcome(prepared: Prepared, exchange: Exchange) -> None:
    """Print where the request went, what came back, and the ladder of what that proves."""
    put_row("To", f"{prepared.endpoint.title} · {prepared.request.url}")
    outcome = exchange.outcome
    if isinstance(outcome, Response):
        reason = printable(outcome.reason)
        put_row("Answer", f"{outcome.status} {reason}".rstrip() + f" · {outcome.timing.total_s * 1000:.0f} ms")
        put_row("", printable(outcome.body.decode("utf-8", "replace")).rstrip("\n"))
        location = outcome.header("Location")
        if location is not None and 300 <= outcome.status < 400:
            put_row("", f"Location: {printable(location)} (not followed)")
        view = sandbox_view(outcome)
        if view is not None:
            put_row("Sandbox", _sandbox_says(view, exchange.payload_hash))
    put_row("Verdict", judge(outcome).text)


def say_outcome(outcome: Outcome | None) -> None:
    """Tell a person why the verdict is no yes; nothing if it is."""
    if isinstance(outcome, Cancelled):
        say("cancelled")
    elif isinstance(outcome, Failure):
        say(f"workbench: {outcome.says}")
    elif isinstance(outcome, Response) and judge(outcome).success is not True:
        say(f"workbench: {next(rung.says for rung in judge(outcome).rungs if rung.name == 'success')}")


def _sandbox_says(view: SandboxView, payload_hash: str) -> str:
    same = "the same hash" if view.payload_hash_raw == payload_hash else "another hash"
    token = {
        "both": "the token is right under both readings",
        "raw": "the token is right for the raw body, and not for PHP's re-encoding",
        "php": "the token is right for PHP's re-encoding, and not for the raw body",
        "none": "the token is wrong under both readings",
    }[view.token_match]
    return f"computed {view.payload_hash_raw}: {same}; {token}"
