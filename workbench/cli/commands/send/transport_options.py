"""The transport options: timeouts, proxy, certificates. A proxy password is read from the environment only."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace, _ActionsContainer
from collections.abc import Callable, Iterable
from pathlib import Path

from workbench.cli.exit_codes import UsageError
from workbench.cli.output import report
from workbench.operations import Endpoint
from workbench.operations.transport_fields import OPTIONS, TransportField
from workbench.redaction import Secret, remember
from workbench.transport import TransportOptions

PROXY_VARIABLE = "WORKBENCH_PROXY_LOGIN"

HELP = f"""\
transport:
  Nothing is retried, no redirect is followed, and no proxy is used without --proxy.
  The login of a proxy (user:password) is read from the variable {PROXY_VARIABLE}."""


def add_options(parser: ArgumentParser) -> None:
    """Add the transport options as a group."""
    group = parser.add_argument_group("transport options")
    add_fields(group, OPTIONS, TransportOptions())
    group.add_argument(
        "--proxy",
        metavar="none|system|URL",
        type=_proxy,
        default="none",
        help="none (default), the system's proxy, or http://host:port",
    )
    group.add_argument(
        "--insecure",
        action="store_true",
        help="do not verify the certificate: any server can receive API key and token",
    )


def add_fields(group: _ActionsContainer, fields: Iterable[TransportField], defaults: object) -> None:
    """Add an option for each field that has one; the value is checked as in the window."""
    for each in fields:
        if each.option:
            group.add_argument(
                each.option,
                dest=each.name,
                metavar=each.metavar,
                type=_parser(each.parse),
                default=getattr(defaults, each.name),
                help=each.tip[0].lower() + each.tip[1:],
            )


def transport_from(options: Namespace) -> TransportOptions:
    """Return the transport options of a command line.

    Raises:
        CommandError: a file is missing, or a client key was given without a certificate.
    """
    for option, path in (("--ca-file", options.ca_file), ("--client-certificate", options.client_certificate)):
        if path and not Path(path).is_file():
            raise UsageError(f"There is no file {path} ({option}). Nothing was sent.")
    if options.client_key:
        if not Path(options.client_key).is_file():  # not repeated: the value may be the key itself
            raise UsageError("The file of --client-key does not exist. Nothing was sent.")
        if not options.client_certificate:
            raise UsageError("--client-key needs --client-certificate. Nothing was sent.")
    is_url = options.proxy not in {"none", "system"}
    values = {each.name: getattr(options, each.name) for each in OPTIONS if each.option}
    login = Secret(os.environ.get(PROXY_VARIABLE, "")) if is_url else None
    if login:
        remember(login)
    return TransportOptions(
        **values,
        proxy="url" if is_url else options.proxy,
        proxy_url=options.proxy if is_url else "",
        proxy_login=login or None,
        verify=not options.insecure,
    )


def warn(transport: TransportOptions, endpoint: Endpoint) -> None:
    """Print a warning if certificates are not verified."""
    if not transport.verify and endpoint.url.startswith("https:"):
        report(
            "WARNING: --insecure: the certificate is not verified. Whoever responds for "
            f"{endpoint.host} receives your API key and a token that never expires."
        )


def _parser(parse: Callable[[str], object]) -> Callable[[str], object]:
    def parsed(word: str) -> object:
        from argparse import ArgumentTypeError

        try:
            return parse(word)
        except ValueError as error:
            raise ArgumentTypeError(str(error).rstrip(".")) from None

    return parsed


def _proxy(word: str) -> str:
    from argparse import ArgumentTypeError

    if word in {"none", "system"}:
        return word
    if "@" in word:
        raise ArgumentTypeError(
            f"the login of a proxy is not accepted on the command line; set {PROXY_VARIABLE} to user:password. "
            "The value is now in the shell's history: treat it as exposed"
        )
    if not word.startswith("http://"):
        raise ArgumentTypeError("must be none, system or http://host:port")
    return word
