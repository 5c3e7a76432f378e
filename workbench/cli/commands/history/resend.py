"""`workbench history resend`: sends the same bytes again, and compares the responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cli import inputs
from workbench.cli.commands.history import lookup
from workbench.cli.commands.send import execution, output, transport_options
from workbench.cli.commands.send.body_source import PreparedBody
from workbench.cli.exit_codes import UsageError
from workbench.cli.output import report, warn
from workbench.exchange.address import split_address
from workbench.operations import BadEndpoint, Endpoint, endpoint_from, is_loopback
from workbench.operations.resend import pair_change, resend_request, signed_by, signing_profiles
from workbench.sandbox.addresses import is_link
from workbench.signing import Credentials

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from workbench.exchange import Exchange

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
    execution.add_overrides(parser)
    output.add_options(parser)
    inputs.add_json(parser)
    transport_options.add_options(parser)


def run(options: Namespace) -> int:
    """Send the bytes of an exchange again."""
    with lookup.opened() as history:
        before = lookup.exchange(history, options.id)
    to = execution.destination(options.to) if options.to is not None else _destination(before)
    profile, credentials = _credentials(options, before, to)
    metadata = inputs.metadata_of(profile)
    transport = transport_options.transport_from(options)
    if before.options and not transport.summary():
        warn(f"the first send used {before.options}. Add the options to use them again.")
    changed = pair_change(before, credentials) if credentials else ""
    if changed:
        warn(changed)

    request = resend_request(before, profile, credentials, to, metadata=metadata, transport=transport)
    return output.send(request, PreparedBody(before.request.body), options)


def _destination(before: Exchange) -> Endpoint:
    """Return the endpoint of the first send; for a sandbox, which has ended since, a new one."""
    url = before.request.url
    if before.endpoint.startswith(_SANDBOX_TITLE) and is_loopback(url):
        return execution.TEMPORARY_SANDBOX[is_link(split_address(url).path)]
    try:
        return endpoint_from(url)
    except BadEndpoint as error:
        message = f"{error.message} Nothing was sent. Choose another endpoint with --to."
        raise UsageError(message) from None


def _credentials(options: Namespace, before: Exchange, to: Endpoint) -> tuple[str, Credentials | None]:
    """Return profile name and credentials: those of `--profile`, else those of the first send."""
    if options.profile is not None:
        return inputs.given_credentials(options)
    if not to.takes_token:
        return "", None
    if before.profile in {"", inputs.ENVIRONMENT_PROFILE}:
        return inputs.given_credentials(options)
    stored = inputs.listed_profiles()
    for name in signing_profiles(before, [each.name for each in stored], (), stored):
        credentials = inputs.credentials_of_profile(name)
        if name == before.profile:
            return name, credentials
        if signed_by(before, credentials):
            report(f"the profile {before.profile} was renamed to {name}.")
            return name, credentials
    return before.profile, inputs.credentials_of_profile(before.profile)  # raises: there is no such profile
