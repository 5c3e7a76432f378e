"""Owns the options that say how a request travels: deadlines, proxy, certificates. It must never take a password."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.terminal import say
from workbench.operations import Endpoint
from workbench.redaction import Secret, remember
from workbench.transport import CONNECT_WITHIN, DEADLINE, TransportOptions

PROXY_VARIABLE = "WORKBENCH_PROXY_LOGIN"

HELP = f"""\
transport:
  Nothing is retried, no redirect is followed, and no proxy is used unless --proxy says so.
  What a proxy asks for (user:password) is read from {PROXY_VARIABLE}, never from here."""

_LONGEST = 3600.0


def add_options(parser: ArgumentParser) -> None:
    """Add the options, in a group of their own."""
    group = parser.add_argument_group("transport options")
    group.add_argument(
        "--deadline",
        metavar="S",
        type=_seconds,
        default=DEADLINE,
        help=f"seconds for all of it; {DEADLINE:g} unless given",
    )
    group.add_argument(
        "--connect-within",
        metavar="S",
        type=_seconds,
        default=CONNECT_WITHIN,
        help=f"seconds for the name look-up and the connection; {CONNECT_WITHIN:g} unless given",
    )
    group.add_argument(
        "--proxy",
        metavar="none|system|URL",
        type=_proxy,
        default="none",
        help="none (default), the one this system is set up for, or http://host:port",
    )
    group.add_argument("--ca-file", metavar="FILE", default="", help="a PEM file of authorities to trust as well")
    group.add_argument(
        "--client-certificate", metavar="FILE", default="", help="a PEM file by which we show who we are"
    )
    group.add_argument("--client-key", metavar="FILE", default="", help="the file of its key, if it is another")
    group.add_argument(
        "--insecure",
        action="store_true",
        help="do not check whose the certificate is: whoever answers gets key and token",
    )


def options_from(options: Namespace) -> TransportOptions:
    """Return the transport options given on the command line.

    Raises:
        CommandError: a file is missing, or the key of a certificate was given without it.
    """
    for option, path in (("--ca-file", options.ca_file), ("--client-certificate", options.client_certificate)):
        if path and not Path(path).is_file():
            raise CommandError(Status.BAD_INPUT, f"There is no file {path} ({option}). Nothing was sent.")
    if options.client_key:
        if not Path(options.client_key).is_file():  # what was given may be the key itself
            raise CommandError(Status.BAD_INPUT, "The file of --client-key is not there. Nothing was sent.")
        if not options.client_certificate:
            raise CommandError(Status.BAD_INPUT, "--client-key needs --client-certificate. Nothing was sent.")
    is_url = options.proxy not in {"none", "system"}
    login = Secret(os.environ.get(PROXY_VARIABLE, "")) if is_url else None
    if login:
        remember(login)
    return TransportOptions(
        deadline=options.deadline,
        connect_s=options.connect_within,
        proxy="url" if is_url else options.proxy,
        proxy_url=options.proxy if is_url else "",
        proxy_login=login or None,
        ca_file=options.ca_file,
        client_certificate=options.client_certificate,
        client_key=options.client_key,
        verify=not options.insecure,
    )


def warn(transport: TransportOptions, endpoint: Endpoint) -> None:
    """Say loudly what makes this send less safe than it could be."""
    if not transport.verify and endpoint.url.startswith("https:"):
        say(
            "workbench: WARNING: --insecure: nobody checks whose certificate this is. "
            f"Whoever answers for {endpoint.host} gets your API key and a token that stays good for ever."
        )


def _seconds(word: str) -> float:
    import argparse

    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"seconds are a number above 0, up to {_LONGEST:g}")
    return seconds


def _proxy(word: str) -> str:
    import argparse

    if word in {"none", "system"}:
        return word
    if "@" in word:
        raise argparse.ArgumentTypeError(
            f"a proxy's login is never put on the command line; set {PROXY_VARIABLE} to user:password. "
            "What was given is in the shell's history now: consider it seen"
        )
    if not word.startswith("http://"):
        raise argparse.ArgumentTypeError("a proxy is none, system or http://host:port")
    return word
