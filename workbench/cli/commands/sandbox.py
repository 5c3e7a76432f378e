"""`workbench sandbox`: runs the local verifying endpoint in the foreground, and prints one JSON line per request."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
from argparse import ArgumentParser, Namespace
from contextlib import suppress

from workbench.cli import inputs
from workbench.cli.exit_codes import ExitCode, UsageError
from workbench.cli.line_writer import LineWriter
from workbench.cli.output import OutputLost
from workbench.redaction.log_redaction import guard
from workbench.sandbox import FAULTS, bind, bind_usual
from workbench.sandbox.addresses import LIST_KEY_VARIABLE
from workbench.sandbox.listen import PORTS
from workbench.sandbox.request_log import LoggedRequest
from workbench.sandbox.server import Sandbox
from workbench.signing import Credentials

_READINGS = ("raw", "php", "both")
_LAST_LINES_S = 1.0
"""Seconds to write the last lines at the end."""


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Run an endpoint on this machine that verifies requests as described in Kochava's
documentation and responds with the values it computed. It prints its address on standard
error and one JSON line per request on standard output. Ctrl+C ends it. How Kochava's
servers respond to a wrong token is not public; every refusal is the sandbox's own.
If standard output is not read, requests are still answered; lines are dropped and counted."""
    parser.epilog = f"""\
accepted credentials:
  the published sample, and the profiles given by --profile; without --profile, those of
  {inputs.KEY_VARIABLE} and {inputs.SECRET_VARIABLE}, if both are set.

list of requests:
  GET /_sandbox/requests with the header Sandbox-Key lists the requests with their raw bytes,
  if {LIST_KEY_VARIABLE} was set to the same value when the sandbox was started.

example:
  workbench sandbox --port 8080
  workbench send install.json --to http://127.0.0.1:8080/track/json --profile sample

exit status: 0 ended by Ctrl+C · 2 the port or a profile cannot be used
  4 the credentials of a profile cannot be read"""
    parser.add_argument(
        "--port",
        type=inputs.whole_number(0, 65535),
        metavar="N",
        help=f"the port; 0: a free one (default: the first free one from {PORTS[0]} to {PORTS[-1]})",
    )
    parser.add_argument(
        "--reading",
        choices=_READINGS,
        default="both",
        help="the bytes a token must match: raw (as received), php (re-encoded by PHP), or both (default): either",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="refuse what is accepted with a warning otherwise, such as an unusual id",
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
    if sys.stdout is None:
        raise OutputLost("there is no standard output")
    try:
        listening = bind_usual() if options.port is None else bind(options.port)
    except OSError as error:
        raise UsageError(
            f"Port {options.port} cannot be used ({error.strerror or error}). "
            "Choose another one with --port, or omit it to use a free port.",
        ) from None
    with suppress(KeyboardInterrupt):  # before the signal handlers were installed
        asyncio.run(_serve(listening, pairs, options))
    return ExitCode.SUCCESS


async def _serve(listening: socket.socket, pairs: tuple[Credentials, ...], options: Namespace) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    lines = LineWriter(sys.stdout.fileno(), lambda: loop.call_soon_threadsafe(ended.set))
    messages = LineWriter(sys.stderr.fileno()) if sys.stderr is not None else lines
    say = messages.write
    told = False

    def show(received: LoggedRequest) -> None:
        nonlocal told
        lines.write(json.dumps(received.as_json()))
        if lines.dropped and not told:
            told = True
            say("workbench: standard output is not read: further lines are dropped and counted")

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, ended.set)
        except NotImplementedError:  # Windows: Ctrl+C cancels the task instead
            continue
    sandbox = Sandbox(
        listening,
        pairs=lambda: pairs,
        reading=options.reading,
        strict=options.strict,
        fault=options.fault,
        on_request=show,
    )
    await sandbox.start()
    say(f"Sandbox at {sandbox.url}")
    if options.port is None and sandbox.port != PORTS[0]:
        say(f"Port {PORTS[0]} was not used.")
    say("Ctrl+C ends it.")
    try:
        await ended.wait()
    except asyncio.CancelledError:
        pass
    finally:
        await sandbox.stop()
    lines.finish(_LAST_LINES_S)
    if lines.dropped:
        say(f"workbench: {lines.dropped:,} lines were dropped, because standard output was not read.")
    say("Sandbox ended.")
    with suppress(BrokenPipeError, OutputLost):
        messages.finish(_LAST_LINES_S)


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
