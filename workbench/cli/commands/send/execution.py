"""Executes a send from the terminal: to an endpoint, or to a sandbox that runs for the duration of the command.

Never sends twice, and never sends what `operations.prepare` refused or what was not confirmed.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Container, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Literal, TypeAlias, TypeVar

from msgspec import Struct

from workbench.cli import prompts
from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.cli.output import say
from workbench.cli.signature_rows import SLASH_ADVICE
from workbench.credentials import ProfileMetadata
from workbench.exchange import Exchange
from workbench.jsontext import line_and_column
from workbench.operations import (
    ConfirmationNeeded,
    Endpoint,
    Headers,
    Prepared,
    Refused,
    prepare,
    sandbox_credentials,
    sandbox_endpoints,
)
from workbench.operations.perform import perform
from workbench.operations.recorder import ExchangeRecorder
from workbench.redaction.log_redaction import guard
from workbench.sandbox.server import Sandbox
from workbench.signing import Credentials, WireForm
from workbench.transport import TransportOptions

TemporarySandbox: TypeAlias = Literal["sandbox", "sandbox-identitylink"]
"""A sandbox that runs for one command: its endpoint for payloads, or the one for IdentityLink."""

RequestFactory: TypeAlias = Callable[[Endpoint, Container[str]], "Prepared | Refused | ConfirmationNeeded"]
"""Prepares the request for an endpoint, given the keys of confirmed questions."""

OVERRIDES = {"host": "--any-host", "app": "--any-app"}
"""The options that confirm the questions of `prepare` in advance, by topic."""

_QUESTIONS = {"host": "Send to this host once?", "app": "Send anyway?"}
_NO_METADATA = ProfileMetadata()
_DEFAULT_HEADERS = Headers()
_DEFAULT_TRANSPORT = TransportOptions()
_T = TypeVar("_T")


class SendTask(Struct, frozen=True):
    """The parameters of a send.

    Attributes:
        to: the endpoint, or a sandbox to start.
        body: the bytes that `factory` signs, used to report positions in them.
        factory: prepares the request.
        resend_of: the id of the exchange that is sent again; empty if there is none.
        overridden: the topics that need no confirmation: "host", "app".
    """

    to: Endpoint | TemporarySandbox
    profile: str
    credentials: Credentials
    metadata: ProfileMetadata
    body: bytes
    factory: RequestFactory
    title: str
    resend_of: str = ""
    overridden: Container[str] = ()


def request_factory(
    body: bytes,
    form: WireForm,
    profile: str,
    credentials: Credentials,
    *,
    metadata: ProfileMetadata = _NO_METADATA,
    headers: Headers = _DEFAULT_HEADERS,
    transport: TransportOptions = _DEFAULT_TRANSPORT,
) -> RequestFactory:
    """Return the factory for requests with this body."""

    def factory(endpoint: Endpoint, confirmed: Container[str]) -> Prepared | Refused | ConfirmationNeeded:
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

    return factory


@contextmanager
def open_recorder(*, private: bool) -> Iterator[ExchangeRecorder]:
    """Yield the recorder of a command, which saves to the history, or nothing if `private`; close it afterwards."""
    if private:
        yield ExchangeRecorder()
        return
    from workbench.operations.history_recorder import default_recorder

    recorder = default_recorder(lambda message: say(f"workbench: {message}"))
    try:
        yield recorder
    finally:
        recorder.close()


def send_once(
    task: SendTask,
    *,
    recorder: ExchangeRecorder | None = None,
    before_send: Callable[[Prepared], None] = lambda _prepared: None,
) -> tuple[Prepared, Exchange]:
    """Send once. Ctrl+C makes the outcome `Cancelled`. `before_send` is called with the prepared request.

    Raises:
        CommandError: the send was refused or not confirmed; nothing was sent.
    """
    with open_endpoint(task) as (endpoint, sandbox):
        prepared, _ = prepare_confirmed(task, endpoint)
        before_send(prepared)
        sending = perform(prepared, title=task.title, recorder=recorder, resend_of=task.resend_of)
        return prepared, run_async(sending, sandbox)


@contextmanager
def open_endpoint(task: SendTask) -> Iterator[tuple[Endpoint, Sandbox | None]]:
    """Yield the endpoint of a task and, for a temporary sandbox, the sandbox, which is bound but not started."""
    guard()
    if isinstance(task.to, Endpoint):
        yield task.to, None
        return
    from workbench.sandbox import bind
    from workbench.sandbox.server import Sandbox

    known = task.metadata.known_to_sandbox
    with bind() as listening:
        pairs = sandbox_credentials([task.credentials] if known else [])
        sandbox = Sandbox(listening, pairs=lambda: pairs)
        endpoint = next(each for each in sandbox_endpoints(sandbox.url) if each.key == task.to)
        if endpoint.takes_token and not known:
            say(
                f"workbench: warning: the profile {task.profile} is not accepted by the sandbox, which will refuse the "
                f"request. To change that: workbench profiles edit {task.profile} --accepted-by-sandbox"
            )
        yield endpoint, sandbox


def prepare_confirmed(task: SendTask, endpoint: Endpoint) -> tuple[Prepared, Container[str]]:
    """Return the request of a task and the keys of the questions that were confirmed.

    Called before the event loop runs, since a prompt would block it.

    Raises:
        CommandError: the send was refused or not confirmed, or there is no terminal to ask at.
    """
    confirmed: set[str] = set()
    while isinstance(answer := task.factory(endpoint, confirmed), ConfirmationNeeded):
        if answer.key in confirmed:
            raise TypeError("a confirmed question was asked again")
        _confirm(answer, task)
        confirmed.add(answer.key)
    if isinstance(answer, Refused):
        raise CommandError(ExitCode.USAGE_ERROR, answer.message)
    for warning in answer.warnings:
        say(f"workbench: warning: {warning}")
    return answer, confirmed


def run_async(work: Coroutine[object, object, _T], sandbox: Sandbox | None = None) -> _T:
    """Run a coroutine to its end, with its sandbox if there is one. Ctrl+C cancels it at its next await."""

    async def whole() -> _T:
        _cancel_on_interrupt()
        if sandbox is None:
            return await work
        await sandbox.start()
        try:
            return await work
        finally:
            await sandbox.stop()

    try:
        return asyncio.run(whole())
    except asyncio.CancelledError:  # interrupted before anything was in progress
        raise KeyboardInterrupt from None
    finally:
        work.close()


def _cancel_on_interrupt() -> None:
    """Make Ctrl+C cancel the current task from the event loop, instead of raising KeyboardInterrupt anywhere."""
    task = asyncio.current_task()
    if task is not None:
        with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or not on the main thread
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, task.cancel)


def _confirm(question: ConfirmationNeeded, task: SendTask) -> None:
    if question.offset is not None:
        line, column = line_and_column(task.body, question.offset)  # asked only about a body as typed
        advice = "" if task.resend_of else f" {SLASH_ADVICE}"
        say(f"workbench: warning: {question.message} It is at line {line}, column {column}.{advice}")
        return
    if question.topic in task.overridden:
        return
    if not prompts.at_terminal():
        raise CommandError(
            ExitCode.USAGE_ERROR, f"{question.message} Add {OVERRIDES[question.topic]} to send it anyway."
        )
    say(f"workbench: {question.message}")
    if not prompts.confirm(_QUESTIONS[question.topic], default=False):
        raise CommandError(ExitCode.USAGE_ERROR, "Nothing was sent.")
