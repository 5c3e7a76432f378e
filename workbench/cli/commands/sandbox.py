"""`workbench sandbox`: runs the local verifying endpoint in the foreground, and prints one JSON line per request."""

from __future__ import annotations

import asyncio
import signal
import socket
from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.exit_codes import ExitCode, UsageError
from workbench.cli.output import put_json, say
from workbench.redaction.log_redaction import guard
from workbench.sandbox import FAULTS, bind
from workbench.sandbox.request_log import LoggedRequest
from workbench.sandbox.server import Sandbox
from workbench.signing import Credentials

_READINGS = ("raw", "php", "both")


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Run an endpoint on this machine that verifies requests as described in Kochava's
documentation and responds with the values it computed. It prints its address on standard
error and one JSON line per request on standard output. Ctrl+C ends it. How Kochava's
servers respond to a wrong token is not public; the 401 is specific to this sandbox."""
    parser.epilog = f"""\
accepted credentials:
  the published sample, and the profiles given by --profile; without --profile, those of
  {inputs.KEY_VARIABLE} and {inputs.SECRET_VARIABLE}, if both are set.

example:
  workbench sandbox --port 8080
  workbench send install.json --to http://127.0.0.1:8080/track/json --profile sample

exit status: 0 ended by Ctrl+C · 2 the port or a profile cannot be used
  4 the credentials of a profile cannot be read"""
    parser.add_argument(
        "--port", type=inputs.whole_number(0, 65535), default=0, metavar="N", help="the port (default: a free one)"
    )
    parser.add_argument(
        "--reading",
        choices=_READINGS,
        default="both",
        help="the bytes a token must match: raw (as received), php (re-encoded by PHP), or both (default): either",
    )
    parser.add_argument("--fault", choices=FAULTS, metavar="NAME", help=f"simulate a fault: {', '.join(FAULTS)}")
    parser.add_argument(
        "--profile", action="append", default=[], metavar="NAME", help="accept this profile; repeatable"
    )


def run(options: Namespace) -> int:
    """Run the sandbox until Ctrl+C."""
    from workbench.operations import sandbox_credentials

    guard()
    pairs = sandbox_credentials(_pairs(options.profile))
    try:
        listening = bind(options.port)
    except OSError as error:
        raise UsageError(
            f"Port {options.port} cannot be used ({error.strerror or error}). "
            "Choose another one with --port, or omit it to use a free port.",
        ) from None
    try:
        return asyncio.run(_serve(listening, pairs, options.reading, options.fault))
    except KeyboardInterrupt:  # before the signal handlers were installed
        return ExitCode.SUCCESS


async def _serve(listening: socket.socket, pairs: tuple[Credentials, ...], reading: str, fault: str | None) -> ExitCode:
    ended = asyncio.Event()
    status = ExitCode.SUCCESS

    def show(received: LoggedRequest) -> None:
        nonlocal status
        try:
            put_json(received.as_json())
        except BrokenPipeError:
            status = ExitCode.BROKEN_PIPE
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
    if status is ExitCode.BROKEN_PIPE:
        raise BrokenPipeError
    say("Sandbox ended.")
    return status


def _pairs(profiles: list[str]) -> list[Credentials]:
    if profiles:
        for name in profiles:
            if not inputs.metadata_of(name).known_to_sandbox:
                raise UsageError(
                    f"The profile {name} is not accepted by the sandbox. Nothing was started. To change that: "
                    f"workbench profiles edit {name} --accepted-by-sandbox",
                )
        return [inputs.credentials_of_profile(name) for name in profiles]
    found = inputs.credentials_of_environment()
    return [] if found is None else [found]
