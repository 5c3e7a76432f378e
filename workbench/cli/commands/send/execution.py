"""Executes a send from the terminal: to an endpoint, or to a sandbox that runs for the duration of the command.

Never sends twice, and never sends what `operations.prepare` refused or what was not confirmed.
"""

from __future__ import annotations

import asyncio
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Container, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from msgspec.structs import replace

from workbench.cli import prompts
from workbench.cli.exit_codes import CommandError, ExitCode, UsageError
from workbench.cli.inputs import listed_profiles
from workbench.cli.output import OutputLost, report, warn
from workbench.cli.signature_rows import SLASH_ADVICE
from workbench.exchange import Exchange, judge
from workbench.jsontext import line_and_column
from workbench.operations import (
    BadEndpoint,
    ConfirmationNeeded,
    Endpoint,
    Prepared,
    Refused,
    SendRequest,
    endpoint_from,
    prepare,
    sandbox_credentials,
    sandbox_endpoints,
)
from workbench.operations.perform import perform
from workbench.operations.recorder import ExchangeRecorder
from workbench.redaction.log_redaction import guard
from workbench.sandbox import bind
from workbench.sandbox.server import Sandbox

TEMPORARY_SANDBOX = sandbox_endpoints("http://127.0.0.1:0/track/json")
"""The endpoints of a sandbox that runs for one command, before it has a port."""

_QUESTIONS = {
    "host": ("any_host", "Send to this host once?"),
    "app": ("any_app", "Send anyway?"),
}
"""The options that confirm the questions of `prepare` in advance, and the question at the terminal, by topic."""

_T = TypeVar("_T")


def add_overrides(parser: ArgumentParser) -> None:
    """Add the options that confirm in advance what a send may ask."""
    parser.add_argument("--any-host", action="store_true", help="send even if the profile is for other hosts")
    parser.add_argument("--any-app", action="store_true", help="send even if the profile is for other App GUIDs")


def destination(text: str) -> Endpoint:
    """Return the endpoint of `--to`, which may be that of a temporary sandbox.

    Raises:
        CommandError: the text is not an address.
    """
    word = text.strip().lower()
    sandbox = next((each for each in TEMPORARY_SANDBOX if each.key == word), None)
    try:
        return sandbox or endpoint_from(text)
    except BadEndpoint as error:
        raise UsageError(f"{error.message} Nothing was sent.") from None


@contextmanager
def open_recorder(*, private: bool) -> Iterator[ExchangeRecorder]:
    """Yield the recorder of a command, which saves to the history, or nothing if `private`; close it afterwards."""
    if private:
        yield ExchangeRecorder()
        return
    from workbench.operations.history_recorder import default_recorder

    listed_profiles()  # their values are redacted
    recorder = default_recorder(report)
    try:
        yield recorder
    finally:
        recorder.close()


def send_once(
    request: SendRequest,
    options: Namespace | None = None,
    *,
    recorder: ExchangeRecorder | None = None,
    before_send: Callable[[Prepared], None] = lambda _prepared: None,
) -> tuple[Prepared, Exchange]:
    """Send once. Ctrl+C makes the outcome `Cancelled`. `before_send` is called with the prepared request.

    Raises:
        CommandError: the send was refused or not confirmed; nothing was sent.
    """
    with open_endpoint(request) as (request, sandbox):
        prepared, _ = prepare_confirmed(request, options)
        before_send(prepared)
        return prepared, run_async(perform(prepared, recorder=recorder), sandbox)


@contextmanager
def printing(
    sent: Callable[[], Exchange | None], recorder: ExchangeRecorder, status: Callable[[], ExitCode]
) -> Iterator[None]:
    """Print a result after a send; if that fails or is interrupted, say what was sent, with the id of its exchange.

    Args:
        sent: returns the last exchange that may have left; None if nothing has.
        recorder: what saved the exchange.
        status: returns the exit status of the send.

    Raises:
        CommandError: the output is lost, but not the status: nothing was sent, or the send was cancelled.
    """
    try:
        yield
    except BaseException as end:
        exchange = sent()
        has_left = False if exchange is None else judge(exchange.outcome).sent
        if exchange is not None and has_left is not False:
            where = f": workbench history show {exchange.id}" if recorder.is_saved(exchange) else ", without a history."
            report(f"the request {'was' if has_left else 'may have been'} sent{where}")
        if isinstance(end, BrokenPipeError | OutputLost) and status().stands:
            raise CommandError(status(), "The output could not be written.") from None
        raise


@contextmanager
def open_endpoint(request: SendRequest) -> Iterator[tuple[SendRequest, Sandbox | None]]:
    """Yield a request and, if it is for a temporary sandbox, the sandbox, which is bound but not started.

    The request then has the endpoint of that sandbox.
    """
    guard()
    if request.endpoint not in TEMPORARY_SANDBOX:
        yield request, None
        return
    known = request.metadata.known_to_sandbox
    with bind() as listening:
        pairs = sandbox_credentials([request.credentials] if known and request.credentials else [])
        sandbox = Sandbox(listening, pairs=lambda: pairs)
        endpoint = sandbox_endpoints(sandbox.url)[TEMPORARY_SANDBOX.index(request.endpoint)]
        if endpoint.takes_token and not known:
            warn(
                f"the profile {request.profile} is not accepted by the sandbox, which will refuse "
                f"the request. To change that: workbench profiles edit {request.profile} --accepted-by-sandbox"
            )
        yield replace(request, endpoint=endpoint), sandbox


def prepare_confirmed(request: SendRequest, options: Namespace | None) -> tuple[Prepared, Container[str]]:
    """Return the prepared request and the keys of the questions that were confirmed.

    What the options confirm is not asked. Called before the event loop runs, since a prompt would block it.

    Raises:
        CommandError: the send was refused or not confirmed, or there is no terminal to ask at.
    """
    confirmed: set[str] = set()
    while isinstance(answer := prepare(request, confirmed), ConfirmationNeeded):
        if answer.key in confirmed:
            raise TypeError("a confirmed question was asked again")
        _confirm(answer, request, options)
        confirmed.add(answer.key)
    if isinstance(answer, Refused):
        raise UsageError(answer.message)
    for warning in answer.warnings:
        warn(warning)
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


def _confirm(question: ConfirmationNeeded, request: SendRequest, options: Namespace | None) -> None:
    if question.offset is not None:
        line, column = line_and_column(request.body, question.offset)  # asked only about a body as typed
        advice = "" if request.resend_of else f" {SLASH_ADVICE}"
        warn(f"{question.message} It is at line {line}, column {column}.{advice}")
        return
    if question.topic == "removed":
        warn(question.message.removesuffix(" Nothing was sent."))
        return
    override, asked = _QUESTIONS[question.topic]
    if not getattr(options, override, False):
        advice = f"Add --{override.replace('_', '-')} to send it anyway."
        prompts.require(question.message, asked, refusal="Nothing was sent.", advice=advice)
