"""Owns one send from the terminal: to an address, or to a sandbox that lives for that send only.

It must never send twice, never send what `operations.prepare` refused, and never answer its questions by itself.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from functools import partial

from workbench.cli import prompts
from workbench.cli.report import SLASH_ADVICE
from workbench.cli.statuses import CommandError, Status
from workbench.cli.terminal import printable, put_row, say
from workbench.credentials import Facts
from workbench.exchange import Cancelled, Failure, Response, judge, sandbox_view
from workbench.jsontext import line_and_column
from workbench.operations import Asks, Endpoint, Refused, known_pairs, perform, prepare, sandbox_endpoints
from workbench.secrecy import strike_known
from workbench.secrecy.logs import guard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from typing import Literal

    from workbench.exchange import Exchange, Outcome, SandboxView
    from workbench.operations import Prepared
    from workbench.sandbox import Sandbox
    from workbench.signing import Credentials, WireForm

    OwnSandbox = Literal["sandbox", "sandbox-identitylink"]
    """A sandbox that lives for one send: its address for payloads, or the one for IdentityLink."""

ANY = {"host": "--any-host", "app": "--any-app"}
"""The options that answer the questions of `prepare` beforehand, by topic."""

_QUESTIONS = {"host": "Send it there this once?", "app": "Send it all the same?"}
_NO_FACTS = Facts()


def deliver(
    body: bytes,
    form: WireForm,
    profile: str,
    credentials: Credentials,
    to: Endpoint | OwnSandbox,
    *,
    title: str,
    facts: Facts = _NO_FACTS,
    allowed: Container[str] = (),
) -> tuple[Prepared, Exchange]:
    """Send once, to an address or to a sandbox of its own; Ctrl+C makes the outcome `Cancelled`.

    `allowed` holds the topics that need no asking: "host", "app".

    Raises:
        CommandError: the send was refused before anything left.
    """
    guard()
    ask = partial(_prepared, body, form, profile, credentials, facts=facts, allowed=allowed)
    if isinstance(to, Endpoint):
        prepared = ask(to)
        return prepared, _sent(prepared, title)
    from workbench.sandbox import Sandbox, bind

    with bind() as listening:
        pairs = known_pairs([credentials] if facts.known_to_sandbox else [])
        sandbox = Sandbox(listening, pairs=lambda: pairs)
        prepared = ask(next(each for each in sandbox_endpoints(sandbox.url) if each.key == to))
        if prepared.signed and not facts.known_to_sandbox:
            say(
                f"workbench: {profile} is not known to the sandbox, which will refuse it; "
                f"workbench profiles edit {profile} --known-to-sandbox changes that."
            )
        return prepared, _sent(prepared, title, sandbox)


def _sent(prepared: Prepared, title: str, sandbox: Sandbox | None = None) -> Exchange:
    async def send() -> Exchange:
        _cancel_on_interrupt()
        if sandbox is None:
            return await perform(prepared, title=title)
        await sandbox.start()
        try:
            return await perform(prepared, title=title)
        finally:
            await sandbox.stop()

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


def _prepared(
    body: bytes,
    form: WireForm,
    profile: str,
    credentials: Credentials,
    endpoint: Endpoint,
    *,
    facts: Facts,
    allowed: Container[str],
) -> Prepared:
    """Prepare the send, with each question answered before the loop runs: a prompt in it would keep Ctrl+C waiting."""
    agreed: set[str] = set()
    while isinstance(answer := prepare(body, form, profile, credentials, endpoint, facts=facts, agreed=agreed), Asks):
        if answer.key in agreed:
            raise TypeError("an answered question was asked again")
        _settle(answer, body, allowed)
        agreed.add(answer.key)
    if isinstance(answer, Refused):
        raise CommandError(Status.BAD_INPUT, answer.says)
    for warning in answer.warnings:
        say(f"workbench: warning: {warning}")
    return answer


def _settle(question: Asks, body: bytes, allowed: Container[str]) -> None:
    """Return if the send may go on.

    Raises:
        CommandError: the person at the terminal said no, or there is none to ask.
    """
    if question.offset is not None:
        line, column = line_and_column(body, question.offset)  # it asks about a body as typed only
        say(f"workbench: warning: {question.says} It stands at line {line}, column {column}. {SLASH_ADVICE}")
        return
    if question.topic in allowed:
        return
    if not prompts.at_terminal():
        raise CommandError(Status.BAD_INPUT, f"{question.says} Add {ANY[question.topic]} to send it all the same.")
    say(f"workbench: {question.says}")
    if not prompts.agrees(_QUESTIONS[question.topic], otherwise=False):
        raise CommandError(Status.BAD_INPUT, "Nothing was sent.")


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
        reason = printable(strike_known(outcome.reason))
        put_row("Answer", f"{outcome.status} {reason}".rstrip() + f" · {outcome.timing.total_s * 1000:.0f} ms")
        # A server may echo what it was sent, and the token is good for ever.
        put_row("", printable(strike_known(outcome.body.decode("utf-8", "replace"))).rstrip("\n"))
        location = outcome.header("Location")
        if location is not None and 300 <= outcome.status < 400:
            put_row("", f"Location: {printable(strike_known(location))} (not followed)")
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
