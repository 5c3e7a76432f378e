"""Owns one send from the terminal: to an address, or to a sandbox that lives for that send only.

It must never send twice, never send what `operations.prepare` refused, and never answer its questions by itself.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Container, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from workbench.cli import prompts
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.report import SLASH_ADVICE
from workbench.cli.terminal import say
from workbench.credentials import ProfileMetadata
from workbench.exchange import Exchange
from workbench.jsontext import line_and_column
from workbench.operations import (
    ConfirmationNeeded,
    Endpoint,
    Headers,
    Prepared,
    Refused,
    perform,
    prepare,
    sandbox_credentials,
    sandbox_endpoints,
)
from workbench.operations.recorder import ExchangeRecorder
from workbench.redaction.log_redaction import guard
from workbench.sandbox import Sandbox
from workbench.signing import Credentials, WireForm
from workbench.transport import TransportOptions

OwnSandbox: TypeAlias = Literal["sandbox", "sandbox-identitylink"]
"""A sandbox that lives for one command: its address for payloads, or the one for IdentityLink."""

RequestFactory: TypeAlias = Callable[[Endpoint, Container[str]], "Prepared | Refused | ConfirmationNeeded"]
"""Makes the request for an address, given the keys of the questions that were answered with yes."""

ANY = {"host": "--any-host", "app": "--any-app"}
"""The options that answer the questions of `prepare` beforehand, by topic."""

_QUESTIONS = {"host": "Send it there this once?", "app": "Send it all the same?"}
_NO_METADATA = ProfileMetadata()
_PLAIN_HEADERS = Headers()
_DEFAULT_TRANSPORT = TransportOptions()
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class SendTask:
    """What a person wants sent.

    Attributes:
        body: the bytes that `make` signs as typed; only to say where something stands in them.
        again: the id of the exchange that is sent again; empty if none is.
        allowed: the topics that need no asking: "host", "app".
    """

    to: Endpoint | OwnSandbox
    profile: str
    credentials: Credentials
    metadata: ProfileMetadata
    body: bytes
    make: RequestFactory
    title: str
    resend_of: str = ""
    allowed: Container[str] = ()


def making(
    body: bytes,
    form: WireForm,
    profile: str,
    credentials: Credentials,
    *,
    metadata: ProfileMetadata = _NO_METADATA,
    headers: Headers = _PLAIN_HEADERS,
    transport: TransportOptions = _DEFAULT_TRANSPORT,
) -> RequestFactory:
    """Return what makes the request of a body."""

    def make(endpoint: Endpoint, confirmed: Container[str]) -> Prepared | Refused | ConfirmationNeeded:
        return prepare(
            body,
            form,
            profile,
            credentials,
            endpoint,
            metadata=metadata,
            confirmed=confirmed,
            headers=headers,
            transport=transport,
        )

    return make


def deliver(
    task: SendTask,
    *,
    recorder: ExchangeRecorder | None = None,
    before: Callable[[Prepared], None] = lambda _prepared: None,
) -> tuple[Prepared, Exchange]:
    """Send once; Ctrl+C makes the outcome `Cancelled`. `before` is called with what is about to leave.

    Raises:
        CommandError: the send was refused before anything left.
    """
    with place(task) as (endpoint, sandbox):
        prepared, _ = settled(task, endpoint)
        before(prepared)
        job = perform(prepared, title=task.title, recorder=recorder, resend_of=task.resend_of)
        return prepared, on_a_loop(job, sandbox)


@contextmanager
def place(task: SendTask) -> Iterator[tuple[Endpoint, Sandbox | None]]:
    """Give the address to send to, and the sandbox that listens there and is yet to be started, if it is our own."""
    guard()
    if isinstance(task.to, Endpoint):
        yield task.to, None
        return
    from workbench.sandbox import Sandbox, bind

    metadata, profile = task.metadata, task.profile
    with bind() as listening:
        pairs = sandbox_credentials([task.credentials] if metadata.known_to_sandbox else [])
        sandbox = Sandbox(listening, pairs=lambda: pairs)
        endpoint = next(each for each in sandbox_endpoints(sandbox.url) if each.key == task.to)
        if endpoint.takes_token and not metadata.known_to_sandbox:
            say(
                f"workbench: {profile} is not known to the sandbox, which will refuse it; "
                f"workbench profiles edit {profile} --known-to-sandbox changes that."
            )
        yield endpoint, sandbox


def settled(task: SendTask, endpoint: Endpoint) -> tuple[Prepared, Container[str]]:
    """Return the request, and the keys of what was agreed to: a prompt while the loop runs would keep Ctrl+C waiting.

    Raises:
        CommandError: it was refused, or the person at the terminal said no, or there is none to ask.
    """
    confirmed: set[str] = set()
    while isinstance(answer := task.make(endpoint, confirmed), ConfirmationNeeded):
        if answer.key in confirmed:
            raise TypeError("an answered question was asked again")
        _settle(answer, task)
        confirmed.add(answer.key)
    if isinstance(answer, Refused):
        raise CommandError(Status.BAD_INPUT, answer.message)
    for warning in answer.warnings:
        say(f"workbench: warning: {warning}")
    return answer, confirmed


def on_a_loop(job: Coroutine[object, object, _T], sandbox: Sandbox | None = None) -> _T:
    """Run a job to its end, beside its sandbox if it has one; Ctrl+C cancels it where it waits."""

    async def whole() -> _T:
        _cancel_on_interrupt()
        if sandbox is None:
            return await job
        await sandbox.start()
        try:
            return await job
        finally:
            await sandbox.stop()

    try:
        return asyncio.run(whole())
    except asyncio.CancelledError:  # interrupted where nothing was under way yet
        raise KeyboardInterrupt from None
    finally:
        job.close()


def _cancel_on_interrupt() -> None:
    """Let Ctrl+C cancel the task from the loop, where it waits, and not in the middle of what it does."""
    task = asyncio.current_task()
    if task is not None:
        with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or not on the main thread
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, task.cancel)


def _settle(question: ConfirmationNeeded, task: SendTask) -> None:
    if question.offset is not None:
        line, column = line_and_column(task.body, question.offset)  # it asks about a body as typed only
        advice = "" if task.resend_of else f" {SLASH_ADVICE}"
        say(f"workbench: warning: {question.message} It stands at line {line}, column {column}.{advice}")
        return
    if question.topic in task.allowed:
        return
    if not prompts.at_terminal():
        raise CommandError(Status.BAD_INPUT, f"{question.message} Add {ANY[question.topic]} to send it all the same.")
    say(f"workbench: {question.message}")
    if not prompts.agrees(_QUESTIONS[question.topic], otherwise=False):
        raise CommandError(Status.BAD_INPUT, "Nothing was sent.")
