"""The transport options: timeouts, proxy, certificates. A proxy password is read from the environment only."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.cli.output import say
from workbench.operations import Endpoint
from workbench.redaction import Secret, remember
from workbench.transport import CONNECT_WITHIN, DEADLINE, TransportOptions

PROXY_VARIABLE = "WORKBENCH_PROXY_LOGIN"

HELP = f"""\
transport:
  Nothing is retried, no redirect is followed, and no proxy is used without --proxy.
  The login of a proxy (user:password) is read from the variable {PROXY_VARIABLE}."""

_MAX_SECONDS = 3600.0


def add_options(parser: ArgumentParser) -> None:
    """Add the transport options as a group."""
    group = parser.add_argument_group("transport options")
    group.add_argument(
        "--deadline",
        metavar="S",
        type=_seconds,
        default=DEADLINE,
        help=f"total timeout in seconds (default {DEADLINE:g})",
    )
    group.add_argument(
        "--connect-within",
        metavar="S",
        type=_seconds,
        default=CONNECT_WITHIN,
        help=f"timeout of DNS lookup and connection in seconds (default {CONNECT_WITHIN:g})",
    )
    group.add_argument(
        "--proxy",
        metavar="none|system|URL",
        type=_proxy,
        default="none",
        help="none (default), the system's proxy, or http://host:port",
    )
    group.add_argument("--ca-file", metavar="FILE", default="", help="a PEM file of additional CA certificates")
    group.add_argument("--client-certificate", metavar="FILE", default="", help="a PEM file with a client certificate")
    group.add_argument("--client-key", metavar="FILE", default="", help="the file of its private key, if separate")
    group.add_argument(
        "--insecure",
        action="store_true",
        help="do not verify the certificate: any server can receive API key and token",
    )


def transport_from(options: Namespace) -> TransportOptions:
    """Return the transport options of a command line.

    Raises:
        CommandError: a file is missing, or a client key was given without a certificate.
    """
    for option, path in (("--ca-file", options.ca_file), ("--client-certificate", options.client_certificate)):
        if path and not Path(path).is_file():
            raise CommandError(ExitCode.USAGE_ERROR, f"There is no file {path} ({option}). Nothing was sent.")
    if options.client_key:
        if not Path(options.client_key).is_file():  # not repeated: the value may be the key itself
            raise CommandError(ExitCode.USAGE_ERROR, "The file of --client-key does not exist. Nothing was sent.")
        if not options.client_certificate:
            raise CommandError(ExitCode.USAGE_ERROR, "--client-key needs --client-certificate. Nothing was sent.")
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
    """Print a warning if certificates are not verified."""
    if not transport.verify and endpoint.url.startswith("https:"):
        say(
            "workbench: WARNING: --insecure: the certificate is not verified. Whoever responds for "
            f"{endpoint.host} receives your API key and a token that never expires."
        )


def _seconds(word: str) -> float:
    import argparse

    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _MAX_SECONDS:
        raise argparse.ArgumentTypeError(f"must be a number of seconds above 0, up to {_MAX_SECONDS:g}")
    return seconds


def _proxy(word: str) -> str:
    import argparse

    if word in {"none", "system"}:
        return word
    if "@" in word:
        raise argparse.ArgumentTypeError(
            f"the login of a proxy is not accepted on the command line; set {PROXY_VARIABLE} to user:password. "
            "The value is now in the shell's history: treat it as exposed"
        )
    if not word.startswith("http://"):
        raise argparse.ArgumentTypeError("must be none, system or http://host:port")
    return word
