"""Owns `workbench sandbox`: the local verifying endpoint in the foreground, one JSON line per request."""

from __future__ import annotations

import asyncio
import signal
import socket
from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.terminal import put_json, say
from workbench.redaction.log_redaction import guard
from workbench.sandbox import FAULTS, LoggedRequest, Sandbox, bind
from workbench.signing import Credentials

_READINGS = ("raw", "php", "both")
_LARGEST_PORT = 65535


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = """\
Run an endpoint on this machine that verifies a request as Kochava's documentation
describes it, and answers with what it computed. It prints its address on standard
error and one JSON line per request on standard output. Ctrl+C ends it. What the real
servers answer to a bad token is not public; the 401 here is our own."""
    parser.epilog = f"""\
which credentials it knows:
  the published sample pair always; the profiles named by --profile and no other; without
  any, the pair of {inputs.KEY_VARIABLE} and {inputs.SECRET_VARIABLE}, if both are set.

example:
  workbench sandbox --port 8080
  workbench send install.json --to http://127.0.0.1:8080/track/json --profile sample

exit status: 0 ended by Ctrl+C · 2 the port or a profile cannot be used
  4 a profile's credentials cannot be had"""
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="the port; a free one unless given")
    parser.add_argument(
        "--reading",
        choices=_READINGS,
        default="both",
        help="which bytes a token must be right for: raw as they came, php what PHP would re-encode, both (default) "
        "accepts either",
    )
    parser.add_argument("--fault", choices=FAULTS, metavar="NAME", help=f"misbehave: {', '.join(FAULTS)}")
    parser.add_argument(
        "--profile", action="append", default=[], metavar="NAME", help="know this profile's pair; may be repeated"
    )


def run(options: Namespace) -> int:
    """Serve until Ctrl+C."""
    from workbench.operations import sandbox_credentials

    guard()
    pairs = sandbox_credentials(_pairs(options.profile))
    try:
        listening = bind(options.port)
    except OSError as trouble:
        raise CommandError(
            Status.BAD_INPUT,
            f"Port {options.port} cannot be used ({trouble.strerror or trouble}). "
            "Choose another with --port, or none for a free one.",
        ) from None
    try:
        return asyncio.run(_serve(listening, pairs, options.reading, options.fault))
    except KeyboardInterrupt:  # before the first request could be waited for
        return Status.YES


async def _serve(listening: socket.socket, pairs: tuple[Credentials, ...], reading: str, fault: str | None) -> Status:
    ended = asyncio.Event()
    answer = Status.YES

    def show(received: LoggedRequest) -> None:
        nonlocal answer
        try:
            put_json(received.as_json())
        except BrokenPipeError:
            answer = Status.PIPE_CLOSED
            ended.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, ended.set)
        except NotImplementedError:  # Windows: Ctrl+C cancels the task instead
            continue
    sandbox = Sandbox(listening, pairs=lambda: pairs, reading=reading, fault=fault, on_request=show)
    await sandbox.start()
    say(f"Sandbox at {sandbox.url}")
    say("Ctrl+C ends it.")
    try:
        await ended.wait()
    except asyncio.CancelledError:
        pass
    finally:
        await sandbox.stop()
    if answer is Status.PIPE_CLOSED:
        raise BrokenPipeError
    say("Sandbox ended.")
    return answer


def _pairs(profiles: list[str]) -> list[Credentials]:
    if profiles:
        for name in profiles:
            if not inputs.metadata_of(name).known_to_sandbox:
                raise CommandError(
                    Status.BAD_INPUT,
                    f"{name} is not known to the sandbox; workbench profiles edit {name} --known-to-sandbox "
                    "changes that. Nothing was started.",
                )
        return [inputs.credentials_of_profile(name) for name in profiles]
    found = inputs.credentials_of_environment()
    return [] if found is None else [found]


def _port(word: str) -> int:
    import argparse

    if not word.isascii() or not word.isdecimal() or int(word) > _LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {_LARGEST_PORT}")
    return int(word)
