"""`workbench history resend`: sends the same bytes again, and compares the responses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.cli import inputs
from workbench.cli.commands import send
from workbench.cli.commands.history import lookup
from workbench.cli.commands.send import execution, output, transport_options
from workbench.cli.commands.send.body_source import PreparedBody
from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.cli.output import say
from workbench.credentials import default_profiles
from workbench.operations import BadEndpoint, Endpoint, endpoint_from, is_loopback
from workbench.operations.resend import pair_change, prepare_resend, signed_by, signing_profiles
from workbench.sandbox.addresses import is_link
from workbench.signing import Credentials

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Container

    from workbench.cli.commands.send.execution import TemporarySandbox
    from workbench.exchange import Exchange
    from workbench.operations import ConfirmationNeeded, Prepared, Refused

_SANDBOX_TITLE = "Sandbox"


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Send the same bytes again, with a new signature, to the same endpoint, and compare the two
responses. This makes a new exchange, marked as a resend."""
    parser.epilog = """\
example:
  workbench history resend last
  workbench history resend 3f2a91c0 --profile mine --to sandbox

exit status: as `workbench send`"""
    lookup.add_id(parser)
    inputs.add_profile(parser)
    parser.add_argument("--to", metavar="sandbox|URL", help="another endpoint")
    send.add_overrides(parser)
    send.add_output_options(parser)
    inputs.add_json(parser)
    transport_options.add_options(parser)


def run(options: Namespace) -> int:
    """Send the bytes of an exchange again."""
    with lookup.opened() as history:
        before = lookup.exchange(history, options.id)
    to = send.destination(options.to) if options.to is not None else _destination(before)
    profile, credentials = _credentials(options, before, to)
    metadata = inputs.metadata_of(profile)
    transport = transport_options.transport_from(options)
    if before.options and not transport.summary():
        say(f"workbench: warning: the first send used {before.options}. Add the options to use them again.")
    changed = pair_change(before, credentials)
    if changed:
        say(f"workbench: warning: {changed}")

    def factory(endpoint: Endpoint, confirmed: Container[str]) -> Prepared | Refused | ConfirmationNeeded:
        return prepare_resend(
            before, profile, credentials, endpoint, metadata=metadata, confirmed=confirmed, transport=transport
        )

    body = before.request.body
    task = execution.SendTask(
        to,
        profile,
        credentials,
        metadata,
        body,
        factory,
        title=before.title,
        resend_of=before.id,
        overridden=send.overridden(options),
    )
    if options.dry_run:
        return output.dry_run(task, PreparedBody(body), as_json=options.json)
    with execution.open_recorder(private=options.private) as recorder:
        return output.send(
            task, recorder, PreparedBody(body), as_json=options.json, verbose=options.verbose, before=before
        )


def _destination(before: Exchange) -> Endpoint | TemporarySandbox:
    """Return the endpoint of the first send; for a sandbox, which has ended since, a new one."""
    url = before.request.url
    if before.endpoint.startswith(_SANDBOX_TITLE) and is_loopback(url):
        return "sandbox-identitylink" if is_link(urlsplit(url).path) else "sandbox"
    try:
        return endpoint_from(url)
    except BadEndpoint as error:
        message = f"{error.message} Nothing was sent. Choose another endpoint with --to."
        raise CommandError(ExitCode.USAGE_ERROR, message) from None


def _credentials(options: Namespace, before: Exchange, to: Endpoint | TemporarySandbox) -> tuple[str, Credentials]:
    """Return profile name and credentials: those of `--profile`, else those of the first send."""
    takes_token = to == "sandbox" if isinstance(to, str) else to.takes_token
    if options.profile is not None:
        return inputs.credentials_for(options)
    if not takes_token:
        return "", Credentials("", "")
    if before.profile in {"", inputs.ENVIRONMENT_PROFILE}:
        return inputs.credentials_for(options)
    stored = default_profiles().list()
    for name in signing_profiles(before, [each.name for each in stored], (), stored):
        credentials = inputs.credentials_of_profile(name)
        if name == before.profile:
            return name, credentials
        if signed_by(before, credentials):
            say(f"workbench: the profile {before.profile} was renamed to {name}.")
            return name, credentials
    return before.profile, inputs.credentials_of_profile(before.profile)  # raises: there is no such profile
