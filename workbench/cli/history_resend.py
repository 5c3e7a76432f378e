"""Owns `workbench history again`: the same bytes once more, signed afresh, and what changed between the answers.

It must never change the exchange that it repeats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.cli import history_lookup, inputs, send_execution, send_output, transport_options
from workbench.cli.body_source import PreparedBody
from workbench.cli.commands import send
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.recording import recording
from workbench.cli.terminal import say
from workbench.credentials import default_profiles
from workbench.operations import BadEndpoint, Endpoint, endpoint_from, is_loopback
from workbench.operations.resend import pair_change, prepare_resend, signed_by, signing_profiles
from workbench.sandbox.addresses import is_link
from workbench.signing import Credentials

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Container

    from workbench.cli.send_execution import OwnSandbox
    from workbench.exchange import Exchange
    from workbench.operations import ConfirmationNeeded, Prepared, Refused

_SANDBOX_TITLE = "Sandbox"


def again(options: Namespace) -> int:
    """Send an exchange again."""
    with history_lookup.opened() as history:
        before = history_lookup.exchange(history, options.id)
    to = send.destination(options.to) if options.to is not None else _where(before)
    profile, credentials = _who(options, before, to)
    metadata = inputs.metadata_of(profile)
    transport = transport_options.choices_from(options)
    if before.choices and not transport.words():
        say(f"workbench: warning: it was sent with {before.choices} then, and now without; give the options again.")
    changed = pair_change(before, credentials)
    if changed:
        say(f"workbench: pair rotated: {changed}")

    def make(endpoint: Endpoint, confirmed: Container[str]) -> Prepared | Refused | ConfirmationNeeded:
        return prepare_resend(
            before, profile, credentials, endpoint, metadata=metadata, confirmed=confirmed, transport=transport
        )

    body = before.request.body
    task = send_execution.SendTask(
        to,
        profile,
        credentials,
        metadata,
        body,
        make,
        title=before.title,
        resend_of=before.id,
        allowed=send.allowed(options),
    )
    if options.dry_run:
        return send_output.show(task, PreparedBody(body), as_json=options.json)

    with recording(private=options.private) as kept:
        return send_output.send(
            task, kept, PreparedBody(body), as_json=options.json, verbose=options.verbose, repeats=before
        )


def _where(before: Exchange) -> Endpoint | OwnSandbox:
    """Return where it went then; a sandbox of one command or window is gone, so that is a new one."""
    url = before.request.url
    if before.endpoint.startswith(_SANDBOX_TITLE) and is_loopback(url):
        return "sandbox-identitylink" if is_link(urlsplit(url).path) else "sandbox"
    try:
        return endpoint_from(url)
    except BadEndpoint as refusal:
        raise CommandError(Status.BAD_INPUT, f"{refusal.message} Nothing was sent; choose another with --to.") from None


def _who(options: Namespace, before: Exchange, to: Endpoint | OwnSandbox) -> tuple[str, Credentials]:
    """Return the profile that signs: the one that is named, else the one of then."""
    takes_token = to == "sandbox" if isinstance(to, str) else to.takes_token
    if options.profile is not None:
        return inputs.credentials_for(options)
    if not takes_token:
        return "", Credentials("", "")
    if before.profile in {"", inputs.ENVIRONMENT_PROFILE}:
        return inputs.credentials_for(options)
    kept = default_profiles().list()
    for name in signing_profiles(before, [each.name for each in kept], (), kept):
        credentials = inputs.credentials_of_profile(name)
        if name == before.profile:
            return name, credentials
        if signed_by(before, credentials):
            say(f"workbench: the profile {before.profile} is called {name} now.")
            return name, credentials
    return before.profile, inputs.credentials_of_profile(before.profile)  # which says that there is none
